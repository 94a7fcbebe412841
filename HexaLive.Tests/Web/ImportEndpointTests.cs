using System.Net;
using System.Text;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HexaLive.Tests.Web;

/// <summary>The file of rejected rows: for administrators, in words; for everybody else it does not exist.</summary>
public sealed class ImportEndpointTests
{
    [Fact]
    public async Task Administrators_fetch_the_rejected_rows_and_nobody_else_does()
    {
        await using var app = new HexaApp();
        var jobs = app.Services.GetRequiredService<ImportJobs>();
        var admin = await app.ViewerAsync("admin@demo.local");
        var session = await jobs.UploadAsync(admin, "clientes.csv", new MemoryStream(Encoding.UTF8.GetBytes("nombre;telefono\nPrimero;1\n;=2\n")), spanish: true);
        var url = $"/settings/import/{session.Id}/rejected";

        using var browser = app.Browser();
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync(url)).StatusCode);
        await HexaApp.SignInAsync(browser, "admin@demo.local");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(url)).StatusCode);
        await jobs.StartRun(admin, session.Id).Completion;

        var answer = await browser.GetAsync(url);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("\uFEFFnombre;telefono;Línea;Motivo\r\n;'=2;3;Falta: Nombre.\r\n", text);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/settings/import/{Guid.NewGuid()}/rejected")).StatusCode);
        foreach (var email in new[] { "rep@demo.local", "manager@demo.local" })
        {
            using var other = app.Browser();
            await HexaApp.SignInAsync(other, email);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(url)).StatusCode);
        }
    }
}
