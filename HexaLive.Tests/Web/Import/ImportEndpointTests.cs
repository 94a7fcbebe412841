using System.Globalization;
using System.Net;
using System.Text;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Import;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web.Import;

/// <summary>The download of rejected rows: administrators get the file, and everybody else gets 404.</summary>
public sealed class ImportEndpointTests
{
    [Fact]
    public async Task Rejected_rows_are_available_to_administrators_only()
    {
        await using var app = new HexaApp();
        var jobs = app.Services.GetRequiredService<ImportJobs>();
        var admin = await app.GetViewerAsync("admin@demo.local");
        var session = await jobs.UploadAsync(
            admin,
            "clientes.csv",
            new MemoryStream(Encoding.UTF8.GetBytes("nombre;telefono\nPrimero;600111222\n;=2\n")),
            spanish: true
        );
        var url = $"/settings/import/{session.Id}/rejected";

        using var browser = app.CreateBrowser();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(url)).StatusCode);
        await HexaApp.SignInAsync(browser, "admin@demo.local");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(url)).StatusCode);
        await jobs.StartRun(admin, session.Id).Completion;

        var answer = await browser.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("\uFEFFnombre;telefono;Línea;Motivo\r\n;'=2;3;Rellena «Nombre».\r\n", text);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/settings/import/{Guid.NewGuid()}/rejected")).StatusCode);
        foreach (var email in new[] { "rep@demo.local", "manager@demo.local" })
        {
            using var other = app.CreateBrowser();
            await HexaApp.SignInAsync(other, email);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(url)).StatusCode);
        }
    }

    [Theory]
    [InlineData("en-GB", "Task key: “1200” not found.")]
    [InlineData("es-ES", "Clave de tarea: no se encuentra «1200».")]
    public async Task Unknown_task_key_is_reported_as_written_in_the_file(string culture, string expected)
    {
        await using var app = new HexaApp();
        using var scope = app.Services.CreateScope();
        var (before, beforeUi) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(culture);
            var reason = new ImportReason("ImportError_Unknown", [nameof(ImportField.Task), "1200"]);
            Assert.Equal(expected, scope.ServiceProvider.GetRequiredService<ImportTexts>().Describe(reason));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeUi);
        }
    }
}
