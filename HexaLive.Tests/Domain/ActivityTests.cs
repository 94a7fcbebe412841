using System.Reflection;
using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Import;
using HexaLive.Domain.Jobs;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Domain.Timers;
using HexaLive.Domain.VisitSheets;
using Xunit;

namespace HexaLive.Tests.Domain;

/// <summary>
/// Every public method that changes an entity writes an activity row, or is listed with the reason why it writes none. The test fails
/// for a new method until a case is added.
/// </summary>
public sealed partial class ActivityTests
{
    private static readonly DateTime Now = new(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);
    private static readonly DateOnly Today = new(2026, 3, 2);
    private static readonly Actor By = new(1, Now);

    private static readonly Dictionary<string, string> WithoutRow = new()
    {
        ["Absence.ChangeTimeZone"] = "Follows from the person's preferences.",
        ["Absence.MarkRead"] = "Only the person sees it.",
        ["Client.SetExternalKey"] = "Part of an import.",
        ["Contact.MergeFrom"] = "Part of Client.Merge.",
        ["Dedication.SetExternalKey"] = "Part of an import.",
        ["ImportRecord.new"] = "ImportRecord.Complete writes the row.",
        ["OutgoingMail.Cancel"] = "Delivery state.",
        ["OutgoingMail.Fail"] = "Delivery state.",
        ["OutgoingMail.MarkSent"] = "Delivery state.",
        ["Person.SetDefaultTaskView"] = "Preference.",
        ["Person.SetExternalKey"] = "Part of an import.",
        ["Project.SetExternalKey"] = "Part of an import.",
        ["ProjectRenewal.MarkUndone"] = "The project and its tasks have the rows.",
        ["ProjectRenewal.new"] = "The projects and the moved tasks have the rows.",
        ["Promise.ChangeTimeZone"] = "Follows from the person's preferences.",
        ["Reminder.Dismiss"] = "The event that makes it superfluous has the row.",
        ["Reminder.RaiseAgain"] = "The event that raises it has the row.",
        ["ReminderChoice.SetChannels"] = "Person.RecordReminderSettings covers all kinds.",
        ["Review.SetController"] = "WorkTask.Assign writes the row.",
        ["WorkTask.ChangeTimeZone"] = "Follows from the person's preferences.",
        ["WorkTask.SetExternalKey"] = "Part of an import.",
    };

    private static readonly Dictionary<Type, string> TypesWithoutRow = new()
    {
        [typeof(JobRun)] = "It is a log itself.",
        [typeof(Report)] = "Its owner's document, with a version of its own.",
        [typeof(ReportDelivery)] = "It is a log itself.",
        [typeof(PersonalReportState)] = "Preference.",
        [typeof(ReportSchedule)] = "Its owner's document; deliveries are on record.",
        [typeof(SavedView)] = "Preference.",
        [typeof(VisitPreparation)] = "Only the person sees it.",
        [typeof(WorkTimer)] = "Draft of an entry.",
    };

    public static TheoryData<string> Methods => [.. FindMutatingMethods()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_change_writes_an_activity_row(string method)
    {
        if (WithoutRow.ContainsKey(method))
            return;
        Assert.True(Cases.TryGetValue(method, out var expected), $"Add a case for {method}, or the reason why it writes no row.");
        Assert.Contains(expected.Rows(), r => (r.Kind, r.ActorId, r.At) == (expected.Kind, By.PersonId, By.Now));
    }

    [Fact]
    public void Listed_test_cases_and_exceptions_refer_to_existing_methods() =>
        Assert.Empty(Cases.Keys.Concat(WithoutRow.Keys).Except(FindMutatingMethods()).Concat(Cases.Keys.Intersect(WithoutRow.Keys)));

    // A public method is taken to change its entity if it has an actor parameter or returns nothing.
    private static IEnumerable<string> FindMutatingMethods() =>
        typeof(RecordedEntity)
            .Assembly.GetTypes()
            .Where(t => IsEntity(t) && !TypesWithoutRow.ContainsKey(t))
            .SelectMany(t =>
                t.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
                    .Where(m => m.DeclaringType!.Assembly == t.Assembly && !m.IsSpecialName)
                    .Where(m => HasActor(m) || (!m.IsStatic && m.ReturnType == typeof(void)))
                    .Select(m => $"{t.Name}.{m.Name}")
                    .Concat(t.GetConstructors().Where(HasActor).Select(_ => $"{t.Name}.new"))
            )
            .Distinct();

    // An entity is recognised by a parameterless constructor, which EF Core needs, and private setters.
    private static bool IsEntity(Type type) =>
        type is { IsClass: true, IsAbstract: false }
        && type != typeof(ActivityEntry)
        && type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, []) is not null
        && HasPrivateSetter(type);

