using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.People;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Says in plain sentences what a report will show, in the language of the present culture.</summary>
public sealed class ReportSentences(ReportWords words, ReportReferences references, TimeProvider time, IStringLocalizer<ReportText> texts)
{
    /// <summary>
    /// What stands on paper below the title: the first sentence, with the values that were given, the groups that are looked into, and who and which days are meant: whoever reads it later is somebody else and has
    /// another today.
    /// </summary>
    public async Task<string> LeadAsync(Viewer viewer, ReportDefinition definition, ReportAsk ask, CancellationToken cancellationToken = default)
    {
        var groups = ReportRunner.Shape(definition).Groups;
        var into = ask.Path.Take(groups.Count).Select((token, i) => Into(groups[i], token)).ToList();
        definition = ParameterValues.Resolve(definition, ask.Parameters);
        definition = definition with
        {
            Where = into.Count == 0 ? definition.Where : definition.Where is { Kind: CriterionKind.All } all ? all with { Items = [.. all.Items, .. into] } : ReportCriterion.AllOf([definition.Where, .. into]),
            Groups = [.. groups.Skip(into.Count).Select(g => g.Group).Take(ask.Rows && definition.Columns.Count == 0 ? 0 : int.MaxValue)],
            Order = ask.Order is { } order && FieldCatalog.Find(definition.Source, order.Field) is not null ? [order] : definition.Order,
        };
        var today = ask.Today ?? LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        return Lead(new Context(definition, await references.NamesAsync(viewer, definition, cancellationToken), new Paper(viewer.Name, today)));
    }

    /// <summary>
    /// The sentences: which rows in which groups and order, what of each, what is totalled, what is asked, how it looks. <paramref name="names"/>: of what criteria refer to
    /// (<see cref="ReportReferences.NamesAsync"/>).
    /// </summary>
    public IReadOnlyList<string> Of(ReportDefinition definition, IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> names)
    {
        var shape = ReportRunner.Shape(definition);
        var sentences = new List<string> { Lead(new Context(definition, names, null)) };
        sentences.Add(shape.Columns.Count == 0 ? texts["Say_NoColumns"] : texts["Say_Columns", Join(shape.Columns.Select(c => Lower(words.Title(c))), "Say_And")]);
        if (shape.Totals.Count > 0) sentences.Add(texts[shape.Groups.Count > 0 ? "Say_Totals_Groups" : "Say_Totals_All", Join(shape.Totals.Select(Total), "Say_And")]);
        if (definition.Parameters.Count > 0) sentences.Add(texts["Say_Asks", Join(definition.Parameters.Select(p => Question(definition, p)), "Say_And")]);
        if (definition.Layout.Diary && shape.Columns.Any(c => c.Field.Type == FieldType.LongText)) sentences.Add(texts["Say_Diary"]);
        if (definition.Layout.PageByGroup && shape.Groups.Count > 0) sentences.Add(texts["Say_PageByGroup", Lower(words.Title(shape.Groups[0]))]);
        return sentences;
    }

    /// <summary>What a parameter asks: its question, else the field that is compared with it.</summary>
    public string Question(ReportDefinition definition, ReportParameter parameter) =>
        !string.IsNullOrWhiteSpace(parameter.Title) ? parameter.Title
        : definition.Where.Nodes.FirstOrDefault(n => n.Values.Contains("?" + parameter.Name)) is { } test && FieldCatalog.Find(definition.Source, test.Field) is { } field ? words.Title(field) : parameter.Name;

    private string Lead(Context context)
    {
        var (definition, shape) = (context.Definition, ReportRunner.Shape(context.Definition));
        var where = Criterion(context, definition.Where, inner: false);
        var first = where.Length == 0 ? texts["Say_All", words.Of(definition.Source)].Value : $"{words.Of(definition.Source)} {where}";
        if (shape.Groups.Count > 0) first += texts["Say_By", shape.Groups.Select(g => Lower(words.Title(g))).Aggregate((a, b) => texts["Say_Then", a, b])];
        if (shape.Columns.Count > 0 && Order(definition) is { Length: > 0 } order) first += $", {order}";
        return first + ".";
    }

