using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>
/// The fields that aggregate the tasks, entries and promises of projects. These fields exist only in reports on projects.
/// </summary>
internal static class ProjectFigureFields
{
    public static IEnumerable<ReportField> CreateAll() => [.. TaskFields(), .. ActivityFields()];

    private static IEnumerable<ReportField> TaskFields()
    {
        var part = new FieldBuilder<Project, Project>("project", p => p);
        foreach (var (name, status) in CountedStatuses.All)
        {
            yield return part.Subquery<int?>(
                $"project.{name}",
                FieldType.Number,
                db => p => (int?)db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == status)
            );
        }
        yield return part.Subquery<int?>(
            "project.overdueTasks",
            FieldType.Number,
            (db, today) => p => (int?)db.Tasks.WhereOpen().Count(t => t.ProjectId == p.Id && t.NextActionDate < today)
        );
    }

    private static IEnumerable<ReportField> ActivityFields()
    {
        var part = new FieldBuilder<Project, Project>("project", p => p);
        yield return part.Subquery<int?>(
            "project.entries",
            FieldType.Number,
            db => p => (int?)db.Dedications.Count(d => d.ProjectId == p.Id)
        );
        yield return part.Subquery<int?>(
            "project.minutes",
            FieldType.Minutes,
            db => p => (int?)db.Dedications.Where(d => d.ProjectId == p.Id).Sum(d => d.Minutes)
        );
        yield return part.MonthSubquery<int?>(
            "project.minutesThisMonth",
            FieldType.Minutes,
            (db, first, next) =>
                p => (int?)db.Dedications.Where(d => d.ProjectId == p.Id && d.Date >= first && d.Date < next).Sum(d => d.Minutes)
        );
        yield return part.Subquery<DateOnly?>(
            "project.lastEntry",
            FieldType.Day,
            db => p => db.Dedications.Where(d => d.ProjectId == p.Id).Max(d => (DateOnly?)d.Date)
        );
        yield return part.Subquery<int?>(
            "project.daysSinceEntry",
            FieldType.Number,
            (db, today) =>
                p => today.DayNumber - db.Dedications.Where(d => d.ProjectId == p.Id).Max(d => (DateOnly?)d.Date)!.Value.DayNumber
        );
        foreach (var (name, outcome) in CountedOutcomes.All)
        {
            yield return part.Subquery<int?>(
                $"project.{name}",
                FieldType.Number,
                db => p => (int?)db.Promises.Count(o => o.Task.ProjectId == p.Id && o.Outcome == outcome)
            );
        }
        yield return part.Subquery<double?>(
            "project.keptPercent",
            FieldType.Percent,
            db =>
                p =>
                    db.Promises.Where(o =>
                            o.Task.ProjectId == p.Id && o.Outcome >= PromiseOutcome.Kept && o.Outcome <= PromiseOutcome.Broken
                        )
                        .Average(o => (double?)(o.Outcome == PromiseOutcome.Kept ? 100 : 0))
        );
    }
}
