using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>
/// The preview of the designer. Shortly after each change of the definition, the preview reads the first rows and then the figures. A new
/// read cancels the previous read. Until the new result arrives, the old result stays, dimmed. Changes of titles or layout need no read,
/// and changes of columns need no new figures.
/// </summary>
public sealed partial class DesignerPreview(ReportRunner runner, CurrentViewer current, TextFormatter format, ILogger<DesignerPreview> log)
    : ComponentBase,
        IDisposable
{
    /// <summary>The number of rows shown.</summary>
    public const int Rows = 20;

    private static readonly TimeSpan DebounceTime = TimeSpan.FromMilliseconds(200);

    private CancellationTokenSource? _rowsRun;
    private CancellationTokenSource? _figuresRun;
    private Task _reading = Task.CompletedTask;
    private string? _rowsKey;
    private string? _figuresKey;
    private ResolvedReport? _resolved;
    private ReportDefinition? _rowsDefinition;
    private IReadOnlyList<ReportRow>? _rows;
    private ReportFigures? _figures;
    private ReportDefinition? _figuresDefinition;
    private string? _problem;
    private bool _rowsOld;
    private bool _countsOld;

    /// <summary>The definition to run.</summary>
    [Parameter, EditorRequired]
    public ReportDefinition Definition { get; set; } = default!;

    /// <summary>Whether the definition is valid. The preview does not run an invalid definition; the last result stays, dimmed.</summary>
    [Parameter]
    public bool CanRun { get; set; } = true;

    /// <summary>The report's name, which is also the title unless the definition sets another.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    private bool IsReading => _rowsOld || _countsOld;

    // Show the figures only if they belong to the groups and totals on the screen.
    private ReportFigures? Figures =>
        _figuresDefinition is not null
        && _resolved is not null
        && _figuresDefinition.Source == _resolved.Definition.Source
        && _figuresDefinition.Groups.SequenceEqual(_resolved.Definition.Groups)
        && _figuresDefinition.Totals.SequenceEqual(_resolved.Definition.Totals)
            ? _figures
            : null;

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (!CanRun)
        {
            Cancel(ref _rowsRun);
            Cancel(ref _figuresRun);
            (_rowsKey, _figuresKey, _rowsOld, _countsOld, _problem) = (null, null, _rows is not null, _figures is not null, null);
            return;
        }
        ApplyLayout();
        var rowsKey = SerializeResultParts(Definition with { Totals = [] });
        var figuresKey = SerializeResultParts(Definition with { Columns = [], Order = [] });
        var first = _rowsKey is null && _rows is null;
        if (rowsKey != _rowsKey)
        {
            Cancel(ref _rowsRun);
            (_rowsKey, _rowsOld, _rowsRun) = (rowsKey, true, new CancellationTokenSource());
            _reading = ReadRowsAsync(Definition, first ? TimeSpan.Zero : DebounceTime, _rowsRun.Token);
        }
        if (figuresKey != _figuresKey)
        {
            Cancel(ref _figuresRun);
            (_figuresKey, _countsOld, _figuresRun) = (figuresKey, true, new CancellationTokenSource());
            _ = ReadFiguresAsync(Definition, _reading, first ? TimeSpan.Zero : DebounceTime, _figuresRun.Token);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Cancel(ref _rowsRun);
        Cancel(ref _figuresRun);
    }

    private Task ReadRowsAsync(ReportDefinition definition, TimeSpan pause, CancellationToken cancellationToken) =>
        CatchErrorsAsync(
            async () =>
            {
                await Task.Delay(pause, cancellationToken);
                (IReadOnlyList<ReportRow> rows, ReportFigures? figures) =
                    definition.Columns.Count == 0
                        ? ([], null)
                        : await runner.ReadFirstRowsAsync(
                            await current.GetAsync(cancellationToken),
                            definition,
                            new ReportRequest(),
                            Rows,
                            cancellationToken
                        );
                cancellationToken.ThrowIfCancellationRequested();
                (_rows, _rowsDefinition, _resolved, _rowsOld, _problem) = (
                    rows,
                    definition,
                    ResolvedReport.Resolve(definition),
                    false,
                    null
                );
                if (figures is not null)
                    (_figures, _figuresDefinition, _countsOld) = (figures, definition, false);
                ApplyLayout();
            },
            cancellationToken
        );

    private Task ReadFiguresAsync(ReportDefinition definition, Task rows, TimeSpan pause, CancellationToken cancellationToken) =>
        CatchErrorsAsync(
            async () =>
            {
                await Task.Delay(pause, cancellationToken);
                // Wait for the rows, which people look at first.
                await rows.WaitAsync(cancellationToken);
                // Reading the rows may already have read the figures.
                if (_figuresDefinition == definition)
                    return;
                var figures = await runner.ReadFiguresAsync(
                    await current.GetAsync(cancellationToken),
                    definition,
                    new ReportRequest(),
                    cancellationToken
                );
                cancellationToken.ThrowIfCancellationRequested();
                (_figures, _figuresDefinition, _countsOld) = (figures, definition, false);
            },
            cancellationToken
        );

    private async Task CatchErrorsAsync(Func<Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await read();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // A newer read has started, or the person has left the page. The cancellation caused the error.
            return;
        }
        catch (RuleException refusal)
        {
            Fail(format.Describe(refusal));
        }
        catch (SignedOutException)
        {
            return;
        }
        catch (Exception e)
        {
            LogFailed(log, e);
            Fail(Text["PreviewFailed"]);
        }
        await InvokeAsync(StateHasChanged);
    }

    // Changes of layout and totals need no new rows, so show the same rows with the current titles and widths.
    private void ApplyLayout()
    {
        if (
            _rowsDefinition is not null
            && _rowsDefinition.Source == Definition.Source
            && _rowsDefinition.Columns.Select(c => c.Field).SequenceEqual(Definition.Columns.Select(c => c.Field))
            && _rowsDefinition.Groups.SequenceEqual(Definition.Groups)
        )
            _resolved = ResolvedReport.Resolve(Definition);
    }

    private void Fail(string problem) => (_problem, _rowsOld, _countsOld, _rowsKey, _figuresKey) = (problem, false, false, null, null);

    // The parts of a definition that determine the result: not its layout, the format of columns or the titles of parameters.
    private static string SerializeResultParts(ReportDefinition definition) =>
        ReportJson.Serialize(
            definition with
            {
                Layout = new(),
                Columns = [.. definition.Columns.Select(c => new ReportColumn(c.Field))],
                Parameters = [.. definition.Parameters.Select(p => p with { Title = null })],
            }
        );

    private static void Cancel(ref CancellationTokenSource? run)
    {
        run?.Cancel();
        run?.Dispose();
        run = null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The preview of a report could not be read.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
