using System.Globalization;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Describes in plain sentences what a report shows, in the current culture's language.</summary>
public sealed class ReportSentences(
    ReportNames reportNames,
    ReportReferences references,
    TimeProvider time,
    IStringLocalizer<ReportNames> texts
)
{
    /// <summary>
    /// Returns the sentence below the title of a document: rows, groups and order, with the given parameter values and the opened
    /// group. The sentence contains the name of the reader instead of "me", and actual dates, because somebody else may read the
    /// document later.
    /// </summary>
    public async Task<string> DescribeAsync(
        Viewer viewer,
        ReportDefinition definition,
        ReportRequest request,
        CancellationToken cancellationToken = default
    )
    {
        var groups = ResolvedReport.Resolve(definition).Groups;
        var into = request.Path.Take(groups.Count).Select((token, i) => GroupCriterion(groups[i], token)).ToList();
        definition = ParameterValues.Resolve(definition, request.Parameters);
        definition = definition with
        {
            Where =
                into.Count == 0 ? definition.Where
                : definition.Where is { Kind: CriterionKind.All } all ? all with { Items = [.. all.Items, .. into] }
                : ReportCriterion.AllOf([definition.Where, .. into]),
            Groups =
            [
                .. groups
                    .Skip(into.Count)
                    .Select(g => g.Group)
                    .Take(request.IncludesRows && definition.Columns.Count == 0 ? 0 : int.MaxValue),
            ],
            Order =
                request.Order is { } order && FieldCatalog.Find(definition.Source, order.Field) is not null ? [order] : definition.Order,
        };
        var today = request.Today ?? LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        return Describe(
            new SentenceContext(
                definition,
                await references.ReadNamesAsync(viewer, definition, cancellationToken),
                new DocumentContext(viewer.Name, today)
            )
        );
    }

    /// <summary>
    /// Returns the sentences that describe a report: rows, groups and order; columns; totals; parameters; layout.
    /// <paramref name="names"/> are the names of the items that its criteria refer to
    /// (<see cref="ReportReferences.ReadNamesAsync"/>).
    /// </summary>
    public IReadOnlyList<string> DescribeCriteria(
        ReportDefinition definition,
        IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> names
    )
    {
        var shape = ResolvedReport.Resolve(definition);
        var sentences = new List<string> { Describe(new SentenceContext(definition, names, null)) };
        sentences.Add(
            shape.Columns.Count == 0
                ? texts["Say_NoColumns"]
                : texts["Say_Columns", JoinList(shape.Columns.Select(c => reportNames.GetNoun(c)), "Say_And")]
        );
        if (shape.Totals.Count > 0)
            sentences.Add(
                texts[
                    shape.Groups.Count > 0 ? "Say_Totals_Groups" : "Say_Totals_All",
                    JoinList(shape.Totals.Select(DescribeTotal), "Say_And")
                ]
            );
        if (definition.Parameters.Count > 0)
            sentences.Add(texts["Say_Asks", JoinList(definition.Parameters.Select(p => DescribeQuestion(definition, p)), "Say_And")]);
        if (definition.Layout.Diary && shape.Columns.Any(c => c.Field.Type == FieldType.LongText))
            sentences.Add(texts["Say_Diary"]);
        if (definition.Layout.PageByGroup && shape.Groups.Count > 0)
            sentences.Add(texts["Say_PageByGroup", reportNames.GetNoun(shape.Groups[0])]);
        return sentences;
    }

    /// <summary>
    /// Returns the question of a parameter. If the parameter has no question, returns the title of the field that is compared with the
    /// parameter; if there is no such field, returns the name of the parameter.
    /// </summary>
    public string DescribeQuestion(ReportDefinition definition, ReportParameter parameter) =>
        !string.IsNullOrWhiteSpace(parameter.Title) ? parameter.Title
        : definition.Where.Nodes.FirstOrDefault(n => n.Values.Contains("?" + parameter.Name)) is { } test
        && FieldCatalog.Find(definition.Source, test.Field) is { } field
            ? reportNames.GetTitle(field)
        : parameter.Name;

    private string Describe(SentenceContext context)
    {
        var (definition, shape) = (context.Definition, ResolvedReport.Resolve(context.Definition));
        var where = DescribeCriterion(context, definition.Where, inner: false);
        var first =
            where.Length == 0
                ? texts["Say_All", reportNames.GetName(definition.Source)].Value
                : $"{reportNames.GetName(definition.Source)} {where}";
        if (shape.Groups.Count > 0)
            first += texts["Say_By", shape.Groups.Select(g => reportNames.GetNoun(g)).Aggregate((a, b) => texts["Say_Then", a, b])];
        if (shape.Columns.Count > 0 && DescribeOrder(definition) is { Length: > 0 } order)
            first += $", {order}";
        return first + ".";
    }

    // Returns a test that matches the rows of a group. Throws if the token is invalid for that group level.
    private static ReportCriterion GroupCriterion(ResolvedGroup group, string token)
    {
        var name = group.Field.Name;
        return GroupToken.Parse(token, group) switch
        {
            null => ReportCriterion.CreateTest(name, TestOperator.Empty),
            DateOnly day when group.Group.Step == DayStep.Day => ReportCriterion.CreateTest(name, TestOperator.Is, FormatIso(day)),
            DateOnly day => ReportCriterion.CreateTest(
                name,
                TestOperator.Between,
                FormatIso(day),
                FormatIso(ReportPeriod.EndOf(day, group.Group.Step))
            ),
            string text => ReportCriterion.CreateTest(name, TestOperator.Is, text),
            bool flag => ReportCriterion.CreateTest(name, TestOperator.Is, flag ? "true" : "false"),
            _ => ReportCriterion.CreateTest(name, TestOperator.OneOf, token),
        };

        static string FormatIso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private string DescribeCriterion(SentenceContext context, ReportCriterion criterion, bool inner)
    {
        if (criterion.Kind == CriterionKind.Test)
            return FieldCatalog.Find(context.Definition.Source, criterion.Field) is { } field
                ? DescribeTest(context, field, criterion)
                : "";
        var items = criterion.Items.Select(i => DescribeCriterion(context, i, inner: true)).Where(i => i.Length > 0).ToList();
        if (items.Count == 0)
            return "";
        if (criterion.Kind == CriterionKind.None)
            return texts["Say_Not", JoinList(items, "Say_Or")];
        // Top-level tests that must all be true follow each other without "and": "of last month by people of North".
        var joined =
            criterion.Kind == CriterionKind.Any ? JoinList(items, "Say_Or")
            : inner ? JoinList(items, "Say_And")
            : string.Join(' ', items);
        return inner && items.Count > 1 ? $"({joined})" : joined;
    }

    private string DescribeTest(SentenceContext context, ReportField field, ReportCriterion test)
    {
        var noun = reportNames.GetNoun(field);
        var values = test.Values.Where(v => v.Length > 0).Select(v => DescribeValue(context, field, test.Operator, v)).ToList();
        if (test.Operator is not (TestOperator.Empty or TestOperator.NotEmpty) && values.Count == 0)
            return "";
        var value = JoinList(values, test.Operator == TestOperator.Between ? "Say_And" : "Say_Or");
        // The most common fields have their own texts. Other fields use a general text with the title of the field.
        var sentence = texts[$"Say_Test_{field.Name.Replace('.', '_')}_{test.Operator}", value];
        if (
            sentence.ResourceNotFound
            && field.Type is FieldType.Day or FieldType.Instant
            && texts[$"Say_Day_{test.Operator}", noun, value] is { ResourceNotFound: false } day
        )
            sentence = day;
        if (
            field.Type == FieldType.Flag
            && texts[$"Say_Flag_{field.Name.Replace('.', '_')}_{test.Values[0]}"] is { ResourceNotFound: false } flag
        )
            sentence = flag;
        if (sentence.ResourceNotFound)
            sentence = field.Type == FieldType.Flag ? texts["Say_Flag", noun, value] : texts[$"Say_Op_{test.Operator}", noun, value];
        return ContractPrepositions(sentence);
    }

    private string DescribeValue(SentenceContext context, ReportField field, TestOperator test, string value)
    {
        if (value.StartsWith('?'))
        {
            var defaultValue = context.Definition.Parameters.FirstOrDefault(p => p.Name == value[1..])?.Default;
            return string.IsNullOrEmpty(defaultValue)
                ? texts["Say_Asked"]
                : texts["Say_AskedFirst", DescribeValue(context, field, test, defaultValue)];
        }
        return field.Type switch
        {
            FieldType.Text or FieldType.LongText => texts["Say_Quoted", value],
            FieldType.Minutes => ReportValidator.ParseNumber(value) is { } minutes ? ReportNames.FormatMinutes((long)minutes) : value,
            FieldType.Number => ReportValidator.ParseNumber(value)?.ToString("0.##", CultureInfo.CurrentCulture) ?? value,
            FieldType.Percent => ReportValidator.ParseNumber(value) is { } percent ? Percentage.Format((double)percent, "0.##") : value,
            FieldType.Day or FieldType.Instant => test is TestOperator.During or TestOperator.NotDuring
                ? AppendDates(
                    context,
                    reportNames.PeriodName(value),
                    ReportPeriod.Parse(value, context.Document?.Today ?? default(DateOnly).AddDays(400_000))
                )
                : AppendDates(
                    context,
                    reportNames.DayName(value),
                    value.StartsWith("today", StringComparison.Ordinal)
                    && context.Document is { } document
                    && ReportPeriod.ParseDay(value, document.Today) is { } day
                        ? (day, day)
                        : null
                ),
            FieldType.Choice => Enum.TryParse(field.Choices!, value, out var choice)
                ? ReportNames.LowerFirst(reportNames.GetName((Enum)choice!))
                : value,
            FieldType.Flag => ReportNames.LowerFirst(reportNames.GetName(value == "true")),
            _ => value == "me" ? context.Document?.Reader ?? texts["Say_Reader"]
            : value == "my-team"
                ? context.Document is { } document ? texts["Say_TeamOf", document.Reader]
                    : texts["Say_ReadersTeam"]
            : ReportValidator.ParseId(value) is { } id && context.Names.TryGetValue((field.ReferenceKind!.Value, id), out var name) ? name
            : texts["Say_Gone"],
        };
    }

    // Adds the actual dates to the text of a day or period, but only in documents.
    private string AppendDates(SentenceContext context, string text, (DateOnly First, DateOnly Last)? days)
    {
        if (context.Document is null || days is not var (first, last))
            return text;
        return first == last
            ? $"{text} ({reportNames.FormatCell(first, FieldType.Day)})"
            : $"{text} ({reportNames.FormatCell(first, FieldType.Day)} – {reportNames.FormatCell(last, FieldType.Day)})";
    }

    // Spanish contracts "de el" to "del".
    private static string ContractPrepositions(string text) =>
        text.StartsWith("de el ", StringComparison.Ordinal)
            ? $"del {text[6..]}"
            : text.Replace(" de el ", " del ", StringComparison.Ordinal);

    private string DescribeOrder(ReportDefinition definition)
    {
        var order = definition.Order.Count > 0 ? definition.Order : [FieldCatalog.DefaultOrder(definition.Source)];
        var parts = order
            .Select(o => (o.Descending, Field: FieldCatalog.Find(definition.Source, o.Field)))
            .Where(o => o.Field is not null)
            .Select(o =>
            {
                var direction = o.Descending ? "Down" : "Up";
                return o.Field!.Type switch
                {
                    FieldType.Day or FieldType.Instant => o.Field.IsMainDate
                        ? texts[$"Say_Days_{direction}"].Value
                        : texts[$"Say_DaysOf_{direction}", reportNames.GetNoun(o.Field)].Value,
                    FieldType.Number or FieldType.Minutes or FieldType.Percent or FieldType.Choice => texts[
                        $"Say_Numbers_{direction}",
                        reportNames.GetNoun(o.Field)
                    ].Value,
                    _ => texts[$"Say_Words_{direction}", reportNames.GetNoun(o.Field)].Value,
                };
            })
            .ToList();
        return parts.Count == 0 ? "" : parts.Aggregate((a, b) => texts["Say_ThenOrder", a, b]);
    }

    private string DescribeTotal(ResolvedTotal total) =>
        total.Field is null ? texts["Say_Total_Rows"] : texts[$"Say_Total_{total.Total.Function}", reportNames.GetNoun(total.Field)];

    private string JoinList(IEnumerable<string> parts, string lastSeparatorKey)
    {
        var all = parts.ToList();
        return all.Count switch
        {
            0 => "",
            1 => all[0],
            _ => texts[lastSeparatorKey, string.Join(", ", all.Take(all.Count - 1)), all[^1]],
        };
    }

    private sealed record SentenceContext(
        ReportDefinition Definition,
        IReadOnlyDictionary<(ReferenceKind Kind, int Id), string> Names,
        DocumentContext? Document
    );

    // The name of the person who runs the report, and the day of the run. A document names both, because it may be read later.
    private sealed record DocumentContext(string Reader, DateOnly Today);
}
