using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Company;

/// <summary>The company that uses HexaLive: a single row, created when its name is first saved.</summary>
public sealed class CompanyProfile : RecordedSetting
{
    /// <summary>The key of the single row.</summary>
    public const int SingletonId = 1;

    /// <summary>Maximum size of the logo, in bytes.</summary>
    public const int MaxLogoBytes = 512 * 1024;

    private CompanyProfile() { }

    /// <summary>Creates the profile with a name (1 to 100 characters). Creating the profile records no activity row.</summary>
    public CompanyProfile(string name) => Name = Check.Required(name, nameof(Name), 100);

    public int Id { get; private set; } = SingletonId;
    public string Name { get; private set; } = "";
    public byte[]? Logo { get; private set; }

    /// <summary>The MIME type of the logo, "image/png" or "image/jpeg"; null without a logo.</summary>
    public string? LogoType { get; private set; }

    /// <summary>
    /// The country (ISO 3166-1 alpha-2) of telephone numbers without a country code; <see cref="CountryCodes.Default"/> until it is
    /// changed.
    /// </summary>
    public string Country { get; private set; } = CountryCodes.Default;
    public int Version { get; private set; }

    private protected override ActivitySubject Subject => ActivitySubject.Company;

    /// <summary>Changes the name (1 to 100 characters).</summary>
    public void Rename(string name, Actor actor)
    {
        var before = Name;
        Name = Check.Required(name, nameof(Name), 100);
        RecordSetting(actor, before, Name);
    }

    /// <summary>
    /// Sets the logo; null removes the logo. The type is read from the file signature, because neither the file name nor the MIME
    /// type that a browser sends can be trusted. SVG is refused because it can contain scripts.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotAPicture"/> if the picture is neither PNG nor JPEG, <see cref="RuleError.FileTooLarge"/> if the
    /// picture exceeds <see cref="MaxLogoBytes"/>.
    /// </exception>
    public void SetLogo(byte[]? picture, Actor actor)
    {
        if (picture?.Length > MaxLogoBytes)
            throw new RuleException(RuleError.FileTooLarge, MaxLogoBytes / 1024);
        LogoType = picture is null ? null : DetectContentType(picture) ?? throw new RuleException(RuleError.NotAPicture);
        Logo = picture;
        RecordSetting(actor, Name, Name);
    }

    /// <summary>Changes the country, a code of <see cref="CountryCodes.All"/> in upper case.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> for any other text.</exception>
    public void ChangeCountry(string country, Actor actor)
    {
        if (!CountryCodes.All.Contains(country))
            throw new RuleException(RuleError.InvalidValue, nameof(Country));
        var before = Country;
        Country = country;
        RecordSetting(actor, before, Country);
    }

    private static string? DetectContentType(ReadOnlySpan<byte> picture) =>
        picture.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : picture.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : null;
}
