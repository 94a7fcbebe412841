namespace HexaLive.Infrastructure.Mail;

/// <summary>
/// The picture at the top of an e-mail. It is an inline part of the e-mail, so nothing is loaded from the network when the e-mail is read.
/// </summary>
public sealed record MailLogo(byte[] Picture, string Type)
{
    /// <summary>The Content-ID that the HTML part uses to refer to the picture.</summary>
    public const string ContentId = "logo@hexalive";

    /// <summary>The product's own logo, for companies without a logo.</summary>
    public static readonly MailLogo Default = new(ReadDefault(), "image/png");

    private static byte[] ReadDefault()
    {
        using var picture = typeof(MailLogo).Assembly.GetManifestResourceStream("HexaLive.png")!;
        using var bytes = new MemoryStream();
        picture.CopyTo(bytes);
        return bytes.ToArray();
    }
}
