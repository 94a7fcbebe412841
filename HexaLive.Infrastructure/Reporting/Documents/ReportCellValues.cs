using System.Globalization;
using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>Converts the values of a report to those of a CSV or Excel cell.</summary>
internal sealed class ReportCellValues(ReportNames names)
{
    /// <summary>
    /// Converts the key of a group. Keys of single days remain dates. All other keys, including weeks, months and null, become
    /// text.
    /// </summary>
    public object ConvertKey(object? key, ResolvedGroup group) =>
        key is DateOnly day && group.Group.Step == DayStep.Day ? day : names.FormatKey(key, group);

    public object? ConvertCell(object? value, ReportGridColumn column) =>
        value switch
        {
            _ when column.Group is { } group => ConvertKey(value, group),
            null => null,
            ReportReference reference => reference.Name,
            bool flag => names.GetName(flag),
            Enum choice => names.GetName(choice),
            string or DateOnly or DateTime => value,
            IConvertible number when column.Type == FieldType.Minutes => column.Column.Format switch
            {
                ColumnFormat.Decimal => number.ToDouble(CultureInfo.InvariantCulture) / 60,
                ColumnFormat.Number => value,
                _ => TimeSpan.FromMinutes(Math.Round(number.ToDouble(CultureInfo.InvariantCulture))),
            },
            _ => value,
        };
}
