using HexaLive.Infrastructure.Mail;

namespace HexaLive.Infrastructure.Features.Mail;

/// <summary>
/// A written e-mail. <see cref="Content"/> is null if there is nothing to send. <see cref="RowCount"/> is the number of rows of its
/// report, or null if no report was read.
/// </summary>
internal sealed record RenderedMail(MailContent? Content, int? RowCount = null);
