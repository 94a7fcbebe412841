using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>The fields that aggregate the entries and promises of tasks. These fields exist only in reports on tasks.</summary>
internal static class TaskFigureFields
{
    public static IEnumerable<ReportField> CreateAll()
    {
        var part = new FieldBuilder<WorkTask, WorkTask>("task", t => t);
        yield return part.Subquery<int?>("task.entries", FieldType.Number, db => t => (int?)db.Dedications.Count(d => d.TaskId == t.Id));
        yield return part.Subquery<int?>(
            "task.minutes",
            FieldType.Minutes,
            db => t => (int?)db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes)
        );
        yield return part.MonthSubquery<int?>(
            "task.minutesThisMonth",
            FieldType.Minutes,
            (db, first, next) =>
                t => (int?)db.Dedications.Where(d => d.TaskId == t.Id && d.Date >= first && d.Date < next).Sum(d => d.Minutes)
        );
        yield return part.Subquery<DateOnly?>(
            "task.lastEntry",
            FieldType.Day,
            db => t => db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date)
        );
        yield return part.Subquery<int?>(
            "task.daysSinceEntry",
            FieldType.Number,
            (db, today) => t => today.DayNumber - db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date)!.Value.DayNumber
        );
        yield return part.Subquery<int?>(
            "task.moves",
            FieldType.Number,
            db => t => db.Promises.Where(p => p.TaskId == t.Id && p.Outcome == PromiseOutcome.Open).Max(p => (int?)p.Moves)
        );
        foreach (var (name, outcome) in CountedOutcomes.All)
        {
            yield return part.Subquery<int?>(
                $"task.{name}",
                FieldType.Number,
                db => t => (int?)db.Promises.Count(p => p.TaskId == t.Id && p.Outcome == outcome)
            );
        }
        yield return part.Subquery<double?>(
            "task.keptPercent",
            FieldType.Percent,
            db =>
                t =>
                    db.Promises.Where(p => p.TaskId == t.Id && p.Outcome >= PromiseOutcome.Kept && p.Outcome <= PromiseOutcome.Broken)
                        .Average(p => (double?)(p.Outcome == PromiseOutcome.Kept ? 100 : 0))
        );
    }
}
