using Microsoft.AspNetCore.Components;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The table of a report.</summary>
public sealed partial class MailTableView : ComponentBase
{
    [Parameter, EditorRequired]
    public MailTable Table { get; set; } = null!;

    private static string Align(bool end) => end ? "right" : "left";

    private static string CellStyle(MailRow row) => row.Kind == MailRowKind.Total ? MailStyles.TotalCell : MailStyles.Cell;
}
