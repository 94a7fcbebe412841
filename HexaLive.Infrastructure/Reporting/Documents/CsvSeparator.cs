namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>The separator of CSV columns. <see cref="Auto"/>: depends on the reader's culture.</summary>
public enum CsvSeparator
{
    Auto = 0,
    Semicolon = 1,
    Comma = 2,
    Tab = 3,
}
