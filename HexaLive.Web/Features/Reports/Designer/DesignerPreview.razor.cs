using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>
/// The first rows of what is designed, then its figures, read a moment after each change; a former reading that is not done is cancelled. What is known stays, dimmed, until the new is there. Titles and looks
/// change without reading, and columns without counting again.
/// </summary>
public sealed partial class DesignerPreview(ReportRunner runner, CurrentViewer current, Texts say, ILogger<DesignerPreview> log, IStringLocalizer<DesignerText> texts) : ComponentBase, IDisposable
{
    /// <summary>Rows shown.</summary>
    public const int Rows = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private CancellationTokenSource? _rowsRun;
    private CancellationTokenSource? _figuresRun;
    private Task _reading = Task.CompletedTask;
    private string? _rowsKey;
    private string? _figuresKey;
    private ReportShape? _shape;
    private ReportDefinition? _ran;
    private IReadOnlyList<ReportRow>? _rows;
    private ReportFigures? _figures;
    private ReportDefinition? _counted;
    private string? _problem;
    private bool _rowsOld;
    private bool _countsOld;

    /// <summary>What can be run.</summary>
    [Parameter, EditorRequired] public ReportDefinition Definition { get; set; } = default!;

    /// <summary>Whether it is sound; else nothing is run and what was known stays dimmed.</summary>
    [Parameter] public bool Runs { get; set; } = true;

    /// <summary>The report's name: its title where it has no other.</summary>
    [Parameter] public string Name { get; set; } = "";

    private IStringLocalizer<DesignerText> L => texts;
    private bool Busy => _rowsOld || _countsOld;

    // Figures of other groups or totals than those shown say nothing of these.
    private ReportFigures? Figures => _counted is not null && _shape is not null && _counted.Source == _shape.Definition.Source
        && _counted.Groups.SequenceEqual(_shape.Definition.Groups) && _counted.Totals.SequenceEqual(_shape.Definition.Totals) ? _figures : null;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (!Runs)
        {
            Cancel(ref _rowsRun);
            Cancel(ref _figuresRun);
            (_rowsKey, _figuresKey, _rowsOld, _countsOld, _problem) = (null, null, _rows is not null, _figures is not null, null);
            return;
        }
        Dress();
        var rowsKey = Key(Definition with { Totals = [] });
        var figuresKey = Key(Definition with { Columns = [], Order = [] });
        var first = _rowsKey is null && _rows is null;
        if (rowsKey != _rowsKey)
        {
            Cancel(ref _rowsRun);
            (_rowsKey, _rowsOld, _rowsRun) = (rowsKey, true, new CancellationTokenSource());
            _reading = ReadRowsAsync(Definition, first ? TimeSpan.Zero : Pause, _rowsRun.Token);
        }
        if (figuresKey != _figuresKey)
        {
            Cancel(ref _figuresRun);
            (_figuresKey, _countsOld, _figuresRun) = (figuresKey, true, new CancellationTokenSource());
            _ = ReadFiguresAsync(Definition, _reading, first ? TimeSpan.Zero : Pause, _figuresRun.Token);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Cancel(ref _rowsRun);
        Cancel(ref _figuresRun);
    }

    private Task ReadRowsAsync(ReportDefinition definition, TimeSpan pause, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await Task.Delay(pause, cancellationToken);
        (IReadOnlyList<ReportRow> rows, ReportFigures? figures) = definition.Columns.Count == 0 ? ([], null) : await runner.FirstRowsAsync(await current.GetAsync(cancellationToken), definition, new ReportAsk(), Rows, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        (_rows, _ran, _shape, _rowsOld, _problem) = (rows, definition, ReportRunner.Shape(definition), false, null);
        if (figures is not null) (_figures, _counted, _countsOld) = (figures, definition, false);
        Dress();
    }, cancellationToken);

    private Task ReadFiguresAsync(ReportDefinition definition, Task rows, TimeSpan pause, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await Task.Delay(pause, cancellationToken);
        // Rows first: they are what one looks at.
        await rows.WaitAsync(cancellationToken);
        // They came with the rows.
        if (_counted == definition) return;
        var figures = await runner.FiguresAsync(await current.GetAsync(cancellationToken), definition, new ReportAsk(), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        (_figures, _counted, _countsOld) = (figures, definition, false);
    }, cancellationToken);

    private async Task GuardAsync(Func<Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await read();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Something newer is read, or the screen was left; what databases say of being cancelled is of no interest.
            return;
        }
        catch (RuleException refusal)
        {
            Fail(say.Of(refusal));
        }
        catch (SignedOutException)
        {
            return;
        }
        catch (Exception e)
        {
            LogFailed(log, e);
            Fail(L["PreviewFailed"]);
        }
        await InvokeAsync(StateHasChanged);
    }

    // Looks and totals need no reading of rows: those that are there are shown with the titles and widths that are wanted now.
    private void Dress()
    {
        if (_ran is not null && _ran.Source == Definition.Source && _ran.Columns.Select(c => c.Field).SequenceEqual(Definition.Columns.Select(c => c.Field)) && _ran.Groups.SequenceEqual(Definition.Groups))
            _shape = ReportRunner.Shape(Definition);
    }

    private void Fail(string problem) => (_problem, _rowsOld, _countsOld, _rowsKey, _figuresKey) = (problem, false, false, null, null);

    // What is read of a definition: not how it looks, nor what its questions are called.
    private static string Key(ReportDefinition definition) => ReportJson.Write(definition with
    {
        Layout = new(),
        Columns = [.. definition.Columns.Select(c => new ReportColumn(c.Field))],
        Parameters = [.. definition.Parameters.Select(p => p with { Title = null })],
    });

    private static void Cancel(ref CancellationTokenSource? run)
    {
        run?.Cancel();
        run?.Dispose();
        run = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The preview of a report could not be read.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
