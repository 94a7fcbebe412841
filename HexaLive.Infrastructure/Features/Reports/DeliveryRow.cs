using HexaLive.Domain.Reports;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// The delivery of a report to one person; instants are UTC. <see cref="Attempts"/> and <see cref="Error"/> come from the e-mail of
/// the delivery, which is retried while the delivery waits.
/// </summary>
public sealed record DeliveryRow(
    int Id,
    DateTime DueAt,
    string Person,
    DeliveryOutcome Outcome,
    DateTime? EndedAt,
    int? RowCount,
    int Attempts,
    string? Error
);

/// <summary>
/// A page of deliveries, newest first, with the number of the page (counted from 1) and the total numbers of deliveries and pages.
/// </summary>
public sealed record DeliveryPage(IReadOnlyList<DeliveryRow> Rows, int Total, int Page, int PageCount);
