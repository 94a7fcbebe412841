using System.Globalization;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Reports;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Provides the display texts of reports, their fields and values in the current culture's language.</summary>
public sealed class ReportNames(IStringLocalizer<ReportNames> texts)
{
    /// <summary>Returns the display name of a source, such as "Tasks".</summary>
    public string GetName(ReportSource source) => texts[$"Source_{source}"];

    /// <summary>Returns the display name of a part of the field catalogue.</summary>
    public string GetPartName(string part) => texts[$"Part_{part}"];

    /// <summary>Returns the title of a field.</summary>
    public string GetTitle(ReportField field) => texts[$"Field_{field.Name.Replace('.', '_')}"];

    /// <summary>Returns the title of a column; if the column has none, the title of its field.</summary>
    public string GetTitle(ResolvedColumn column) =>
        string.IsNullOrWhiteSpace(column.Column.Title) ? GetTitle(column.Field) : column.Column.Title;

    /// <summary>Returns the title of a group level, such as "Client", "Month" or "Created (month)".</summary>
    public string GetTitle(ResolvedGroup group) =>
        !IsByPeriod(group) ? GetTitle(group.Field)
        : group.Field.IsMainDate ? CapitalizeFirst(GetName(group.Group.Step))
        : $"{GetTitle(group.Field)} ({GetName(group.Group.Step)})";

    /// <summary>Returns the name of a field for use inside a sentence: its noun or, if it has none, its title in lower case.</summary>
    public string GetNoun(ReportField field) =>
        texts[$"Noun_{field.Name.Replace('.', '_')}"] is { ResourceNotFound: false } noun ? noun : LowerFirst(GetTitle(field));

    /// <summary>Returns the name of a column for use inside a sentence.</summary>
    public string GetNoun(ResolvedColumn column) =>
        string.IsNullOrWhiteSpace(column.Column.Title) ? GetNoun(column.Field) : LowerFirst(column.Column.Title);

    /// <summary>
    /// Returns the name of a group level for use inside a sentence, such as "client", "month" or "creation date (month)".
    /// </summary>
    public string GetNoun(ResolvedGroup group) =>
        !IsByPeriod(group) ? GetNoun(group.Field)
        : group.Field.IsMainDate ? GetName(group.Group.Step)
        : $"{GetNoun(group.Field)} ({GetName(group.Group.Step)})";

    /// <summary>Returns the title of a total, such as "Rows" or "Sum: Time".</summary>
    public string GetTitle(ResolvedTotal total) =>
        total.Field is null ? texts["Total_Rows"] : texts["Total_Of", texts[$"Total_{total.Total.Function}"].Value, GetTitle(total.Field)];

    /// <summary>Returns the display name of a total function.</summary>
    public string GetName(TotalFunction function) => texts[$"Total_{function}"];

    /// <summary>Returns the display name of a date step.</summary>
    public string GetName(DayStep step) => texts[$"Step_{step}"];

    /// <summary>Returns the display name of an operator for a field type; dates have their own wording.</summary>
    public string GetName(TestOperator test, FieldType type) =>
        type is FieldType.Day or FieldType.Instant && texts[$"DayOperator_{test}"] is { ResourceNotFound: false } day
            ? day
            : texts[$"Operator_{test}"];

    /// <summary>Returns the display name of an enum value.</summary>
    public string GetName(Enum value) => texts[$"Choice_{value.GetType().Name}_{value}"];

    /// <summary>Returns the display text of a flag.</summary>
    public string GetName(bool value) => texts[value ? "Yes" : "No"];

    /// <summary>Returns the display text of a period as named in definitions: "last month", "last 7 days".</summary>
    public string PeriodName(string period) =>
        ReportPeriod.CountDays(period) switch
        {
            < 0 and var days => FormatCount("Period_LastDays", -days),
            > 0 and var days => FormatCount("Period_NextDays", days),
            _ => texts[$"Period_{period.Replace('-', '_')}"],
        };

    /// <summary>Returns the display text of a day as written in definitions: "today", "7 days ago", "2 Mar 2026".</summary>
    public string DayName(string day) =>
        day == "today" ? texts["Period_today"]
        : ReportPeriod.ParseDay(day, default(DateOnly).AddDays(400_000)) is not { } parsed ? day
        : !day.StartsWith("today", StringComparison.Ordinal) ? FormatDay(parsed)
        : parsed.DayNumber < 400_000 ? FormatCount("Day_Before", 400_000 - parsed.DayNumber)
        : FormatCount("Day_After", parsed.DayNumber - 400_000);

