namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>Marks the texts of reports: titles of fields, operators, periods, what the ready-made ones are called.</summary>
public sealed class ReportText;