    // The rows of a group, as a test; what its token does not say is refused where it is run.
    private static ReportCriterion Into(ShapedGroup group, string token)
    {
        var name = group.Field.Name;
        return Tokens.Read(token, group) switch
        {
            null => ReportCriterion.Of(name, TestOperator.Empty),
            DateOnly day when group.Group.Step == DayStep.Day => ReportCriterion.Of(name, TestOperator.Is, Iso(day)),
            DateOnly day => ReportCriterion.Of(name, TestOperator.Between, Iso(day), Iso(ReportPeriod.End(day, group.Group.Step))),
            string text => ReportCriterion.Of(name, TestOperator.Is, text),
            bool flag => ReportCriterion.Of(name, TestOperator.Is, flag ? "true" : "false"),
            _ => ReportCriterion.Of(name, TestOperator.OneOf, token),
        };

        static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private string Criterion(Context context, ReportCriterion criterion, bool inner)
    {
        if (criterion.Kind == CriterionKind.Test) return FieldCatalog.Find(context.Definition.Source, criterion.Field) is { } field ? Test(context, field, criterion) : "";
        var items = criterion.Items.Select(i => Criterion(context, i, inner: true)).Where(i => i.Length > 0).ToList();
        if (items.Count == 0) return "";
        if (criterion.Kind == CriterionKind.None) return texts["Say_Not", Join(items, "Say_Or")];
        // Of those that all hold, one stands after the other as people say them: "of last month by people of North".
        var joined = criterion.Kind == CriterionKind.Any ? Join(items, "Say_Or") : inner ? Join(items, "Say_And") : string.Join(' ', items);
        return inner && items.Count > 1 ? $"({joined})" : joined;
    }

    private string Test(Context context, ReportField field, ReportCriterion test)
    {
        var title = Lower(words.Title(field));
        var values = test.Values.Where(v => v.Length > 0).Select(v => Value(context, field, test.Operator, v)).ToList();
        if (test.Operator is not (TestOperator.Empty or TestOperator.NotEmpty) && values.Count == 0) return "";
        var value = Join(values, test.Operator == TestOperator.Between ? "Say_And" : "Say_Or");
        // Of the fields that reports ask for most, as one would say it; of the rest, by their title.
        var said = texts[$"Say_Test_{field.Name.Replace('.', '_')}_{test.Operator}", value];
        if (said.ResourceNotFound && field.Type is FieldType.Day or FieldType.Instant && texts[$"Say_Day_{test.Operator}", title, value] is { ResourceNotFound: false } day) said = day;
        if (field.Type == FieldType.Flag && texts[$"Say_Flag_{field.Name.Replace('.', '_')}_{test.Values[0]}"] is { ResourceNotFound: false } flag) said = flag;
        if (said.ResourceNotFound) said = field.Type == FieldType.Flag ? texts["Say_Flag", title, value] : texts[$"Say_Op_{test.Operator}", title, value];
        return Contracted(said);
    }

    private string Value(Context context, ReportField field, TestOperator test, string value)
    {
        if (value.StartsWith('?'))
        {
            var standing = context.Definition.Parameters.FirstOrDefault(p => p.Name == value[1..])?.Default;
            return string.IsNullOrEmpty(standing) ? texts["Say_Asked"] : texts["Say_AskedFirst", Value(context, field, test, standing)];
        }
        return field.Type switch
        {
            FieldType.Text or FieldType.LongText => texts["Say_Quoted", value],
            FieldType.Minutes => ReportCheck.Number(value) is { } minutes ? ReportWords.Time((long)minutes) : value,
            FieldType.Number => ReportCheck.Number(value)?.ToString("0.##", CultureInfo.CurrentCulture) ?? value,
            FieldType.Percent => ReportCheck.Number(value) is { } percent ? $"{percent.ToString("0.##", CultureInfo.CurrentCulture)} %" : value,
            FieldType.Day or FieldType.Instant => test is TestOperator.During or TestOperator.NotDuring ? Said(context, words.Period(value), ReportPeriod.Parse(value, context.Paper?.Today ?? default(DateOnly).AddDays(400_000)))
                : Said(context, words.Day(value), value.StartsWith("today", StringComparison.Ordinal) && context.Paper is { } paper && ReportPeriod.ParseDay(value, paper.Today) is { } day ? (day, day) : null),
            FieldType.Choice => Enum.TryParse(field.Choices!, value, out var choice) ? Lower(words.Of((Enum)choice!)) : value,
            FieldType.Flag => Lower(words.Of(value == "true")),
            _ => value == "me" ? context.Paper?.Reader ?? texts["Say_Reader"] : value == "my-team" ? context.Paper is { } made ? texts["Say_TeamOf", made.Reader] : texts["Say_ReadersTeam"]
                : ReportCheck.Id(value) is { } id && context.Names.TryGetValue((field.Refers!.Value, id), out var name) ? name : texts["Say_Gone"],
        };
    }

    // On paper, with the days that are meant.
    private string Said(Context context, string said, (DateOnly First, DateOnly Last)? days)
    {
        if (context.Paper is null || days is not var (first, last)) return said;
        return first == last ? $"{said} ({words.Cell(first, FieldType.Day)})" : $"{said} ({words.Cell(first, FieldType.Day)} – {words.Cell(last, FieldType.Day)})";
    }

    // In Spanish "de" and "el" become one word.
    private static string Contracted(string said) => said.StartsWith("de el ", StringComparison.Ordinal) ? $"del {said[6..]}" : said.Replace(" de el ", " del ", StringComparison.Ordinal);

    private string Order(ReportDefinition definition)
    {
        var order = definition.Order.Count > 0 ? definition.Order : [FieldCatalog.DefaultOrder(definition.Source)];
        var said = order.Select(o => (o.Descending, Field: FieldCatalog.Find(definition.Source, o.Field))).Where(o => o.Field is not null).Select(o =>
        {
            var direction = o.Descending ? "Down" : "Up";
            return o.Field!.Type switch
            {
                FieldType.Day or FieldType.Instant => o.Field.Name is "entry.date" or "promise.date" ? texts[$"Say_Days_{direction}"].Value : texts[$"Say_DaysOf_{direction}", Lower(words.Title(o.Field))].Value,
                FieldType.Number or FieldType.Minutes or FieldType.Percent or FieldType.Choice => texts[$"Say_Numbers_{direction}", Lower(words.Title(o.Field))].Value,
                _ => texts[$"Say_Words_{direction}", Lower(words.Title(o.Field))].Value,
            };
        }).ToList();
        return said.Count == 0 ? "" : said.Aggregate((a, b) => texts["Say_ThenOrder", a, b]);
    }

    private string Total(ShapedTotal total) => total.Field is null ? texts["Say_Total_Rows"] : texts[$"Say_Total_{total.Total.Function}", Lower(words.Title(total.Field))];

    private string Join(IEnumerable<string> parts, string last)
    {
        var all = parts.ToList();
        return all.Count switch
        {
            0 => "",
            1 => all[0],
            _ => texts[last, string.Join(", ", all.Take(all.Count - 1)), all[^1]],
        };
    }

    // "TP (pending)" stays as it is.
    private static string Lower(string text) => text.Length > 1 && char.IsUpper(text[1]) ? text : text.Length == 0 ? text : char.ToLower(text[0], CultureInfo.CurrentCulture) + text[1..];

    private sealed record Context(ReportDefinition Definition, IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> Names, Paper? Paper);

    // Who runs it and when, where others read it later.
    private sealed record Paper(string Reader, DateOnly Today);
}
