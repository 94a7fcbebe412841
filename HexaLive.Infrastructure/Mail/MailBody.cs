using System.Globalization;
using System.Net;
using System.Text;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The kind of a table row: group heading, data row or totals.</summary>
public enum MailRowKind
{
    Group = 0,
    Row = 1,
    Total = 2,
}

/// <summary>A table row in a mail, with one cell per column; a group heading has a single cell.</summary>
public sealed record MailRow(MailRowKind Kind, IReadOnlyList<string> Cells);

/// <summary>A table in a mail. If <c>End</c> is true, the column is aligned to the right, which suits numbers.</summary>
public sealed record MailTable(IReadOnlyList<(string Title, bool End)> Columns, IReadOnlyList<MailRow> Rows);

/// <summary>
/// Builds the plain-text and HTML parts of a mail side by side. All input is plain text and is HTML-encoded. If
/// <paramref name="wide"/> is true, the HTML part is wide enough for a table.
/// </summary>
public sealed class MailBody(string title, bool wide = false)
{
    private const string Font = "font-family:Roboto,'Segoe UI',Helvetica,Arial,sans-serif";

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _html = new();

    /// <summary>Adds a paragraph to both parts.</summary>
    public MailBody AddParagraph(string text)
    {
        _text.Append(text).Append("\n\n");
        _html.Append("<p style=\"margin:0 0 16px\">").Append(EscapeHtml(text)).Append("</p>");
        return this;
    }

    /// <summary>Adds a heading, which is in upper case in the text part.</summary>
    public MailBody AddHeading(string text)
    {
        _text.Append(text.ToUpperInvariant()).Append("\n\n");
        _html.Append("<h2 style=\"font-size:16px;font-weight:600;margin:24px 0 8px\">").Append(EscapeHtml(text)).Append("</h2>");
        return this;
    }

    /// <summary>
    /// Adds a linked item with an optional status line (highlighted if <paramref name="isOverdue"/>), a note and action links.
    /// </summary>
    public MailBody AddItem(
        string name,
        string url,
        string? status,
        bool isOverdue,
        string? note,
        IReadOnlyList<(string Name, string Url)>? actions = null
    )
    {
        _text.Append("- ").Append(name).Append('\n');
        if (status is not null)
            _text.Append("  ").Append(status).Append('\n');
        if (note is not null)
            _text.Append("  ").Append(note.ReplaceLineEndings("\n  ")).Append('\n');
        _text.Append("  ").Append(url).Append('\n');
        foreach (var (label, link) in actions ?? [])
            _text.Append("  ").Append(label).Append(": ").Append(link).Append('\n');
        _text.Append('\n');
        _html
            .Append("<div style=\"padding:10px 0;border-top:1px solid #e3e6eb\"><a href=\"")
            .Append(EscapeHtml(url))
            .Append("\" style=\"color:#1f5fa8;font-weight:600;text-decoration:none\">")
            .Append(EscapeHtml(name))
            .Append("</a>");
        if (status is not null)
            _html
                .Append("<div style=\"font-size:14px;color:")
                .Append(isOverdue ? "#b3261e" : "#566070")
                .Append("\">")
                .Append(EscapeHtml(status))
                .Append("</div>");
        if (note is not null)
            _html.Append("<div style=\"font-size:14px;white-space:pre-line\">").Append(EscapeHtml(note)).Append("</div>");
        if (actions is { Count: > 0 })
            _html
                .Append("<div style=\"font-size:13px;margin-top:4px\">")
                .AppendJoin(" · ", actions.Select(a => $"<a href=\"{EscapeHtml(a.Url)}\" style=\"color:#1f5fa8\">{EscapeHtml(a.Name)}</a>"))
                .Append("</div>");
        _html.Append("</div>");
        return this;
    }

