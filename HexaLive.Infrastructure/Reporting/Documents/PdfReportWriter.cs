using System.Globalization;
using System.Threading.RateLimiting;
using HexaLive.Domain;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Reporting.Documents;

/// <summary>
/// Writes reports as PDF, with the name and logo of the company. Only a few PDFs are built at the same time; others wait.
/// </summary>
internal sealed class PdfReportWriter(
    IDbContextFactory<HexaDbContext> databases,
    ReportNames names,
    IStringLocalizer<ReportFiles> texts,
    TimeProvider time
) : IDisposable
{
    // Limits the memory use, because each PDF is built in memory.
    private readonly ConcurrencyLimiter _limiter = new(
        new ConcurrencyLimiterOptions { PermitLimit = ReportFiles.MaxConcurrentPdfs, QueueLimit = int.MaxValue }
    );

    /// <summary>Writes a report and returns the PDF.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ReportTooLong"/> if there are more rows than a PDF may have.</exception>
    public async Task<Stream> WriteAsync(
        ReportGrid grid,
        IAsyncEnumerable<ReportLine> lines,
        Viewer viewer,
        string name,
        string lead,
        CancellationToken cancellationToken
    )
    {
        using var lease = await _limiter.AcquireAsync(cancellationToken: cancellationToken);
        var pdf = await BeginAsync(grid, viewer, name, lead, cancellationToken);
        var rows = 0;
        await foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Check the limit here again, because the groups were not counted beforehand.
            if (line.Kind == ReportLineKind.Row && ++rows > ReportFiles.MaxPdfRows)
                throw new RuleException(RuleError.ReportTooLong, ReportFiles.MaxPdfRows);
            pdf.Write(line);
        }
        return pdf.Finish(cancellationToken);
    }

    public void Dispose() => _limiter.Dispose();

    private async Task<ReportPdf> BeginAsync(ReportGrid grid, Viewer viewer, string name, string lead, CancellationToken cancellationToken)
    {
        var layout = grid.Definition.Layout;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var company = await db
            .Company.AsNoTracking()
            .Select(c => new { c.Name, Logo = layout.Logo ? c.Logo : null })
            .SingleOrDefaultAsync(cancellationToken);
        var now = LocalTime.FromUtc(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        var author = texts[
            "Made",
            viewer.Name,
            $"{now.ToString("d MMM yyyy", CultureInfo.CurrentCulture)} {now.ToString("t", CultureInfo.CurrentCulture)}"
        ].Value;
        return new ReportPdf(
            grid,
            layout.GetTitleOrDefault(name),
            lead,
            company?.Name is null ? author : $"{company.Name} · {author}",
            company?.Logo,
            names,
            texts
        );
    }
}
