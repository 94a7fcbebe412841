using System.Text.RegularExpressions;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>With a round trip of 150 ms, no typed letter is lost in the field or in the text that the server searches for.</summary>
public sealed partial class TypingTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    private const string Admin = "admin@demo.local";

    // For each screen: its page, its search field, the rows with results, and a text that matches exactly one row.
    private static readonly Dictionary<string, Screen> Screens = new()
    {
        ["Log form"] = new("/today", "#quick-log-search", "#quick-log-tasks li", FindTaskTitleAsync, page => page.Keyboard.PressAsync("l")),
        ["New task"] = new("/tasks/new", "#task-project", ".place-choices .place", FindClientNameAsync),
        ["New project"] = new("/projects/new", "#project-client", ".place-choices .place", FindClientNameAsync),
        ["Merge"] = new("/clients/1/merge", "#merge-with", ".place-choices .place", FindClientNameAsync),
        ["Search"] = new(
            "/today",
            "#search-text",
            "[aria-labelledby=search-Client] [role=option]",
            FindClientNameAsync,
            page => page.Keyboard.PressAsync("Control+k")
        ),
        ["Control room"] = new("/control", ".room-client", "#room-clients option", FindClientNameAsync),
        ["Reports"] = new("/reports", "input.filter-text", ".reports-group a.strong", _ => Task.FromResult("Diario de un cliente")),
        ["Share a report"] = new("/reports", "#share-text", ".share-found button", FindPersonNameAsync, ShareAsync),
        ["Schedule readers"] = new(
            "/reports/{report}/schedules",
            "#schedule-reader",
            ".schedule-found button",
            FindPersonNameAsync,
            page => page.Locator(".page-head button").ClickAsync()
        ),
        ["Designer fields"] = new("/reports/new", "#designer-find", ".designer-fields button", _ => Task.FromResult("Prioridad")),
        ["Designer values"] = new(
            "/reports/new",
            "[data-picker]",
            ".reference-list [role=option]",
            FindClientNameAsync,
            page => page.SelectOptionAsync("#designer-criterion", "client.name")
        ),
    };

    public static TheoryData<string> SearchFields => [.. Screens.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(SearchFields))]
    public async Task Search_field_keeps_every_letter_on_a_slow_connection(string name)
    {
        Chromium.SkipIfMissing();
        var screen = Screens[name];
        var text = await screen.GetSearchText(browser.App);
        await using var line = CreateSlowProxy();
        var page = await OpenAsync(line, screen.Path.Replace("{report}", $"{await ReportAsync()}", StringComparison.Ordinal));
        if (screen.Open is not null)
            await screen.Open(page);
        var field = page.Locator(screen.Field);
        await field.FocusAsync();

        await TypeAsync(page, text);

        await Assertions.Expect(page.Locator(screen.Found)).ToHaveCountAsync(1);
        // An option of a datalist has a value attribute but no text content.
        if (name == "Control room")
            await Assertions.Expect(page.Locator(screen.Found)).ToHaveAttributeAsync("value", text);
        else
            await Assertions.Expect(page.Locator(screen.Found)).ToContainTextAsync(text);
        await Assertions.Expect(field).ToHaveValueAsync(text);
    }

    [Theory]
    [InlineData("/tasks")]
    [InlineData("/board")]
    [InlineData("/clients")]
    [InlineData("/projects")]
    [InlineData("/people")]
    [InlineData("/settings/people")]
    public async Task Filter_keeps_text_typed_after_Enter(string path)
    {
        await using var line = CreateSlowProxy();
        var page = await OpenAsync(line, path);
        var field = page.Locator("input.filter-text");
        await field.FocusAsync();

        await TypeAsync(page, "mar");
        await page.Keyboard.PressAsync("Enter");
        await TypeAsync(page, "tinez");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page).ToHaveURLAsync(MartinezPattern());
        await Assertions.Expect(field).ToHaveValueAsync("martinez");
    }

    [Fact]
    public async Task Comment_keeps_every_letter_when_its_field_is_focused_again()
    {
        await using var line = CreateSlowProxy();
        var page = await OpenAsync(line, "/today");
        await page.Keyboard.PressAsync("l");
        var comment = page.Locator("#quick-log-comment");
        await comment.FocusAsync();

        await TypeAsync(page, "Llamada");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("End");
        await TypeAsync(page, " al cliente");
        await page.Keyboard.PressAsync("Tab");

        // The server saves its own state of the form as the draft after each change.
        await page.WaitForFunctionAsync("() => Object.values(localStorage).some(d => d.includes('al cliente'))");
        await Assertions.Expect(comment).ToHaveValueAsync("Llamada al cliente");
        await page.ReloadAsync();
        await Assertions.Expect(comment).ToHaveValueAsync("Llamada al cliente");
    }

    [Fact]
    public async Task Designer_search_keeps_text_typed_while_a_field_is_being_added()
    {
        await using var line = CreateSlowProxy();
        var page = await OpenAsync(line, "/reports/new");
        var field = page.Locator("#designer-find");
        await field.FocusAsync();

        await TypeAsync(page, "Prioridad");
        await page.Keyboard.PressAsync("Enter");
        await TypeAsync(page, "Estimac");

        await Assertions.Expect(page.Locator(".designer-columns")).ToContainTextAsync("Prioridad");
        await Assertions.Expect(page.Locator(".designer-fields button")).ToHaveTextAsync(["Estimación"]);
        await Assertions.Expect(field).ToHaveValueAsync("Estimac");
    }

    [Fact]
    public async Task Value_search_keeps_text_typed_while_a_value_is_being_added()
    {
        Chromium.SkipIfMissing();
        var client = await FindClientNameAsync(browser.App);
        await using var line = CreateSlowProxy();
        var page = await OpenAsync(line, "/reports/new");
        await page.SelectOptionAsync("#designer-criterion", "client.name");
        var field = page.Locator("[data-picker]");
        await field.FocusAsync();

        await TypeAsync(page, client);
        await Assertions.Expect(page.Locator(".reference-list [role=option]")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Enter");
        await TypeAsync(page, "zzz");

        await Assertions.Expect(page.Locator(".chip-chosen")).ToHaveTextAsync(client);
        await Assertions.Expect(page.Locator(".reference-search .designer-none")).ToBeVisibleAsync();
        await Assertions.Expect(field).ToHaveValueAsync("zzz");
    }

    [Fact]
    public async Task Recipient_search_is_cleared_once_a_recipient_is_chosen()
    {
        Chromium.SkipIfMissing();
        var person = await FindPersonNameAsync(browser.App);
        await using var line = CreateSlowProxy();
        var page = await OpenAsync(line, $"/reports/{await ReportAsync()}/schedules");
        await page.Locator(".page-head button").ClickAsync();
        var field = page.Locator("#schedule-reader");
        await field.FocusAsync();

        await TypeAsync(page, person);
        await page.Locator(".schedule-found button").ClickAsync();
        await Assertions.Expect(page.Locator(".schedule-chosen")).ToContainTextAsync(person);
        await Assertions.Expect(field).ToHaveValueAsync("");

        await field.FocusAsync();
        await TypeAsync(page, "nadie");
        await Assertions.Expect(page.Locator(".schedule-readers [role=status]")).Not.ToBeEmptyAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(field).ToHaveValueAsync("");
        await Assertions.Expect(page.Locator(".schedule-readers [role=status]")).ToBeEmptyAsync();
    }

    private LatencyProxy CreateSlowProxy() => new(browser.App.Address, TimeSpan.FromMilliseconds(75));

    private async Task<IPage> OpenAsync(LatencyProxy line, string path)
    {
        var page = await browser.SignInAsync(Admin, path, node: line.Address);
        await page.Locator("html[data-keys]").WaitForAsync();
        return page;
    }

    private static async Task TypeAsync(IPage page, string text)
    {
        int[] intervals = [60, 90, 120];
        for (var i = 0; i < text.Length; i++)
            await page.Keyboard.TypeAsync($"{text[i]}", new() { Delay = intervals[i % intervals.Length] });
    }

    private static async Task ShareAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Acciones de «Tecleado»" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Compartir" }).ClickAsync();
        await page.GetByLabel("Personas y equipos concretos").CheckAsync();
    }

    private async Task<int> ReportAsync()
    {
        var search = browser.App.Services.GetRequiredService<ReportSearch>();
        var editing = browser.App.Services.GetRequiredService<ReportEditing>();
        var viewer = await browser.App.GetViewerAsync(Admin);
        var (rows, _) = await search.GetPageAsync(viewer, "Tecleado", 10, Cancellation);
        return rows.FirstOrDefault(r => r.Id is not null)?.Id
            ?? await editing.AddAsync(
                viewer,
                "Tecleado",
                null,
                new ReportDefinition { Source = ReportSource.Tasks, Columns = [new("task.title")] }
            );
    }

    private static async Task<string> FindTaskTitleAsync(HexaApp app)
    {
        await using var db = app.Open();
        var tasks = app.Services.GetRequiredService<TaskSearch>();
        var viewer = await app.GetViewerAsync(Admin);
        foreach (var title in await db.Tasks.OrderBy(t => t.Id).Select(t => t.Title).ToListAsync(Cancellation))
            if ((await tasks.FindAsync(viewer, title, Cancellation)).Count == 1)
                return title;
        throw new InvalidOperationException("No open task has a title of its own.");
    }

    private static async Task<string> FindClientNameAsync(HexaApp app)
    {
        await using var db = app.Open();
        return await db
            .Clients.Where(c => c.Active && c.Id > 1 && db.Projects.Count(p => p.ClientId == c.Id) == 1)
            .OrderBy(c => c.Id)
            .Select(c => c.Name)
            .FirstAsync(Cancellation);
    }

    private static async Task<string> FindPersonNameAsync(HexaApp app)
    {
        await using var db = app.Open();
        return await db.People.Where(p => p.Active && p.Email != Admin).OrderBy(p => p.Id).Select(p => p.Name).FirstAsync(Cancellation);
    }

    [GeneratedRegex("[?&]text=martinez(&|$)")]
    private static partial Regex MartinezPattern();

    private sealed record Screen(
        string Path,
        string Field,
        string Found,
        Func<HexaApp, Task<string>> GetSearchText,
        Func<IPage, Task>? Open = null
    );
}