    /// <summary>The display text for the value <c>me</c>, which stands for the reader.</summary>
    public string Me => texts["Me"];

    /// <summary>The display text for the value <c>my-team</c>, which stands for the reader's teams.</summary>
    public string MyTeam => texts["MyTeam"];

    /// <summary>Formats the value of a cell; null becomes an empty text.</summary>
    public string FormatCell(object? value, FieldType type, ColumnFormat format = ColumnFormat.Auto) =>
        value switch
        {
            null => "",
            string text => text,
            ReportReference reference => reference.Name,
            bool flag => GetName(flag),
            Enum choice => GetName(choice),
            DateOnly day => FormatDay(day, format),
            DateTime at => $"{FormatDay(DateOnly.FromDateTime(at), format)} {at.ToString("t", CultureInfo.CurrentCulture)}",
            double number => type == FieldType.Minutes ? FormatMinutes((long)Math.Round(number), format)
            : type == FieldType.Percent ? Percentage.Format(number, "0.#")
            : number.ToString("#,0.##", CultureInfo.CurrentCulture),
            IFormattable number when type == FieldType.Minutes => FormatMinutes(
                Convert.ToInt64(number, CultureInfo.InvariantCulture),
                format
            ),
            // Use no thousands separators, because whole numbers include task numbers, which are identifiers.
            IFormattable number => number.ToString(null, CultureInfo.CurrentCulture),
            _ => value.ToString() ?? "",
        };

    /// <summary>Formats a total in the format of its column.</summary>
    public string FormatTotal(object? value, ResolvedTotal total) =>
        value is null ? ""
        : total.Total.Function == TotalFunction.Count ? string.Create(CultureInfo.CurrentCulture, $"{value:N0}")
        : FormatCell(value, total.Field!.Type, total.Format);

    /// <summary>Formats the key of a group: "March 2026", "Week of 2 Mar 2026", "(none)".</summary>
    public string FormatKey(object? key, ResolvedGroup group)
    {
        if (key is null or "")
            return texts["Key_None"];
        if (key is not DateOnly day)
            return FormatCell(key, group.Field.Type);
        return group.Group.Step switch
        {
            DayStep.Week => texts["Key_Week", FormatDay(day)],
            DayStep.Month => CapitalizeFirst(day.ToString("MMMM yyyy", CultureInfo.CurrentCulture)),
            DayStep.Quarter => texts["Key_Quarter", (day.Month + 2) / 3, day.Year],
            DayStep.Year => day.Year.ToString(CultureInfo.CurrentCulture),
            _ => day.ToString("ddd d MMM yyyy", CultureInfo.CurrentCulture),
        };
    }

    /// <summary>Formats minutes as hours (1:30, 12:05), as decimal hours (1.50) or as plain minutes, depending on the format.</summary>
    public static string FormatMinutes(long minutes, ColumnFormat format = ColumnFormat.Auto) =>
        format switch
        {
            ColumnFormat.Decimal => (minutes / 60.0).ToString("#,0.00", CultureInfo.CurrentCulture),
            ColumnFormat.Number => minutes.ToString("#,0", CultureInfo.CurrentCulture),
            _ => string.Create(
                CultureInfo.CurrentCulture,
                $"{(minutes < 0 ? "-" : "")}{Math.Abs(minutes) / 60}:{Math.Abs(minutes) % 60:00}"
            ),
        };

    private static string FormatDay(DateOnly day, ColumnFormat format = ColumnFormat.Auto) =>
        format switch
        {
            ColumnFormat.Short => day.ToString("d", CultureInfo.CurrentCulture),
            ColumnFormat.Long => day.ToString("D", CultureInfo.CurrentCulture),
            _ => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture),
        };

    private static bool IsByPeriod(ResolvedGroup group) =>
        group.Field.Type is FieldType.Day or FieldType.Instant && group.Group.Step != DayStep.Day;

    /// <summary>
    /// Returns a text with its first letter in lower case, unless it begins with an abbreviation, such as "TP (pending)".
    /// </summary>
    internal static string LowerFirst(string text) =>
        text.Length > 1 && char.IsUpper(text[1]) ? text
        : text.Length == 0 ? text
        : char.ToLower(text[0], CultureInfo.CurrentCulture) + text[1..];

    private static string CapitalizeFirst(string text) =>
        text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];

    private string FormatCount(string key, int count) => texts[count == 1 ? $"{key}_One" : key, count];
}
