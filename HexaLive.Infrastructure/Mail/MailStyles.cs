using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>
/// The inline styles of e-mails. Many mail programs support style sheets only in part, so the light colours are inline. If the mail program
/// has a dark theme, the layout's style sheet overrides them by class.
/// </summary>
internal static class MailStyles
{
    public const string Page = "margin:0;padding:0;background:#f6f7f9";
    public const string Card = $"padding:28px 24px;background:#ffffff;border:1px solid #e3e6eb;border-radius:10px;{Font};{Text}";
    public const string Company = $"{Font};font-size:16px;font-weight:600;color:#1c2430";
    public const string Footer = $"padding:16px 8px 0;{Font};font-size:12px;line-height:1.5;color:#566070";
    public const string FooterLink = "color:#566070;text-decoration:underline";
    public const string Heading = "margin:0 0 16px;font-size:20px;font-weight:600;line-height:1.3";
    public const string SectionHeading = "margin:24px 0 8px;font-size:16px;font-weight:600;line-height:1.3";
    public const string Paragraph = "margin:0 0 16px;white-space:pre-line";
    public const string Hint = "margin:0 0 16px;font-size:13px;color:#566070;word-break:break-all";
    public const string Link = "color:#1f5fa8;text-decoration:none";
    public const string Button = "background:#1f5fa8;border-radius:8px";
    public const string ButtonLink =
        "display:inline-block;padding:11px 20px;font-weight:600;line-height:1.3;color:#ffffff;text-decoration:none";
    public const string Item = "padding:12px 0;border-top:1px solid #e3e6eb";
    public const string ItemName = $"font-weight:600;{Link}";
    public const string Muted = "font-size:14px;color:#566070";
    public const string Overdue = "color:#b3261e;font-weight:600";
    public const string Note = "margin:6px 0 0;padding-left:10px;border-left:3px solid #e3e6eb;font-size:14px;white-space:pre-line";
    public const string Actions = "margin:6px 0 0;font-size:13px";
    public const string Table = "width:100%;border-collapse:collapse;font-size:13px;line-height:1.4;white-space:pre-line";
    public const string ColumnHeading = "border-bottom:2px solid #c3c9d2;color:#566070;font-weight:600";
    public const string GroupHeading = "padding-top:12px;background:#f6f7f9;font-weight:600";
    public const string Cell = "border-bottom:1px solid #e3e6eb";
    public const string TotalCell = $"{Cell};font-weight:600";

    private const string Font = "font-family:Roboto,Segoe UI,Helvetica,Arial,sans-serif";
    private const string Text = "font-size:15px;line-height:1.5;color:#1c2430";

    /// <summary>Opens the table that limits the width in Outlook, which ignores <c>max-width</c>.</summary>
    public static MarkupString OpenOutlookTable(int width) =>
        new($"<!--[if mso]><table role=\"presentation\" width=\"{width}\" cellpadding=\"0\" cellspacing=\"0\"><tr><td><![endif]-->");

    /// <summary>Closes the table that <see cref="OpenOutlookTable"/> opened.</summary>
    public static MarkupString OutlookEnd => new("<!--[if mso]></td></tr></table><![endif]-->");
}