    // Reflection on a derived type does not return the private setters of its base type, so the base types are searched as well.
    private static bool HasPrivateSetter(Type? type) =>
        type is not null && (type.GetProperties().Any(p => p.SetMethod is { IsPrivate: true }) || HasPrivateSetter(type.BaseType));

    private static bool HasActor(MethodBase method) => method.GetParameters().Any(p => p.ParameterType == typeof(Actor));

    private static IReadOnlyList<ActivityEntry> RecordChange<T>(T entity, Action<T> change)
        where T : RecordedEntity
    {
        entity.DrainActivity();
        change(entity);
        return entity.DrainActivity();
    }

    private static DedicationFields Fields => new(Today, 15, "Llamada");

    private static T WithId<T>(T entity, int id)
        where T : class
    {
        typeof(T).GetProperty("Id")!.SetValue(entity, id);
        return entity;
    }

    private static Person CreatePerson(int id) =>
        WithId(new Person(new PersonFields("Ana", "ana@test.local", PersonRole.Representative), By), id);

    private static Client CreateClient() => WithId(new Client(new ClientFields("Pérez"), By), 1);

    private static Contact CreateContact(Client client) => client.AddContact("Luis", null, null, [], By);

    private static Project CreateProject(int id) =>
        WithId(new Project(CreateClient(), new ProjectFields("Comercial", ProjectKind.Commercial, null), By), id);

    private static Project CreateClosedProject()
    {
        var project = CreateProject(1);
        project.Close(0, By);
        return project;
    }

    private static WorkTask CreateTask() =>
        new(
            CreateProject(1),
            new TaskFields("Oferta"),
            CreatePerson(7),
            CreatePerson(1),
            CreatePerson(1),
            new NextAction(Today.AddDays(2)),
            By
        );

    private static WorkTask CreateStartedTask()
    {
        var task = CreateTask();
        task.Start(By);
        return task;
    }

    private static WorkTask CreateFinishedTask()
    {
        var task = CreateTask();
        task.Finish("Pedido", By);
        return task;
    }

    private static Dedication CreateEntry(WorkTask task, int by = 7)
    {
        // The controller's own entries need no review. To get an entry that needs a review, make another person the controller.
        if (by == task.ControllerId)
            task.Assign(task.Responsible, CreatePerson(9), By);
        return task.Log(Fields, CreatePerson(by), EntryFollowUp.Keep, By, Guid.NewGuid());
    }

    private static Absence CreateAbsence(int day) =>
        new(CreatePerson(7), new DateOnly(2026, 3, day), new DateOnly(2026, 3, 9), null, null, By);

    private static Holiday CreateHoliday() => new(new DateOnly(2026, 5, 1), "Fiesta del Trabajo", null, By);

    private static ImportRecord CreateImport() => new("clientes.csv", "Clients", By);

    private static TaskType CreateType() => new("Visita", new TaskPreset(), By);

    private static TaskOrigin CreateOrigin() => new("Web", new TaskPreset(), By);

    private static Team CreateTeam() => new("Norte", null, By);

    private static OutgoingMail CreateFailedMail()
    {
        var mail = new OutgoingMail(1, Now);
        mail.Fail("550", isPermanent: true, Now);
        return mail;
    }
}
