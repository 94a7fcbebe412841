namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Counts the rows written, and reports the number regularly.</summary>
internal sealed class RowCounter(IProgress<int>? progress)
{
    private const int ReportEvery = 250;

    public int RowCount { get; private set; }

    public void Add()
    {
        if (++RowCount % ReportEvery == 0)
            progress?.Report(RowCount);
    }
}
