using System.Globalization;
using System.Text.Encodings.Web;
using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Components;
using HexaLive.Web.Features.Reports;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace HexaLive.Web.Endpoints;

/// <summary>A report as a file: what its address asks (<see cref="ReportAddress"/>), by the rights of whoever reads; streamed, watched and stopped by the screen that began it (<c>id</c>).</summary>
internal static class ReportExport
{
    /// <summary>Maps <c>/reports/{key}/export.csv</c>, <c>.xlsx</c> and <c>.pdf</c>.</summary>
    public static void MapReportExport(this WebApplication app) => app.MapGet("/reports/{key}/export.{format:regex(^(csv|xlsx|pdf)$)}", WriteAsync);

    private static async Task WriteAsync(
        string key, string format, HttpContext http, Viewers viewers, ReportLibrary library, ReportFiles files, ExportProgress progress, Texts say, IStringLocalizer<ReportExportText> words, TimeProvider time)
    {
        var response = http.Response;
        if (HexaClaims.PersonId(http.User) is not { } id || await viewers.FindAsync(id, http.RequestAborted) is not { } viewer)
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var run = progress.Take(http.Request.Query["id"], viewer.PersonId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, run?.Stopped ?? CancellationToken.None);
        try
        {
            var report = await library.GetAsync(viewer, key, stop.Token);
            var (ask, kind) = (ReportAddress.Ask(http.Request.Query), format switch { "csv" => ReportFormat.Csv, "xlsx" => ReportFormat.Excel, _ => ReportFormat.Pdf });
            run?.Start(await files.CountAsync(viewer, report.Definition, ask, stop.Token));
            response.ContentType = ReportFiles.ContentType(kind);
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(ReportFiles.FileName(report.Name, kind, LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone)));
            response.Headers.ContentDisposition = disposition.ToString();
            response.Headers.CacheControl = "no-store";
            var rows = await files.WriteAsync(response.Body, kind, viewer, report.Definition, report.Name, ask, ReportAddress.Separator(http.Request.Query["sep"]), run, stop.Token);
            run?.Finish(rows);
        }
        catch (RuleException refusal) when (!response.HasStarted)
        {
            run?.Fail(say.Of(refusal));
            response.Clear();
            response.StatusCode = refusal.Error == RuleError.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest;
            if (refusal.Error != RuleError.NotFound) await PageAsync(response, words, say.Of(refusal), key);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            run?.Cancel();
            // What was written so far must not look whole.
            http.Abort();
        }
        catch (Exception)
        {
            run?.Fail(words["Failed"]);
            if (!response.HasStarted)
            {
                response.Clear();
                throw;
            }
            http.Abort();
            throw;
        }
    }

    // Who followed a link reads why there is no file.
    private static Task PageAsync(HttpResponse response, IStringLocalizer<ReportExportText> words, string problem, string key)
    {
        response.ContentType = "text/html; charset=utf-8";
        string Text(string text) => HtmlEncoder.Default.Encode(text);
        return response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(words["Problem"])} · HexaLive</title><link rel="stylesheet" href="/css/app.css"></head>
            <body><main class="message-page"><h1>{Text(words["Problem"])}</h1><p>{Text(problem)}</p><p><a href="/reports/{Uri.EscapeDataString(key)}">{Text(words["Back"])}</a></p></main></body>
            </html>
            """);
    }
}
