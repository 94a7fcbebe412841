using System.Text;

namespace HexaLive.Infrastructure.Mail;

/// <summary>Writes the plain-text part of an e-mail.</summary>
internal sealed class MailText
{
    private readonly StringBuilder _text = new();

    public MailText AddParagraph(string text)
    {
        _text.Append(text).Append("\n\n");
        return this;
    }

    public MailText AddLink(MailLink link)
    {
        _text.Append(link.Name).Append(":\n").Append(link.Url).Append("\n\n");
        return this;
    }

    /// <summary>Adds a title in upper case and the items below it.</summary>
    public MailText AddSection(MailSection section)
    {
        AddParagraph(section.Title.ToUpperInvariant());
        foreach (var item in section.Items)
            AddItem(item);
        return section.More is null ? this : AddLink(section.More);
    }

    /// <summary>Adds a table whose cells are separated by vertical bars.</summary>
    public MailText AddTable(MailTable table)
    {
        _text.AppendJoin(" | ", table.Columns.Select(c => c.Title)).Append("\n\n");
        foreach (var row in table.Rows)
            _text.AppendJoin(" | ", row.Cells.Select(c => c.ReplaceLineEndings(" "))).Append('\n');
        _text.Append('\n');
        return this;
    }

    public MailText AddFooter(string company, MailFooter footer)
    {
        _text.Append("--\n").Append(company).Append('\n').Append(footer.Reason).Append('\n');
        foreach (var link in footer.Links)
            _text.Append(link.Name).Append(": ").Append(link.Url).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    private void AddItem(MailItem item)
    {
        _text.Append("- ").Append(item.Name);
        if (item.Detail is not null)
            _text.Append(" · ").Append(item.Detail);
        _text.Append("\n  ").Append(item.Status).Append('\n');
        if (item.Note is not null)
            _text.Append("  ").Append(item.Note.ReplaceLineEndings("\n  ")).Append('\n');
        _text.Append("  ").Append(item.Url).Append('\n');
        foreach (var action in item.Actions ?? [])
            _text.Append("  ").Append(action.Name).Append(": ").Append(action.Url).Append('\n');
        _text.Append('\n');
    }
}
