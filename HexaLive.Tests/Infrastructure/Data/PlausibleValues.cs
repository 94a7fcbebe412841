using System.Globalization;
using HexaLive.Domain.People;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;

namespace HexaLive.Tests.Infrastructure.Data;

/// <summary>Values for the parameters of any use case. With these values, the use case runs its queries and writes.</summary>
internal static class PlausibleValues
{
    /// <summary>A viewer of each role, and a viewer who covers for another person.</summary>
    public static readonly Viewer[] Viewers =
    [
        new(1, "Ana", PersonRole.Administrator, [], "Europe/Madrid", "es"),
        new(1, "Marta", PersonRole.Manager, [1, 2], "Europe/Madrid", "es"),
        new(1, "Raúl", PersonRole.Representative, [], "Europe/Madrid", "es"),
        new(1, "Olga", PersonRole.Representative, [], "Europe/Madrid", "es") { CoveredPersonIds = [2] },
    ];

    // The values of types for which the name of the parameter does not matter.
    private static readonly Dictionary<Type, Func<object>> ByType = new()
    {
        [typeof(CancellationToken)] = () => CancellationToken.None,
        [typeof(NextAction)] = () => new NextAction(new DateOnly(2090, 1, 1)),
        [typeof(ReportDefinition)] = CreateReport,
        [typeof(ScheduleFields)] = CreateSchedule,
        [typeof(IReadOnlyDictionary<string, string>)] = () => new Dictionary<string, string>(),
        [typeof(DateTime)] = () => new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        [typeof(DateOnly)] = () => new DateOnly(2026, 1, 1),
        [typeof(TimeOnly)] = () => new TimeOnly(9, 0),
        [typeof(Guid)] = () => Guid.NewGuid(),
        [typeof(ActivityCursor)] = () => new ActivityCursor([], 0),
        [typeof(TaskQuery)] = () => TaskViewContent.Default.Query,
        [typeof(BulkResult)] = CreateBulkResult,
        [typeof(ReminderSettings)] = () => new ReminderSettings(new Dictionary<ReminderKind, ReminderChannels>(), 8, 1),
    };

    /// <summary>Returns a value for a parameter of a call by <paramref name="viewer"/>.</summary>
    public static object? ValueFor(Type type, string? name, Viewer viewer)
    {
        if (type == typeof(Viewer))
            return viewer;
        if (ByType.TryGetValue(type, out var value))
            return value();
        if (type == typeof(string))
            return TextFor(name);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return ValueFor(inner, name, viewer);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0);
        if (name is "successorId" or "otherId")
            return 2;
        if (name is "year" or "Year")
            return 2027;
        if (type.IsPrimitive)
            return Convert.ChangeType(1, type, CultureInfo.InvariantCulture);
        if (type.IsAssignableFrom(typeof(string[])))
            return new[] { "+34600123456" };
        if (type.IsAssignableFrom(typeof(int[])))
            return new[] { 1, 2 };
        if (type.IsInterface)
            return null;
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => ValueFor(p.ParameterType, p.Name, viewer))]);
    }

    // Returns a text for a parameter. The parameter "key" gets the id of a saved report.
    private static string TextFor(string? name) =>
        name switch
        {
            "key" => "1",
            "timeZone" => "Atlantic/Canary",
            "language" => "en",
            "email" => "ana@x.es",
            "Phone" => "+34600123456",
            "Website" => "perez.example",
            "country" => "PT",
            _ => "perez",
        };

    // Returns a valid report definition that refers to records by their ids.
    private static ReportDefinition CreateReport()
    {
        string[] fields =
        [
            "client.name",
            "project.name",
            "task.title",
            "entry.person",
            "client.team",
            "task.type",
            "task.origin",
            "task.contact",
        ];
        return new ReportDefinition
        {
            Columns = [new("entry.date")],
            Where = ReportCriterion.AllOf([.. fields.Select(f => ReportCriterion.CreateTest(f, TestOperator.OneOf, "1"))]),
        };
    }

    private static ScheduleFields CreateSchedule() =>
        new(ScheduleFrequency.Daily, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Pdf, false);

    private static BulkResult CreateBulkResult() =>
        new(
            [new BulkOutcome(1, "x", null)],
            [new TaskSnapshot(1, 1, 1, null, TaskPriority.Low, WorkTaskStatus.Pending, null)],
            new TaskChange(Priority: TaskPriority.Low)
        );
}
