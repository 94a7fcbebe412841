using SpreadCheetah.Styling;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>The style of a cell. The standard number formats follow the regional settings of the reader's Excel.</summary>
internal readonly record struct ExcelStyle(
    NumberFormat Format,
    bool Bold = false,
    bool Wrap = false,
    HorizontalAlignment Align = HorizontalAlignment.None,
    bool IsHeader = false
)
{
    public static readonly NumberFormat General = NumberFormat.Standard(StandardNumberFormat.General),
        Whole = NumberFormat.Standard(StandardNumberFormat.ThousandsSeparator),
        Hundredths = NumberFormat.Standard(StandardNumberFormat.ThousandsSeparatorTwoDecimalPlaces),
        Day = NumberFormat.Standard(StandardNumberFormat.ShortDate),
        LongDay = NumberFormat.Custom("[$-F800]dddd, mmmm dd, yyyy"),
        Clock = NumberFormat.Standard(StandardNumberFormat.DateAndTime);

    /// <summary>The number format of hours and minutes, which may exceed 24 hours.</summary>
    public static readonly NumberFormat Hours = NumberFormat.Custom("[h]:mm");

    /// <summary>The number format of percentages in the current culture.</summary>
    public static NumberFormat Percent => NumberFormat.Custom($"0.0\"{Percentage.Sign}\"");
}
