using System.Globalization;
using HexaLive.Domain.Shared;
using PhoneNumbers;

namespace HexaLive.Infrastructure.Features.Company;

/// <summary>A country by its ISO 3166-1 alpha-2 code, with its name in one language.</summary>
public sealed record Country(string Code, string Name);

/// <summary>The names of countries.</summary>
public static class CountryNames
{
    /// <summary>Returns all countries by name, in the language of <paramref name="culture"/>.</summary>
    // The names of RegionInfo cannot be used: .NET caches each name in the language in which it was first requested.
    public static IReadOnlyList<Country> ListFor(CultureInfo culture) =>
        [
            .. CountryCodes
                .All.Select(code => new Country(code, new Locale("", code).GetDisplayCountry(culture.TwoLetterISOLanguageName)))
                .OrderBy(c => c.Name, StringComparer.Create(culture, ignoreCase: true)),
        ];
}
