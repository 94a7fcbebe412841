using System.Globalization;
using HexaLive.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Says what reports are made of and what stands in them, in the language of the present culture.</summary>
public sealed class ReportWords(IStringLocalizer<ReportText> texts)
{
    /// <summary>What a report's rows are.</summary>
    public string Of(ReportSource source) => texts[$"Source_{source}"];

    /// <summary>A part of the catalogue.</summary>
    public string Part(string part) => texts[$"Part_{part}"];

    /// <summary>The title of a field.</summary>
    public string Title(ReportField field) => texts[$"Field_{field.Name.Replace('.', '_')}"];

    /// <summary>The title of a column: its own, else its field's.</summary>
    public string Title(ShapedColumn column) => string.IsNullOrWhiteSpace(column.Column.Title) ? Title(column.Field) : column.Column.Title;

    /// <summary>The title of a group: "Client", "Day (month)".</summary>
    public string Title(ShapedGroup group) => group.Field.Type is FieldType.Day or FieldType.Instant && group.Group.Step != DayStep.Day ? $"{Title(group.Field)} ({texts[$"Step_{group.Group.Step}"]})" : Title(group.Field);

    /// <summary>The title of a total: "Rows", "Sum: Time".</summary>
    public string Title(ShapedTotal total) => total.Field is null ? texts["Total_Rows"] : texts["Total_Of", texts[$"Total_{total.Total.Function}"].Value, Title(total.Field)];

    /// <summary>What is computed.</summary>
    public string Of(TotalFunction function) => texts[$"Total_{function}"];

    /// <summary>How finely days are told apart.</summary>
    public string Of(DayStep step) => texts[$"Step_{step}"];

    /// <summary>An operator, as it is said of a type.</summary>
    public string Of(TestOperator test, FieldType type) =>
        type is FieldType.Day or FieldType.Instant && texts[$"DayOperator_{test}"] is { ResourceNotFound: false } day ? day : texts[$"Operator_{test}"];

    /// <summary>A value of an enum.</summary>
    public string Of(Enum value) => texts[$"Choice_{value.GetType().Name}_{value}"];

    /// <summary>A flag.</summary>
    public string Of(bool value) => texts[value ? "Yes" : "No"];

    /// <summary>A period by its name in definitions: "last month", "last 7 days".</summary>
    public string Period(string period) => ReportPeriod.Days(period) switch
    {
        < 0 and var days => Count("Period_LastDays", -days),
        > 0 and var days => Count("Period_NextDays", days),
        _ => texts[$"Period_{period.Replace('-', '_')}"],
    };

    /// <summary>A day by its name in definitions: "today", "7 days ago", "2 Mar 2026".</summary>
    public string Day(string day) =>
        day == "today" ? texts["Period_today"]
        : ReportPeriod.ParseDay(day, default(DateOnly).AddDays(400_000)) is not { } parsed ? day
        : !day.StartsWith("today", StringComparison.Ordinal) ? Written(parsed)
        : parsed.DayNumber < 400_000 ? Count("Day_Before", 400_000 - parsed.DayNumber) : Count("Day_After", parsed.DayNumber - 400_000);

    /// <summary>The reader: "me".</summary>
    public string Me => texts["Me"];

    /// <summary>The teams of the reader: "my team".</summary>
    public string MyTeam => texts["MyTeam"];

    /// <summary>A cell as it is written; empty where nothing is known.</summary>
    public string Cell(object? value, FieldType type, ColumnFormat format = ColumnFormat.Auto) => value switch
    {
        null => "",
        string text => text,
        ReportReference reference => reference.Name,
        bool flag => Of(flag),
        Enum choice => Of(choice),
        DateOnly day => Written(day, format),
        DateTime at => $"{Written(DateOnly.FromDateTime(at), format)} {at.ToString("t", CultureInfo.CurrentCulture)}",
        double number => type == FieldType.Minutes ? Time((long)Math.Round(number), format) : type == FieldType.Percent ? $"{number.ToString("0.#", CultureInfo.CurrentCulture)} %" : number.ToString("#,0.##", CultureInfo.CurrentCulture),
        IFormattable number when type == FieldType.Minutes => Time(Convert.ToInt64(number, CultureInfo.InvariantCulture), format),
        // Numbers of tasks are names, not amounts: without separators.
        IFormattable number => number.ToString(null, CultureInfo.CurrentCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A total as it is written: as its column is.</summary>
    public string Total(object? value, ShapedTotal total) => value is null ? "" : total.Total.Function == TotalFunction.Count ? string.Create(CultureInfo.CurrentCulture, $"{value:N0}") : Cell(value, total.Field!.Type, total.Format);

    /// <summary>The key of a group as it is written: "March 2026", "Week of 2 Mar 2026", "(none)".</summary>
    public string Key(object? key, ShapedGroup group)
    {
        if (key is null or "") return texts["Key_None"];
        if (key is not DateOnly day) return Cell(key, group.Field.Type);
        return group.Group.Step switch
        {
            DayStep.Week => texts["Key_Week", Written(day)],
            DayStep.Month => Capital(day.ToString("MMMM yyyy", CultureInfo.CurrentCulture)),
            DayStep.Quarter => texts["Key_Quarter", (day.Month + 2) / 3, day.Year],
            DayStep.Year => day.Year.ToString(CultureInfo.CurrentCulture),
            _ => day.ToString("ddd d MMM yyyy", CultureInfo.CurrentCulture),
        };
    }

    /// <summary>Minutes as hours (1:30, 12:05), as decimal hours (1.5), or as they are.</summary>
    public static string Time(long minutes, ColumnFormat format = ColumnFormat.Auto) => format switch
    {
        ColumnFormat.Decimal => (minutes / 60.0).ToString("#,0.00", CultureInfo.CurrentCulture),
        ColumnFormat.Number => minutes.ToString("#,0", CultureInfo.CurrentCulture),
        _ => string.Create(CultureInfo.CurrentCulture, $"{(minutes < 0 ? "-" : "")}{Math.Abs(minutes) / 60}:{Math.Abs(minutes) % 60:00}"),
    };

    private static string Written(DateOnly day, ColumnFormat format = ColumnFormat.Auto) => format switch
    {
        ColumnFormat.Short => day.ToString("d", CultureInfo.CurrentCulture),
        ColumnFormat.Long => day.ToString("D", CultureInfo.CurrentCulture),
        _ => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture),
    };

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    private string Count(string key, int count) => texts[count == 1 ? $"{key}_One" : key, count];
}
