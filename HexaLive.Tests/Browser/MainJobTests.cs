using System.Globalization;
using System.Text.RegularExpressions;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Two people signed in: one logs, the other sees it.</summary>
public sealed partial class MainJobTests(ITestOutputHelper output) : IAsyncLifetime
{
    private HexaApp _app = null!;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        (_playwright, _browser) = await Chromium.LaunchAsync();
        _app = new HexaApp();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_app is not null) await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_rep_logs_with_the_keyboard_and_the_manager_sees_it_within_moments()
    {
        var manager = await SignInAsync("manager@demo.local", "/control");
        await manager.Locator(".feed-row").First.WaitForAsync();
        var rep = await SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".task-line").First.WaitForAsync();

        var text = $"Prueba en vivo {Guid.NewGuid():N} <b>negrita</b> 😀";
        await rep.Keyboard.PressAsync("l");
        await rep.Locator("#quick-log-tasks li").First.ClickAsync();
        await rep.Locator("#quick-log-comment").FillAsync(text);
        await rep.Locator("#quick-log-comment").PressAsync("Control+Enter");

        // Shown as it was written: text of people is never markup.
        await manager.GetByText(text, new() { Exact = true }).WaitForAsync();
        await rep.Locator(".mud-dialog").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await using var db = _app.Open();
        Assert.Equal(1, await db.Dedications.CountAsync(d => d.Comment == text));
    }

    [Fact]
    public async Task Fifty_entries_are_on_the_managers_screen_in_milliseconds()
    {
        var manager = await SignInAsync("manager@demo.local", "/control");
        await manager.Locator(".feed-row").First.WaitForAsync();
        var rep = await _app.ViewerAsync("rep@demo.local");
        await using var db = _app.Open();
        var task = await db.Tasks.Where(t => t.ResponsibleId == rep.PersonId && t.Status != WorkTaskStatus.Finished).Select(t => t.Id).FirstAsync();
        var log = _app.Services.GetRequiredService<DedicationLog>();
        // The page itself notes when each marked line appears, on the clock that this process shares.
        await manager.EvaluateAsync("""
            () => { window.seen = {}; new MutationObserver(() => document.querySelectorAll('.feed-row .pre').forEach(e => { const t = e.textContent; if (t.startsWith('medida ') && !seen[t]) seen[t] = Date.now(); })).observe(document.body, { childList: true, subtree: true, characterData: true }); }
            """);
        var lags = new List<double>();
        // An entry each 150 ms, as a busy room gives them: closer ones share a refresh.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(150));
        for (var i = 0; i < 50; i++)
        {
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            var text = $"medida {i}";
            await log.LogAsync(rep, new LogRequest(task, new DedicationFields(DateOnly.FromDateTime(DateTime.UtcNow), 5, text), AfterLog.Keep, Guid.NewGuid()), TestContext.Current.CancellationToken);
            var committed = DateTimeOffset.UtcNow;
            await manager.WaitForFunctionAsync("t => window.seen[t]", text);
            var seen = await manager.EvaluateAsync<double>("t => window.seen[t]", text);
            lags.Add(Math.Max(0, seen - committed.ToUnixTimeMilliseconds()));
        }
        lags.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"commit to visible over 50 entries: p50 {lags[25]} ms, p95 {lags[47]} ms, most {lags[49]} ms"));
        Assert.Equal(50, await manager.Locator(".feed-row .pre").Filter(new() { HasTextRegex = MeasuredEntry() }).CountAsync());
    }

    [Fact]
    public async Task What_was_typed_survives_a_reload()
    {
        var rep = await SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".task-line").First.WaitForAsync();
        await rep.Keyboard.PressAsync("l");
        await rep.Locator("#quick-log-tasks li").First.ClickAsync();
        await rep.Locator("#quick-log-comment").FillAsync("A medio escribir");

        await rep.ReloadAsync();

        await Assertions.Expect(rep.Locator("#quick-log-comment")).ToHaveValueAsync("A medio escribir");
    }

    [Fact]
    public async Task Bad_minutes_and_an_empty_comment_are_told_beside_their_fields_and_nothing_is_saved()
    {
        var rep = await SignInAsync("rep@demo.local", "/today");
        await rep.Locator(".task-line").First.WaitForAsync();
        await using var db = _app.Open();
        var before = await db.Dedications.CountAsync();
        await rep.Keyboard.PressAsync("l");
        await rep.Locator("#quick-log-tasks li").First.ClickAsync();
        foreach (var minutes in new[] { "0", "1441", "abc", "" })
        {
            await rep.Locator(".field.minutes").FillAsync(minutes);
            await rep.Locator("[data-save]").ClickAsync();
            await Assertions.Expect(rep.Locator(".field-problem")).ToHaveCountAsync(2);
        }
        Assert.Equal(before, await db.Dedications.CountAsync());
    }

    [Theory]
    [InlineData("es", "Hoy")]
    [InlineData("en", "Today")]
    public async Task Every_screen_opens_in_both_languages_without_a_raw_key(string language, string today)
    {
        var page = await SignInAsync("admin@demo.local", "/today", language);
        await page.GetByRole(AriaRole.Heading, new() { Name = today, Exact = true }).WaitForAsync();
        foreach (var path in new[] { "/today", "/control", "/tasks", "/tasks/1", "/tasks/1/edit", "/tasks/new", "/projects", "/projects/1", "/clients", "/clients/1", "/clients/new" })
        {
            await page.GotoAsync(new Uri(_app.Address, path).ToString());
            await page.Locator("h1").First.WaitForAsync();
            var text = await page.Locator("body").InnerTextAsync();
            Assert.DoesNotMatch(@"\b(Enum|Field|Error|Nav|Role|Status|Due|Step)_\w+", text);
            Assert.Equal(0, await page.Locator(".message-page, #blazor-error-ui:visible").CountAsync());
        }
    }

    [GeneratedRegex("^medida [0-9]+$")]
    private static partial Regex MeasuredEntry();

    private async Task<IPage> SignInAsync(string email, string path, string language = "es")
    {
        var context = await _browser!.NewContextAsync(new() { Locale = language, BaseURL = _app.Address.ToString() });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/account/login?returnUrl=" + Uri.EscapeDataString(path));
        await page.FillAsync("[name='Form.Email']", email);
        await page.FillAsync("[name='Form.Password']", "HexaLive-demo-1");
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync("**" + path);
        return page;
    }
}
