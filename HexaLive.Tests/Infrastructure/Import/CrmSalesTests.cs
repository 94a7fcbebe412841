using System.Runtime.CompilerServices;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>
/// Imports a real export of another system: agents, accounts and a pipeline of 8,800 opportunities. The tests are skipped on machines
/// without these files.
/// </summary>
public sealed class CrmSalesTests
{
    private const string NoAccount = "Sin cuenta";

    [Fact]
    public async Task Three_files_are_imported_completely_and_a_second_import_changes_nothing()
    {
        var folder = Find();
        if (folder is null)
            Assert.Skip("No export: ../shared/data/crm-sales is not beside the repository.");
        await using var database = await TestDatabase.CreateAsync();
        var viewer = await database.GetViewerAsync(
            await database.AddAsync(
                new Person(new PersonFields("Ana Admin", "admin@test.local", PersonRole.Administrator), database.System)
            )
        );
        var teams = Read(folder, "sales_teams.csv");
        var accounts = Read(folder, "accounts.csv");
        var pipeline = Read(folder, "sales_pipeline.csv");
        var managers = teams.Select(r => r["manager"]).ToHashSet();
        var agents = teams.Select(r => r["sales_agent"]).ToHashSet();

        var people = await ImportAsync(database, viewer, folder, "sales_teams.csv", ImportKind.People);
        Assert.Equal((agents.Count, 0, 0, 0), people.GetCounts());
        Assert.Equal(managers.Count, people.CreatedReferences[ImportReferenceKind.People]);
        var clients = await ImportAsync(database, viewer, folder, "accounts.csv", ImportKind.Clients);
        Assert.Equal((accounts.Count, 0, 0, 0), clients.GetCounts());
        var tasks = await ImportAsync(database, viewer, folder, "sales_pipeline.csv", ImportKind.Tasks);
        Assert.Equal((pipeline.Count, 0, 0, 0), tasks.GetCounts());
        Assert.Equal(pipeline.Select(r => r["account"]).Distinct().Count(), tasks.CreatedReferences[ImportReferenceKind.Projects]);
        Assert.False(tasks.CreatedReferences.ContainsKey(ImportReferenceKind.People));

        await using (var db = database.Open())
        {
            Assert.Equal(agents.Count + managers.Count + 1, await db.People.CountAsync());
            Assert.Equal(accounts.Count + 1, await db.Clients.CountAsync());
            await AssertCountsAsync(db, pipeline);
            await AssertTasksAsync(db, pipeline, teams);
            foreach (var manager in managers)
                await AssertVisiblePeopleAsync(database, db, manager, teams);
        }

        await AssertUnchangedAsync(database, viewer, folder);
    }

    // Importing the same files again changes nothing.
    private static async Task AssertUnchangedAsync(TestDatabase database, Viewer viewer, string folder)
    {
        foreach (
            var (file, kind) in new[]
            {
                ("sales_teams.csv", ImportKind.People),
                ("accounts.csv", ImportKind.Clients),
                ("sales_pipeline.csv", ImportKind.Tasks),
            }
        )
        {
            database.Time.Advance(TimeSpan.FromDays(1));
            var again = await ImportAsync(database, viewer, folder, file, kind);
            Assert.Equal((0, 0, again.Total, 0), again.GetCounts());
            Assert.Empty(again.CreatedReferences);
        }
    }

    private static async Task AssertCountsAsync(HexaDbContext db, List<Dictionary<string, string>> pipeline)
    {
        Assert.Equal(pipeline.Count, await db.Tasks.CountAsync());
        Assert.Equal(pipeline.Count(r => r["account"].Length == 0), await db.Tasks.CountAsync(t => t.Client.Name == NoAccount));
        Assert.Equal(
            pipeline.Count(r => r["deal_stage"] is "Won" or "Lost"),
            await db.Tasks.CountAsync(t => t.Status == WorkTaskStatus.Finished)
        );
        Assert.Equal(
            pipeline.Count(r => r["deal_stage"] == "Engaging"),
            await db.Tasks.CountAsync(t => t.Status == WorkTaskStatus.InProgress)
        );
        Assert.Equal(
            pipeline.Count(r => r["deal_stage"] == "Prospecting"),
            await db.Tasks.CountAsync(t => t.Status == WorkTaskStatus.Pending)
        );
        Assert.Equal(await db.Projects.CountAsync(), await db.Projects.Select(p => p.ClientId).Distinct().CountAsync());
        Assert.True(await db.Projects.AllAsync(p => p.Kind == ProjectKind.Commercial));
    }

