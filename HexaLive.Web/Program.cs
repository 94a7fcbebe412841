using System.Globalization;
using HexaLive.Infrastructure;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Seed;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web;
using HexaLive.Web.Account;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using HexaLive.Web.Components.Menus;
using HexaLive.Web.Diagnostics;
using HexaLive.Web.Features.ApiKeys;
using HexaLive.Web.Features.Calendar;
using HexaLive.Web.Features.Company;
using HexaLive.Web.Features.Import;
using HexaLive.Web.Features.Reports.Library;
using HexaLive.Web.Features.Reports.Run;
using HexaLive.Web.Features.Tasks;
using HexaLive.Web.Live;
using MudBlazor.Services;

// Limit the run time of every regular expression, because text that users enter could make an expression run very long.
AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(2));

// Each request and circuit sets the culture of its person. All other code runs in English, whatever the culture of the server.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo("en");

if (args is ["seed", ..])
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, e) => (e.Cancel, _) = (true, stop.CancelAsync());
    return await SeedCommand.RunAsync(args, Console.Out, stop.Token);
}

var builder = WebApplication.CreateBuilder(args);
if (SiteSetup.ConfigurationError(builder.Configuration, builder.Environment) is { } problem)
{
    await Console.Error.WriteLineAsync(problem);
    return 1;
}
var dataFolder = Path.GetFullPath(builder.Configuration["Data:Folder"] ?? "data", builder.Environment.ContentRootPath);

builder
    .Services.AddHexaFeatures()
    .AddHexaDatabase(builder.Configuration, dataFolder)
    .AddHexaNode()
    .AddHexaProxy(builder.Configuration)
    .AddHexaSite(builder.Configuration, builder.Environment)
    .AddHexaTelemetry(builder.Configuration)
    .AddHexaHealth(builder.Configuration);

// Static files have compressed variants of their own. Compressing pages is safe over HTTPS too. The tokens in a page are encrypted anew for
// each request, so no secret in the page stays the same between two requests.
builder.Services.AddResponseCompression(options => (options.EnableForHttps, options.MimeTypes) = (true, ["text/html", "text/css"]));
builder.Services.AddLocalization();
builder.Services.Configure<RequestLocalizationOptions>(options =>
    options.SetDefaultCulture("es").AddSupportedCultures("es", "en").AddSupportedUICultures("es", "en")
);
builder.Services.AddMudServices(options => options.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);
builder.Services.AddHttpContextAccessor();
builder
    .Services.AddScoped<CurrentViewer>()
    .AddScoped<Shortcuts>()
    .AddScoped<ActionMenus>()
    .AddScoped<HexaLive.Web.Features.Reminders.SnoozeActions>()
    .AddScoped<HexaLive.Web.Features.Tasks.TaskRowActions>()
    .AddScoped<TextFormatter>()
    .AddScoped<ImportTexts>()
    .AddScoped<Drafts>();
builder
    .Services.AddScoped<HexaLive.Web.Features.Jobs.JobTimeFormatter>()
    .AddScoped<HexaLive.Web.Features.Reports.Schedules.ScheduleNames>()
    .AddSingleton<ThemeStyles>()
    .AddSingleton<HexaLive.Web.Features.Control.ControlRoomCache>()
    .AddSingleton<HexaLive.Web.Features.Reports.Run.ExportProgress>();
builder.Services.AddSingleton(new MailFolder(Path.Combine(dataFolder, "mail")));
builder.Services.AddSingleton(new ImportFolder(Path.Combine(dataFolder, "import")));
builder.Services.AddHexaAccounts();
builder.Services.AddTransient<DemoCompany>();
builder.Services.AddHexaJobs(builder.Configuration);
builder.Services.AddHexaLiveHub(builder.Configuration);
builder
    .Services.AddRazorComponents()
    .AddInteractiveServerComponents(options =>
    {
        // Keep disconnected circuits long enough to survive a short network failure.
        options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
        options.DisconnectedCircuitMaxRetained = 200;
    })
    // A whole comment arrives in one message. The form, not the hub, rejects comments that are too long, so the hub must accept messages
    // far longer than a valid comment.
    .AddHubOptions(options => options.MaximumReceiveMessageSize = 1024 * 1024);

var app = builder.Build();
try
{
    await Startup.PrepareAsync(app);
}
catch (UnsupportedDatabaseException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

app.UseForwardedHeaders();
app.UseHexaOrigins();
if (!app.Environment.IsDevelopment())
    app.UseExceptionHandler(AppUrls.Error, createScopeForErrors: true).UseHsts();
app.UseStatusCodePagesWithReExecute(AppUrls.NotFound, createScopeForStatusCodePages: true);
app.UseResponseCompression();
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
ThemeStyles.Map(app);
app.MapCalendar();
app.UseHexaJobs();
app.MapHexaImport();
app.MapHexaHealth();
app.MapHub<LiveHub>(AppUrls.LiveHub).RequireAuthorization(ApiKeySignIn.Policy);
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.Run();
return 0;

/// <summary>The entry point, for tests that start the whole application.</summary>
public partial class Program;
