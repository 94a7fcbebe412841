using HexaLive.Domain.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace HexaLive.Tests.Browser;

/// <summary>Two nodes with screens: one node is this process, the other a separate process.</summary>
public sealed class TwoNodesTests
{
    [Fact]
    public async Task Entry_appears_on_screens_of_other_nodes_but_not_in_the_server_log()
    {
        Chromium.SkipIfMissing();
        await using var redis = await RedisServer.StartAsync();
        (string, string)[] settings = [("Jobs:Enabled", "false"), ("Redis:ConnectionString", redis.Connection)];
        var here = new HexaApp(HexaApp.DemoFolder(), "Development", null, settings);
        await using var browser = new BrowserSession { Start = () => here };
        _ = browser.App;
        await using var there = await HexaProcess.StartAsync(here.Folder, "Development", settings);
        var manager = await browser.SignInAsync("manager@demo.local", "/control", node: there.Address);
        await manager.Locator(".feed-row").First.WaitForAsync();
        var rep = await here.GetViewerAsync("rep@demo.local");
        int task;
        await using (var db = here.Open())
            task = await db
                .Tasks.Where(t =>
                    t.Responsible.Email == "rep@demo.local"
                    && t.Controller.Email == "manager@demo.local"
                    && t.Status != WorkTaskStatus.Finished
                )
                .OrderBy(t => t.Id)
                .Select(t => t.Id)
                .FirstAsync(TestContext.Current.CancellationToken);

        var rows = manager.Locator(".feed-row .pre").Filter(new() { HasTextRegex = new("^entre nodos [0-9]+$") });
        await here.LogTodayAsync(rep, task, 5, "entre nodos 0");
        await Assertions.Expect(rows).ToHaveTextAsync(["entre nodos 0"]);
        for (var i = 1; i < 5; i++)
            await here.LogTodayAsync(rep, task, 5, $"entre nodos {i}");
        await Assertions
            .Expect(rows)
            .ToHaveTextAsync(["entre nodos 4", "entre nodos 3", "entre nodos 2", "entre nodos 1", "entre nodos 0"]);

        // An entry saved on the other node appears on this node. The log of the other node does not contain the text of the entry.
        var secret = $"Confidencial {Guid.NewGuid():N}";
        var hereToo = await browser.SignInAsync("manager@demo.local", "/control");
        await hereToo.Locator(".feed-row").First.WaitForAsync();
        var page = await browser.SignInAsync("rep@demo.local", $"/tasks/{task}", node: there.Address);
        await page.Locator(".log-prompt").ClickAsync();
        await page.Locator("#quick-log-comment").FillAsync(secret);
        await page.Locator("[data-save]").ClickAsync();
        await hereToo.GetByText(secret, new() { Exact = true }).WaitForAsync();
        Assert.DoesNotContain(secret, there.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Construcciones", there.Output, StringComparison.Ordinal);
        // Make sure that the node has written a log, by finding the listening address in the log.
        Assert.Contains("Now listening", there.Output, StringComparison.Ordinal);
    }
}
