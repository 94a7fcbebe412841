using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Board;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static HexaLive.Tests.Infrastructure.Absences.AbsenceFixture;
using static HexaLive.Tests.Support.Refusals;

namespace HexaLive.Tests.Infrastructure.Absences;

/// <summary>Planning absences: who may plan them, which days are allowed, and who may cover.</summary>
public sealed class AbsenceTests : IAsyncLifetime
{
    private AbsenceFixture _fixture = null!;

    private TestDatabase Database => _fixture.Database;
    private TestCompany Company => _fixture.Company;

    public async ValueTask InitializeAsync() => _fixture = await AbsenceFixture.CreateAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Absence_can_be_added_only_by_its_person_a_manager_or_an_administrator()
    {
        await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2);
        await _fixture.AddAsync(Company.Manager, Company.Rep, 4, 5);
        await _fixture.AddAsync(Company.Admin, Company.Stranger, 1, 1);
        // The manager and the person of the other team have no client in common, so the person is not found.
        await AssertRefusedAsync(RuleError.NotFound, () => _fixture.AddAsync(Company.Manager, Company.Stranger, 3, 3));
        await AssertRefusedAsync(RuleError.NotFound, () => _fixture.AddAsync(Company.Stranger, Company.Rep, 10, 11, Company.Stranger));
        await _fixture.ParticipateAsync(Company.OtherRep, Company.Client.Id);
        await AssertRefusedAsync(RuleError.NotAllowed, () => _fixture.AddAsync(Company.OtherRep, Company.Rep, 10, 11, Company.OtherRep));
        await AssertRefusedAsync(
            RuleError.NotAllowed,
            async () => await _fixture.Editing.GetPlanAsync(await _fixture.GetViewerAsync(Company.OtherRep), Company.Rep.Id)
        );
        await AssertRefusedAsync(RuleError.NotAllowed, () => _fixture.AddAsync(Company.Rep, Company.Manager, 10, 11));

