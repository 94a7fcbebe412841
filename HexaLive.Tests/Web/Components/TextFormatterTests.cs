using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Import;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;

namespace HexaLive.Tests.Web.Components;

/// <summary>Texts that the code composes, in both languages.</summary>
public sealed class TextFormatterTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddLogging()
        .AddLocalization()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<TextFormatter>()
        .AddSingleton<ImportTexts>()
        .BuildServiceProvider();

    private TextFormatter Format => _services.GetRequiredService<TextFormatter>();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("en-GB", "Ana", "Oferta", "Ana changed this in the meantime (Oferta). ")]
    [InlineData("en-GB", "Ana", "", "Ana changed this in the meantime. ")]
    [InlineData("en-GB", "", "Oferta", "Someone changed this in the meantime (Oferta). ")]
    [InlineData("es", "", "", "Alguien lo ha cambiado mientras tanto. ")]
    public void Conflict_message_reads_well_without_an_editor_or_record_name(string culture, string who, string what, string expected)
    {
        UseCulture(culture);
        Assert.StartsWith(expected, Format.Describe(new RuleException(RuleError.Conflict, who, what)), StringComparison.Ordinal);
    }

    [Fact]
    public void Conflict_message_of_an_import_does_not_show_the_row_key_as_the_editor()
    {
        UseCulture("en-GB");
        var message = _services.GetRequiredService<ImportTexts>().Describe(new("Error_Conflict", ["", "K12"]));
        Assert.StartsWith("Someone changed this in the meantime (K12).", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Field_names_are_translated_but_record_names_are_not()
    {
        UseCulture("es");
        Assert.Equal("Rellena «Responsable».", Format.Describe(new RuleException(RuleError.Required, "ResponsibleId")));
        Assert.Equal("«Título» admite hasta 200 caracteres.", Format.Describe(new RuleException(RuleError.TooLong, "Title", 200)));
        Assert.Equal("«Person» ya existe.", Format.Describe(new RuleException(RuleError.Duplicate, "Person")));
    }

    [Theory]
    [InlineData("es", "1:00", "a la 1:00")]
    [InlineData("es", "0:01", "a las 0:01")]
    [InlineData("es", "13:00", "a las 13:00")]
    [InlineData("en-GB", "1:00", "at 01:00")]
    [InlineData("en-US", "13:00", "at 1:00 PM")]
    public void Time_of_day_is_written_with_the_right_preposition(string culture, string time, string expected)
    {
        UseCulture(culture);
        // ICU puts a narrow no-break space before AM and PM.
        Assert.Equal(expected, Format.AtTime(TimeOnly.Parse(time, CultureInfo.InvariantCulture)).Replace('\u202F', ' '));
    }

    [Theory]
    [InlineData("en-GB", "86%", "12.5%")]
    [InlineData("es", "86\u00A0%", "12,5\u00A0%")]
    public void Percentage_format_follows_the_language(string culture, string whole, string fraction)
    {
        UseCulture(culture);
        Assert.Equal((whole, fraction), (Percentage.Format(85.7), Percentage.Format(12.5, "0.#")));
    }

    private static void UseCulture(string culture) =>
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
}
