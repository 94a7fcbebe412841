using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>
/// The state of the designer, independent of the screen: the current design, its history and all operations that change the design.
/// Designs are immutable, so Undo returns to an earlier design.
/// </summary>
public sealed class DesignerState
{
    /// <summary>The maximum number of steps that can be undone.</summary>
    public const int MaxSteps = 200;

    /// <summary>The maximum nesting depth of criteria.</summary>
    public const int MaxDepth = 4;

    private readonly Dictionary<(ReferenceKind Kind, int Id), string> _names = [];
    private readonly List<Design> _past = [];
    private readonly Stack<Design> _future = new();
    private string? _step;

    /// <summary>Creates the state from a saved report or, for a new report, from the initial design.</summary>
    public DesignerState(Design start) => Saved = Current = WithDefaults(start);

    public Design Current { get; private set; }

    /// <summary>The design as last saved.</summary>
    public Design Saved { get; private set; }

    /// <summary>The names of the fields that were removed when the source was last changed.</summary>
    public IReadOnlyList<string> DroppedTitles { get; private set; } = [];

    /// <summary>The names of the records that criteria refer to, as loaded or picked.</summary>
    public IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> Names => _names;

    public ReportDefinition Definition => Current.Definition;
    public bool CanUndo => _past.Count > 0;
    public bool CanRedo => _future.Count > 0;
    public bool IsChanged => !Current.IsSameAs(Saved);

    /// <summary>Raised when the design changed.</summary>
    public event Action? Changed;

    /// <summary>
    /// Returns the initial definition for a source: its default columns and, for a source that grows without limit, a restriction to this
    /// month or to open tasks.
    /// </summary>
    public static ReportDefinition CreateDefinition(ReportSource source) =>
        new()
        {
            Source = source,
            Columns = [.. FieldCatalog.DefaultColumns(source).Select(f => new ReportColumn(f))],
            Where = source switch
            {
                ReportSource.Dedications => ReportCriterion.AllOf(
                    ReportCriterion.CreateTest("entry.date", TestOperator.During, "this-month")
                ),
                ReportSource.Promises => ReportCriterion.AllOf(
                    ReportCriterion.CreateTest("promise.date", TestOperator.During, "this-month")
                ),
                ReportSource.Tasks => ReportCriterion.AllOf(ReportCriterion.CreateTest("task.open", TestOperator.Is, "true")),
                _ => new(),
            },
        };

    /// <summary>Replaces the current design. Consecutive changes with the same <paramref name="step"/> are undone as one.</summary>
    public void Change(Design next, string? step = null)
    {
        next = next with { Definition = DesignParameters.WithoutUnused(next.Definition) };
        if (next.IsSameAs(Current))
            return;
        if (step is null || step != _step || _past.Count == 0)
        {
            _past.Add(Current);
            if (_past.Count > MaxSteps)
                _past.RemoveAt(0);
        }
        (_step, Current, DroppedTitles) = (step, next, []);
        _future.Clear();
        Changed?.Invoke();
    }

    /// <summary>Changes the definition. Consecutive changes with the same <paramref name="step"/> are undone as one.</summary>
    public void Change(Func<ReportDefinition, ReportDefinition> change, string? step = null) =>
        Change(Current with { Definition = change(Definition) }, step);

    /// <summary>Changes the layout. Consecutive changes with the same <paramref name="step"/> are undone as one.</summary>
    public void Change(ReportLayout layout, string? step = null) => Change(d => d with { Layout = layout }, step);

    /// <summary>Remembers the name of a record that a criterion refers to.</summary>
    public void AddName(ReferenceKind kind, int id, string name) => _names[(kind, id)] = name;

    /// <summary>Remembers the names of records that criteria refer to.</summary>
    public void AddNames(IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> names)
    {
        foreach (var (key, name) in names)
            _names[key] = name;
    }

    /// <summary>Returns to the previous design.</summary>
    public void Undo()
    {
        if (!CanUndo)
            return;
        _future.Push(Current);
        (Current, _step, DroppedTitles) = (_past[^1], null, []);
        _past.RemoveAt(_past.Count - 1);
        Changed?.Invoke();
    }

    /// <summary>Returns to the design that was undone last.</summary>
    public void Redo()
    {
        if (!CanRedo)
            return;
        _past.Add(Current);
        (Current, _step, DroppedTitles) = (_future.Pop(), null, []);
        Changed?.Invoke();
    }

    /// <summary>Marks the current design as saved.</summary>
    public void MarkSaved() => (Saved, _step) = (Current, null);

    /// <summary>Restores an unsaved draft. Undo returns to the saved design.</summary>
    public void Restore(Design draft) => Change(WithDefaults(draft));

    /// <summary>Changes the source. Fields whose names also exist in the new source are kept.</summary>
    public void ChangeSource(ReportSource source)
    {
        if (source == Definition.Source)
            return;
        // Replace an unchanged initial definition with the initial definition of the new source.
        if (ReportJson.Serialize(Definition) == ReportJson.Serialize(CreateDefinition(Definition.Source)))
        {
            Change(_ => CreateDefinition(source));
            return;
        }
        var dropped = new List<string>();
        var before = Definition;
        bool Knows(string? field)
        {
            if (field is null || FieldCatalog.Find(source, field) is not null)
                return true;
            dropped.Add(field);
            return false;
        }
        var columns = before.Columns.Where(c => Knows(c.Field)).ToList();
        var next = before with
        {
            Source = source,
            Groups = [.. before.Groups.Where(g => Knows(g.Field))],
            Order = [.. before.Order.Where(o => Knows(o.Field))],
            Totals = [.. before.Totals.Where(t => Knows(t.Field))],
            Where = CriterionTree.RemoveWhere(before.Where, c => c.Kind == CriterionKind.Test && !Knows(c.Field)),
            Columns = columns.Count == 0 && before.Columns.Count > 0 ? CreateDefinition(source).Columns : columns,
        };
        Change(_ => next);
        DroppedTitles = [.. dropped.Distinct()];
        Changed?.Invoke();
    }

