using System.Text.RegularExpressions;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>The task explorer as a manager uses it.</summary>
public sealed partial class ExplorerStoryTests(BrowserSession browser) : IClassFixture<BrowserSession>
{
    [Fact]
    public async Task Bulk_priority_change_can_be_undone()
    {
        var page = await browser.SignInAsync("manager@demo.local", "/tasks?view=0&priority=normal&status=inprogress");
        await page.Locator(".explorer tbody tr").First.WaitForAsync();
        var titles = await page.Locator(".explorer tbody .col-title").AllInnerTextsAsync();
        await page.Locator(".explorer tbody .pick input").Nth(0).CheckAsync();
        await page.Locator(".explorer tbody .pick input").Nth(1).CheckAsync();
        await page.Locator(".bulk-bar").GetByLabel(Ui.Text<App>("Field_Priority")).SelectOptionAsync("Urgent");

        await Assertions.Expect(page.GetByText("2 tareas modificadas")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".explorer tbody .col-title").First).Not.ToHaveTextAsync(titles[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Undo") }).ClickAsync();
        await Assertions.Expect(page.Locator(".explorer tbody .col-title").First).ToHaveTextAsync(titles[0]);
        await using var db = browser.App.Open();
        Assert.True(
            await db.Activity.CountAsync(a =>
                a.Kind == HexaLive.Domain.Activity.ActivityKind.PriorityChanged
                && a.To == nameof(TaskPriority.Normal)
                && a.From == nameof(TaskPriority.Urgent)
            ) >= 2
        );
    }

    [Fact]
    public async Task Saved_view_keeps_sort_and_groups_and_can_be_the_default()
    {
        var page = await browser.SignInAsync("manager@demo.local", "/tasks?view=0");
        await page.GetByLabel(Ui.Text<TasksPage>("Group")).SelectOptionAsync("client");
        await page.WaitForAddressAsync("**group=client**");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TasksPage>("Column_Next"), Exact = true }).ClickAsync();
        await page.WaitForAddressAsync("**sort=next**");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TasksPage>("Views") }).ClickAsync();
        await page.GetByText(Ui.Text<TasksPage>("SaveView")).ClickAsync();
        await page.Locator("#view-name").FillAsync("Por cliente");
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<App>("Save"), Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Por cliente" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = Ui.Text<TasksPage>("Views") }).ClickAsync();
        await page.GetByText(Ui.Text<TasksPage>("MakeDefault")).ClickAsync();

        await page.GotoAsync("/tasks");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Por cliente" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".explorer tr.group").First).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GotoAsync("/tasks?view=0");
        await Assertions.Expect(page.Locator(".explorer tr.group")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Task_export_contains_the_filtered_tasks_and_requires_sign_in()
    {
        using var client = browser.App.CreateBrowser();
        Assert.Equal(
            System.Net.HttpStatusCode.Redirect,
            (await client.GetAsync("/tasks/export.csv", TestContext.Current.CancellationToken)).StatusCode
        );
        await HexaApp.SignInAsync(client, "rep@demo.local");
        var rep = await browser.App.GetViewerAsync("rep@demo.local");
        await using var db = browser.App.Open();
        var mine = await db.Tasks.CountAsync(
            t => t.ResponsibleId == rep.PersonId && t.Status != WorkTaskStatus.Finished,
            TestContext.Current.CancellationToken
        );

        var csv = await client.GetStringAsync(
            "/tasks/export.csv?role=responsible&columns=number,client",
            TestContext.Current.CancellationToken
        );
        Assert.StartsWith("Número;Cliente\r\n", csv, StringComparison.Ordinal);
        Assert.Equal(mine, NumberedLinePattern().Count(csv));
        var excel = await client.GetAsync("/tasks/export.xlsx?role=responsible", TestContext.Current.CancellationToken);
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel.Content.Headers.ContentType!.MediaType);
        Assert.Equal("PK"u8.ToArray(), (await excel.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken))[..2]);
    }

    [GeneratedRegex("^[0-9]+;", RegexOptions.Multiline)]
    private static partial Regex NumberedLinePattern();
}
