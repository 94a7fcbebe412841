using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Board;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using HexaLive.Web.Features.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Board;

/// <summary>
/// The task board: cards in columns and lanes. The state of a drag exists only in the browser, so other people's changes can appear
/// during the drag. A drop is saved against the version that was read; on a conflict, the page says who changed the task first.
/// </summary>
public sealed partial class BoardPage(
    TaskBoard board,
    TaskEditing editing,
    Drafts memory,
    IJSRuntime js,
    IDialogService dialogs,
    ISnackbar snackbar,
    IStringLocalizer<TaskPage> tasks
) : TaskScreen
{
    private readonly Dictionary<int, int> _limits = [];
    private IReadOnlyList<BoardColumn> _columns = [];
    private List<(int Id, string Name, int Count)> _laneRows = [];
    private List<(int Key, string Name)> _moveTargets = [];
    private HashSet<int> _collapsed = [];
    private DotNetObjectReference<BoardPage>? _self;
    private ElementReference _board;
    private BoardBy _by;
    private BoardSwimlanes _lanes;
    private DateOnly _today;
    private int? _movedTaskId;
    private string? _problem;

    /// <inheritdoc />
    protected override string Route => AppUrls.Board;

    /// <inheritdoc />
    protected override TimeSpan RefreshEvery => TimeSpan.FromMilliseconds(250);

    // Without a role in the URL, a representative sees their own tasks and a manager the tasks of the team. The tasks of the whole company
    // would be too many for a board.
    /// <inheritdoc />
    protected override TaskFilter Filter =>
        base.Filter with
        {
            Role =
                base.Filter.Role
                ?? Viewer.Role switch
                {
                    PersonRole.Representative => TaskRole.Responsible,
                    PersonRole.Manager => TaskRole.Team,
                    _ => TaskRole.All,
                },
        };

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!IsLoaded)
            _collapsed = (await memory.ReadAsync<CollapsedLanes>(await memory.GetKeyAsync("board-lanes")))?.Keys ?? [];
        await base.LoadAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var query = new BoardQuery(Filter, State.Content.By, State.Content.Lanes);
        var columns = await board.ReadAsync(Viewer, query, _limits, _movedTaskId, cancellationToken);
        (_by, _lanes, _today, _columns) = (query.ColumnsBy, query.Swimlanes, Format.Today(Viewer.TimeZone), columns);
        _moveTargets = [.. _columns.Where(c => CanDrop(c.Key)).Select(c => (c.Key, ColumnName(c.Key)))];
        var cards = _columns.SelectMany(c => c.Cards);
        _laneRows = _lanes switch
        {
            BoardSwimlanes.None => [(0, "", 0)],
            BoardSwimlanes.Priority =>
            [
                .. cards.GroupBy(LaneOf).OrderByDescending(g => g.Key).Select(g => (g.Key, LaneName(g.First()), g.Count())),
            ],
            _ =>
            [
                .. cards
                    .GroupBy(LaneOf)
                    .Select(g => (g.Key, LaneName(g.First()), g.Count()))
                    .OrderBy(l => l.Item2, StringComparer.CurrentCulture),
            ],
        };
    }

    /// <inheritdoc />
    protected override void OnStateChanged()
    {
        _limits.Clear();
        (_problem, _movedTaskId) = (null, null);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        await js.InvokeVoidAsync("hexa.board.start", _board, _self);
    }

    /// <inheritdoc />
    protected override void OnDispose()
    {
        base.OnDispose();
        _self?.Dispose();
    }

    /// <summary>Moves a card that was dropped in the browser. <paramref name="place"/> has the form <c>column:lane</c>.</summary>
    [JSInvokable]
    public async Task DropAsync(int id, string place)
    {
        var parts = place.Split(':');
        if (
            parts is [var column, var lane]
            && int.TryParse(column, CultureInfo.InvariantCulture, out var key)
            && int.TryParse(lane, CultureInfo.InvariantCulture, out var to)
            && Find(id) is { } card
        )
            await MoveAsync(card, key, _lanes == BoardSwimlanes.None || LaneOf(card) == to ? null : to);
        StateHasChanged();
    }

    /// <summary>
    /// Moves a card by keyboard to the next column that accepts cards. <paramref name="step"/> is -1 for left and 1 for right.
    /// </summary>
    [JSInvokable]
    public async Task NudgeAsync(int id, int step)
    {
        if (Find(id) is not { } card)
            return;
        var at = TaskBoard.KeyOf(card, _by, _today);
        var keys = _columns.Select(c => c.Key).ToList();
        var next = keys.IndexOf(at) + Math.Sign(step);
        while (next >= 0 && next < keys.Count && !CanDrop(keys[next]))
            next += Math.Sign(step);
        if (next >= 0 && next < keys.Count)
            await MoveAsync(card, keys[next], null);
        StateHasChanged();
    }

    private async Task MoveAsync(BoardCard card, int key, int? lane)
    {
        _problem = null;
        var change = lane is null ? new TaskChange() : WithLane(lane.Value);
        if (change is null)
        {
            _problem = Text["ProjectStays"];
            return;
        }
        if (key != TaskBoard.KeyOf(card, _by, _today))
        {
            if (await WithColumnAsync(change, card, key) is not { } moved)
                return;
            change = moved;
        }
        if (change == new TaskChange())
            return;
        try
        {
            var before = await editing.ApplyAsync(Viewer, card.Id, card.Version, change, Disposed);
            // Show the moved card even if it lies beyond its column's limit.
            _movedTaskId = card.Id;
            await ReloadAsync();
            snackbar.Add(
                Text["Moved", card.Title, ColumnName(key)],
                Severity.Success,
                o =>
                    (o.Action, o.OnClick) = (
                        Shared["Undo"],
                        async _ =>
                        {
                            try
                            {
                                await editing.UndoAsync(Viewer, before, change);
                            }
                            catch (RuleException refusal)
                            {
                                await InvokeAsync(() => snackbar.Add(Format.Describe(refusal), Severity.Error));
                            }
                        }
                    )
            );
        }
        catch (RuleException refusal)
        {
            _problem = $"{card.Title}: {Format.Describe(refusal)}";
            await ReloadAsync();
        }
        StateHasChanged();
        await js.InvokeVoidAsync("hexa.focus", $"[data-card='{card.Id.ToString(CultureInfo.InvariantCulture)}']");
    }

    private async Task<TaskChange?> WithColumnAsync(TaskChange change, BoardCard card, int key)
    {
        if (_by == BoardBy.When)
            return TaskBoard.TargetDay((DueBucket)key, _today) is { } day
                ? change with
                {
                    Next = new NextAction(day, card.NextTime),
                }
                : change with
                {
                    ClearNext = true,
                };
        if ((WorkTaskStatus)key != WorkTaskStatus.Finished)
            return change with { Status = (WorkTaskStatus)key };
        return await FinishDialog.AskAsync(dialogs, $"{tasks["Finish"]}: {card.Title}") is { } outcome
            ? change with
            {
                Status = WorkTaskStatus.Finished,
                Outcome = outcome,
            }
            : null;
    }

    private TaskChange? WithLane(int lane) =>
        _lanes switch
        {
            BoardSwimlanes.Responsible => new TaskChange(ResponsibleId: lane),
            BoardSwimlanes.Priority => new TaskChange(Priority: (TaskPriority)lane),
            _ => null,
        };

    private async Task LoadMoreAsync(BoardColumn column)
    {
        _limits[column.Key] = column.Cards.Count + TaskBoard.ColumnSize;
        await ReloadAsync();
    }

    private async Task ToggleLaneAsync(int lane)
    {
        if (!_collapsed.Remove(lane))
            _collapsed.Add(lane);
        await memory.StoreAsync(await memory.GetKeyAsync("board-lanes"), new CollapsedLanes(_collapsed));
    }

    private BoardCard? Find(int id) => _columns.SelectMany(c => c.Cards).FirstOrDefault(c => c.Id == id);

    private IEnumerable<BoardCard> CardsIn(BoardColumn column, int lane) =>
        _lanes == BoardSwimlanes.None ? column.Cards : column.Cards.Where(c => LaneOf(c) == lane);

    private int LaneOf(BoardCard card) =>
        _lanes switch
        {
            BoardSwimlanes.Responsible => card.ResponsibleId,
            BoardSwimlanes.Project => card.ProjectId,
            BoardSwimlanes.Priority => (int)card.Priority,
            _ => 0,
        };

    private string LaneName(BoardCard card) =>
        _lanes switch
        {
            BoardSwimlanes.Responsible => card.AwayUntil is { } last ? $"{card.Responsible} · {Format.AwayUntil(last)}" : card.Responsible,
            BoardSwimlanes.Project => $"{card.Client} · {card.Project}",
            _ => Format.Describe(card.Priority),
        };

    private bool CanDrop(int key) => _by == BoardBy.Status || TaskBoard.CanDrop((DueBucket)key, _today);

    private bool IsLate(int key) => _by == BoardBy.When && (DueBucket)key == DueBucket.Overdue;

    private string ColumnName(int key) => _by == BoardBy.Status ? Format.Describe((WorkTaskStatus)key) : Text[$"Bucket_{(DueBucket)key}"];

    private sealed record CollapsedLanes(HashSet<int> Keys);

    private static string LowerName(Enum value) => value.ToString().ToLowerInvariant();
}