    /// <summary>Adds a column at the end, unless the report already has the column.</summary>
    public void AddColumn(string field)
    {
        if (Definition.Columns.Count < ReportDefinition.MaxColumns && Definition.Columns.All(c => c.Field != field))
            Change(d => d with { Columns = [.. d.Columns, new ReportColumn(field)] });
    }

    /// <summary>Replaces the column at a position. Consecutive changes with the same <paramref name="step"/> are undone as one.</summary>
    public void SetColumn(int index, ReportColumn column, string? step = null) =>
        Change(d => d with { Columns = ListEdits.ReplaceAt(d.Columns, index, column) }, step);

    /// <summary>Removes the column at a position.</summary>
    public void RemoveColumn(int index) => Change(d => d with { Columns = ListEdits.RemoveAt(d.Columns, index) });

    /// <summary>Moves a column and returns its new position.</summary>
    public int MoveColumn(int from, int to)
    {
        var columns = Definition.Columns;
        if (from < 0 || from >= columns.Count)
            return from;
        to = Math.Clamp(to, 0, columns.Count - 1);
        Change(d => d with { Columns = ListEdits.Move(d.Columns, from, to) });
        return to;
    }

    /// <summary>Adds a field to the sort order.</summary>
    public void AddSortField(string field) =>
        Change(d => d.Order.Count >= ReportDefinition.MaxOrders ? d : d with { Order = [.. d.Order, new ReportOrder(field)] });

    /// <summary>Replaces a field of the sort order; null removes the field.</summary>
    public void SetSortField(int index, ReportOrder? order) =>
        Change(d => d with { Order = order is null ? ListEdits.RemoveAt(d.Order, index) : ListEdits.ReplaceAt(d.Order, index, order) });

    /// <summary>Moves a field up or down in the sort order.</summary>
    public void MoveSortField(int from, int offset) => Change(d => d with { Order = ListEdits.Move(d.Order, from, from + offset) });

    /// <summary>Adds an innermost group level. Dates are grouped by month.</summary>
    public void AddGroup(string field) =>
        Change(d =>
            d.Groups.Count >= ReportDefinition.MaxGroups
                ? d
                : d with
                {
                    Groups =
                    [
                        .. d.Groups,
                        new ReportGroup(
                            field,
                            FieldCatalog.Find(d.Source, field)?.Type is FieldType.Day or FieldType.Instant ? DayStep.Month : DayStep.Day
                        ),
                    ],
                }
        );

    /// <summary>Replaces a group level; null removes it.</summary>
    public void SetGroup(int index, ReportGroup? group) =>
        Change(d => d with { Groups = group is null ? ListEdits.RemoveAt(d.Groups, index) : ListEdits.ReplaceAt(d.Groups, index, group) });

    /// <summary>Moves a group level outwards or inwards.</summary>
    public void MoveGroup(int from, int offset) => Change(d => d with { Groups = ListEdits.Move(d.Groups, from, from + offset) });

    /// <summary>Adds a total, unless the report already has the total.</summary>
    public void AddTotal(ReportTotal total) =>
        Change(d =>
            d.Totals.Count >= ReportDefinition.MaxTotals || d.Totals.Contains(total) ? d : d with { Totals = [.. d.Totals, total] }
        );

    /// <summary>Replaces a total; null removes it.</summary>
    public void SetTotal(int index, ReportTotal? total) =>
        Change(d => d with { Totals = total is null ? ListEdits.RemoveAt(d.Totals, index) : ListEdits.ReplaceAt(d.Totals, index, total) });

    /// <summary>Adds a criterion or a group of criteria at the end of the group at <paramref name="path"/>.</summary>
    public void AddCriterion(IReadOnlyList<int> path, ReportCriterion criterion) =>
        Change(d =>
            d.Where.Nodes.Count() >= ReportDefinition.MaxCriteria
                ? d
                : d with
                {
                    Where = CriterionTree.Replace(d.Where, path, g => g with { Items = [.. g.Items, criterion] }),
                }
        );

    /// <summary>Replaces the criterion at <paramref name="path"/>; null removes it.</summary>
    public void SetCriterion(IReadOnlyList<int> path, ReportCriterion? criterion, string? step = null) =>
        Change(d => d with { Where = CriterionTree.Replace(d.Where, path, _ => criterion) }, step);

    /// <summary>Turns each value of a test into a parameter, with the current value as the default of the parameter.</summary>
    public void AskForValue(IReadOnlyList<int> path) => Change(d => DesignParameters.AddParameter(d, path));

    /// <summary>Replaces the parameters of a test with their default values.</summary>
    public void StopAskingForValue(IReadOnlyList<int> path) => Change(d => DesignParameters.RemoveParameter(d, path));

    /// <summary>Changes the question text or the default value of a parameter.</summary>
    public void SetParameter(ReportParameter parameter, string? step = null) =>
        Change(d => d with { Parameters = [.. d.Parameters.Select(p => p.Name == parameter.Name ? parameter : p)] }, step);

    // A handwritten definition may have a single test as its root. In that case, wrap the test in a group.
    private static Design WithDefaults(Design design) =>
        design.Definition.Where.Kind == CriterionKind.Test
            ? design with
            {
                Definition = design.Definition with { Where = ReportCriterion.AllOf(design.Definition.Where) },
            }
            : design;
}
