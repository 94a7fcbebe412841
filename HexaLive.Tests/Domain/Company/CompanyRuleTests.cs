using HexaLive.Domain;
using HexaLive.Domain.Company;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Company;

/// <summary>The rules of the company's logo and country.</summary>
public sealed class CompanyRuleTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
    private readonly CompanyProfile _company = new("HexaLive");

    public static TheoryData<byte[], string> Pictures => new() { { Png, "image/png" }, { Jpeg, "image/jpeg" } };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Image_type_of_the_logo_is_detected_from_its_first_bytes(byte[] picture, string type)
    {
        _company.SetLogo(picture, By);

        Assert.Equal((picture, type), (_company.Logo, _company.LogoType));
        _company.SetLogo(null, By);
        Assert.Equal((null, null), (_company.Logo, _company.LogoType));
    }

    [Theory]
    [InlineData("<svg/>")]
    [InlineData("GIF89a")]
    [InlineData("")]
    public void Logo_that_is_neither_PNG_nor_JPEG_is_refused(string picture)
    {
        _company.SetLogo(Png, By);

        AssertRefused(RuleError.NotAPicture, () => _company.SetLogo(System.Text.Encoding.UTF8.GetBytes(picture), By));
        Assert.Equal(Png, _company.Logo);
    }

    [Fact]
    public void Logo_can_be_at_most_512_KB()
    {
        byte[] largest = [.. Jpeg, .. new byte[CompanyProfile.MaxLogoBytes - Jpeg.Length]];

        _company.SetLogo(largest, By);

        Assert.Equal([512], AssertRefused(RuleError.FileTooLarge, () => _company.SetLogo([.. largest, 0], By)));
        Assert.Same(largest, _company.Logo);
    }

    [Theory]
    [InlineData("AR")]
    [InlineData("CN")]
    [InlineData("FR")]
    [InlineData("IE")]
    [InlineData("MX")]
    [InlineData("PT")]
    [InlineData("US")]
    public void Country_is_stored_as_a_code_in_upper_case(string country)
    {
        Assert.Equal("ES", _company.Country);

        var row = Assert.Single(_company.CaptureActivity(c => c.ChangeCountry(country, By)));

        Assert.Equal(("ES", country, country), (row.From, row.To, _company.Country));
        AssertRefused(RuleError.InvalidValue, () => _company.ChangeCountry(country.ToLowerInvariant(), By));
    }

    [Theory]
    [InlineData("XX")]
    [InlineData("ESP")]
    [InlineData("")]
    public void Unknown_country_is_refused(string country)
    {
        AssertRefused(RuleError.InvalidValue, () => _company.ChangeCountry(country, By));
        Assert.Equal("ES", _company.Country);
    }
}
