using System.Globalization;
using System.Security.Claims;
using Bunit;
using HexaLive.Domain.People;
using HexaLive.Infrastructure;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace HexaLive.Tests.Support;

/// <summary>Screens without a browser, on the real use cases, database and live feed of a test; somebody is signed in, and the language is Spanish unless told.</summary>
public sealed class Screens : BunitContext
{
    // Waits end when what they wait for is there; a second, as the library has it, a busy machine may need for one refresh.
    static Screens() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    public Screens(TestDatabase database, Person person, string language = "es", Action<IServiceCollection>? more = null)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization().AddMudServices();
        Services.AddHexaFeatures();
        Services.AddSingleton<TimeProvider>(database.Time);
        Services.AddSingleton(database.Feed);
        Services.AddSingleton(database.Factory);
        Services.AddSingleton(database.Get<IConfiguration>());
        Services.AddSingleton(database.Get<MailFolder>());
        Services.AddScoped<CurrentViewer>().AddScoped<Shortcuts>().AddScoped<Texts>().AddScoped<Drafts>().AddSingleton<HexaLive.Web.Features.Control.RoomShare>().AddSingleton<HexaLive.Web.Features.Reports.ExportProgress>();
        more?.Invoke(Services);
        var signedIn = this.AddAuthorization();
        signedIn.SetAuthorized(person.Name);
        signedIn.SetRoles(person.Role.ToString());
        signedIn.SetClaims(new Claim(HexaClaims.Person, person.Id.ToString(CultureInfo.InvariantCulture)), new Claim(HexaClaims.Name, person.Name));
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Popovers = Render<MudPopoverProvider>();
    }

    /// <summary>Where what opens over a screen is drawn: menus.</summary>
    public IRenderedComponent<MudPopoverProvider> Popovers { get; }

    /// <summary>Opens an address's query on a screen.</summary>
    public IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null) where T : IComponent
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render(parameters ?? (_ => { }));
    }
}
