using System.Globalization;
using HexaLive.Infrastructure;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Persistence;
using HexaLive.Infrastructure.Persistence.Seed;
using HexaLive.Web;
using HexaLive.Web.Account;
using HexaLive.Web.Components;
using HexaLive.Web.Endpoints;
using HexaLive.Web.Features.Import;
using HexaLive.Web.Live;
using MudBlazor.Services;

// The server's own culture and zone say nothing about the people it serves: each request and circuit sets theirs.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo("en");

if (args is ["seed", ..])
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, e) => (e.Cancel, _) = (true, stop.CancelAsync());
    return await BulkSeed.RunAsync(args, Console.Out, stop.Token);
}

var builder = WebApplication.CreateBuilder(args);
var dataFolder = Path.GetFullPath(builder.Configuration["Data:Folder"] ?? "data", builder.Environment.ContentRootPath);

builder.Services
    .AddHexaFeatures()
    .AddHexaDatabase(builder.Configuration, dataFolder)
    .AddHexaNode()
    .AddHexaProxy(builder.Configuration)
    .AddHexaTelemetry(builder.Configuration)
    .AddHexaHealth(builder.Configuration);

builder.Services.AddLocalization();
builder.Services.Configure<RequestLocalizationOptions>(options => options
    .SetDefaultCulture("es").AddSupportedCultures("es", "en").AddSupportedUICultures("es", "en"));
builder.Services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
builder.Services.AddHttpContextAccessor();
builder.Services.AddScoped<CurrentViewer>().AddScoped<Shortcuts>().AddScoped<Texts>().AddScoped<ImportTexts>().AddScoped<Drafts>().AddScoped<InvitationMail>();
builder.Services.AddScoped<HexaLive.Web.Features.Jobs.JobTimes>().AddScoped<HexaLive.Web.Features.Reports.ScheduleWords>().AddSingleton<HexaLive.Web.Features.Control.RoomShare>().AddSingleton<HexaLive.Web.Features.Reports.ExportProgress>();
builder.Services.AddSingleton(new MailFolder(Path.Combine(dataFolder, "mail")));
builder.Services.AddSingleton(new ImportFolder(Path.Combine(dataFolder, "import")));
builder.Services.AddHexaAccounts();
builder.Services.AddTransient<DemoCompany>();
builder.Services.AddHexaJobs(builder.Configuration);
builder.Services.AddHexaLiveHub(builder.Configuration);
builder.Services.AddRazorComponents()
    .AddInteractiveServerComponents(options =>
    {
        // A circuit that broke off keeps its screens for the length of a lift ride, not for ever.
        options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
        options.DisconnectedCircuitMaxRetained = 200;
    })
    // A comment travels in one message, also one that is far too long and is told so: 200,000 characters are let through the field.
    .AddHubOptions(options => options.MaximumReceiveMessageSize = 1024 * 1024);

var app = builder.Build();
await Startup.PrepareAsync(app);

app.UseForwardedHeaders();
if (!app.Environment.IsDevelopment()) app.UseExceptionHandler("/error", createScopeForErrors: true).UseHsts();
app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
app.UseRequestLocalization();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.UseHexaAccounts();
app.MapStaticAssets().AllowAnonymous();
app.MapTaskExport();
app.MapReportExport();
app.MapReportDefinitions();
app.MapCompany();
app.MapCalendar();
app.UseHexaJobs();
app.MapHexaImport();
app.MapHexaHealth();
app.MapHub<LiveHub>(LiveHub.Path).RequireAuthorization(ApiKeySignIn.Policy);
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.Run();
return 0;

/// <summary>The entry point, for tests that start the whole application.</summary>
public partial class Program;
