using System.Globalization;
using HexaLive.Domain.Calendar;
using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.Extensions.Localization;

namespace HexaLive.Web.Endpoints;

/// <summary>The explorer of tasks as a file: every row of the filter in the address, in its order, with its columns; streamed.</summary>
public static class TaskExport
{
    /// <summary>Maps <c>/tasks/export.csv</c> and <c>/tasks/export.xlsx</c>.</summary>
    public static void MapTaskExport(this WebApplication app) => app.MapGet("/tasks/export.{format:regex(^(csv|xlsx)$)}", async (
        string format, HttpContext http, Viewers viewers, TaskExplorer explorer, Texts say, IStringLocalizer<ExplorerText> texts, TimeProvider time, CancellationToken cancellationToken) =>
    {
        if (HexaClaims.PersonId(http.User) is not { } id || await viewers.FindAsync(id, cancellationToken) is not { } viewer) return Results.Unauthorized();
        var query = TaskQuery.Parse(name => http.Request.Query[name]);
        var titles = query.Columns.Select(c => texts[$"Column_{c}"].Value).ToList();
        var rows = RowsAsync(explorer, viewer, query, say, cancellationToken);
        var name = $"{texts["FileName"]}-{LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone):yyyy-MM-dd}.{format}";
        if (format == "csv")
            return Results.Stream(to => TableExport.CsvAsync(to, titles, rows, CultureInfo.CurrentCulture, cancellationToken: cancellationToken), "text/csv; charset=utf-8", name);
        var file = await TableExport.ExcelAsync(texts["FileName"], titles, rows, cancellationToken);
        return Results.File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
    });

    private static async IAsyncEnumerable<object?[]> RowsAsync(
        TaskExplorer explorer, Viewer viewer, TaskQuery query, Texts say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in explorer.StreamAsync(viewer, query, cancellationToken))
            yield return [.. query.Columns.Select(c => ValueOf(row, c, viewer, say))];
    }

    private static object? ValueOf(ExplorerRow row, TaskColumn column, Viewer viewer, Texts say) => column switch
    {
        TaskColumn.Next => row.NextDate is { } day && row.NextTime is { } clock ? day.ToDateTime(clock) : row.NextDate,
        TaskColumn.Number => row.Id,
        TaskColumn.Title => row.Title,
        TaskColumn.Client => row.Client,
        TaskColumn.Project => row.Project,
        TaskColumn.Kind => say.Of(row.Kind),
        TaskColumn.Status => say.Of(row.Status),
        TaskColumn.Priority => say.Of(row.Priority),
        TaskColumn.Type => row.Type,
        TaskColumn.Origin => row.Origin,
        TaskColumn.Responsible => row.Responsible,
        TaskColumn.Controller => row.Controller,
        TaskColumn.Originator => row.Originator,
        TaskColumn.Created => LocalTime.At(row.CreatedAt, viewer.TimeZone),
        TaskColumn.LastEntry => row.LastEntry,
        TaskColumn.Minutes => row.Minutes,
        TaskColumn.Estimate => row.EstimatedMinutes,
        TaskColumn.FinishedAt => row.FinishedAt is { } at ? LocalTime.At(at, viewer.TimeZone) : null,
        TaskColumn.LastComment => row.LastComment,
        _ => null,
    };
}
