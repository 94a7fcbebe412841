using HexaLive.Domain;
using HexaLive.Domain.Company;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Tests.Support;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Company;

/// <summary>The name and the logo of the company.</summary>
public sealed class CompanySettingsTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Viewer _admin = null!;

    private CompanySettings Settings => _database.Get<CompanySettings>();

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _admin = await _database.ViewerAsync((await TestCompany.CreateAsync(_database)).Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Logo_must_be_a_picture_within_the_size_limit()
    {
        Assert.Equal(CompanyView.None, await Settings.GetAsync());
        await Settings.RenameAsync(_admin, 0, "Hierros Norte");
        await Settings.SetLogoAsync(_admin, 0, SampleLogo.Png);
        var view = await Settings.GetAsync();
        Assert.Equal(("Hierros Norte", 1), (view.Name, view.LogoVersion));
        Assert.Equal("image/png", (await Settings.GetLogoAsync())!.Type);

        await AssertRefusedAsync(
            RuleError.NotAPicture,
            () => Settings.SetLogoAsync(_admin, view.Version, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()),
            () => Settings.SetLogoAsync(_admin, view.Version, [])
        );
        await AssertRefusedAsync(
            RuleError.FileTooLarge,
            () => Settings.SetLogoAsync(_admin, view.Version, [.. SampleLogo.Png, .. new byte[CompanyProfile.MaxLogoBytes]])
        );
        await AssertRefusedAsync(RuleError.Conflict, () => Settings.RenameAsync(_admin, 0, "Otra"));
        await Settings.SetLogoAsync(_admin, view.Version, null);
        Assert.Null((await Settings.GetAsync()).LogoVersion);
        Assert.Null(await Settings.GetLogoAsync());
    }
}
