using System.Net;
using System.Text;

namespace HexaLive.Infrastructure.Mail;

/// <summary>What a row of a table is: the heading of a group, a row, or totals.</summary>
public enum MailRowKind { Group = 0, Row = 1, Total = 2 }

/// <summary>A row of a table in a mail: a cell for each column; of a group's heading a single one.</summary>
public sealed record MailRow(MailRowKind Kind, IReadOnlyList<string> Cells);

/// <summary>A table in a mail; its columns by title and whether they stand at the end, as numbers do.</summary>
public sealed record MailTable(IReadOnlyList<(string Title, bool End)> Columns, IReadOnlyList<MailRow> Rows);

/// <summary>A mail's text and HTML, written side by side. What is given is text: it is never markup. <paramref name="wide"/>: there is a table in it.</summary>
public sealed class MailBody(string title, bool wide = false)
{
    private const string Font = "font-family:Roboto,'Segoe UI',Helvetica,Arial,sans-serif";

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _html = new();

    /// <summary>A paragraph.</summary>
    public MailBody Paragraph(string text)
    {
        _text.Append(text).Append("\n\n");
        _html.Append("<p style=\"margin:0 0 16px\">").Append(Html(text)).Append("</p>");
        return this;
    }

    /// <summary>A heading, with a count where there is one.</summary>
    public MailBody Heading(string text)
    {
        _text.Append(text.ToUpperInvariant()).Append("\n\n");
        _html.Append("<h2 style=\"font-size:16px;font-weight:600;margin:24px 0 8px\">").Append(Html(text)).Append("</h2>");
        return this;
    }

    /// <summary>A thing with its address, what is said of it (late: said strongly), a note, and what can be done.</summary>
    public MailBody Item(string name, string url, string? says, bool late, string? note, IReadOnlyList<(string Name, string Url)>? actions = null)
    {
        _text.Append("- ").Append(name).Append('\n');
        if (says is not null) _text.Append("  ").Append(says).Append('\n');
        if (note is not null) _text.Append("  ").Append(note.ReplaceLineEndings("\n  ")).Append('\n');
        _text.Append("  ").Append(url).Append('\n');
        foreach (var (label, link) in actions ?? []) _text.Append("  ").Append(label).Append(": ").Append(link).Append('\n');
        _text.Append('\n');
        _html.Append("<div style=\"padding:10px 0;border-top:1px solid #e3e6eb\"><a href=\"").Append(Html(url)).Append("\" style=\"color:#1f5fa8;font-weight:600;text-decoration:none\">").Append(Html(name)).Append("</a>");
        if (says is not null) _html.Append("<div style=\"font-size:14px;color:").Append(late ? "#b3261e" : "#566070").Append("\">").Append(Html(says)).Append("</div>");
        if (note is not null) _html.Append("<div style=\"font-size:14px;white-space:pre-line\">").Append(Html(note)).Append("</div>");
        if (actions is { Count: > 0 })
            _html.Append("<div style=\"font-size:13px;margin-top:4px\">").AppendJoin(" · ", actions.Select(a => $"<a href=\"{Html(a.Url)}\" style=\"color:#1f5fa8\">{Html(a.Name)}</a>")).Append("</div>");
        _html.Append("</div>");
        return this;
    }

    /// <summary>A table; in the text its cells are parted by bars.</summary>
    public MailBody Table(IReadOnlyList<(string Title, bool End)> columns, IReadOnlyList<MailRow> rows)
    {
        _text.AppendJoin(" | ", columns.Select(c => c.Title)).Append("\n\n");
        _html.Append("<div style=\"overflow-x:auto;margin:0 0 16px\"><table style=\"border-collapse:collapse;width:100%;font-size:13px;line-height:1.4\"><thead><tr>");
        foreach (var (name, end) in columns) _html.Append("<th scope=\"col\" style=\"padding:6px 8px;border-bottom:2px solid #c3c9d2;color:#566070;font-weight:600;text-align:").Append(Side(end)).Append("\">").Append(Html(name)).Append("</th>");
        _html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            _text.AppendJoin(" | ", row.Cells.Select(c => c.ReplaceLineEndings(" "))).Append('\n');
            _html.Append("<tr>");
            if (row.Kind == MailRowKind.Group) _html.Append(System.Globalization.CultureInfo.InvariantCulture, $"<th colspan=\"{columns.Count}\" scope=\"colgroup\" style=\"padding:12px 8px 6px;text-align:left;font-weight:600;background:#f6f7f9\">").Append(Html(row.Cells[0])).Append("</th>");
            else
            {
                for (var i = 0; i < row.Cells.Count; i++)
                    _html.Append("<td style=\"padding:6px 8px;border-bottom:1px solid #e3e6eb;vertical-align:top;white-space:pre-line;").Append(row.Kind == MailRowKind.Total ? "font-weight:600;" : "").Append("text-align:").Append(Side(columns[i].End)).Append("\">").Append(Html(row.Cells[i])).Append("</td>");
            }
            _html.Append("</tr>");
        }
        _text.Append('\n');
        _html.Append("</tbody></table></div>");
        return this;

        static string Side(bool end) => end ? "right" : "left";
    }

    /// <summary>The small print at the end, with its links.</summary>
    public MailBody Foot(string text, IReadOnlyList<(string Name, string Url)> links)
    {
        _text.Append("--\n").Append(text).Append('\n');
        foreach (var (name, url) in links) _text.Append(name).Append(": ").Append(url).Append('\n');
        _html.Append("<p style=\"margin:28px 0 0;font-size:12px;color:#566070\">").Append(Html(text)).Append("<br>")
            .AppendJoin(" · ", links.Select(l => $"<a href=\"{Html(l.Url)}\" style=\"color:#566070\">{Html(l.Name)}</a>")).Append("</p>");
        return this;
    }

    /// <summary>The text part.</summary>
    public string ToText() => _text.ToString();

    /// <summary>The HTML part, in a language.</summary>
    public string ToHtml(string language) =>
        $"<!DOCTYPE html><html lang=\"{Html(language)}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Html(title)}</title></head>"
        + $"<body style=\"margin:0;background:#f6f7f9\"><div style=\"max-width:{(wide ? 960 : 600)}px;margin:0 auto;padding:24px 16px\"><div style=\"background:#ffffff;border:1px solid #e3e6eb;border-radius:10px;padding:24px;{Font};font-size:15px;line-height:1.5;color:#1c2430\">{_html}</div></div></body></html>";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
