using HexaLive.Domain.Text;

namespace HexaLive.Domain.People;

/// <summary>The company that works here: one row, or none until somebody says its name.</summary>
public sealed class CompanyProfile
{
    /// <summary>Key of the one row.</summary>
    public const int OnlyId = 1;

    /// <summary>Largest logo, in bytes.</summary>
    public const int MostLogoBytes = 512 * 1024;

    private CompanyProfile() { }

    /// <summary>The company under its name.</summary>
    public CompanyProfile(string name) => Rename(name);

    public int Id { get; private set; } = OnlyId;
    public string Name { get; private set; } = "";
    public byte[]? Logo { get; private set; }
    /// <summary>"image/png" or "image/jpeg".</summary>
    public string? LogoType { get; private set; }
    public int Version { get; private set; }

    /// <summary>Changes the name (1 to 100 characters).</summary>
    public void Rename(string name) => Name = Check.Required(name, nameof(Name), 100);

    /// <summary>
    /// Takes a picture, or (null) takes it away. What it is, its first bytes say: a file's name and what a browser says of it are no more than claims, and a
    /// drawing (SVG) can carry scripts.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAPicture"/> or <see cref="RuleError.FileTooLarge"/>.</exception>
    public void SetLogo(byte[]? picture)
    {
        if (picture?.Length > MostLogoBytes) throw new RuleException(RuleError.FileTooLarge, MostLogoBytes / 1024);
        LogoType = picture is null ? null : TypeOf(picture) ?? throw new RuleException(RuleError.NotAPicture);
        Logo = picture;
    }

    private static string? TypeOf(ReadOnlySpan<byte> picture) =>
        picture.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : picture.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : null;
}
