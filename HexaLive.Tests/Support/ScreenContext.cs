using System.Globalization;
using System.Security.Claims;
using Bunit;
using HexaLive.Domain.People;
using HexaLive.Infrastructure;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using HexaLive.Web.Components.Menus;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;

namespace HexaLive.Tests.Support;

/// <summary>
/// Renders screens without a browser, with the use cases, database and live feed of a test. A person is signed in. The default language
/// is Spanish.
/// </summary>
public sealed class ScreenContext : BunitContext
{
    // A wait ends as soon as its condition is true. The default limit of one second is too short for a refresh on a busy machine.
    static ScreenContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    public ScreenContext(TestDatabase database, Person person, string language = "es", Action<IServiceCollection>? more = null)
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
        Services
            .AddSingleton<SiteAddress>()
            .AddSingleton<ISiteLinks, SiteLinks>()
            .AddScoped<CurrentViewer>()
            .AddScoped<Shortcuts>()
            .AddScoped<ActionMenus>()
            .AddScoped<HexaLive.Web.Features.Reminders.SnoozeActions>()
            .AddScoped<HexaLive.Web.Features.Tasks.TaskRowActions>()
            .AddScoped<TextFormatter>()
            .AddScoped<Drafts>()
            .AddSingleton<HexaLive.Web.Features.Control.ControlRoomCache>()
            .AddSingleton<HexaLive.Web.Features.Reports.Run.ExportProgress>();
        more?.Invoke(Services);
        var signedIn = this.AddAuthorization();
        signedIn.SetAuthorized(person.Name);
        signedIn.SetRoles(person.Role.ToString());
        signedIn.SetClaims(
            new Claim(HexaClaims.Person, person.Id.ToString(CultureInfo.InvariantCulture)),
            new Claim(HexaClaims.Name, person.Name)
        );
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Popovers = Render<MudPopoverProvider>();
        Menu = Render<ActionMenu>();
    }

    /// <summary>The MudBlazor provider that renders popovers, such as menus.</summary>
    public IRenderedComponent<MudPopoverProvider> Popovers { get; }

    /// <summary>The menu that the rows of a page share.</summary>
    public IRenderedComponent<ActionMenu> Menu { get; }

    /// <summary>Navigates to an address and renders a component there.</summary>
    public IRenderedComponent<T> Open<T>(string address, Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render(parameters ?? (_ => { }));
    }
}
