namespace HexaLive.Infrastructure.Mail;

/// <summary>
/// The content of an e-mail, as texts in the recipient's language. Its component renders it as HTML; <see cref="WriteText"/> writes it as
/// plain text.
/// </summary>
public abstract record MailModel(string Subject, MailFooter Footer)
{
    /// <summary>The heading of the HTML part.</summary>
    public virtual string Heading => Subject;

    /// <summary>Writes the part between the greeting and the footer.</summary>
    internal abstract void WriteText(MailText text);
}

/// <summary>
/// The texts and the picture around the content of every e-mail. <paramref name="AddressHint"/> is the sentence before the written-out
/// address of a button.
/// </summary>
public sealed record MailFrame(string Company, string LogoText, string Greeting, string AddressHint, string Language);

/// <summary>A named link in an e-mail.</summary>
public sealed record MailLink(string Name, string Url);

/// <summary>
/// The end of an e-mail: why it was sent, and links to change that. <paramref name="Unsubscribe"/> is the address for the
/// List-Unsubscribe header.
/// </summary>
public sealed record MailFooter(string Reason, IReadOnlyList<MailLink> Links, string? Unsubscribe = null);

/// <summary>A list of items below a title, with an optional link to the items that are not listed.</summary>
public sealed record MailSection(string Title, IReadOnlyList<MailItem> Items, MailLink? More = null);

/// <summary>
/// A linked item: for example a task with its client as <paramref name="Detail"/>. The status is highlighted if
/// <paramref name="IsOverdue"/>.
/// </summary>
public sealed record MailItem(
    string Name,
    string Url,
    string? Detail,
    string Status,
    bool IsOverdue,
    string? Note = null,
    IReadOnlyList<MailLink>? Actions = null
);

/// <summary>The kind of a table row: group heading, data row or totals.</summary>
public enum MailRowKind
{
    Group = 0,
    Row = 1,
    Total = 2,
}

/// <summary>A table row in an e-mail, with one cell per column; a group heading has a single cell.</summary>
public sealed record MailRow(MailRowKind Kind, IReadOnlyList<string> Cells);

/// <summary>A table in an e-mail. If <c>End</c> is true, the column is aligned to the right, which suits numbers.</summary>
public sealed record MailTable(IReadOnlyList<(string Title, bool End)> Columns, IReadOnlyList<MailRow> Rows);
