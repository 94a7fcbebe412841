using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using HexaLive.Domain.ApiKeys;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Company;
using HexaLive.Domain.FollowUp;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;

namespace HexaLive.Tests.Domain;

public sealed partial class ActivityTests
{
    private static readonly Dictionary<string, (ActivityKind Kind, Func<IReadOnlyList<ActivityEntry>> Rows)> Cases = new()
    {
        ["Absence.new"] = (ActivityKind.AbsenceChanged, () => CreateAbsence(4).DrainActivity()),
        ["Absence.AssignStandIn"] = (
            ActivityKind.AbsenceChanged,
            () => RecordChange(CreateAbsence(4), a => a.AssignStandIn(CreatePerson(8), By))
        ),
        ["Absence.EndEarly"] = (ActivityKind.AbsenceChanged, () => RecordChange(CreateAbsence(1), a => a.EndEarly(By))),
        ["Absence.Cancel"] = (ActivityKind.AbsenceChanged, () => RecordChange(CreateAbsence(4), a => a.Cancel(By))),
        ["ApiKey.Create"] = (ActivityKind.SettingsChanged, () => ApiKey.Create(1, "CRM", By).Key.DrainActivity()),
        ["ApiKey.Revoke"] = (ActivityKind.SettingsChanged, () => RecordChange(ApiKey.Create(1, "CRM", By).Key, k => k.Revoke(By))),
        ["CalendarFeed.Create"] = (ActivityKind.CalendarFeedChanged, () => CalendarFeed.Create(1, "Ana", By).Feed.DrainActivity()),
        ["CalendarFeed.RecordRevoked"] = (
            ActivityKind.CalendarFeedChanged,
            () => RecordChange(CalendarFeed.Create(1, "Ana", By).Feed, f => f.RecordRevoked("Ana", By))
        ),
        ["Client.new"] = (ActivityKind.ClientCreated, () => CreateClient().DrainActivity()),
        ["Client.Edit"] = (ActivityKind.ClientChanged, () => RecordChange(CreateClient(), c => c.Edit(new ClientFields("Otro"), By))),
        ["Client.SetActive"] = (ActivityKind.ClientDeactivated, () => RecordChange(CreateClient(), c => c.SetActive(false, By))),
        ["Client.AddContact"] = (
            ActivityKind.ContactAdded,
            () => RecordChange(CreateClient(), c => c.AddContact("Luis", null, null, [], By))
        ),
        ["Client.EditContact"] = (
            ActivityKind.ContactChanged,
            () => RecordChange(CreateClient(), c => c.EditContact(CreateContact(c), "Luisa", null, null, [], By))
        ),
        ["Client.Merge"] = (ActivityKind.ClientsMerged, () => RecordChange(CreateClient(), c => c.Merge(WithId(CreateClient(), 2), By))),
        ["Client.RecordImportUndone"] = (ActivityKind.ImportUndone, () => RecordChange(CreateClient(), c => c.RecordImportUndone(By))),
        ["CompanyProfile.ChangeCountry"] = (
            ActivityKind.SettingsChanged,
            () => RecordChange(new CompanyProfile("Antes"), c => c.ChangeCountry("PT", By))
        ),
        ["CompanyProfile.Rename"] = (
            ActivityKind.SettingsChanged,
            () => RecordChange(new CompanyProfile("Antes"), c => c.Rename("Ahora", By))
        ),
        ["CompanyProfile.SetLogo"] = (
            ActivityKind.SettingsChanged,
            () => RecordChange(new CompanyProfile("Antes"), c => c.SetLogo(null, By))
        ),
        ["CompanyWeek.new"] = (ActivityKind.SettingsChanged, () => new CompanyWeek(WeekDays.Monday, By).DrainActivity()),
        ["CompanyWeek.Change"] = (ActivityKind.SettingsChanged, () => RecordChange(new CompanyWeek(), w => w.Change(WeekDays.Monday, By))),
        ["Dedication.Correct"] = (
            ActivityKind.DedicationCorrected,
            () => RecordChange(CreateTask(), t => CreateEntry(t).Correct(Fields, true, By))
        ),
        ["FollowUpRules.new"] = (ActivityKind.SettingsChanged, () => new FollowUpRules(1, 2, 3, By).DrainActivity()),
        ["FollowUpRules.Change"] = (ActivityKind.SettingsChanged, () => RecordChange(new FollowUpRules(), r => r.Change(1, 2, 3, By))),
        ["Holiday.new"] = (ActivityKind.SettingsChanged, () => CreateHoliday().DrainActivity()),
        ["Holiday.CopyToYear"] = (
            ActivityKind.SettingsChanged,
            () => HexaLive.Domain.Holidays.Holiday.CopyToYear(2027, [CreateHoliday()], By).Single().DrainActivity()
        ),
        ["Holiday.RecordDeleted"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateHoliday(), h => h.RecordDeleted(By))),
        ["ImportRecord.Complete"] = (ActivityKind.Imported, () => RecordChange(CreateImport(), i => i.Complete(1, 2, By))),
        ["ImportRecord.MarkUndone"] = (ActivityKind.ImportUndone, () => RecordChange(CreateImport(), i => i.MarkUndone(3, 0, By))),
        ["OutgoingMail.Retry"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateFailedMail(), m => OutgoingMail.Retry([m], By))),
        ["Person.new"] = (ActivityKind.PersonCreated, () => CreatePerson(7).DrainActivity()),
        ["Person.Edit"] = (ActivityKind.PersonChanged, () => RecordChange(CreatePerson(7), p => p.Edit(p.GetFields(), By))),
        ["Person.PromoteToManager"] = (ActivityKind.RoleChanged, () => RecordChange(CreatePerson(7), p => p.PromoteToManager(By))),
        ["Person.SetTeam"] = (ActivityKind.PersonChanged, () => RecordChange(CreatePerson(7), p => p.SetTeam(CreateTeam(), By))),
        ["Person.SetPreferences"] = (
            ActivityKind.PreferencesChanged,
            () => RecordChange(CreatePerson(7), p => p.SetPreferences("Europe/Madrid", "es", LandingPage.Board, 30, By))
        ),
        ["Person.SetReminderSettings"] = (
            ActivityKind.ReminderSettingsChanged,
            () => RecordChange(CreatePerson(7), p => p.SetReminderSettings(7, 3, By))
        ),
        ["Person.RecordReminderSettings"] = (
            ActivityKind.ReminderSettingsChanged,
            () => RecordChange(CreatePerson(7), p => p.RecordReminderSettings(By))
        ),
        ["Person.Invite"] = (ActivityKind.PersonInvited, () => RecordChange(CreatePerson(7), p => p.Invite(By))),
        ["Person.RecordSecondFactorRemoved"] = (
            ActivityKind.SecondFactorRemoved,
            () => RecordChange(CreatePerson(7), p => p.RecordSecondFactorRemoved(By))
        ),
        ["Person.RecordImportUndone"] = (ActivityKind.ImportUndone, () => RecordChange(CreatePerson(7), p => p.RecordImportUndone(By))),
        ["Person.SetActive"] = (ActivityKind.PersonDeactivated, () => RecordChange(CreatePerson(7), p => p.SetActive(false, By))),
        ["Project.new"] = (ActivityKind.ProjectCreated, () => CreateProject(1).DrainActivity()),
        ["Project.Edit"] = (
            ActivityKind.ProjectChanged,
            () => RecordChange(CreateProject(1), p => p.Edit(new ProjectFields("Otro", ProjectKind.Production, null), By))
        ),
        ["Project.Close"] = (ActivityKind.ProjectClosed, () => RecordChange(CreateProject(1), p => p.Close(0, By))),
        ["Project.Reopen"] = (ActivityKind.ProjectReopened, () => RecordChange(CreateClosedProject(), p => p.Reopen(By))),
        ["Project.RecordTasksMoved"] = (
            ActivityKind.TaskMoved,
            () => RecordChange(CreateProject(1), p => p.RecordTasksMoved(CreateProject(2), 3, By))
        ),
        ["Project.RecordImportUndone"] = (ActivityKind.ImportUndone, () => RecordChange(CreateProject(1), p => p.RecordImportUndone(By))),
        ["Promise.FlagAsDue"] = (ActivityKind.FlaggedDue, () => RecordChange(CreateTask(), t => t.Promises.Single().FlagAsDue(By))),
        ["Reminder.RecordOverdue"] = (
            ActivityKind.Escalated,
            () =>
                RecordChange(
                    new Reminder(1, 1, 1, ReminderKind.Escalated, Now),
                    r => r.RecordOverdue(new TaskIds(1, 1, 1, 1, 1), "Eva", 3, By)
                )
        ),
        ["Reminder.MarkDone"] = (ActivityKind.ReminderDone, () => RecordChange(CreateTask(), t => new Reminder(1, t, Now).MarkDone(By))),
        ["Reminder.Snooze"] = (
            ActivityKind.ReminderSnoozed,
            () => RecordChange(CreateTask(), t => new Reminder(1, t, Now).Snooze(Now.AddHours(1), By))
        ),
        ["Review.MarkSeen"] = (ActivityKind.Seen, () => RecordChange(CreateTask(), t => CreateEntry(t).Review!.MarkSeen(By))),
        ["Review.Approve"] = (ActivityKind.Acknowledged, () => RecordChange(CreateTask(), t => CreateEntry(t).Review!.Approve(By))),
        ["Review.Ask"] = (ActivityKind.Questioned, () => RecordChange(CreateTask(), t => CreateEntry(t).Review!.Ask("¿Cuándo?", By))),
        ["Review.Reply"] = (ActivityKind.Replied, () => RecordChange(CreateTask(), t => CreateEntry(t, by: 1).Review!.Reply("Mañana", By))),
        ["TaskOrigin.new"] = (ActivityKind.SettingsChanged, () => CreateOrigin().DrainActivity()),
        ["TaskOrigin.Edit"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateOrigin(), o => o.Edit("Correo", new(), By))),
        ["TaskOrigin.SetActive"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateOrigin(), o => o.SetActive(false, By))),
        ["TaskType.new"] = (ActivityKind.SettingsChanged, () => CreateType().DrainActivity()),
        ["TaskType.Edit"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateType(), t => t.Edit("Llamada", new(), By))),
        ["TaskType.SetActive"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateType(), t => t.SetActive(false, By))),
        ["Team.new"] = (ActivityKind.SettingsChanged, () => CreateTeam().DrainActivity()),
        ["Team.Edit"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateTeam(), t => t.Edit("Sur", null, new HashSet<int>(), By))),
        ["Team.SetManager"] = (ActivityKind.TeamManagerChanged, () => RecordChange(CreateTeam(), t => t.SetManager(CreatePerson(7), By))),
        ["Team.RecordDeleted"] = (ActivityKind.SettingsChanged, () => RecordChange(CreateTeam(), t => t.RecordDeleted(By))),
        ["WorkTask.new"] = (ActivityKind.TaskCreated, () => CreateTask().DrainActivity()),
        ["WorkTask.Edit"] = (ActivityKind.TaskChanged, () => RecordChange(CreateTask(), t => t.Edit(new TaskFields("Otra"), By))),
        ["WorkTask.SetPriority"] = (
            ActivityKind.PriorityChanged,
            () => RecordChange(CreateTask(), t => t.SetPriority(TaskPriority.High, By))
        ),
        ["WorkTask.Assign"] = (
            ActivityKind.ResponsibleChanged,
            () => RecordChange(CreateTask(), t => t.Assign(CreatePerson(8), t.Controller, By))
        ),
        ["WorkTask.MoveTo"] = (ActivityKind.TaskMoved, () => RecordChange(CreateTask(), t => t.MoveTo(CreateProject(2), By))),
        ["WorkTask.RecordImportUndone"] = (ActivityKind.ImportUndone, () => RecordChange(CreateTask(), t => t.RecordImportUndone(By))),
        ["WorkTask.Start"] = (ActivityKind.StatusChanged, () => RecordChange(CreateTask(), t => t.Start(By))),
        ["WorkTask.ReturnToPending"] = (ActivityKind.StatusChanged, () => RecordChange(CreateStartedTask(), t => t.ReturnToPending(By))),
        ["WorkTask.Finish"] = (ActivityKind.StatusChanged, () => RecordChange(CreateTask(), t => t.Finish("Pedido", By))),
        ["WorkTask.Reopen"] = (ActivityKind.StatusChanged, () => RecordChange(CreateFinishedTask(), t => t.Reopen(By))),
        ["WorkTask.Reschedule"] = (
            ActivityKind.NextActionChanged,
            () => RecordChange(CreateTask(), t => t.Reschedule(new NextAction(Today), By))
        ),
        ["WorkTask.SnoozeReminders"] = (
            ActivityKind.ReminderSnoozed,
            () => RecordChange(CreateTask(), t => t.SnoozeReminders([], Now.AddHours(1), By))
        ),
        ["WorkTask.Log"] = (ActivityKind.DedicationLogged, () => RecordChange(CreateTask(), t => CreateEntry(t))),
        ["WorkTask.LogHistory"] = (
            ActivityKind.DedicationLogged,
            () => RecordChange(CreateTask(), t => t.LogHistory(Fields, CreatePerson(7), By, Guid.NewGuid()))
        ),
    };
}
