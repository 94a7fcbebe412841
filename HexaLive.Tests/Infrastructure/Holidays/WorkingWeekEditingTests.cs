using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Holidays;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Holidays;

/// <summary>The working week of the company.</summary>
public sealed class WorkingWeekEditingTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private Viewer _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _admin = await _database.GetViewerAsync((await TestCompany.CreateAsync(_database)).Admin);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Company_week_is_Monday_to_Friday_by_default_and_conflicts_are_rejected()
    {
        var weeks = _database.Get<WorkingWeekEditing>();
        Assert.Equal(new CompanyWeekView(WeekDays.MondayToFriday, -1), await weeks.GetAsync(_admin));
        await AssertRefusedAsync(RuleError.Required, () => weeks.ChangeAsync(_admin, -1, WeekDays.None));
        await AssertRefusedAsync(RuleError.InvalidValue, () => weeks.ChangeAsync(_admin, -1, (WeekDays)128));
        Assert.Equal(-1, (await weeks.GetAsync(_admin)).Version);

        const WeekDays six = WeekDays.MondayToFriday | WeekDays.Saturday;
        await weeks.ChangeAsync(_admin, -1, six);
        Assert.Equal(new CompanyWeekView(six, 0), await weeks.GetAsync(_admin));
        // This change is based on a version that was read before the first save, so it conflicts.
        var lost = await Assert.ThrowsAsync<RuleException>(() => weeks.ChangeAsync(_admin, -1, WeekDays.Sunday));
        Assert.Equal((RuleError.Conflict, "Ana Admin", (object)six), (lost.Error, lost.Args[0], lost.Args[1]));
        await weeks.ChangeAsync(_admin, 0, WeekDays.Sunday);
        Assert.Equal(new CompanyWeekView(WeekDays.Sunday, 1), await weeks.GetAsync(_admin));
        await using var db = _database.Open();
        Assert.Equal(
            [(null, "MondayToFriday, Saturday"), ("MondayToFriday, Saturday", "Sunday")],
            (
                await db
                    .Activity.Where(a =>
                        a.Kind == ActivityKind.SettingsChanged && a.Subject == ActivitySubject.CompanyWeek && a.ActorId == _admin.PersonId
                    )
                    .OrderBy(a => a.Id)
                    .ToListAsync()
            ).Select(a => (a.From, a.To))
        );
    }

    [Fact]
    public async Task Only_one_of_concurrent_first_edits_of_the_working_week_is_saved()
    {
        var weeks = _database.Get<WorkingWeekEditing>();
        var errors = await Task.WhenAll(
            WorkingWeek.Days.Select(day =>
                Task.Run(async () =>
                {
                    try
                    {
                        await weeks.ChangeAsync(_admin, -1, WorkingWeek.ToFlag(day));
                        return (RuleError?)null;
                    }
                    catch (RuleException e)
                    {
                        return e.Error;
                    }
                })
            )
        );
        Assert.Single(errors, e => e is null);
        Assert.Equal(6, errors.Count(e => e == RuleError.Conflict));
        Assert.Equal(0, (await weeks.GetAsync(_admin)).Version);
    }
}
