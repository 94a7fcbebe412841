namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// The style of a cell. <see cref="Format"/>: an Excel number format; <see cref="ExcelSheet"/> has constants for those that
/// follow the reader's regional settings.
/// </summary>
public readonly record struct ExcelStyle(string Format, bool Bold = false, bool Wrap = false, string? Align = null, bool Head = false);
