using System.Linq.Expressions;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Every field that a report can name, by source. Names are kept in saved definitions: one that goes is missed there by name, one that changes its meaning gets another name. Fields that ask other tables
/// (sums, last entry) belong to the source itself; what it leads to shows what it is.
/// </summary>
public static class FieldCatalog
{
    private static readonly (string, PromiseOutcome)[] Outcomes = [("kept", PromiseOutcome.Kept), ("moved", PromiseOutcome.Moved), ("broken", PromiseOutcome.Broken)];

    private static readonly (string, WorkTaskStatus)[] Statuses = [("pending", WorkTaskStatus.Pending), ("inProgress", WorkTaskStatus.InProgress), ("finished", WorkTaskStatus.Finished)];

    private static readonly Dictionary<ReportSource, IReadOnlyList<ReportField>> Sources = new()
    {
        [ReportSource.Tasks] =
        [
            .. TaskFields<WorkTask>(t => t), .. TaskFigures(),
            .. ProjectFields<WorkTask>(t => t.Project), .. ClientFields<WorkTask>(t => t.Client),
        ],
        [ReportSource.Dedications] =
        [
            .. EntryFields(), .. TaskFields<Dedication>(d => d.Task), .. ProjectFields<Dedication>(d => d.Project), .. ClientFields<Dedication>(d => d.Client),
        ],
        [ReportSource.Projects] = [.. ProjectFields<Project>(p => p), .. ProjectFigures(), .. ClientFields<Project>(p => p.Client)],
        [ReportSource.Clients] = [.. ClientFields<Client>(c => c), .. ClientFigures()],
        [ReportSource.Promises] =
        [
            .. PromiseFields(), .. TaskFields<Promise>(p => p.Task), .. ProjectFields<Promise>(p => p.Task.Project), .. ClientFields<Promise>(p => p.Task.Client),
        ],
    };

    private static readonly Dictionary<(ReportSource, string), ReportField> ByName = Sources.SelectMany(s => s.Value.Select(f => (Key: (s.Key, f.Name), Field: f))).ToDictionary(f => f.Key, f => f.Field);

    /// <summary>The fields of a source, part by part.</summary>
    public static IReadOnlyList<ReportField> Of(ReportSource source) => Sources.TryGetValue(source, out var fields) ? fields : [];

    /// <summary>The field of this name; null where the source has none.</summary>
    public static ReportField? Find(ReportSource source, string? name) => name is null ? null : ByName.GetValueOrDefault((source, name));

    /// <summary>The columns of a new report, and of the rows behind a figure.</summary>
    public static IReadOnlyList<string> DefaultColumns(ReportSource source) => source switch
    {
        ReportSource.Tasks => ["task.number", "task.title", "client.name", "task.status", "task.priority", "task.responsible", "task.next"],
        ReportSource.Dedications => ["entry.date", "entry.person", "client.name", "task.title", "entry.channel", "entry.minutes", "entry.comment"],
        ReportSource.Projects => ["project.name", "client.name", "project.kind", "project.pending", "project.inProgress", "project.finished"],
        ReportSource.Clients => ["client.name", "client.team", "client.openTasks", "client.lastEntry", "client.daysSinceEntry"],
        _ => ["promise.date", "promise.person", "client.name", "task.title", "promise.outcome", "promise.moves"],
    };

    /// <summary>In which order rows stand where nothing else is said: newest entries first, the rest by what it is.</summary>
    internal static ReportOrder DefaultOrder(ReportSource source) => source switch
    {
        ReportSource.Tasks => new("task.number"),
        ReportSource.Dedications => new("entry.date", true),
        ReportSource.Projects => new("project.name"),
        ReportSource.Clients => new("client.name"),
        _ => new("promise.date", true),
    };

