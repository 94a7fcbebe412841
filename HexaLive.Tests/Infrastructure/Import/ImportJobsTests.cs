using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Running imports: cancellation, only one run at a time, uploaded files, and who may import.</summary>
public sealed class ImportJobsTests : ImportTests
{
    [Fact]
    public async Task Cancelled_import_keeps_finished_batches_and_resumes_when_run_again()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 3 * ImportRunner.BatchSize).Select(i => $"K{i};Cliente {i}"));
        var session = await Database.UploadAsync(Admin, "clave;nombre\n" + rows);
        var run = Database.Get<ImportJobs>().StartRun(Admin, session.Id);
        // Cancel as soon as the first batch is reported. The import still finishes the batch in progress.
        await foreach (var _ in run.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
            if (run.Processed > 0)
                Database.Get<ImportJobs>().Cancel(Admin, session.Id);
        await using (var db = Database.Open())
            Assert.Equal(run.Created, await db.Clients.CountAsync(c => c.ExternalKey != null));
        Assert.True(run.State is ImportState.Cancelled or ImportState.Completed);
        var done = run.Created;
        Assert.Equal(done < 1500, session.HasFile);
        if (!session.HasFile)
            return;

        var rest = await Database.RunAsync(Admin, session);
        Assert.Equal((1500 - done, 0, done, 0), rest.GetCounts());
        Assert.False(session.HasFile);
        Assert.False(File.Exists(session.FilePath));
    }

    [Fact]
    public async Task Only_one_import_or_undo_runs_at_a_time_and_its_result_is_kept()
    {
        var other = await Database.GetViewerAsync(
            await Database.AddAsync(
                new Person(new PersonFields("Otro Admin", "otro@test.local", PersonRole.Administrator), Database.System)
            )
        );
        var rows = string.Join('\n', Enumerable.Range(0, 3000).Select(i => $"K{i};Cliente {i}"));
        var (mine, theirs) = (
            await Database.UploadAsync(Admin, "clave;nombre\n" + rows),
            await Database.UploadAsync(other, "clave;nombre\nZ;Z\n")
        );
        var jobs = Database.Get<ImportJobs>();
        var run = jobs.StartRun(Admin, mine.Id);
        Assert.Equal(ImportError.Busy, Assert.Throws<ImportException>(() => jobs.StartRun(other, theirs.Id)).Error);
        Assert.Equal(ImportError.FileExpired, Assert.Throws<ImportException>(() => jobs.StartRun(other, mine.Id)).Error);
        Assert.Same(run, jobs.FindCurrent(Admin)!.Run);
        await run.Completion;
        Assert.Equal((1, 0, 0, 0), (await Database.RunAsync(other, theirs)).GetCounts());
        Assert.Same(run, jobs.FindCurrent(Admin)!.Run);

        // An undo is refused as well. The error names the person whose import is running.
        var more = await Database.UploadAsync(Admin, "clave;nombre\n" + rows.Replace("K", "L", StringComparison.Ordinal));
        var running = jobs.StartRun(Admin, more.Id);
        var busy = await Assert.ThrowsAsync<ImportException>(() =>
            Database.Get<ImportUndo>().StartAsync(other, run.RecordId, TestContext.Current.CancellationToken)
        );
        Assert.Equal((ImportError.Busy, Admin.Name), (busy.Error, Assert.Single(busy.Reason.Args)));
        await running.Completion;
    }

    [Fact]
    public async Task Leftover_files_of_an_earlier_process_are_deleted_at_start()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Database.Folder, "import")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "old.csv"), "x");
        await using var jobs = new ImportJobs(
            Database.Factory,
            Database.Time,
            new ImportFolder(folder),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ImportJobs>.Instance
        );
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Other_people_can_save_changes_while_an_import_runs()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 6 * ImportRunner.BatchSize).Select(i => $"K{i};Cliente {i}"));
        var session = await Database.UploadAsync(Admin, "clave;nombre\n" + rows);
        var run = Database.Get<ImportJobs>().StartRun(Admin, session.Id);
        var rep = await Database.GetViewerAsync(Company.Rep);
        var log = Database.Get<HexaLive.Infrastructure.Features.Dedications.DedicationLog>();
        var between = 0;
        await foreach (var _ in run.ChangesAsync(TimeSpan.Zero, TestContext.Current.CancellationToken))
        {
            await log.LogAsync(
                rep,
                new(Company.Task.Id, new DedicationFields(new DateOnly(2026, 3, 2), 5, "Llamada"), EntryFollowUp.Keep, Guid.NewGuid())
            );
            if (run.State == ImportState.Running)
                between++;
        }
        Assert.Equal((6 * ImportRunner.BatchSize, 0, 0, 0), run.GetCounts());
        Assert.True(between > 0, "Nobody could write until the end.");
    }

    [Fact]
    public async Task Uploaded_file_is_deleted_after_a_day()
    {
        var session = await Database.UploadAsync(Admin, "nombre\nAna\n");
        Assert.True(File.Exists(session.FilePath));
        await Database.Get<ImportJobs>().StartPreview(Admin, session.Id).Completion;
        Database.Time.Advance(TimeSpan.FromHours(26));
        Assert.Empty(Directory.GetFiles(Path.Combine(Database.Folder, "import")));
        Assert.Null(Database.Get<ImportJobs>().FindCurrent(Admin));
    }

    [Fact]
    public async Task Only_administrators_can_import()
    {
        var session = await Database.UploadAsync(Admin, "nombre\nAna\n");
        var jobs = Database.Get<ImportJobs>();
        foreach (var viewer in new[] { await Database.GetViewerAsync(Company.Rep), await Database.GetViewerAsync(Company.Manager) })
        {
            Action[] calls =
            [
                () => jobs.FindCurrent(viewer),
                () => jobs.ChooseKind(viewer, session.Id, ImportKind.Clients, true),
                () => jobs.ChangePlan(viewer, session.Id, session.Plan),
                () => jobs.StartPreview(viewer, session.Id),
                () => jobs.StartRun(viewer, session.Id),
                () => jobs.Cancel(viewer, session.Id),
                () => jobs.Discard(viewer, session.Id),
            ];
            Assert.All(calls, call => Assert.Equal(RuleError.NotAllowed, Assert.Throws<RuleException>(call).Error));
            await AssertRefusedAsync(() => Database.UploadAsync(viewer, "nombre\nAna\n"), RuleError.NotAllowed);
            await AssertRefusedAsync(() => jobs.ChangeFormatAsync(viewer, session.Id, session.Analysis.Format, true), RuleError.NotAllowed);
            await AssertRefusedAsync(
                () => jobs.WriteRejectedAsync(viewer, session.Id, Stream.Null, "l", "m", r => r.Key),
                RuleError.NotFound
            );
        }

        static async Task AssertRefusedAsync(Func<Task> call, RuleError error) =>
            Assert.Equal(error, (await Assert.ThrowsAsync<RuleException>(call)).Error);
    }
}
