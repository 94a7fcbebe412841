using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Shared;
using Xunit;
using PhoneNumberUtil = PhoneNumbers.PhoneNumberUtil;

namespace HexaLive.Tests.Infrastructure.Shared;

/// <summary>How telephone numbers are read, shown, dialled and searched for.</summary>
public sealed class PhoneNumberParserTests
{
    private static readonly PhoneNumberParser Spain = new("ES");

    [Theory]
    [InlineData("ES", "600 111 222", "+34600111222", "600 11 12 22", "tel:+34600111222")]
    [InlineData("ES", "(968) 445-566", "+34968445566", "968 44 55 66", "tel:+34968445566")]
    [InlineData("ES", " +34 600 12 34 56 ", "+34600123456", "600 12 34 56", "tel:+34600123456")]
    [InlineData("ES", "0034600123456", "+34600123456", "600 12 34 56", "tel:+34600123456")]
    [InlineData("ES", "+44 (0)20 7946 0018", "+442079460018", "+44 20 7946 0018", "tel:+442079460018")]
    [InlineData("GB", "020 7946 0018", "+442079460018", "020 7946 0018", "tel:+442079460018")]
    [InlineData("PT", "+34600123456", "+34600123456", "+34 600 12 34 56", "tel:+34600123456")]
    [InlineData("PT", "211 222 333", "+351211222333", "21 122 2333", "tel:+351211222333")]
    [InlineData("ES", "968 11 22 33 ext. 12", "+34968112233x12", "968 11 22 33 ext. 12", "tel:+34968112233;ext=12")]
    [InlineData("ES", "968112233 x12", "+34968112233x12", "968 11 22 33 ext. 12", "tel:+34968112233;ext=12")]
    [InlineData("ES", "112", "112", "112", "tel:112")]
    [InlineData("ES", "43-21", "4321", "43-21", "tel:4321")]
    [InlineData("ES", "ext. 123", "123", "ext. 123", "tel:123")]
    [InlineData("DE", "1234", "1234", "1234", "tel:1234")]
    [InlineData("US", "253-0000", "2530000", "253-0000", "tel:2530000")]
    public void Valid_phone_number_has_a_search_key_and_a_display_text_and_a_dial_link(
        string country,
        string typed,
        string key,
        string text,
        string link
    ) => Assert.Equal(new ParsedPhoneNumber(key, text, link, true), new PhoneNumberParser(country).Parse(typed));

    // Six digits are a complete number in Andorra, but only an internal number in Spain.
    [Theory]
    [InlineData("AD", "+376823456")]
    [InlineData("ES", "823456")]
    public void Short_number_is_valid_only_in_a_country_where_it_is_assigned(string country, string key) =>
        Assert.Equal(key, new PhoneNumberParser(country).Parse("823456").Key);

    [Theory]
    [InlineData("12", "", null)]
    [InlineData("no tiene", "", null)]
    [InlineData("+34 600", "34600", "tel:34600")]
    [InlineData("9123456", "9123456", "tel:9123456")]
    [InlineData("600 111 2222", "6001112222", "tel:6001112222")]
    [InlineData("600111222 (Juan)", "+34600111222", "tel:+34600111222")]
    [InlineData("968 11 22 33 / 600 111 222", "+34968112233", "tel:+34968112233")]
    public void Invalid_phone_number_is_shown_as_typed_and_refused_in_forms(string typed, string key, string? link)
    {
        Assert.Equal(new ParsedPhoneNumber(key, typed, link, false), Spain.Parse(typed));
        var refusal = Assert.Throws<RuleException>(() => Spain.ParseValid(typed));
        Assert.Equal((RuleError.InvalidPhone, typed), (refusal.Error, Assert.Single(refusal.Args)));
    }

    [Fact]
    public void Phone_number_is_required_and_has_a_maximum_length()
    {
        Assert.Equal(RuleError.Required, Assert.Throws<RuleException>(() => Spain.ParseValid(" ")).Error);
        Assert.Equal(RuleError.TooLong, Assert.Throws<RuleException>(() => Spain.ParseValid(new string('6', 51))).Error);
        Assert.Equal(new PhoneNumber("600 111 222", "+34600111222"), Spain.ParseValid(" 600 111 222 "));
    }

    [Fact]
    public void Every_text_typed_as_a_number_has_a_phone_key_that_fits_the_column()
    {
        var longest = "+490301234567890 ext. " + new string('9', 20);
        Assert.All(
            new[] { longest, new string('1', PhoneNumber.MaxLength), "٠٠٣٤٦٠٠١١١٢٢٢" },
            text => Assert.InRange(Spain.Parse(text).Key.Length, 1, PhoneNumber.MaxLength)
        );
    }

    [Fact]
    public void Client_without_a_phone_number_has_no_phone_key()
    {
        Assert.Null(Spain.ParseValid(new ClientFields("Pérez") { PhoneKey = "+34600111222" }, null).PhoneKey);
        Assert.Equal("+34600111222", Spain.ParseValid(new ClientFields("Pérez", Phone: "600111222"), null).PhoneKey);
    }

    [Theory]
    [InlineData("600 111 222", "+34600111222")]
    [InlineData("4321", null)]
    [InlineData("600 11", null)]
    [InlineData("900 PIZZAS", null)]
    [InlineData(null, null)]
    public void Only_a_complete_phone_number_starts_a_phone_search(string? typed, string? key) => Assert.Equal(key, Spain.SearchKey(typed));

    [Theory]
    [InlineData("ES", "600 111 222", "600111222")]
    [InlineData("ES", "+34 600 111 222", "+34600111222")]
    [InlineData("ES", "00346001", "346001")]
    [InlineData("ES", "44 55", "4455")]
    [InlineData("ES", "44", null)]
    [InlineData("ES", "4 4 5 a", null)]
    [InlineData("GB", "0207", "207")]
    [InlineData("GB", "020 7946 0018", "2079460018")]
    public void Search_for_part_of_a_phone_number_ignores_its_prefixes(string country, string typed, string? fragment) =>
        Assert.Equal(fragment, new PhoneNumberParser(country).SearchFragment(typed));

    [Fact]
    public void Text_with_several_phone_numbers_is_split_at_commas_and_semicolons() =>
        Assert.Equal(["600 111 222", "4321"], PhoneNumberParser.Split(" 600 111 222;; 4321 , "));

    // The library also knows three regions without an ISO code of their own.
    [Fact]
    public void Every_country_has_a_phone_numbering_plan() =>
        Assert.Equal(
            PhoneNumberUtil.GetInstance().GetSupportedRegions().Except(["AC", "TA", "XK"]).Order(StringComparer.Ordinal),
            CountryCodes.All.Order(StringComparer.Ordinal)
        );
}