    // Checks that every task is assigned to its agent and controlled by the agent's manager.
    private static async Task AssertTasksAsync(
        HexaDbContext db,
        List<Dictionary<string, string>> pipeline,
        List<Dictionary<string, string>> teams
    )
    {
        var managerOf = teams.ToDictionary(r => r["sales_agent"], r => r["manager"]);
        var stored = await db
            .Tasks.Select(t => new
            {
                t.ExternalKey,
                Responsible = t.Responsible.Name,
                Controller = t.Controller.Name,
                t.CreatedAt,
                t.FinishedAt,
                t.Outcome,
                t.Title,
            })
            .ToDictionaryAsync(t => t.ExternalKey!);
        foreach (var row in pipeline)
        {
            var task = stored[row["opportunity_id"]];
            Assert.Equal(
                (row["sales_agent"], managerOf[row["sales_agent"]], row["product"]),
                (task.Responsible, task.Controller, task.Title)
            );
            if (row["engage_date"].Length > 0)
                Assert.Equal(row["engage_date"], task.CreatedAt.ToString("yyyy-MM-dd"));
            Assert.Equal(row["close_date"], task.FinishedAt?.ToString("yyyy-MM-dd") ?? "");
            if (row["close_date"].Length > 0)
                Assert.Equal($"{row["deal_stage"]} · {row["close_value"]}", task.Outcome);
        }
    }

    // Checks that a manager sees only the people of the manager's own teams.
    private static async Task AssertVisiblePeopleAsync(
        TestDatabase database,
        HexaDbContext db,
        string manager,
        List<Dictionary<string, string>> teams
    )
    {
        var sees = (
            await database.Get<Viewers>().FindAsync(await db.People.Where(p => p.Name == manager).Select(p => p.Id).SingleAsync())
        )!;
        var expected = teams.Where(r => r["manager"] == manager).Select(r => r["sales_agent"]).Append(manager).Order();
        Assert.Equal(
            expected,
            (
                await db.People.Where(p => p.TeamId != null && sees.TeamIds.Contains(p.TeamId.Value)).Select(p => p.Name).ToListAsync()
            ).Order()
        );
    }

    private static async Task<ImportRun> ImportAsync(TestDatabase database, Viewer viewer, string folder, string file, ImportKind kind)
    {
        var jobs = database.Get<ImportJobs>();
        await using var content = File.OpenRead(Path.Combine(folder, file));
        var session = await jobs.UploadAsync(viewer, file, content, spanish: true);
        Assert.Equal(kind, session.Plan.Kind);
        jobs.ChangePlan(viewer, session.Id, session.Plan with { DefaultClient = NoAccount });
        var run = await database.RunAsync(viewer, session);
        Assert.True(
            run.Rejected == 0,
            string.Join('\n', run.Rejections.Select(r => $"{r.Line} {r.Reason.Key} {string.Join(", ", r.Reason.Args)}"))
        );
        return run;
    }

    private static List<Dictionary<string, string>> Read(string folder, string file)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, file)).Where(l => l.Length > 0).Select(l => l.Split(',')).ToList();
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(x => x.First, x => x.Second))];
    }

    private static string? Find([CallerFilePath] string source = "")
    {
        for (var folder = Path.GetDirectoryName(source); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (!File.Exists(Path.Combine(folder, "HexaLive.sln")))
                continue;
            // The data folder is beside the repository or, for a Git worktree, beside the folder that contains the worktrees.
            return new[] { Path.Combine(folder, "..", "shared"), Path.Combine(folder, "..", "..", "shared") }
                .Select(shared => Path.Combine(shared, "data", "crm-sales"))
                .FirstOrDefault(Directory.Exists);
        }
        return null;
    }
}
