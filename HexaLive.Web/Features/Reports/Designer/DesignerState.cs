using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>What is designed: a report's name, folder and definition.</summary>
public sealed record Design(string Name, string Folder, ReportDefinition Definition)
{
    /// <summary>Whether both say the same.</summary>
    public bool SameAs(Design other) => Name == other.Name && Folder == other.Folder && ReportJson.Write(Definition) == ReportJson.Write(other.Definition);
}

/// <summary>What happens in the designer, without a screen: the design as it is now, all that it was, and each way in which it is changed. Designs never change: to undo is to go back to one.</summary>
public sealed class DesignerState
{
    /// <summary>Most steps that can be undone.</summary>
    public const int MostSteps = 200;

    /// <summary>How deep criteria can stand within each other.</summary>
    public const int MostDepth = 4;

    private readonly List<Design> _past = [];
    private readonly Stack<Design> _future = new();
    private string? _step;

    /// <summary>A designer that begins with what is saved, or with a new report's beginning.</summary>
    public DesignerState(Design start) => Saved = Now = Whole(start);

    /// <summary>The design as it is now.</summary>
    public Design Now { get; private set; }

    /// <summary>What is saved.</summary>
    public Design Saved { get; private set; }

    /// <summary>Fields that the last change of source left behind, by name.</summary>
    public IReadOnlyList<string> Dropped { get; private set; } = [];

    /// <summary>What criteria refer to, by what was read or picked.</summary>
    public Dictionary<(ReferenceKind Kind, int Id), string> Names { get; } = [];

    public ReportDefinition Definition => Now.Definition;
    public bool CanUndo => _past.Count > 0;
    public bool CanRedo => _future.Count > 0;
    public bool IsChanged => !Now.SameAs(Saved);

    /// <summary>Something is other than it was.</summary>
    public event Action? Changed;

    /// <summary>What a new report of a source begins with: its usual columns, and this month where there are ever more rows.</summary>
    public static ReportDefinition Begin(ReportSource source) => new()
    {
        Source = source,
        Columns = [.. FieldCatalog.DefaultColumns(source).Select(f => new ReportColumn(f))],
        Where = source switch
        {
            ReportSource.Dedications => ReportCriterion.AllOf(ReportCriterion.Of("entry.date", TestOperator.During, "this-month")),
            ReportSource.Promises => ReportCriterion.AllOf(ReportCriterion.Of("promise.date", TestOperator.During, "this-month")),
            ReportSource.Tasks => ReportCriterion.AllOf(ReportCriterion.Of("task.open", TestOperator.Is, "true")),
            _ => new(),
        },
    };

    /// <summary>Makes another design the present one. Changes of the same <paramref name="step"/> one after the other are undone as one.</summary>
    public void Change(Design next, string? step = null)
    {
        next = next with { Definition = WithoutIdleParameters(next.Definition) };
        if (next.SameAs(Now)) return;
        if (step is null || step != _step || _past.Count == 0)
        {
            _past.Add(Now);
            if (_past.Count > MostSteps) _past.RemoveAt(0);
        }
        (_step, Now, Dropped) = (step, next, []);
        _future.Clear();
        Changed?.Invoke();
    }

    /// <summary>Changes the definition.</summary>
    public void Change(Func<ReportDefinition, ReportDefinition> change, string? step = null) => Change(Now with { Definition = change(Definition) }, step);

    /// <summary>Changes how the report looks.</summary>
    public void Change(ReportLayout layout, string? step = null) => Change(d => d with { Layout = layout }, step);

    /// <summary>Goes back to the design before.</summary>
    public void Undo()
    {
        if (!CanUndo) return;
        _future.Push(Now);
        (Now, _step, Dropped) = (_past[^1], null, []);
        _past.RemoveAt(_past.Count - 1);
        Changed?.Invoke();
    }

    /// <summary>Goes again to where one went back from.</summary>
    public void Redo()
    {
        if (!CanRedo) return;
        _past.Add(Now);
        (Now, _step, Dropped) = (_future.Pop(), null, []);
        Changed?.Invoke();
    }