    /// <summary>Adds a table. In the text part, cells are separated by vertical bars.</summary>
    public MailBody AddTable(IReadOnlyList<(string Title, bool End)> columns, IReadOnlyList<MailRow> rows)
    {
        _text.AppendJoin(" | ", columns.Select(c => c.Title)).Append("\n\n");
        _html
            .Append("<div style=\"overflow-x:auto;margin:0 0 16px\">")
            .Append("<table style=\"border-collapse:collapse;width:100%;font-size:13px;line-height:1.4\"><thead><tr>");
        foreach (var (name, end) in columns)
            AddCell(
                "th scope=\"col\"",
                $"padding:6px 8px;border-bottom:2px solid #c3c9d2;color:#566070;font-weight:600;{AlignStyle(end)}",
                name
            );
        _html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            _text.AppendJoin(" | ", row.Cells.Select(c => c.ReplaceLineEndings(" "))).Append('\n');
            _html.Append("<tr>");
            AddCells(columns, row);
            _html.Append("</tr>");
        }
        _text.Append('\n');
        _html.Append("</tbody></table></div>");
        return this;
    }

    private void AddCells(IReadOnlyList<(string Title, bool End)> columns, MailRow row)
    {
        if (row.Kind == MailRowKind.Group)
        {
            var tag = string.Create(CultureInfo.InvariantCulture, $"th colspan=\"{columns.Count}\" scope=\"colgroup\"");
            AddCell(tag, "padding:12px 8px 6px;text-align:left;font-weight:600;background:#f6f7f9", row.Cells[0]);
            return;
        }
        var weight = row.Kind == MailRowKind.Total ? "font-weight:600;" : "";
        for (var i = 0; i < row.Cells.Count; i++)
            AddCell(
                "td",
                $"padding:6px 8px;border-bottom:1px solid #e3e6eb;vertical-align:top;white-space:pre-line;{weight}{AlignStyle(columns[i].End)}",
                row.Cells[i]
            );
    }

    // Adds a table cell. The tag may include attributes; the closing tag uses only its first two letters, th or td.
    private void AddCell(string tag, string style, string text) =>
        _html
            .Append('<')
            .Append(tag)
            .Append(" style=\"")
            .Append(style)
            .Append("\">")
            .Append(EscapeHtml(text))
            .Append("</")
            .Append(tag.AsSpan(0, 2))
            .Append('>');

    private static string AlignStyle(bool end) => end ? "text-align:right" : "text-align:left";

    /// <summary>Adds the footer with its links.</summary>
    public MailBody AddFooter(string text, IReadOnlyList<(string Name, string Url)> links)
    {
        _text.Append("--\n").Append(text).Append('\n');
        foreach (var (name, url) in links)
            _text.Append(name).Append(": ").Append(url).Append('\n');
        _html
            .Append("<p style=\"margin:28px 0 0;font-size:12px;color:#566070\">")
            .Append(EscapeHtml(text))
            .Append("<br>")
            .AppendJoin(" · ", links.Select(l => $"<a href=\"{EscapeHtml(l.Url)}\" style=\"color:#566070\">{EscapeHtml(l.Name)}</a>"))
            .Append("</p>");
        return this;
    }

    /// <summary>Returns the plain-text part of the mail.</summary>
    public string ToText() => _text.ToString();

    /// <summary>Returns the HTML part, marked as written in the given language.</summary>
    public string ToHtml(string language) =>
        $"<!DOCTYPE html><html lang=\"{EscapeHtml(language)}\"><head><meta charset=\"utf-8\">"
        + $"<meta name=\"viewport\" content=\"width=device-width\"><title>{EscapeHtml(title)}</title></head>"
        + "<body style=\"margin:0;background:#f6f7f9\">"
        + $"<div style=\"max-width:{(wide ? 960 : 600)}px;margin:0 auto;padding:24px 16px\">"
        + "<div style=\"background:#ffffff;border:1px solid #e3e6eb;border-radius:10px;padding:24px;"
        + $"{Font};font-size:15px;line-height:1.5;color:#1c2430\">{_html}</div></div></body></html>";

    private static string EscapeHtml(string text) => WebUtility.HtmlEncode(text);
}
