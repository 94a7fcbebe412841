using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// An opened report. <see cref="Key"/>: the id in digits, or the key of a built-in report, which has no <see cref="Id"/> and no
/// <see cref="Owner"/>. <see cref="Errors"/>: the errors in the definition, including references to missing items.
/// </summary>
public sealed record ReportView(
    string Key,
    int? Id,
    string Name,
    string? Folder,
    ReportDefinition Definition,
    bool MayEdit,
    string? Owner,
    ReportSharing Sharing,
    int Version,
    bool IsFavourite,
    IReadOnlyList<ReportValidationError> Errors,
    int DefinitionVersion = 0
);
