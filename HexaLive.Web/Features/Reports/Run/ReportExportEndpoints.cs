using System.Globalization;
using System.Text.Encodings.Web;
using HexaLive.Domain;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;

namespace HexaLive.Web.Features.Reports.Run;

/// <summary>
/// Streams a report to the browser as a file. The query string holds the parameters (<see cref="ReportAddress"/>), and the rights of the
/// reader apply. The query-string value <c>id</c> names the download (<see cref="ExportRun"/>) that shows the progress and can be stopped.
/// </summary>
internal static class ReportExportEndpoints
{
    /// <summary>Maps <c>/reports/{key}/export.csv</c>, <c>.xlsx</c> and <c>.pdf</c>.</summary>
    public static void MapReportExport(this WebApplication app) => app.MapGet(AppUrls.ReportExportRoute, WriteAsync);

    private static async Task WriteAsync(
        string key,
        string format,
        HttpContext http,
        Viewers viewers,
        ReportLibrary library,
        ReportFiles files,
        ExportProgress progress,
        TextFormatter displayFormat,
        IStringLocalizer<ReportExportButton> texts,
        TimeProvider time
    )
    {
        var response = http.Response;
        if (HexaClaims.GetPersonId(http.User) is not { } id || await viewers.FindAsync(id, http.RequestAborted) is not { } viewer)
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var run = progress.Claim(http.Request.Query["id"], viewer.PersonId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, run?.Stopped ?? CancellationToken.None);
        try
        {
            var report = await library.GetAsync(viewer, key, stop.Token);
            var (request, kind) = (ReportAddress.Parse(http.Request.Query), FormatOf(format));
            run?.Start(await files.CountAsync(viewer, report.Definition, request, stop.Token));
            var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
            SetHeaders(response, kind, ReportFileFormat.GetFileName(report.Name, kind, today));
            var rows = await files.WriteAsync(
                response.Body,
                kind,
                viewer,
                report.Definition,
                report.Name,
                request,
                ReportAddress.ParseSeparator(http.Request.Query["sep"]),
                run,
                stop.Token
            );
            run?.Finish(rows);
        }
        catch (RuleException refusal) when (!response.HasStarted)
        {
            run?.Fail(displayFormat.Describe(refusal));
            await RefuseAsync(response, refusal, texts, displayFormat.Describe(refusal), key);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            run?.Cancel();
            // Abort the connection, so that a partial file does not look complete.
            http.Abort();
        }
        catch (Exception)
        {
            run?.Fail(texts["Failed"]);
            if (response.HasStarted)
                http.Abort();
            else
                response.Clear();
            throw;
        }
    }

    private static async Task RefuseAsync(
        HttpResponse response,
        RuleException refusal,
        IStringLocalizer<ReportExportButton> texts,
        string message,
        string key
    )
    {
        response.Clear();
        response.StatusCode = refusal.Error == RuleError.NotFound ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest;
        if (refusal.Error != RuleError.NotFound)
            await WriteErrorPageAsync(response, texts, message, key);
    }

    private static ReportFormat FormatOf(string extension) =>
        extension switch
        {
            "csv" => ReportFormat.Csv,
            "xlsx" => ReportFormat.Excel,
            _ => ReportFormat.Pdf,
        };

    private static void SetHeaders(HttpResponse response, ReportFormat format, string fileName)
    {
        response.ContentType = ReportFileFormat.GetContentType(format);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
    }

    // Answers a person who opened the link directly with a page that says why there is no file.
    private static Task WriteErrorPageAsync(HttpResponse response, IStringLocalizer<ReportExportButton> texts, string problem, string key)
    {
        response.ContentType = "text/html; charset=utf-8";
        string Text(string text) => HtmlEncoder.Default.Encode(text);
        return response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(
                texts["Problem"]
            )} · HexaLive</title><link rel="stylesheet" href="/css/app.css"></head>
            <body><main class="message-page"><h1>{Text(texts["Problem"])}</h1><p>{Text(
                problem
            )}</p><p><a href="{AppUrls.Report(key)}">{Text(texts["Back"])}</a></p></main></body>
            </html>
            """
        );
    }
}