    private static IEnumerable<ReportField> TaskFields<T>(Expression<Func<T, WorkTask>> to)
    {
        var part = new Part<T, WorkTask>("task", to);
        yield return part.Reference("task.title", ReferenceKind.Task, t => t.Id, t => t.Title);
        yield return part.Of("task.number", FieldType.Number, t => (int?)t.Id, summable: false);
        yield return part.Of("task.description", FieldType.LongText, t => t.Description);
        yield return part.Choice("task.status", t => (WorkTaskStatus?)t.Status);
        yield return part.Choice("task.priority", t => (TaskPriority?)t.Priority);
        yield return part.Of("task.open", FieldType.Flag, t => (bool?)(t.Status < WorkTaskStatus.Finished));
        yield return part.Reference("task.type", ReferenceKind.TaskType, t => t.TypeId, t => t.Type!.Name);
        yield return part.Reference("task.origin", ReferenceKind.Origin, t => t.OriginId, t => t.Origin!.Name);
        yield return part.Reference("task.contact", ReferenceKind.Contact, t => t.ContactId, t => t.Contact!.Name);
        yield return part.Asking<string?>("task.contact.phone", FieldType.Text, _ => t => t.Contact!.Phones.OrderBy(p => p.Id).Select(p => p.Number).FirstOrDefault());
        yield return part.Of("task.contact.email", FieldType.Text, t => t.Contact!.Email);
        yield return part.Reference("task.responsible", ReferenceKind.Person, t => t.ResponsibleId, t => t.Responsible.Name);
        yield return part.Reference("task.responsible.team", ReferenceKind.Team, t => t.Responsible.TeamId, t => t.Responsible.Team!.Name);
        yield return part.Reference("task.controller", ReferenceKind.Person, t => t.ControllerId, t => t.Controller.Name);
        yield return part.Reference("task.controller.team", ReferenceKind.Team, t => t.Controller.TeamId, t => t.Controller.Team!.Name);
        yield return part.Reference("task.originator", ReferenceKind.Person, t => t.OriginatorId, t => t.Originator.Name);
        yield return part.Of("task.created", FieldType.Instant, t => (DateTime?)t.CreatedAt);
        yield return part.Of("task.finished", FieldType.Instant, t => t.FinishedAt);
        yield return part.Of("task.outcome", FieldType.LongText, t => t.Outcome);
        yield return part.Of("task.next", FieldType.Day, t => t.NextActionDate);
        yield return part.Of("task.due", FieldType.Instant, t => t.DueAt);
        yield return part.Of("task.nextNote", FieldType.LongText, t => t.NextActionNote);
        yield return part.Of("task.estimate", FieldType.Minutes, t => t.EstimatedMinutes);
        yield return part.With<bool?>("task.overdue", FieldType.Flag, c =>
        {
            var today = c.Today;
            return t => (bool?)(t.NextActionDate != null && t.NextActionDate < today);
        });
        yield return part.With<int?>("task.daysOverdue", FieldType.Number, c =>
        {
            var (today, number) = (c.Today, c.Today.DayNumber);
            return t => t.NextActionDate < today ? number - t.NextActionDate!.Value.DayNumber : null;
        });
        yield return part.With<int?>("task.age", FieldType.Number, c =>
        {
            var (from, to) = (LocalDays.Number<WorkTask>(t => t.CreatedAt, c.Viewer.TimeZone), LocalDays.Number<WorkTask>(t => t.FinishedAt, c.Viewer.TimeZone));
            var until = Expression.Coalesce(Swap(to, from.Parameters[0]), Expression.Constant(c.Today.DayNumber));
            return Expression.Lambda<Func<WorkTask, int?>>(Expression.Convert(Expression.Subtract(until, Expression.Property(from.Body, "Value")), typeof(int?)), from.Parameters);
        });
    }

