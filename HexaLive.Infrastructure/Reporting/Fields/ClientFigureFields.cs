using HexaLive.Domain.Clients;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>The fields that aggregate the tasks, projects and entries of clients. These fields exist only in reports on clients.</summary>
internal static class ClientFigureFields
{
    public static IEnumerable<ReportField> CreateAll() => [.. TaskFields(), .. ActivityFields()];

    private static IEnumerable<ReportField> TaskFields()
    {
        var part = new FieldBuilder<Client, Client>("client", c => c);
        yield return part.Subquery<int?>(
            "client.openTasks",
            FieldType.Number,
            db => c => (int?)db.Tasks.WhereOpen().Count(t => t.ClientId == c.Id)
        );
        foreach (var (name, status) in CountedStatuses.All)
        {
            yield return part.Subquery<int?>(
                $"client.{name}",
                FieldType.Number,
                db => c => (int?)db.Tasks.Count(t => t.ClientId == c.Id && t.Status == status)
            );
        }
        yield return part.Subquery<int?>(
            "client.overdueTasks",
            FieldType.Number,
            (db, today) => c => (int?)db.Tasks.WhereOpen().Count(t => t.ClientId == c.Id && t.NextActionDate < today)
        );
        yield return part.Subquery<double?>(
            "client.keptPercent",
            FieldType.Percent,
            db =>
                c =>
                    db.Promises.Where(o =>
                            o.Task.ClientId == c.Id && o.Outcome >= PromiseOutcome.Kept && o.Outcome <= PromiseOutcome.Broken
                        )
                        .Average(o => (double?)(o.Outcome == PromiseOutcome.Kept ? 100 : 0))
        );
    }

    private static IEnumerable<ReportField> ActivityFields()
    {
        var part = new FieldBuilder<Client, Client>("client", c => c);
        yield return part.Subquery<int?>(
            "client.openProjects",
            FieldType.Number,
            db => c => (int?)db.Projects.Count(p => p.ClientId == c.Id && p.ClosedAt == null)
        );
        yield return part.Subquery<DateOnly?>(
            "client.nextPromise",
            FieldType.Day,
            (db, today) => c => db.Tasks.WhereOpen().Where(t => t.ClientId == c.Id && t.NextActionDate >= today).Min(t => t.NextActionDate)
        );
        yield return part.Subquery<int?>(
            "client.minutes",
            FieldType.Minutes,
            db => c => (int?)db.Dedications.Where(d => d.ClientId == c.Id).Sum(d => d.Minutes)
        );
        yield return part.MonthSubquery<int?>(
            "client.minutesThisMonth",
            FieldType.Minutes,
            (db, first, next) =>
                c => (int?)db.Dedications.Where(d => d.ClientId == c.Id && d.Date >= first && d.Date < next).Sum(d => d.Minutes)
        );
        yield return part.Subquery<DateOnly?>(
            "client.lastEntry",
            FieldType.Day,
            db => c => db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date)
        );
        yield return part.Subquery<int?>(
            "client.daysSinceEntry",
            FieldType.Number,
            (db, today) => c => today.DayNumber - db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date)!.Value.DayNumber
        );
    }
}
