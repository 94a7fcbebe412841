using System.Linq.Expressions;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

internal static class TaskReportFields
{
    /// <summary>Returns the fields of the task of a row.</summary>
    public static IEnumerable<ReportField> Create<T>(Expression<Func<T, WorkTask>> task) =>
        [.. DetailFields(task), .. PersonFields(task), .. DateFields(task), .. DelayFields(task)];

    private static IEnumerable<ReportField> DetailFields<T>(Expression<Func<T, WorkTask>> task)
    {
        var part = new FieldBuilder<T, WorkTask>("task", task);
        yield return part.Reference("task.title", ReferenceKind.Task, t => t.Id, t => t.Title);
        yield return part.Value("task.number", FieldType.Number, t => (int?)t.Id, summable: false);
        yield return part.Value("task.description", FieldType.LongText, t => t.Description);
        yield return part.Choice("task.status", t => (WorkTaskStatus?)t.Status);
        yield return part.Choice("task.priority", t => (TaskPriority?)t.Priority);
        yield return part.Value("task.open", FieldType.Flag, t => (bool?)(t.Status < WorkTaskStatus.Finished));
        yield return part.Reference("task.type", ReferenceKind.TaskType, t => t.TypeId, t => t.Type!.Name);
        yield return part.Reference("task.origin", ReferenceKind.Origin, t => t.OriginId, t => t.Origin!.Name);
        yield return part.Reference("task.contact", ReferenceKind.Contact, t => t.ContactId, t => t.Contact!.Name);
        yield return part.Subquery<string?>(
            "task.contact.phone",
            FieldType.Text,
            t => t.Contact!.Phones.OrderBy(p => p.Id).Select(p => p.Number).FirstOrDefault()
        );
        yield return part.Value("task.contact.email", FieldType.Text, t => t.Contact!.Email);
    }

    private static IEnumerable<ReportField> PersonFields<T>(Expression<Func<T, WorkTask>> task)
    {
        var part = new FieldBuilder<T, WorkTask>("task", task);
        yield return part.Reference("task.responsible", ReferenceKind.Person, t => t.ResponsibleId, t => t.Responsible.Name);
        yield return part.Reference("task.responsible.team", ReferenceKind.Team, t => t.Responsible.TeamId, t => t.Responsible.Team!.Name);
        yield return part.Reference("task.controller", ReferenceKind.Person, t => t.ControllerId, t => t.Controller.Name);
        yield return part.Reference("task.controller.team", ReferenceKind.Team, t => t.Controller.TeamId, t => t.Controller.Team!.Name);
        yield return part.Reference("task.originator", ReferenceKind.Person, t => t.OriginatorId, t => t.Originator.Name);
    }

    private static IEnumerable<ReportField> DateFields<T>(Expression<Func<T, WorkTask>> task)
    {
        var part = new FieldBuilder<T, WorkTask>("task", task);
        yield return part.Value("task.created", FieldType.Instant, t => (DateTime?)t.CreatedAt);
        yield return part.Value("task.finished", FieldType.Instant, t => t.FinishedAt);
        yield return part.Value("task.outcome", FieldType.LongText, t => t.Outcome);
        yield return part.Value("task.next", FieldType.Day, t => t.NextActionDate);
        yield return part.Value("task.due", FieldType.Instant, t => t.DueAt);
        yield return part.Value("task.nextNote", FieldType.LongText, t => t.NextActionNote);
        yield return part.Value("task.estimate", FieldType.Minutes, t => t.EstimatedMinutes);
    }

    private static IEnumerable<ReportField> DelayFields<T>(Expression<Func<T, WorkTask>> task)
    {
        var part = new FieldBuilder<T, WorkTask>("task", task);
        yield return part.InContext<bool?>(
            "task.overdue",
            FieldType.Flag,
            c =>
            {
                var today = c.Today;
                return t => (bool?)(t.NextActionDate != null && t.NextActionDate < today);
            }
        );
        yield return part.InContext<int?>(
            "task.daysOverdue",
            FieldType.Number,
            c =>
            {
                var (today, number) = (c.Today, c.Today.DayNumber);
                return t => t.NextActionDate < today ? number - t.NextActionDate!.Value.DayNumber : null;
            }
        );
        yield return part.InContext<int?>(
            "task.age",
            FieldType.Number,
            c =>
            {
                var (from, to) = (
                    LocalDays.ToDayNumber<WorkTask>(t => t.CreatedAt, c.Viewer.TimeZone),
                    LocalDays.ToDayNumber<WorkTask>(t => t.FinishedAt, c.Viewer.TimeZone)
                );
                var until = Expression.Coalesce(ParameterReplacer.Apply(to, from.Parameters[0]), Expression.Constant(c.Today.DayNumber));
                return Expression.Lambda<Func<WorkTask, int?>>(
                    Expression.Convert(Expression.Subtract(until, Expression.Property(from.Body, "Value")), typeof(int?)),
                    from.Parameters
                );
            }
        );
    }
}
