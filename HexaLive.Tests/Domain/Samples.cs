using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using Xunit;

namespace HexaLive.Tests.Domain;

/// <summary>Entities for the tests of domain rules. They are created on Monday, 2 March 2026, at 10:00 in Madrid.</summary>
internal static class Samples
{
    public static readonly DateTime Now = new(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);
    public static readonly DateOnly Today = new(2026, 3, 2);
    public static readonly Actor By = new(1, Now);

    public static Person NewPerson(int id = 7, PersonFields? fields = null) =>
        new Person(fields ?? new PersonFields("Raúl", "raul@test.local", PersonRole.Representative), By).WithId(id);

    public static Person NewInactivePerson(int id)
    {
        var person = NewPerson(id);
        person.SetActive(false, By);
        return person;
    }

    public static Client NewClient(int id = 1, ClientFields? fields = null) =>
        new Client(fields ?? new ClientFields("Pérez"), By).WithId(id);

    public static Project NewProject(int id = 1, Client? client = null) =>
        new Project(client ?? NewClient(), new ProjectFields($"Comercial {id}", ProjectKind.Commercial, null), By).WithId(id);

    /// <summary>Creates a task that is assigned to person 7, controlled by person 2 and requested by person 1.</summary>
    public static WorkTask NewTask(NextAction? next = null, Project? project = null) =>
        new WorkTask(project ?? NewProject(), new TaskFields("Oferta"), NewPerson(), NewPerson(2), NewPerson(1), next, By).WithId(5);

    /// <summary>Creates a task whose next action falls due on a day of March 2026.</summary>
    public static WorkTask NewTaskDue(int day) => NewTask(new NextAction(March(day)));

    public static DateOnly March(int day) => new(2026, 3, day);

    public static DateTime Utc(string instant) =>
        DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime;

    /// <summary>Logs 15 minutes of work by the person responsible, by default now and on the current local day.</summary>
    public static Dedication LogWork(this WorkTask task, EntryFollowUp? followUp = null, DateTime? now = null, Person? person = null)
    {
        var worker = person ?? task.Responsible;
        var at = now ?? Now;
        var fields = new DedicationFields(worker.ToLocalDay(at), 15, "Llamada");
        return task.Log(fields, worker, followUp ?? EntryFollowUp.Keep, By.WithTime(at), Guid.NewGuid());
    }

    /// <summary>Sets an id, which otherwise the database assigns.</summary>
    public static T WithId<T>(this T entity, int id)
        where T : class => entity.With("Id", id);

    /// <summary>Sets a property that otherwise only the database sets.</summary>
    public static T With<T>(this T entity, string property, object? value)
        where T : class
    {
        typeof(T).GetProperty(property)!.SetValue(entity, value);
        return entity;
    }

    /// <summary>Makes a change and returns the activity rows that it wrote.</summary>
    public static IReadOnlyList<ActivityEntry> CaptureActivity<T>(this T entity, Action<T> change)
        where T : RecordedEntity
    {
        entity.DrainActivity();
        change(entity);
        return entity.DrainActivity();
    }

    /// <summary>Checks that a call is refused, and returns the values for the message.</summary>
    public static IReadOnlyList<object> AssertRefused(RuleError error, Action act)
    {
        var refusal = Assert.Throws<RuleException>(act);
        Assert.Equal(error, refusal.Error);
        return refusal.Args;
    }
}
