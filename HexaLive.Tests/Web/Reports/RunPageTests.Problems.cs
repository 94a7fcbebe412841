using Bunit;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Reports.Run;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Web.Reports;

/// <summary>Reports that first ask for parameters, and reports that cannot be run.</summary>
public sealed partial class RunPageTests
{
    [Fact]
    public async Task Report_asks_for_parameters_before_it_runs_and_empty_ones_filter_nothing()
    {
        await using var screens = CreateScreens();
        var page = screens.Open<RunPage>("reports/client-diary", p => p.Add(r => r.Key, "client-diary"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".run-first")), Wait);
        Assert.Empty(page.FindAll("table"));
        page.Find("form.run-ask").Submit();
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll("tr.run-has-below").Count), Wait);
        Assert.EndsWith("?p.client=&p.period=", UriOf(screens), StringComparison.Ordinal);
        await NavigateAsync(screens, $"/reports/client-diary?p.client={_company.SouthClient.Id}&p.period=");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".empty")), Wait);
        await NavigateAsync(screens, $"/reports/client-diary?p.client={_company.Client.Id}&p.period=whenever");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".problem[role=alert]")), Wait);
        Assert.NotEmpty(page.FindAll(".field-problem"));
    }

    [Fact]
    public async Task Unshared_report_is_not_found_and_an_invalid_report_shows_its_error()
    {
        var id = await _database
            .Get<ReportEditing>()
            .AddAsync(await _database.GetViewerAsync(_company.Rep), "Mío", null, Entries, Cancellation);
        await using var screens = CreateScreens();
        var other = screens.Open<RunPage>($"reports/{id}", p => p.Add(r => r.Key, $"{id}"));
        other.WaitForAssertion(() => Assert.NotEmpty(other.FindAll(".message-page")), Wait);
        Assert.DoesNotContain("Entrada", other.Markup, StringComparison.Ordinal);
        var nothing = screens.Open<RunPage>("reports/no-such-thing", p => p.Add(r => r.Key, "no-such-thing"));
        nothing.WaitForAssertion(() => Assert.NotEmpty(nothing.FindAll(".message-page")), Wait);

        var broken = await _database.AddAsync(
            new Report(
                _company.Manager.Id,
                "Roto",
                null,
                ReportJson.Serialize(Entries with { Columns = [new("entry.gone"), new("entry.date")] }),
                _database.Now
            )
        );
        var page = screens.Open<RunPage>($"reports/{broken.Id}", p => p.Add(r => r.Key, $"{broken.Id}"));
        page.WaitForAssertion(() => Assert.Contains("entry.gone", page.Find(".problem").TextContent, StringComparison.Ordinal), Wait);
        Assert.Empty(page.FindAll("table"));
        Assert.NotEmpty(page.FindAll($"a[href='/reports/{broken.Id}/edit']"));
    }
}