    private static IEnumerable<ReportField> TaskFigures()
    {
        var part = new Part<WorkTask, WorkTask>("task", t => t);
        yield return part.Asking<int?>("task.entries", FieldType.Number, c =>
        {
            var db = c.Db;
            return t => (int?)db.Dedications.Count(d => d.TaskId == t.Id);
        });
        yield return part.Asking<int?>("task.minutes", FieldType.Minutes, c =>
        {
            var db = c.Db;
            return t => (int?)db.Dedications.Where(d => d.TaskId == t.Id).Sum(d => d.Minutes);
        });
        yield return part.Asking<int?>("task.minutesThisMonth", FieldType.Minutes, c =>
        {
            var (db, (first, next)) = (c.Db, Month(c.Today));
            return t => (int?)db.Dedications.Where(d => d.TaskId == t.Id && d.Date >= first && d.Date < next).Sum(d => d.Minutes);
        });
        yield return part.Asking<DateOnly?>("task.lastEntry", FieldType.Day, c =>
        {
            var db = c.Db;
            return t => db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date);
        });
        yield return part.Asking<int?>("task.daysSinceEntry", FieldType.Number, c =>
        {
            var (db, number) = (c.Db, c.Today.DayNumber);
            return t => number - db.Dedications.Where(d => d.TaskId == t.Id).Max(d => (DateOnly?)d.Date)!.Value.DayNumber;
        });
        yield return part.Asking<int?>("task.moves", FieldType.Number, c =>
        {
            var db = c.Db;
            return t => db.Promises.Where(p => p.TaskId == t.Id && p.Outcome == PromiseOutcome.Open).Max(p => (int?)p.Moves);
        });
        foreach (var (name, outcome) in Outcomes)
        {
            yield return part.Asking<int?>($"task.{name}", FieldType.Number, c =>
            {
                var db = c.Db;
                return t => (int?)db.Promises.Count(p => p.TaskId == t.Id && p.Outcome == outcome);
            });
        }
        yield return part.Asking<double?>("task.keptPercent", FieldType.Percent, c =>
        {
            var db = c.Db;
            return t => db.Promises.Where(p => p.TaskId == t.Id && p.Outcome >= PromiseOutcome.Kept && p.Outcome <= PromiseOutcome.Broken).Average(p => (double?)(p.Outcome == PromiseOutcome.Kept ? 100 : 0));
        });
    }

    private static IEnumerable<ReportField> EntryFields()
    {
        var part = new Part<Dedication, Dedication>("entry", d => d);
        yield return part.Of("entry.date", FieldType.Day, d => (DateOnly?)d.Date);
        yield return part.Reference("entry.person", ReferenceKind.Person, d => d.PersonId, d => d.Person.Name);
        yield return part.Reference("entry.person.team", ReferenceKind.Team, d => d.Person.TeamId, d => d.Person.Team!.Name);
        yield return part.Of("entry.minutes", FieldType.Minutes, d => (int?)d.Minutes);
        yield return part.Choice("entry.channel", d => (DedicationChannel?)d.Channel);
        yield return part.Of("entry.comment", FieldType.LongText, d => d.Comment);
        yield return part.Reference("entry.contact", ReferenceKind.Contact, d => d.ContactId, d => d.Contact!.Name);
        yield return part.Asking<string?>("entry.contact.phone", FieldType.Text, _ => d => d.Contact!.Phones.OrderBy(p => p.Id).Select(p => p.Number).FirstOrDefault());
        yield return part.Of("entry.contact.email", FieldType.Text, d => d.Contact!.Email);
        yield return part.Of("entry.logged", FieldType.Instant, d => (DateTime?)d.CreatedAt);
        yield return part.Actor("entry.loggedBy", d => d.CreatedById);
        yield return part.Choice("entry.review", d => (ReviewState?)d.Review!.State);
        yield return part.Reference("entry.reviewedBy", ReferenceKind.Person, d => d.Review!.AnsweredById, d => d.Review!.AnsweredBy!.Name);
        yield return part.Asking<bool?>("entry.corrected", FieldType.Flag, c =>
        {
            var db = c.Db;
            return d => (bool?)db.DedicationRevisions.Any(r => r.DedicationId == d.Id);
        });
    }

    private static IEnumerable<ReportField> ProjectFields<T>(Expression<Func<T, Project>> to)
    {
        var part = new Part<T, Project>("project", to);
        yield return part.Reference("project.name", ReferenceKind.Project, p => p.Id, p => p.Name);
        yield return part.Of("project.code", FieldType.Text, p => p.Code);
        yield return part.Choice("project.kind", p => (ProjectKind?)p.Kind);
        yield return part.Reference("project.manager", ReferenceKind.Person, p => p.ManagerId, p => p.Manager!.Name);
        yield return part.Of("project.start", FieldType.Day, p => p.PlannedStart);
        yield return part.Of("project.end", FieldType.Day, p => p.PlannedEnd);
        yield return part.Of("project.open", FieldType.Flag, p => (bool?)(p.ClosedAt == null));
        yield return part.Of("project.closed", FieldType.Instant, p => p.ClosedAt);
        yield return part.Of("project.description", FieldType.LongText, p => p.Description);
    }

    private static IEnumerable<ReportField> ProjectFigures()
    {
        var part = new Part<Project, Project>("project", p => p);
        foreach (var (name, status) in Statuses)
        {
            yield return part.Asking<int?>($"project.{name}", FieldType.Number, c =>
            {
                var db = c.Db;
                return p => (int?)db.Tasks.Count(t => t.ProjectId == p.Id && t.Status == status);
            });
        }
        yield return part.Asking<int?>("project.overdueTasks", FieldType.Number, c =>
        {
            var (db, today) = (c.Db, c.Today);
            return p => (int?)db.Tasks.Count(t => t.ProjectId == p.Id && t.Status < WorkTaskStatus.Finished && t.NextActionDate < today);
        });
        yield return part.Asking<int?>("project.entries", FieldType.Number, c =>
        {
            var db = c.Db;
            return p => (int?)db.Dedications.Count(d => d.ProjectId == p.Id);
        });
        yield return part.Asking<int?>("project.minutes", FieldType.Minutes, c =>
        {
            var db = c.Db;
            return p => (int?)db.Dedications.Where(d => d.ProjectId == p.Id).Sum(d => d.Minutes);
        });
        yield return part.Asking<int?>("project.minutesThisMonth", FieldType.Minutes, c =>
        {
            var (db, (first, next)) = (c.Db, Month(c.Today));
            return p => (int?)db.Dedications.Where(d => d.ProjectId == p.Id && d.Date >= first && d.Date < next).Sum(d => d.Minutes);
        });
        yield return part.Asking<DateOnly?>("project.lastEntry", FieldType.Day, c =>
        {
            var db = c.Db;
            return p => db.Dedications.Where(d => d.ProjectId == p.Id).Max(d => (DateOnly?)d.Date);
        });
        yield return part.Asking<int?>("project.daysSinceEntry", FieldType.Number, c =>
        {
            var (db, number) = (c.Db, c.Today.DayNumber);
            return p => number - db.Dedications.Where(d => d.ProjectId == p.Id).Max(d => (DateOnly?)d.Date)!.Value.DayNumber;
        });
        foreach (var (name, outcome) in Outcomes)
        {
            yield return part.Asking<int?>($"project.{name}", FieldType.Number, c =>
            {
                var db = c.Db;
                return p => (int?)db.Promises.Count(o => o.Task.ProjectId == p.Id && o.Outcome == outcome);
            });
        }
        yield return part.Asking<double?>("project.keptPercent", FieldType.Percent, c =>
        {
            var db = c.Db;
            return p => db.Promises.Where(o => o.Task.ProjectId == p.Id && o.Outcome >= PromiseOutcome.Kept && o.Outcome <= PromiseOutcome.Broken).Average(o => (double?)(o.Outcome == PromiseOutcome.Kept ? 100 : 0));
        });
    }

    private static IEnumerable<ReportField> ClientFields<T>(Expression<Func<T, Client>> to)
    {
        var part = new Part<T, Client>("client", to);
        yield return part.Reference("client.name", ReferenceKind.Client, c => c.Id, c => c.Name);
        yield return part.Of("client.code", FieldType.Text, c => c.Code);
        yield return part.Of("client.taxId", FieldType.Text, c => c.TaxId);
        yield return part.Reference("client.team", ReferenceKind.Team, c => c.TeamId, c => c.Team!.Name);
        yield return part.Of("client.phone", FieldType.Text, c => c.Phone);
        yield return part.Of("client.email", FieldType.Text, c => c.Email);
        yield return part.Of("client.address", FieldType.Text, c => c.Address);
        yield return part.Of("client.notes", FieldType.LongText, c => c.Notes);
        yield return part.Of("client.active", FieldType.Flag, c => (bool?)c.Active);
    }

    private static IEnumerable<ReportField> ClientFigures()
    {
        var part = new Part<Client, Client>("client", c => c);
        yield return part.Asking<int?>("client.openTasks", FieldType.Number, x =>
        {
            var db = x.Db;
            return c => (int?)db.Tasks.Count(t => t.ClientId == c.Id && t.Status < WorkTaskStatus.Finished);
        });
        foreach (var (name, status) in Statuses)
        {
            yield return part.Asking<int?>($"client.{name}", FieldType.Number, x =>
            {
                var db = x.Db;
                return c => (int?)db.Tasks.Count(t => t.ClientId == c.Id && t.Status == status);
            });
        }
        yield return part.Asking<int?>("client.overdueTasks", FieldType.Number, x =>
        {
            var (db, today) = (x.Db, x.Today);
            return c => (int?)db.Tasks.Count(t => t.ClientId == c.Id && t.Status < WorkTaskStatus.Finished && t.NextActionDate < today);
        });
        yield return part.Asking<double?>("client.keptPercent", FieldType.Percent, x =>
        {
            var db = x.Db;
            return c => db.Promises.Where(o => o.Task.ClientId == c.Id && o.Outcome >= PromiseOutcome.Kept && o.Outcome <= PromiseOutcome.Broken).Average(o => (double?)(o.Outcome == PromiseOutcome.Kept ? 100 : 0));
        });
        yield return part.Asking<int?>("client.openProjects", FieldType.Number, x =>
        {
            var db = x.Db;
            return c => (int?)db.Projects.Count(p => p.ClientId == c.Id && p.ClosedAt == null);
        });
        yield return part.Asking<DateOnly?>("client.nextPromise", FieldType.Day, x =>
        {
            var (db, today) = (x.Db, x.Today);
            return c => db.Tasks.Where(t => t.ClientId == c.Id && t.Status < WorkTaskStatus.Finished && t.NextActionDate >= today).Min(t => t.NextActionDate);
        });
        yield return part.Asking<int?>("client.minutes", FieldType.Minutes, x =>
        {
            var db = x.Db;
            return c => (int?)db.Dedications.Where(d => d.ClientId == c.Id).Sum(d => d.Minutes);
        });
        yield return part.Asking<int?>("client.minutesThisMonth", FieldType.Minutes, x =>
        {
            var (db, (first, next)) = (x.Db, Month(x.Today));
            return c => (int?)db.Dedications.Where(d => d.ClientId == c.Id && d.Date >= first && d.Date < next).Sum(d => d.Minutes);
        });
        yield return part.Asking<DateOnly?>("client.lastEntry", FieldType.Day, x =>
        {
            var db = x.Db;
            return c => db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date);
        });
        yield return part.Asking<int?>("client.daysSinceEntry", FieldType.Number, x =>
        {
            var (db, number) = (x.Db, x.Today.DayNumber);
            return c => number - db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date)!.Value.DayNumber;
        });
    }

    private static IEnumerable<ReportField> PromiseFields()
    {
        var part = new Part<Promise, Promise>("promise", p => p);
        yield return part.Of("promise.date", FieldType.Day, p => (DateOnly?)p.Date);
        yield return part.Reference("promise.person", ReferenceKind.Person, p => p.PersonId, p => p.Person.Name);
        yield return part.Reference("promise.person.team", ReferenceKind.Team, p => p.Person.TeamId, p => p.Person.Team!.Name);
        // Of those with an hour; whoever reads sees it by their own clock.
        yield return part.Of("promise.at", FieldType.Instant, p => p.Time != null ? p.DueAt : (DateTime?)null);
        yield return part.Choice("promise.outcome", p => (PromiseOutcome?)p.Outcome);
        foreach (var (name, outcome) in Outcomes)
            yield return part.With<int?>($"promise.{name}", FieldType.Number, _ => p => (int?)(p.Outcome == outcome ? 1 : 0));
        // Its average is what a ledger calls kept: of those that were to be kept, how many were.
        yield return part.Of("promise.keptPercent", FieldType.Percent, p => p.Outcome == PromiseOutcome.Kept ? 100.0 : p.Outcome == PromiseOutcome.Moved || p.Outcome == PromiseOutcome.Broken ? 0.0 : (double?)null);
        yield return part.Of("promise.moves", FieldType.Number, p => (int?)p.Moves);
        yield return part.Of("promise.movedTo", FieldType.Day, p => p.MovedTo);
        yield return part.Of("promise.set", FieldType.Instant, p => (DateTime?)p.SetAt);
        yield return part.Actor("promise.setBy", p => p.SetById);
        yield return part.Of("promise.ended", FieldType.Instant, p => p.EndedAt);
        yield return part.Of("promise.note", FieldType.LongText, p => p.Note);
    }

    private static (DateOnly First, DateOnly Next) Month(DateOnly today)
    {
        var first = new DateOnly(today.Year, today.Month, 1);
        return (first, first.AddMonths(1));
    }

    private static Expression Swap(LambdaExpression lambda, Expression argument) => new Swapping(lambda.Parameters[0], argument).Visit(lambda.Body);

    // Fields of T, reached from the rows of a source.
    private sealed class Part<TRow, T>(string part, Expression<Func<TRow, T>> to)
    {
        public ReportField Of<TValue>(string name, FieldType type, Expression<Func<T, TValue>> value, bool summable = true) => new(name, part, type, _ => Lift(value)) { Summable = summable };

        public ReportField With<TValue>(string name, FieldType type, Func<FieldContext, Expression<Func<T, TValue>>> value) => new(name, part, type, c => Lift(value(c)));


        public ReportField Asking<TValue>(string name, FieldType type, Func<FieldContext, Expression<Func<T, TValue>>> value) => new(name, part, type, c => Lift(value(c))) { Asks = true };

        public ReportField Choice<TEnum>(string name, Expression<Func<T, TEnum?>> value) where TEnum : struct, Enum => new(name, part, FieldType.Choice, _ => Lift(value)) { Choices = typeof(TEnum) };

        public ReportField Reference(string name, ReferenceKind kind, Expression<Func<T, int?>> id, Expression<Func<T, string?>> label) =>
            new(name, part, FieldType.Reference, _ => Lift(id)) { Refers = kind, Label = _ => Lift(label) };

        /// <summary>Who did something: nothing leads to them but the id.</summary>
        public ReportField Actor(string name, Expression<Func<T, int>> id)
        {
            var nullable = Expression.Lambda(Expression.Convert(id.Body, typeof(int?)), id.Parameters);
            return new(name, part, FieldType.Reference, _ => Lift(nullable))
            {
                Refers = ReferenceKind.Person,
                Label = c =>
                {
                    var db = c.Db;
                    Expression<Func<int, string?>> named = person => db.People.Where(p => p.Id == person).Select(p => p.Name).FirstOrDefault();
                    return Lift(Expression.Lambda(Swap(named, id.Body), id.Parameters));
                },
            };
        }

        private LambdaExpression Lift(LambdaExpression value) => Expression.Lambda(Swap(value, to.Body), to.Parameters);
    }
}

/// <summary>Puts another expression where a parameter stands.</summary>
internal sealed class Swapping(ParameterExpression parameter, Expression by) : ExpressionVisitor
{
    protected override Expression VisitParameter(ParameterExpression node) => node == parameter ? by : node;
}