    /// <summary>What stands now is saved.</summary>
    public void MarkSaved() => (Saved, _step) = (Now, null);

    /// <summary>Brings back what was not saved; what is saved can be had by undoing.</summary>
    public void Restore(Design draft) => Change(Whole(draft));

    /// <summary>Takes another source and keeps what it knows too: fields that both have, by name.</summary>
    public void ChangeSource(ReportSource source)
    {
        if (source == Definition.Source) return;
        // Nothing was made of it yet: begin anew.
        if (ReportJson.Write(Definition) == ReportJson.Write(Begin(Definition.Source)))
        {
            Change(_ => Begin(source));
            return;
        }
        var dropped = new List<string>();
        var before = Definition;
        bool Knows(string? field)
        {
            if (field is null || FieldCatalog.Find(source, field) is not null) return true;
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
            Where = Criteria.Without(before.Where, c => c.Kind == CriterionKind.Test && !Knows(c.Field)),
            Columns = columns.Count == 0 && before.Columns.Count > 0 ? Begin(source).Columns : columns,
        };
        Change(_ => next);
        Dropped = [.. dropped.Distinct()];
        Changed?.Invoke();
    }

    /// <summary>Adds a column at the end, once.</summary>
    public void AddColumn(string field)
    {
        if (Definition.Columns.Count < ReportDefinition.MostColumns && Definition.Columns.All(c => c.Field != field)) Change(d => d with { Columns = [.. d.Columns, new ReportColumn(field)] });
    }

    /// <summary>Changes a column.</summary>
    public void SetColumn(int at, ReportColumn column, string? step = null) => Change(d => d with { Columns = Put(d.Columns, at, column) }, step);

    /// <summary>Takes a column away.</summary>
    public void RemoveColumn(int at) => Change(d => d with { Columns = Without(d.Columns, at) });

    /// <summary>Moves a column to another place; tells where it stands then.</summary>
    public int MoveColumn(int from, int to)
    {
        var columns = Definition.Columns;
        if (from < 0 || from >= columns.Count) return from;
        to = Math.Clamp(to, 0, columns.Count - 1);
        Change(d => d with { Columns = Moved(d.Columns, from, to) });
        return to;
    }

    /// <summary>Orders by one more field.</summary>
    public void AddOrder(string field) => Change(d => d.Order.Count >= ReportDefinition.MostOrders ? d : d with { Order = [.. d.Order, new ReportOrder(field)] });

    /// <summary>Changes, or with null takes away, an order.</summary>
    public void SetOrder(int at, ReportOrder? order) => Change(d => d with { Order = order is null ? Without(d.Order, at) : Put(d.Order, at, order) });

    /// <summary>Moves an order up or down.</summary>
    public void MoveOrder(int from, int by) => Change(d => d with { Order = Moved(d.Order, from, from + by) });

    /// <summary>Adds a level of groups, innermost; days by month.</summary>
    public void AddGroup(string field) => Change(d => d.Groups.Count >= ReportDefinition.MostGroups ? d
        : d with { Groups = [.. d.Groups, new ReportGroup(field, FieldCatalog.Find(d.Source, field)?.Type is FieldType.Day or FieldType.Instant ? DayStep.Month : DayStep.Day)] });

    /// <summary>Changes, or with null takes away, a level of groups.</summary>
    public void SetGroup(int at, ReportGroup? group) => Change(d => d with { Groups = group is null ? Without(d.Groups, at) : Put(d.Groups, at, group) });

    /// <summary>Moves a level of groups outwards or inwards.</summary>
    public void MoveGroup(int from, int by) => Change(d => d with { Groups = Moved(d.Groups, from, from + by) });

    /// <summary>Adds a total, once.</summary>
    public void AddTotal(ReportTotal total) => Change(d => d.Totals.Count >= ReportDefinition.MostTotals || d.Totals.Contains(total) ? d : d with { Totals = [.. d.Totals, total] });

    /// <summary>Changes, or with null takes away, a total.</summary>
    public void SetTotal(int at, ReportTotal? total) => Change(d => d with { Totals = total is null ? Without(d.Totals, at) : Put(d.Totals, at, total) });

