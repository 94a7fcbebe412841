using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using Xunit;

namespace HexaLive.Tests.Domain.Clients;

/// <summary>The addresses of websites that a client accepts, and the form in which it stores them.</summary>
public sealed class WebAddressTests
{
    private static readonly Actor By = new(1, new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc));

    [Theory]
    [InlineData("www.galerna.es", "https://www.galerna.es", "galerna.es")]
    [InlineData("galerna.es/contacto", "https://galerna.es/contacto", "galerna.es")]
    [InlineData("https://galerna.es/", "https://galerna.es", "galerna.es")]
    [InlineData("http://galerna.es", "http://galerna.es", "galerna.es")]
    [InlineData("  HTTPS://WWW.Galerna.ES/Contacto ", "https://www.galerna.es/Contacto", "galerna.es")]
    [InlineData("galerna.es?de=1#fin", "https://galerna.es/?de=1#fin", "galerna.es")]
    [InlineData("galerna.es:8080", "https://galerna.es:8080", "galerna.es")]
    [InlineData("galerna.es/<b>\"", "https://galerna.es/%3Cb%3E%22", "galerna.es")]
    [InlineData("galerna.es/a@b", "https://galerna.es/a@b", "galerna.es")]
    [InlineData("galerna.es/?a=http://x", "https://galerna.es/?a=http://x", "galerna.es")]
    [InlineData("peñarroya.es/añadir", "https://peñarroya.es/a%C3%B1adir", "peñarroya.es")]
    [InlineData("www.es", "https://www.es", "www.es")]
    public void Address_is_stored_with_its_scheme_but_shown_as_its_host_only(string typed, string stored, string host)
    {
        Assert.Equal(stored, WebAddress.Normalize(typed));
        Assert.Equal(stored, WebAddress.Normalize(stored));
        Assert.Equal(host, WebAddress.HostOf(stored));
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("javascript://galerna.es/%0aalert(1)")]
    [InlineData("data:text/html,galerna.es")]
    [InlineData("ftp://galerna.es")]
    [InlineData("file:///etc/galerna.es")]
    [InlineData("mailto:info@galerna.es")]
    [InlineData("info@galerna.es")]
    [InlineData("https://ana:clave@galerna.es")]
    [InlineData("https://@galerna.es")]
    [InlineData("https://banco.es@galerna.es")]
    [InlineData("https:galerna.es")]
    [InlineData("//galerna.es")]
    [InlineData("https://")]
    [InlineData("https:///galerna.es")]
    [InlineData("https:\\\\galerna.es")]
    [InlineData("galerna.es\\contacto")]
    [InlineData("galerna")]
    [InlineData("localhost:5000")]
    [InlineData("galerna.")]
    [InlineData(".es")]
    [InlineData("galerna..es")]
    [InlineData("galerna.es:puerto")]
    [InlineData("pinturas galerna.es")]
    [InlineData("galerna.es/a b")]
    [InlineData("galerna.es, galerna.com")]
    [InlineData("galerna.es.")]
    [InlineData("galerna\u202e.es")]
    [InlineData("galerna\ufffd.es")]
    [InlineData("galerna.es/\u200b")]
    [InlineData("968.11.22.33")]
    [InlineData("192.168.1.1")]
    [InlineData("[::1]")]
    [InlineData("no tiene")]
    public void Text_that_is_not_a_website_is_refused(string typed)
    {
        var refusal = Assert.Throws<RuleException>(() => new Client(new ClientFields("Galerna", Website: typed), By));
        Assert.Equal((RuleError.InvalidWebsite, typed), (refusal.Error, Assert.Single(refusal.Args)));
    }

    [Fact]
    public void Address_is_refused_if_its_typed_or_stored_form_is_too_long()
    {
        var room = WebAddress.MaxLength - "https://galerna.es/".Length;
        Assert.Equal(WebAddress.MaxLength, WebAddress.Normalize("galerna.es/" + new string('a', room))!.Length);
        foreach (var path in new[] { new string('a', room + 1), new string('ñ', room / 2), new string('a', WebAddress.MaxLength) })
        {
            var refusal = Assert.Throws<RuleException>(() => WebAddress.Normalize("galerna.es/" + path));
            Assert.Equal((RuleError.TooLong, "Website", WebAddress.MaxLength), (refusal.Error, refusal.Args[0], refusal.Args[1]));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void Website_of_a_client_is_optional(string? typed)
    {
        var client = new Client(new ClientFields("Galerna", Website: "galerna.es"), By);
        client.Edit(new ClientFields("Galerna", Website: typed), By);
        Assert.Null(client.Website);
    }

    [Fact]
    public void Merge_keeps_the_website_and_adds_the_other_one_to_the_notes()
    {
        Client one = new(new ClientFields("Galerna", Website: "galerna.es"), By),
            other = new(new ClientFields("Galerna", Website: "http://galerna.com"), By),
            none = new(new ClientFields("Galerna"), By);
        Assert.Equal("https://galerna.es", none.MergeFieldsOf(one).Website);
        Assert.Null(none.MergeFieldsOf(one).Notes);
        Assert.Equal("https://galerna.es", one.MergeFieldsOf(other).Website);
        Assert.Contains("http://galerna.com", one.MergeFieldsOf(other).Notes, StringComparison.Ordinal);
    }
}
