using System.Globalization;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>A task in the picker.</summary>
public sealed record TaskChoice(
    int TaskId,
    string Title,
    string Client,
    string Project,
    WorkTaskStatus Status,
    DateOnly? NextDate,
    TimeOnly? NextTime
);

/// <summary>Finds tasks on which to log entries: recent tasks, or tasks that match a search text.</summary>
public sealed class TaskSearch(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    private const int MaxTasks = 10;

    /// <summary>
    /// Returns at most ten open tasks. Without text, returns the tasks on which the viewer logged last, then the viewer's own tasks
    /// in the order of <see cref="TaskOrder.OrderByUrgency"/>. With text, returns the task with this number, tasks whose title, client
    /// or project contains all words, and tasks whose client or a contact of that client has this phone number.
    /// </summary>
    public async Task<IReadOnlyList<TaskChoice>> FindAsync(Viewer viewer, string? text, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var open = db.Tasks.AsNoTracking().VisibleTo(db, viewer).WhereOpen();
        return string.IsNullOrWhiteSpace(text)
            ? await ListRecentAsync(db, viewer, open, now, cancellationToken)
            : await SelectChoices((await WhereMatchingAsync(db, open, text, cancellationToken)).OrderByUrgency(now))
                .ToListAsync(cancellationToken);
    }

    private static async Task<IReadOnlyList<TaskChoice>> ListRecentAsync(
        HexaDbContext db,
        Viewer viewer,
        IQueryable<WorkTask> open,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        var me = viewer.PersonId;
        // The last 50 entries, which an index provides, are enough to find the last tasks.
        var last = await db
            .Dedications.AsNoTracking()
            .Where(d => d.PersonId == me)
            .OrderByDescending(d => d.Date)
            .ThenByDescending(d => d.Id)
            .Take(50)
            .Select(d => d.TaskId)
            .ToListAsync(cancellationToken);
        var ids = last.Distinct().Take(MaxTasks).ToList();
        var recent = (await SelectChoices(open.Where(t => ids.Contains(t.Id)).OrderBy(t => t.Id)).ToListAsync(cancellationToken))
            .OrderBy(t => ids.IndexOf(t.TaskId))
            .ToList();
        if (recent.Count < MaxTasks)
            recent.AddRange(
                await SelectChoices(open.Where(t => t.ResponsibleId == me && !ids.Contains(t.Id)).OrderByUrgency(now))
                    .Take(MaxTasks - recent.Count)
                    .ToListAsync(cancellationToken)
            );
        return recent;
    }

    private static async Task<IQueryable<WorkTask>> WhereMatchingAsync(
        HexaDbContext db,
        IQueryable<WorkTask> open,
        string text,
        CancellationToken cancellationToken
    )
    {
        if (
            int.TryParse(text.Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && text.Trim().Length < 7
        )
            return open.Where(t => t.Id == number);
        if ((await PhoneNumberParser.ForCompanyAsync(db, cancellationToken)).SearchKey(text) is { } phone)
        {
            var extensions = phone + PhoneNumberParser.ExtensionMark;
            var clients = db.Contacts.Where(c => c.Phones.Any(p => p.Key == phone || p.Key.StartsWith(extensions))).Select(c => c.ClientId);
            return open.Where(t => t.Client.PhoneKey == phone || t.Client.PhoneKey!.StartsWith(extensions) || clients.Contains(t.ClientId));
        }
        foreach (var word in SearchText.SplitWords(text))
            open = open.Where(t => t.SearchKey.Contains(word) || t.Client.SearchKey.Contains(word) || t.Project.SearchKey.Contains(word));
        return open;
    }

    private static IQueryable<TaskChoice> SelectChoices(IQueryable<WorkTask> tasks) =>
        tasks
            .Take(MaxTasks)
            .Select(t => new TaskChoice(t.Id, t.Title, t.Client.Name, t.Project.Name, t.Status, t.NextActionDate, t.NextActionTime));
}