    /// <summary>Adds a criterion, or a group of such, at the end of the group at <paramref name="path"/>.</summary>
    public void AddCriterion(IReadOnlyList<int> path, ReportCriterion criterion) =>
        Change(d => d.Where.Nodes.Count() >= ReportDefinition.MostCriteria ? d : d with { Where = Criteria.At(d.Where, path, g => g with { Items = [.. g.Items, criterion] }) });

    /// <summary>Changes, or with null takes away, the criterion at <paramref name="path"/>.</summary>
    public void SetCriterion(IReadOnlyList<int> path, ReportCriterion? criterion, string? step = null) => Change(d => d with { Where = Criteria.At(d.Where, path, _ => criterion) }, step);

    /// <summary>Makes a parameter of each value of a test, with what stood there as its beginning.</summary>
    public void Ask(IReadOnlyList<int> path)
    {
        if (Criteria.Find(Definition.Where, path) is not { Kind: CriterionKind.Test } test || Criteria.IsAsked(test)) return;
        var parameters = Definition.Parameters.ToList();
        var values = new List<string>();
        for (var i = 0; i < (test.Operator == TestOperator.Between ? 2 : 1); i++)
        {
            var given = test.Values.Count > i && test.Values[i].Length > 0 && (test.Operator == TestOperator.Between || test.Values.Count == 1) ? test.Values[i] : null;
            var name = Free(parameters, test.Field);
            parameters.Add(new ReportParameter(name, null, given));
            values.Add("?" + name);
        }
        Change(d => d with { Parameters = parameters, Where = Criteria.At(d.Where, path, t => t with { Values = values }) });
    }

    /// <summary>Puts the values with which parameters begin in their place.</summary>
    public void DoNotAsk(IReadOnlyList<int> path) => Change(d => d with
    {
        Where = Criteria.At(d.Where, path, t => t with { Values = [.. t.Values.Select(v => v.StartsWith('?') ? d.Parameters.FirstOrDefault(p => "?" + p.Name == v)?.Default : v).Where(v => v is not null).Select(v => v!)] }),
    });

    /// <summary>Changes what a parameter asks, or begins with.</summary>
    public void SetParameter(ReportParameter parameter, string? step = null) => Change(d => d with { Parameters = [.. d.Parameters.Select(p => p.Name == parameter.Name ? parameter : p)] }, step);

    private static string Free(List<ReportParameter> parameters, string field)
    {
        var name = new string([.. field.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        if (name.Length > 36) name = name[..36];
        var free = name;
        for (var i = 2; parameters.Any(p => p.Name == free); i++) free = $"{name}-{i}";
        return free;
    }

    // Whoever made it by hand may have put a lone test where a group stands.
    private static Design Whole(Design design) =>
        design.Definition.Where.Kind == CriterionKind.Test ? design with { Definition = design.Definition with { Where = ReportCriterion.AllOf(design.Definition.Where) } } : design;

    private static ReportDefinition WithoutIdleParameters(ReportDefinition definition)
    {
        var named = definition.Where.Nodes.SelectMany(n => n.Values).Where(v => v.StartsWith('?')).Select(v => v[1..]).ToHashSet();
        return definition.Parameters.All(p => named.Contains(p.Name)) ? definition : definition with { Parameters = [.. definition.Parameters.Where(p => named.Contains(p.Name))] };
    }

    private static List<T> Put<T>(IReadOnlyList<T> items, int at, T item) => [.. items.Select((x, i) => i == at ? item : x)];

    private static List<T> Without<T>(IReadOnlyList<T> items, int at) => [.. items.Where((_, i) => i != at)];

    private static List<T> Moved<T>(IReadOnlyList<T> items, int from, int to)
    {
        List<T> moved = [.. items];
        if (from < 0 || from >= moved.Count) return moved;
        moved.RemoveAt(from);
        moved.Insert(Math.Clamp(to, 0, moved.Count), items[from]);
        return moved;
    }
}
