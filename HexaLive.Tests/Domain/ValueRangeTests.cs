using HexaLive.Domain;
using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Diary;
using HexaLive.Domain.FollowUp;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Import;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Renewals;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using Xunit;

namespace HexaLive.Tests.Domain;

/// <summary>Entities refuse values outside the allowed range, whoever sets them.</summary>
public sealed class ValueRangeTests
{
    private const int None = 2_000_000_000;
    private static readonly DateTime Now = new(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime FarAway = new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateOnly FarDay = new(2100, 1, 1);
    private static readonly Actor By = new(1, Now);
    private static readonly PersonFields RepFields = new("Raúl", null, PersonRole.Representative);
    private static readonly Person Rep = new(RepFields, By);

    public static TheoryData<string, RuleError> Cases => [.. RefusedCases.Select(r => (r.Key, r.Value.Error))];

    private static readonly Dictionary<string, (RuleError Error, Action Action)> RefusedCases = new()
    {
        ["task, priority"] = (RuleError.InvalidValue, () => CreateTask().SetPriority((TaskPriority)None, new Actor(1, Now))),
        ["task, priority when edited"] = (
            RuleError.InvalidValue,
            () => CreateTask().Edit(new TaskFields("Oferta", Priority: (TaskPriority)None), new Actor(1, Now))
        ),
        ["task, estimate"] = (
            RuleError.InvalidValue,
            () => CreateTask().Edit(new TaskFields("Oferta", EstimatedMinutes: None), new Actor(1, Now))
        ),
        ["task, next step"] = (RuleError.DateRange, () => CreateTask().Reschedule(new NextAction(FarDay), new Actor(1, Now))),
        ["entry, channel"] = (
            RuleError.InvalidValue,
            () => Log(new DedicationFields(new DateOnly(2026, 3, 2), 5, "Llamada", (DedicationChannel)None))
        ),
        ["entry, minutes"] = (RuleError.MinutesRange, () => Log(new DedicationFields(new DateOnly(2026, 3, 2), None, "Llamada"))),
        ["entry, day"] = (RuleError.DateRange, () => Log(new DedicationFields(new DateOnly(1989, 12, 31), 5, "Llamada"))),
        ["project, kind"] = (RuleError.InvalidValue, () => _ = CreateProject((ProjectKind)None)),
        ["project, planned end"] = (RuleError.DateRange, () => _ = CreateProject(ProjectKind.Production, FarDay)),
        ["renewal, year"] = (
            RuleError.InvalidValue,
            () => _ = new ProjectRenewal(Guid.NewGuid(), None, CreateProject(), CreateProject(), 0, new Actor(1, Now))
        ),
        ["person, role"] = (RuleError.InvalidValue, () => _ = new Person(RepFields with { Role = (PersonRole)None }, By)),
        ["person, role when changed"] = (RuleError.InvalidValue, () => Rep.Edit(RepFields with { Role = (PersonRole)None }, By)),
        ["person, start page"] = (RuleError.InvalidValue, () => Rep.SetPreferences("Europe/Madrid", null, (LandingPage)None, null, By)),
        ["person, default minutes"] = (
            RuleError.MinutesRange,
            () => Rep.SetPreferences("Europe/Madrid", null, LandingPage.Today, None, By)
        ),
        ["person, hour of the daily mail"] = (RuleError.InvalidValue, () => Rep.SetReminderSettings(24, 1, By)),
        ["person, working week"] = (RuleError.InvalidValue, () => Rep.Edit(RepFields with { WorkingWeek = (WeekDays)None }, By)),
        ["absence, last day"] = (RuleError.DateRange, () => _ = new Absence(Rep, new DateOnly(2026, 3, 2), FarDay, null, null, By)),
        ["holiday, day"] = (RuleError.DateRange, () => _ = new Holiday(FarDay, "Reyes", null, By)),
        ["preset, priority"] = (RuleError.InvalidValue, () => CreateTaskTypeWith(new() { Priority = (TaskPriority)None })),
        ["preset, project kind"] = (RuleError.InvalidValue, () => CreateTaskTypeWith(new() { ProjectKind = (ProjectKind)None })),
        ["preset, responsible"] = (RuleError.InvalidValue, () => CreateTaskTypeWith(new() { ResponsibleRule = (PersonRule)None })),
        ["preset, controller"] = (RuleError.InvalidValue, () => CreateTaskTypeWith(new() { ControllerRule = (PersonRule)None })),
        ["preset, estimate"] = (RuleError.InvalidValue, () => CreateTaskTypeWith(new() { EstimatedMinutes = None })),
        ["preset, working days"] = (RuleError.InvalidValue, () => CreateTaskTypeWith(new() { NextActionWorkingDays = None })),
        ["reminder, kind"] = (RuleError.InvalidValue, () => _ = new Reminder(1, 1, 1, (ReminderKind)None, Now)),
        ["reminder, snoozed until"] = (
            RuleError.DateRange,
            () => CreateTask().SnoozeReminders([new Reminder(1, 1, 1, ReminderKind.Due, Now)], FarAway, By)
        ),
        ["reminder choice, kind"] = (RuleError.InvalidValue, () => _ = new ReminderChoice(1, (ReminderKind)None, ReminderChannels.Toast)),
        ["reminder choice, channels"] = (RuleError.InvalidValue, () => _ = new ReminderChoice(1, ReminderKind.Due, (ReminderChannels)None)),
        ["follow-up, days"] = (RuleError.InvalidValue, () => new FollowUpRules().Change(1, None, 1, By)),
        ["diary visit, kind"] = (RuleError.InvalidValue, () => _ = new DiaryVisit(1, (DiaryKind)None, 1, 1)),
        ["activity, kind"] = (RuleError.InvalidValue, () => _ = new ActivityEntry((ActivityKind)None, By)),
        ["import change, thing"] = (RuleError.InvalidValue, () => _ = new ImportChange(1, (ImportedRecordKind)None, 1, null, null, null)),
        ["report, sharing"] = (RuleError.InvalidValue, () => new Report(1, "Horas", null, "{}", Now).Share((ReportSharing)None, [], [])),
        ["schedule, frequency"] = (RuleError.InvalidValue, () => _ = Schedule(Fields with { Frequency = (ScheduleFrequency)None })),
        ["schedule, day of the week"] = (RuleError.InvalidValue, () => _ = Schedule(Fields with { DayOfWeek = (DayOfWeek)None })),
        ["schedule, day of the month"] = (RuleError.InvalidValue, () => _ = Schedule(Fields with { DayOfMonth = None })),
        ["schedule, format"] = (RuleError.InvalidValue, () => _ = Schedule(Fields with { Format = (ReportFormat)None })),
        ["schedule, reason to stop"] = (RuleError.InvalidValue, () => Schedule(Fields).Stop((ScheduleStop)None)),
        ["delivery, outcome"] = (RuleError.InvalidValue, () => new ReportDelivery(1, 1, Now).End((DeliveryOutcome)None, null, Now)),
    };

    private static ScheduleFields Fields =>
        new(ScheduleFrequency.Daily, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", ReportFormat.Pdf, SendEmpty: false);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_outside_their_range_are_refused(string what, RuleError error) =>
        Assert.Equal(error, Assert.Throws<RuleException>(RefusedCases[what].Action).Error);

    private static Project CreateProject(ProjectKind kind = ProjectKind.Commercial, DateOnly? end = null) =>
        new(new Client(new ClientFields("Pérez"), new Actor(1, Now)), new ProjectFields("Comercial", kind, null, PlannedEnd: end), By);

    private static WorkTask CreateTask() => new(CreateProject(), new TaskFields("Oferta"), Rep, Rep, Rep, null, By);

    private static void Log(DedicationFields fields) =>
        CreateTask().Log(fields, Rep, EntryFollowUp.Keep, new Actor(1, Now), Guid.NewGuid());

    private static void CreateTaskTypeWith(TaskPreset preset) => _ = new TaskType("Visita", preset, By);

    private static ReportSchedule Schedule(ScheduleFields fields) => new(1, 1, 1, fields, [1], WorkingCalendar.Default, Now);
}
