using System.Globalization;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Reporting.Documents;
using HexaLive.Web.Components;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Features.Tasks;

/// <summary>
/// Exports the task list as a file. The file holds all rows that match the filter in the query string, with the order and columns of the
/// query string.
/// </summary>
public static class TaskExportEndpoints
{
    /// <summary>Maps <c>/tasks/export.csv</c> and <c>/tasks/export.xlsx</c>.</summary>
    public static void MapTaskExport(this WebApplication app) =>
        app.MapGet(
            AppUrls.TaskExportRoute,
            async (
                string format,
                HttpContext http,
                Viewers viewers,
                TaskExplorer explorer,
                TextFormatter say,
                IStringLocalizer<TasksPage> texts,
                TimeProvider time,
                CancellationToken cancellationToken
            ) =>
            {
                if (HexaClaims.GetPersonId(http.User) is not { } id || await viewers.FindAsync(id, cancellationToken) is not { } viewer)
                    return Results.Unauthorized();
                var query = TaskAddress.ParseQuery(name => http.Request.Query[name]);
                var titles = query.Columns.Select(c => texts.GetHeading(c)).ToList();
                var rows = ReadRowsAsync(explorer, viewer, query, say, cancellationToken);
                var name = $"{texts["FileName"]}-{LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone):yyyy-MM-dd}.{format}";
                if (format == "csv")
                    return Results.Stream(
                        to => TableExport.WriteCsvAsync(to, titles, rows, CultureInfo.CurrentCulture, cancellationToken: cancellationToken),
                        "text/csv; charset=utf-8",
                        name
                    );
                var file = await TableExport.WriteExcelAsync(texts["FileName"], titles, rows, cancellationToken);
                return Results.File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
            }
        );

    private static async IAsyncEnumerable<object?[]> ReadRowsAsync(
        TaskExplorer explorer,
        Viewer viewer,
        TaskQuery query,
        TextFormatter format,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var columns = query.Columns.Select(c => c.GetDefinition()).ToList();
        await foreach (var row in explorer.StreamAsync(viewer, query, cancellationToken))
            yield return [.. columns.Select(c => format.FormatValue(c, row, viewer.TimeZone))];
    }
}
