using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using UglyToad.PdfPig;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>Reports as PDF files.</summary>
public sealed partial class ReportFilesTests
{
    [Fact]
    public async Task PDF_contains_all_text_with_headings_and_page_numbers_on_each_page()
    {
        UseLanguage("es");
        var company = _database.Get<CompanySettings>();
        await company.ChangeAsync(await _database.GetViewerAsync(_company.Admin), 0, "Hierros Ñandú", "ES");
        var comment = string.Join(' ', Enumerable.Range(1, 2_900).Select(i => $"pal{i:0000}"));
        for (var i = 0; i < 30; i++)
            await LogAsync(_company.Rep, 15, $"Nota {i} con 7.320 € de señal", 0);
        await LogAsync(_company.Manager, 30, comment[..Math.Min(comment.Length, Dedication.MaxComment)], -1);
        await LogAsync(_company.Manager, 30, $"{new string('W', 400)} 😀 Привет \u0001 fin", -2);
        var report = new ReportDefinition
        {
            Columns = [new("entry.date"), new("entry.person"), new("task.title"), new("entry.minutes"), new("entry.comment")],
            Groups = [new("entry.person")],
            Totals = [new(TotalFunction.Sum, "entry.minutes"), new(TotalFunction.Count)],
            Layout = new()
            {
                Title = "¿Qué hizo el norte?",
                Subtitle = "Mañana en Cádiz",
                Diary = true,
            },
        };
        foreach (
            var layout in new[]
            {
                report.Layout,
                report.Layout with
                {
                    Diary = false,
                    Landscape = true,
                    Paper = PaperSize.Letter,
                    Compact = true,
                },
                report.Layout with
                {
                    PageByGroup = true,
                },
            }
        )
        {
            using var pdf = PdfDocument.Open(await WriteAsync(ReportFormat.Pdf, report with { Layout = layout }));
            var pages = pdf.GetPages().Select(p => p.Text).ToList();
            Assert.Contains("¿Qué hizo el norte?", pages[0], StringComparison.Ordinal);
            Assert.Contains("Mañana en Cádiz", pages[0], StringComparison.Ordinal);
            Assert.Contains("7.320 €", string.Concat(pages), StringComparison.Ordinal);
            Assert.Contains("Привет", string.Concat(pages), StringComparison.Ordinal);
            Assert.Contains("Total Raúl Comercial · Filas: 30", string.Concat(pages), StringComparison.Ordinal);
            Assert.Contains("8:30", pages[^1], StringComparison.Ordinal);
            for (var i = 0; i < pages.Count; i++)
            {
                Assert.Contains("Tiempo", pages[i], StringComparison.Ordinal);
                Assert.Contains("Hierros Ñandú · Creado por Raúl Comercial el 2 mar 2026", pages[i], StringComparison.Ordinal);
                Assert.EndsWith($"{i + 1} / {pages.Count}", pages[i], StringComparison.Ordinal);
            }
            // The PDF contains every word of the long comment, in order.
            var read = string.Concat(pages.Select(p => p.Replace(" ", "", StringComparison.Ordinal)));
            var at = 0;
            foreach (var word in comment[..Math.Min(comment.Length, Dedication.MaxComment)].Split(' ').SkipLast(1))
                Assert.True((at = read.IndexOf(word, at, StringComparison.Ordinal)) >= 0, word);
            // No letter extends into the right margin.
            Assert.All(pdf.GetPages(), p => Assert.All(p.Letters, l => Assert.InRange(l.BoundingBox.Right, 0, p.Width - 30)));
            Assert.Equal(layout.Landscape, pdf.GetPage(1).Width > pdf.GetPage(1).Height);
            if (layout.PageByGroup)
                Assert.Contains(
                    pages,
                    p => p.Contains("Persona: Raúl Comercial", StringComparison.Ordinal) && !p.Contains("Marta", StringComparison.Ordinal)
                );
        }
    }

    [Fact]
    public async Task PDF_without_rows_contains_a_notice_and_a_PDF_with_too_many_rows_is_rejected()
    {
        UseLanguage("es");
        var report = new ReportDefinition
        {
            Source = ReportSource.Tasks,
            Columns = [new("task.title")],
            Where = ReportCriterion.CreateTest("task.number", TestOperator.More, "2"),
        };
        Assert.Contains("No hay filas.", ExtractText(await WriteAsync(ReportFormat.Pdf, report)), StringComparison.Ordinal);

        await using (var db = _database.Open())
        {
            db.AttachRange(_company.Project, _company.Rep, _company.Manager, _company.Admin);
            for (var i = 0; i <= ReportFiles.MaxPdfRows; i++)
                db.Add(
                    new WorkTask(
                        _company.Project,
                        new TaskFields($"Masa {i}"),
                        _company.Rep,
                        _company.Manager,
                        _company.Admin,
                        null,
                        new Actor(_company.Admin.Id, _database.Now)
                    )
                );
            await db.SaveChangesAsync(Cancellation);
        }
        using var to = new MemoryStream();
        var refused = await Assert.ThrowsAsync<RuleException>(() =>
            Files.WriteAsync(to, ReportFormat.Pdf, _rep, report, "x", new ReportRequest(), cancellationToken: Cancellation)
        );
        Assert.Equal(RuleError.ReportTooLong, refused.Error);
        Assert.Equal(0, to.Length);

        // CSV has no limit on rows. Writing a CSV file reports progress and can be cancelled.
        var reported = new List<int>();
        Assert.Equal(
            ReportFiles.MaxPdfRows + 1,
            await Files.WriteAsync(
                to,
                ReportFormat.Csv,
                _rep,
                report,
                "x",
                new ReportRequest(),
                progress: new CallbackProgress(reported.Add),
                cancellationToken: Cancellation
            )
        );
        Assert.Equal([250, ReportFiles.MaxPdfRows + 1], [reported[0], reported[^1]]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Files.WriteAsync(
                Stream.Null,
                ReportFormat.Csv,
                _rep,
                report,
                "x",
                new ReportRequest(),
                progress: new CallbackProgress(n =>
                {
                    if (n >= 1_000)
                        stop.Cancel();
                }),
                cancellationToken: stop.Token
            )
        );
    }
}
