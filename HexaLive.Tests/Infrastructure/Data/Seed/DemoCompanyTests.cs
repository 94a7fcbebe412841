using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Data.Seed;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data.Seed;

/// <summary>A seeded demo company that several tests share, because seeding takes seconds.</summary>
public sealed class SeededCompany : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;
    public bool Seeded { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Seeded = await SeedAsync(Database);
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public static Task<bool> SeedAsync(TestDatabase database) =>
        new DemoCompany(database.Factory, database.Time, new PasswordHasher<HexaUser>()).SeedAsync(TestContext.Current.CancellationToken);
}

public sealed class DemoCompanyTests(SeededCompany seeded) : IClassFixture<SeededCompany>
{
    private readonly TestDatabase _database = seeded.Database;

    [Fact]
    public async Task Demo_company_is_created_only_in_an_empty_database()
    {
        Assert.True(seeded.Seeded);
        await using var db = _database.Open();
        Assert.Equal(15, await db.People.CountAsync());
        Assert.Equal(4, await db.Teams.CountAsync());
        Assert.Equal(40, await db.Clients.CountAsync());
        Assert.Equal(80, await db.Projects.CountAsync());
        var (tasks, entries) = (await db.Tasks.CountAsync(), await db.Dedications.CountAsync());
        Assert.InRange(tasks, 570, 630);
        Assert.InRange(entries, 3700, 4300);
        Assert.All(
            await db.Clients.Include(c => c.Contacts).ThenInclude(c => c.Phones).ToListAsync(),
            c => Assert.All(c.Contacts, k => Assert.NotEmpty(k.Phones))
        );
        foreach (var outcome in Enum.GetValues<PromiseOutcome>().Except([PromiseOutcome.Withdrawn]))
            Assert.True(await db.Promises.CountAsync(p => p.Outcome == outcome) > 40, $"{outcome}");
        // All promises that are due now are already flagged, so the sweep has no work left.
        var now = _database.Now;
        Assert.False(await db.Promises.AnyAsync(p => (p.FlaggedAt != null) != (p.Outcome == PromiseOutcome.Open && p.DueAt <= now)));
        Assert.Equal(await db.Promises.CountAsync(p => p.FlaggedAt != null), await db.Reminders.CountAsync());
        Assert.Equal(await db.Reminders.CountAsync(), await db.Activity.CountAsync(a => a.Kind == ActivityKind.FlaggedDue));
        var comments = await db.Dedications.Select(d => d.Comment).ToListAsync();
        Assert.InRange(comments.Distinct().Count(), entries * 99 / 100, entries);
        Assert.DoesNotContain(comments, c => c.Contains('{') || c.Contains('}'));
        Assert.Contains(new DateOnly(2026, 4, 3), await db.Holidays.Select(h => h.Day).ToListAsync());
        Assert.Equal(
            await ComputeExpectedAsync(db),
            (await db.Participations.ToListAsync()).Select(p => (p.ClientId, p.PersonId)).ToHashSet()
        );

        Assert.False(await SeededCompany.SeedAsync(_database));
        Assert.Equal((tasks, entries), (await db.Tasks.CountAsync(), await db.Dedications.CountAsync()));

        static async Task<HashSet<(int, int)>> ComputeExpectedAsync(HexaLive.Infrastructure.Data.HexaDbContext db)
        {
            var tasks = await db.Tasks.AsNoTracking().ToListAsync();
            var entries = await db.Dedications.AsNoTracking().ToListAsync();
            var projects = await db.Projects.AsNoTracking().ToListAsync();
            return
            [
                .. tasks.SelectMany(t =>
                    new[] { (t.ClientId, t.ResponsibleId), (t.ClientId, t.ControllerId), (t.ClientId, t.OriginatorId) }
                ),
                .. entries.Select(d => (d.ClientId, d.PersonId)),
                .. projects.Select(p => (p.ClientId, p.ManagerId!.Value)),
            ];
        }
    }

    [Fact]
    public async Task Some_demo_clients_have_a_website_named_after_them()
    {
        await using var db = _database.Open();
        Assert.Equal("https://www.pinturasgalerna.example", (await db.Clients.SingleAsync(c => c.Name == "Pinturas Galerna")).Website);
        Assert.InRange(await db.Clients.CountAsync(c => c.Website == null), 10, 20);
        Assert.True(await db.Clients.AllAsync(c => c.Website == null || c.Website.EndsWith(".example")));
    }

    [Fact]
    public async Task Every_demo_person_can_sign_in()
    {
        await using var db = _database.Open();
        var users = await db.Users.Include(u => u.Person).ToListAsync();
        Assert.Equal(15, users.Count);
        Assert.All(
            users,
            u =>
            {
                Assert.NotEqual(
                    PasswordVerificationResult.Failed,
                    new PasswordHasher<HexaUser>().VerifyHashedPassword(u, u.PasswordHash!, "HexaLive-demo-1")
                );
                Assert.Equal(
                    (u.Email!.ToUpperInvariant(), u.Email.ToUpperInvariant(), true, true),
                    (u.NormalizedEmail, u.NormalizedUserName, u.EmailConfirmed, u.LockoutEnabled)
                );
                Assert.NotEmpty(u.SecurityStamp!);
            }
        );
        Assert.Equal(PersonRole.Administrator, users.Single(u => u.Email == "admin@demo.local").Person.Role);
        var rep = users.Single(u => u.Email == "rep@demo.local").Person;
        var manager = users.Single(u => u.Email == "manager@demo.local").Person;
        Assert.Equal(manager.Id, await db.Teams.Where(t => t.Id == rep.TeamId).Select(t => t.ManagerId).SingleAsync());
    }

