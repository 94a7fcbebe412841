namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Counts the rows written, and reports the number regularly.</summary>
internal sealed class RowCounter(IProgress<int>? progress)
{
    private const int ReportEvery = 250;

    public int Rows { get; private set; }

    public void Add()
    {
        if (++Rows % ReportEvery == 0)
            progress?.Report(Rows);
    }
}
