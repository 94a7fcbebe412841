using HexaLive.Domain;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Limits on the number of groups, and on the number of PDFs that are written at the same time.</summary>
public sealed partial class ReportBoundsTests
{
    [Fact]
    public async Task Number_of_concurrent_PDFs_is_limited_and_a_waiting_PDF_can_be_cancelled()
    {
        await AddTasksAsync(260);
        using var gate = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        // Each PDF waits at its 250th row until the test sets the gate.
        var made = Enumerable
            .Range(0, ReportFiles.MaxConcurrentPdfs)
            .Select(_ =>
                Task.Run(() =>
                    WritePdfAsync(
                        Tasks,
                        new CallbackProgress(n =>
                        {
                            if (n != 250)
                                return;
                            begun.Release();
                            gate.Wait(Cancellation);
                        })
                    )
                )
            )
            .ToList();
        foreach (var _ in made)
            Assert.True(await begun.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));

        using var away = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (went, waits) = (WritePdfAsync(Tasks, stop: away.Token), WritePdfAsync(Tasks));
        // Other formats do not wait for the PDFs.
        Assert.Equal(
            261,
            await _database
                .Get<ReportFiles>()
                .WriteAsync(Stream.Null, ReportFormat.Csv, _rep, Tasks, "x", new ReportRequest(), cancellationToken: Cancellation)
        );
        await away.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => went);
        Assert.False(waits.IsCompleted);
        gate.Set();
        foreach (var pdf in await Task.WhenAll([.. made, waits]))
            Assert.StartsWith("%PDF", System.Text.Encoding.ASCII.GetString(pdf[..4]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_with_too_many_groups_is_rejected_before_any_output()
    {
        await using (var db = _database.Open())
        {
            await ManyTasks.CopyAsync(db, _company.Task.Id, ReportRunner.MaxGroups, Cancellation);
        }
        var report = Tasks with { Columns = [], Groups = [new("task.title")] };
        foreach (var format in new[] { ReportFormat.Csv, ReportFormat.Excel, ReportFormat.Pdf })
        {
            using var to = new MemoryStream();
            var refused = await Assert.ThrowsAsync<RuleException>(() =>
                _database.Get<ReportFiles>().WriteAsync(to, format, _rep, report, "x", new ReportRequest(), cancellationToken: Cancellation)
            );
            Assert.Equal((RuleError.ReportTooManyGroups, 0), (refused.Error, to.Length));
        }
    }

    [Theory]
    [InlineData(DayStep.Week, 8)]
    [InlineData(DayStep.Month, 4)]
    [InlineData(DayStep.Year, 2)]
    public async Task Group_limit_applies_to_the_displayed_groups_rather_than_to_days(DayStep step, int shown)
    {
        // Two people have entries on the same six days, which makes twelve groups by day. The days are in four weeks and two months.
        int[] days = [5, 6, 12, 2, 3, 10];
        foreach (var (person, minutes) in new[] { (_company.Rep, 10), (_company.OtherRep, 100) })
        {
            await using var db = _database.Open();
            var task = await db
                .Tasks.Include(t => t.Client)
                .Include(t => t.Project)
                .SingleAsync(t => t.Id == _company.Task.Id, Cancellation);
            var author = await db.People.SingleAsync(p => p.Id == person.Id, Cancellation);
            for (var i = 0; i < days.Length; i++)
            {
                var fields = new DedicationFields(new DateOnly(2026, i < 3 ? 1 : 2, days[i]), minutes, "Llamada");
                task.LogHistory(fields, author, new Actor(author.Id, _database.Now), Guid.NewGuid());
            }
            await db.SaveChangesAsync(Cancellation);
        }
        var hours = new ReportDefinition
        {
            Groups = [new("entry.person"), new("entry.date", step)],
            Totals = [new(TotalFunction.Sum, "entry.minutes")],
        };
        var admin = await _database.GetViewerAsync(_company.Admin);

        var figures = await new ReportRunner(_database.Factory, _database.Time, shown).ReadFiguresAsync(
            admin,
            hours,
            new ReportRequest(),
            Cancellation
        );
        Assert.Equal((12, 660L), (figures.RowCount, figures.Totals[0]));
        Assert.Equal(["Olga Otra", "Raúl Comercial"], figures.Groups.Select(g => ((ReportReference)g.Key!).Name));
        Assert.Equal([600L, 60L], figures.Groups.Select(g => g.Totals[0]));
        Assert.Equal(shown, figures.Groups.Sum(g => g.Groups.Count));
        Assert.All(figures.Groups, g => Assert.Equal(g.Totals[0], g.Groups.Sum(s => (long)s.Totals[0]!)));

        var refused = await Assert.ThrowsAsync<RuleException>(() =>
            new ReportRunner(_database.Factory, _database.Time, shown - 1).ReadFiguresAsync(admin, hours, new ReportRequest(), Cancellation)
        );
        Assert.Equal(RuleError.ReportTooManyGroups, refused.Error);
    }
}