    [Fact]
    public async Task Demo_representative_has_due_tasks_and_demo_manager_has_entries_in_the_feed()
    {
        await using var db = _database.Open();
        var today = LocalTime.Day(_database.Now, "Europe/Madrid");
        var rep = await db.People.SingleAsync(p => p.Email == "rep@demo.local");
        var manager = await db.People.SingleAsync(p => p.Email == "manager@demo.local");
        var open = await db.Tasks.Where(t => t.ResponsibleId == rep.Id && t.Status != WorkTaskStatus.Finished).ToListAsync();
        Assert.Equal(5, open.Count(t => t.NextActionDate < today));
        Assert.Equal(6, open.Count(t => t.NextActionDate == today));
        Assert.True(open.Count(t => t.NextActionDate > today) >= 15);
        Assert.All(open, t => Assert.Equal(manager.Id, t.ControllerId));
        Assert.True(await db.Dedications.CountAsync(d => d.Date == today && d.Task.ControllerId == manager.Id) >= 5);
        Assert.True(await db.Activity.MaxAsync(a => a.At) <= _database.Now);
    }

    [Fact]
    public async Task Feed_of_the_demo_company_is_chronological_and_contains_every_entry()
    {
        await using var db = _database.Open();
        var at = await db.Activity.Where(a => a.TaskId != null).OrderBy(a => a.Id).Select(a => a.At).ToListAsync();
        Assert.Equal(at.Order(), at);
        Assert.False(
            await db.Dedications.AnyAsync(d =>
                !db.Activity.Any(a => a.DedicationId == d.Id && a.TaskId == d.TaskId && a.ClientId == d.ClientId)
            )
        );
        Assert.False(await db.Tasks.AnyAsync(t => t.Activity.Count == 0));
        Assert.False(await db.Tasks.AnyAsync(t => t.Status == WorkTaskStatus.Finished && t.NextActionDate != null));
        // The due date of a task's first promise depends on the day on which the promise was made, not on the current state of the task.
        var firsts = await db.Promises.Where(p => p.SetByDedicationId == null && p.Outcome == PromiseOutcome.Kept).ToListAsync();
        Assert.All(firsts, p => Assert.InRange(p.Date.DayNumber - DateOnly.FromDateTime(p.SetAt).DayNumber, 0, 30));
        Assert.False(
            await db.Projects.AnyAsync(p =>
                p.ClosedAt != null && db.Tasks.Any(t => t.ProjectId == p.Id && t.Status != WorkTaskStatus.Finished)
            )
        );
    }

    [Fact]
    public async Task Databases_seeded_at_the_same_clock_time_have_the_same_data()
    {
        await using var other = await TestDatabase.CreateAsync();
        Assert.Equal(_database.Now, other.Now);

        await SeededCompany.SeedAsync(other);

        Assert.Equal(await ReadSnapshotAsync(_database), await ReadSnapshotAsync(other));

        static async Task<List<string>> ReadSnapshotAsync(TestDatabase database)
        {
            await using var db = database.Open();
            var tasks = await db.Tasks.AsNoTracking().OrderBy(t => t.Id).ToListAsync();
            var entries = await db.Dedications.AsNoTracking().OrderBy(d => d.Id).ToListAsync();
            return
            [
                .. tasks.Select(t =>
                    $"{t.Id} {t.Title} {t.ProjectId} {t.ResponsibleId} {t.ControllerId} {t.OriginatorId} {t.Status} {t.DueAt:o} {t.CreatedAt:o}"
                ),
                .. entries.Select(d =>
                    $"{d.Id} {d.TaskId} {d.PersonId} {d.Date:o} {d.Minutes} {d.Comment} {d.CreatedAt:o} {d.SubmissionId}"
                ),
            ];
        }
    }

    [Fact]
    public async Task Demo_data_created_just_after_midnight_has_entries_today_but_none_in_the_future()
    {
        await using var night = await TestDatabase.CreateAsync();
        night.Time.SetUtcNow(new DateTimeOffset(2026, 3, 7, 23, 5, 0, TimeSpan.Zero));

        await SeededCompany.SeedAsync(night);

        await using var db = night.Open();
        Assert.True(await db.Dedications.CountAsync(d => d.Date == new DateOnly(2026, 3, 8)) >= 10);
        Assert.True(await db.Activity.MaxAsync(a => a.At) <= night.Now);
        Assert.Equal(
            6,
            await db.Tasks.CountAsync(t => t.Responsible.Email == "rep@demo.local" && t.NextActionDate == new DateOnly(2026, 3, 8))
        );
    }
}