        await using var db = Database.Open();
        Assert.Equal(3, await db.Absences.CountAsync());
        var changes = await db
            .Activity.Where(a => a.Kind == ActivityKind.AbsenceChanged)
            .OrderBy(a => a.Id)
            .Select(a => new
            {
                a.ActorId,
                a.From,
                a.To,
            })
            .ToListAsync();
        Assert.Equal([Company.Rep.Id, Company.Manager.Id, Company.Admin.Id], changes.Select(a => a.ActorId!.Value));
        Assert.Equal("Raúl Comercial: 2026-03-03 – 2026-03-04", changes[0].To);
    }

    [Fact]
    public async Task Colleague_cannot_change_or_delete_the_absence_of_another_person()
    {
        var id = await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2);
        await _fixture.ParticipateAsync(Company.OtherRep, Company.Client.Id);
        foreach (var (who, error) in new[] { (Company.OtherRep, RuleError.NotAllowed), (Company.Stranger, RuleError.NotFound) })
        {
            var viewer = await _fixture.GetViewerAsync(who);
            await AssertRefusedAsync(error, () => _fixture.Editing.AssignStandInAsync(viewer, id, who.Id));
            await AssertRefusedAsync(error, () => _fixture.Editing.EndAsync(viewer, id));
            await AssertRefusedAsync(error, () => _fixture.Editing.RemoveAsync(viewer, id));
        }
        await AssertRefusedAsync(
            RuleError.NotFound,
            async () => await _fixture.Editing.RemoveAsync(await _fixture.GetViewerAsync(Company.Admin), 12345)
        );
        await using var db = Database.Open();
        Assert.Null((await db.Absences.SingleAsync()).StandInId);
    }

    [Fact]
    public async Task Stand_in_cannot_plan_absences_for_the_absent_person()
    {
        var id = await _fixture.AddAsync(Company.Rep, Company.Rep, 0, 5, Company.OtherRep);
        var other = await _fixture.GetViewerAsync(Company.OtherRep);
        Assert.Equal([Company.Rep.Id], other.CoveredPersonIds);
        await AssertRefusedAsync(RuleError.NotAllowed, () => _fixture.Editing.EndAsync(other, id));
        await AssertRefusedAsync(RuleError.NotAllowed, () => _fixture.AddAsync(Company.OtherRep, Company.Rep, 20, 21, Company.OtherRep));
    }

    [Fact]
    public async Task Overlapping_absences_are_rejected_but_adjacent_ones_are_allowed()
    {
        await _fixture.AddAsync(Company.Rep, Company.Rep, 5, 9);
        foreach (var (from, to) in new[] { (9, 12), (1, 5), (6, 7), (1, 20) })
        {
            var refusal = await Assert.ThrowsAsync<RuleException>(() => _fixture.AddAsync(Company.Rep, Company.Rep, from, to));
            Assert.Equal(RuleError.AbsenceOverlaps, refusal.Error);
            Assert.Equal([Monday.AddDays(5), Monday.AddDays(9)], refusal.Args);
        }
        await _fixture.AddAsync(Company.Rep, Company.Rep, 10, 10);
        await _fixture.AddAsync(Company.Rep, Company.Rep, 4, 4);
        await _fixture.AddAsync(Company.Manager, Company.Manager, 5, 9);
        await AssertRefusedAsync(RuleError.EndBeforeStart, () => _fixture.AddAsync(Company.Rep, Company.Rep, 30, 29));
    }

    [Fact]
    public async Task Only_one_of_concurrent_overlapping_absences_is_saved()
    {
        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async i =>
                {
                    try
                    {
                        return await _fixture.AddAsync(i % 2 == 0 ? Company.Rep : Company.Manager, Company.Rep, i, 5);
                    }
                    catch (RuleException refusal) when (refusal.Error == RuleError.AbsenceOverlaps)
                    {
                        return 0;
                    }
                })
        );
        Assert.Single(tries, id => id > 0);
    }

    [Fact]
    public async Task Stand_in_must_be_another_active_and_visible_person()
    {
        await AssertRefusedAsync(RuleError.SamePerson, () => _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2, Company.Rep));
        await AssertRefusedAsync(RuleError.InvalidValue, () => _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2, Company.Stranger));
        // A person of the same team may cover even without a common client.
        var id = await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 2, Company.OtherRep);
        var plan = await _fixture.Editing.GetPlanAsync(await _fixture.GetViewerAsync(Company.Rep), Company.Rep.Id);
        Assert.Equal(["Ana Admin", "Marta Jefa", "Olga Otra"], plan.StandIns.Select(p => p.Name));

        await using (var db = Database.Open())
        {
            (await db.People.SingleAsync(p => p.Id == Company.OtherRep.Id)).SetActive(false, Database.System);
            await db.SaveChangesAsync();
        }
        await AssertRefusedAsync(
            RuleError.InvalidValue,
            async () => await _fixture.Editing.AssignStandInAsync(await _fixture.GetViewerAsync(Company.Rep), id, Company.OtherRep.Id)
        );
        await _fixture.Editing.AssignStandInAsync(await _fixture.GetViewerAsync(Company.Rep), id, Company.Manager.Id);
        Assert.Equal(
            "Marta Jefa",
            (await _fixture.Editing.GetPlanAsync(await _fixture.GetViewerAsync(Company.Rep), Company.Rep.Id)).Upcoming[0].StandIn
        );
        await _fixture.Editing.AssignStandInAsync(await _fixture.GetViewerAsync(Company.Manager), id, null);
        Assert.Null((await _fixture.Editing.GetPlanAsync(await _fixture.GetViewerAsync(Company.Rep), Company.Rep.Id)).Upcoming[0].StandIn);
    }

    [Fact]
    public async Task Started_absence_can_be_ended_early_and_a_future_one_can_be_deleted()
    {
        var id = await _fixture.AddAsync(Company.Rep, Company.Rep, 1, 9);
        var rep = await _fixture.GetViewerAsync(Company.Rep);
        await AssertRefusedAsync(RuleError.EndBeforeStart, () => _fixture.Editing.EndAsync(rep, id));
        _fixture.SetTime("2026-03-05T10:00:00Z");
        await AssertRefusedAsync(RuleError.DateInPast, () => _fixture.Editing.RemoveAsync(rep, id));
        Assert.True((await _fixture.Editing.GetPlanAsync(rep, rep.PersonId)).Upcoming is [{ From.Day: 3, To.Day: 11 }]);

        await _fixture.Editing.EndAsync(rep, id);
        var plan = await _fixture.Editing.GetPlanAsync(rep, rep.PersonId);
        Assert.Empty(plan.Upcoming);
        Assert.Equal(new DateOnly(2026, 3, 4), Assert.Single(plan.Past).To);
        // Ending the absence again changes nothing, even days later.
        _fixture.SetTime("2026-03-08T10:00:00Z");
        await _fixture.Editing.EndAsync(rep, id);
        Assert.Equal(new DateOnly(2026, 3, 4), Assert.Single((await _fixture.Editing.GetPlanAsync(rep, rep.PersonId)).Past).To);

        var next = await _fixture.AddAsync(Company.Rep, Company.Rep, 6, 8);
        await _fixture.Editing.RemoveAsync(rep, next);
        Assert.Empty((await _fixture.Editing.GetPlanAsync(rep, rep.PersonId)).Upcoming);
        await using var db = Database.Open();
        Assert.Equal(4, await db.Activity.CountAsync(a => a.Kind == ActivityKind.AbsenceChanged));
    }

    [Fact]
    public async Task Absence_is_shown_in_lists_and_pickers_and_on_the_board()
    {
        await _fixture.AddAsync(Company.Rep, Company.Rep, 0, 4, Company.OtherRep);
        var (manager, until) = (await _fixture.GetViewerAsync(Company.Manager), Monday.AddDays(4));
        var card = Assert.Single(
            (await Database.Get<TaskBoard>().ReadAsync(manager, new BoardQuery(new TaskFilter()))).SelectMany(c => c.Cards),
            c => c.Id == Company.Task.Id
        );
        Assert.Equal(until, card.AwayUntil);
        var people = (await Database.Get<PersonList>().GetPageAsync(manager, null, 1)).Items;
        Assert.Equal([null, null, null, until], people.Select(p => p.AwayUntil));
        Assert.Equal(
            [until],
            (await Database.Get<TaskDetails>().GetChoicesAsync(manager, null)).People.Select(p => p.AwayUntil).OfType<DateOnly>()
        );
        Assert.Equal(
            [until],
            (await Database.Get<TaskExplorer>().GetChoicesAsync(manager)).People.Select(p => p.AwayUntil).OfType<DateOnly>()
        );
        var person = await Database.Get<PersonList>().GetAsync(manager, Company.Rep.Id, null);
        Assert.True(person is { Away.StandIn: "Olga Otra", CanPlanAbsences: true });

        _fixture.SetTime("2026-03-07T09:00:00Z");
        Assert.All((await Database.Get<PersonList>().GetPageAsync(manager, null, 1)).Items, p => Assert.Null(p.AwayUntil));
    }
}
