using System.Text.RegularExpressions;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using PhoneNumbers;
using LibraryNumber = PhoneNumbers.PhoneNumber;
using PhoneNumber = HexaLive.Domain.Shared.PhoneNumber;

namespace HexaLive.Infrastructure.Features.Shared;

/// <summary>A telephone number as typed, read with a country.</summary>
/// <param name="Key">See <see cref="PhoneNumber.Key"/>.</param>
/// <param name="Text">
/// The number for display: national format for a number of that country, international format for a number of another country; the text as
/// typed if it is an internal number or not valid.
/// </param>
/// <param name="Link">The address that dials the number; null if there is nothing to dial.</param>
/// <param name="IsValid">Whether a form accepts the text.</param>
public sealed record ParsedPhoneNumber(string Key, string Text, string? Link, bool IsValid);

/// <summary>
/// Reads telephone numbers as people type them. A number without a country code belongs to <paramref name="country"/> (ISO 3166-1
/// alpha-2). Internal numbers of 3 to 6 digits are valid. Any other number must have a possible length; whether it is assigned to
/// somebody is not checked, because new ranges are assigned all the time.
/// </summary>
public sealed partial class PhoneNumberParser(string country)
{
    /// <summary>The character in a key before the extension.</summary>
    public const string ExtensionMark = "x";

    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();
    private static readonly char[] Separators = [',', ';'];

    /// <summary>Returns a reader for the company's country.</summary>
    public static async Task<PhoneNumberParser> ForCompanyAsync(HexaDbContext db, CancellationToken cancellationToken = default) =>
        new(await db.Company.AsNoTracking().Select(c => c.Country).SingleOrDefaultAsync(cancellationToken) ?? CountryCodes.Default);

    /// <summary>Splits a text that holds several numbers, separated by commas or semicolons.</summary>
    public static IReadOnlyList<string> Split(string? text) =>
        (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// Parses a phone number. If the text is not a valid number, as can happen in old data, the key is that of the first number found in
    /// it, or its digits if none is found.
    /// </summary>
    public ParsedPhoneNumber Parse(string typed)
    {
        var text = typed.Trim();
        var number = TryParseNumber(text);
        if (InternalNumberPattern().IsMatch(text) && (number is null || !Library.IsValidNumber(number)))
            return FromDigits(text, isValid: true);
        return number is null ? ParseLoosely(text)
            : Library.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE
                ? FromNumber(number, Format(number), true)
            // A number without its area code has no international form. Keep the digits, so that the number is dialled as it was typed.
            : FromDigits(text, isValid: true);
    }

    /// <summary>Returns a typed number with its key.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.InvalidPhone"/> if it is not valid, <see cref="RuleError.TooLong"/>, or <see cref="RuleError.Required"/>.
    /// </exception>
    public PhoneNumber ParseValid(string typed)
    {
        var text = Check.Required(typed, nameof(Client.Phone), PhoneNumber.MaxLength);
        var reading = Parse(text);
        return reading.IsValid ? new PhoneNumber(text, reading.Key) : throw new RuleException(RuleError.InvalidPhone, text);
    }

    /// <summary>
    /// Returns the typed numbers of a contact with their keys. Numbers that the contact has already are accepted unchanged, because they
    /// may have been saved before the rules existed.
    /// </summary>
    /// <exception cref="RuleException">As for <see cref="ParseValid(string)"/>.</exception>
    public IReadOnlyList<PhoneNumber> ParseValid(IEnumerable<string> typed, Contact? contact)
    {
        return [.. typed.Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => Stored(t.Trim()) ?? ParseValid(t))];

        PhoneNumber? Stored(string text) =>
            contact?.Phones.Where(p => p.Number == text).Select(p => new PhoneNumber(p.Number, p.Key)).FirstOrDefault();
    }

