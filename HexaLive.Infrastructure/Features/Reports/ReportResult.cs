using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// How a report is run: the values of its parameters by name, the page (counted from 0) and its size, another order than its own, and the group that is looked into, as the tokens of its keys
/// (<see cref="ReportGroupNode.Token"/>), outermost first. <see cref="Rows"/>: of a report without columns, the rows that it counts are shown all the same. <see cref="Today"/>: the day that is today to its criteria and
/// fields; null: the viewer's local one.
/// </summary>
public sealed record ReportAsk
{
    /// <summary>Most rows of a page.</summary>
    public const int MostPageSize = 200;

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
    public int Page { get; init; }
    public int PageSize { get; init; } = 50;
    public ReportOrder? Order { get; init; }
    public IReadOnlyList<string> Path { get; init; } = [];
    public bool Rows { get; init; }
    public DateOnly? Today { get; init; }
}

/// <summary>Something that a row refers to, with the name that people read.</summary>
public sealed record ReportReference(ReferenceKind Kind, int Id, string Name);

/// <summary>A column with its field.</summary>
public sealed record ShapedColumn(ReportColumn Column, ReportField Field);

/// <summary>A group with its field.</summary>
public sealed record ShapedGroup(ReportGroup Group, ReportField Field);

/// <summary>A total with its field; null of the count of rows.</summary>
public sealed record ShapedTotal(ReportTotal Total, ReportField? Field)
{
    /// <summary>As the column of its field is written, where there is one.</summary>
    public ColumnFormat Format { get; init; }
}

/// <summary>A definition whose names were found in the catalogue.</summary>
public sealed record ReportShape(ReportDefinition Definition, IReadOnlyList<ShapedColumn> Columns, IReadOnlyList<ShapedGroup> Groups, IReadOnlyList<ShapedTotal> Totals);

/// <summary>
/// A row: the values of its columns and of its groups. They are <see cref="string"/>, <see cref="int"/>, <see cref="DateOnly"/>, <see cref="DateTime"/> (the reader's clock), <see cref="bool"/>, an enum, a
/// <see cref="ReportReference"/>, or null. Keys of days are the first day of their step.
/// </summary>
public sealed record ReportRow(int Id, IReadOnlyList<object?> Cells, IReadOnlyList<object?> Keys);

/// <summary>
/// A group: its key as in <see cref="ReportRow.Keys"/>, how many rows it has, its totals (<see cref="int"/>, <see cref="long"/>, <see cref="double"/> of averages, <see cref="DateOnly"/>, <see cref="DateTime"/> or null where
/// nothing is known), and the groups within.
/// </summary>
public sealed record ReportGroupNode(object? Key, int Rows, IReadOnlyList<object?> Totals, IReadOnlyList<ReportGroupNode> Groups)
{
    /// <summary>The key in addresses: an id, a day, a name, a text; empty where it is unknown.</summary>
    public string Token => Tokens.Of(Key);
}

/// <summary>What a report counts: of all its rows, and by group.</summary>
public sealed record ReportFigures(int Rows, IReadOnlyList<object?> Totals, IReadOnlyList<ReportGroupNode> Groups);

/// <summary>A page of a report; <see cref="Figures"/> are of all rows that it looks into. <see cref="Path"/>: the keys of the group that is looked into.</summary>
public sealed record ReportPage(ReportShape Shape, ReportFigures Figures, IReadOnlyList<ReportRow> Rows, int Page, int Pages, IReadOnlyList<object?> Path);

/// <summary>Keys of groups in addresses.</summary>
internal static class Tokens
{
    public static string Of(object? key) => key switch
    {
        null => "",
        ReportReference reference => reference.Id.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        // An empty text is not an unknown one.
        string text => "~" + text,
        _ => key.ToString()!,
    };

    /// <summary>The key of a token: of references the id.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> where the group has no such keys.</exception>
    public static object? Read(string token, ShapedGroup group)
    {
        if (token.Length == 0) return null;
        return group.Field.Type switch
        {
            FieldType.Text when token[0] == '~' => token[1..],
            FieldType.Flag when token is "true" or "false" => token == "true",
            FieldType.Choice when Enum.GetNames(group.Field.Choices!).Contains(token) => Enum.Parse(group.Field.Choices!, token),
            FieldType.Reference when int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var id) => id,
            FieldType.Day or FieldType.Instant when DateOnly.TryParseExact(token, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && ReportCheck.IsDay(day) => ReportPeriod.Begin(day, group.Group.Step),
            _ => throw new RuleException(RuleError.InvalidValue, "in"),
        };
    }
}