    /// <summary>
    /// Returns the fields with the key of the phone number. A number that the client has already is accepted unchanged, because it may have
    /// been saved before the rules existed.
    /// </summary>
    /// <exception cref="RuleException">As for <see cref="ParseValid(string)"/>.</exception>
    public ClientFields ParseValid(ClientFields fields, Client? client) =>
        fields with
        {
            PhoneKey =
                string.IsNullOrWhiteSpace(fields.Phone) ? null
                : fields.Phone.Trim() == client?.Phone ? client.PhoneKey
                : ParseValid(fields.Phone).Key,
        };

    /// <summary>
    /// Returns the key to search for if the text is a complete number without letters; null otherwise. Stored keys with an extension begin
    /// with this key and <see cref="ExtensionMark"/>.
    /// </summary>
    public string? SearchKey(string? typed) =>
        typed is not null && !typed.Any(char.IsLetter) && Parse(typed) is { IsValid: true, Key: ['+', ..] key } ? key : null;

    /// <summary>
    /// Returns the part of stored keys to search for. A text without letters and with at least three digits may be a number or the middle
    /// of one; for any other text, returns null. A complete number without a country code is found in any country.
    /// </summary>
    public string? SearchFragment(string? typed)
    {
        if (typed is null || typed.Any(char.IsLetter))
            return null;
        if (SearchKey(typed) is { } key && TryParseNumber(typed) is { } number)
            return number.CountryCodeSource == LibraryNumber.Types.CountryCodeSource.FROM_DEFAULT_COUNTRY
                ? Library.GetNationalSignificantNumber(number)
                : key;
        var digits = PhoneNumberUtil.NormalizeDigitsOnly(typed);
        // Stored keys have neither an international nor a national prefix.
        var prefix = digits.StartsWith("00", StringComparison.Ordinal) ? "00" : Library.GetNddPrefixForRegion(country, true) ?? "";
        if (digits.Length - prefix.Length >= 3 && digits.StartsWith(prefix, StringComparison.Ordinal))
            digits = digits[prefix.Length..];
        return digits.Length >= 3 ? digits : null;
    }

    // Returns null if the text is not a number of possible length.
    private LibraryNumber? TryParseNumber(string text)
    {
        try
        {
            var number = Library.ParseAndKeepRawInput(text, country);
            return Library.IsPossibleNumber(number) ? number : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private ParsedPhoneNumber ParseLoosely(string text) =>
        Library.FindNumbers(text, country, PhoneNumberUtil.Leniency.POSSIBLE, 10).FirstOrDefault() is { } match
            ? FromNumber(match.Number, text, isValid: false)
            : FromDigits(text, isValid: false);

    private static ParsedPhoneNumber FromNumber(LibraryNumber number, string text, bool isValid)
    {
        var dialled = Library.Format(number, PhoneNumberFormat.E164);
        return number.HasExtension
            ? new ParsedPhoneNumber($"{dialled}{ExtensionMark}{number.Extension}", text, $"tel:{dialled};ext={number.Extension}", isValid)
            : new ParsedPhoneNumber(dialled, text, $"tel:{dialled}", isValid);
    }

    private static ParsedPhoneNumber FromDigits(string text, bool isValid)
    {
        var digits = PhoneNumberUtil.NormalizeDigitsOnly(text);
        return digits.Length < 3
            ? new ParsedPhoneNumber("", text, null, false)
            : new ParsedPhoneNumber(digits, text, $"tel:{digits}", isValid);
    }

    private string Format(LibraryNumber number) =>
        Library.Format(
            number,
            number.CountryCode == Library.GetCountryCodeForRegion(country) ? PhoneNumberFormat.NATIONAL : PhoneNumberFormat.INTERNATIONAL
        );

    [GeneratedRegex(
        @"^(?:(?:ext(?:ensi[oó]n)?|int|x|#)\.?\s*)?[0-9](?:[\s.\-]?[0-9]){2,5}$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex InternalNumberPattern();
}
