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
        ["Absence.new"] = (ActivityKind.AbsenceChanged, () => Absence(4).DrainActivity()),
        ["Absence.AssignStandIn"] = (ActivityKind.AbsenceChanged, () => Rows(Absence(4), a => a.AssignStandIn(Person(8), By))),
        ["Absence.EndEarly"] = (ActivityKind.AbsenceChanged, () => Rows(Absence(1), a => a.EndEarly(By))),
        ["Absence.Cancel"] = (ActivityKind.AbsenceChanged, () => Rows(Absence(4), a => a.Cancel(By))),
        ["ApiKey.Create"] = (ActivityKind.SettingsChanged, () => ApiKey.Create(1, "CRM", By).Key.DrainActivity()),
        ["ApiKey.Revoke"] = (ActivityKind.SettingsChanged, () => Rows(ApiKey.Create(1, "CRM", By).Key, k => k.Revoke(By))),
        ["CalendarFeed.Create"] = (ActivityKind.CalendarFeedChanged, () => CalendarFeed.Create(1, "Ana", By).Feed.DrainActivity()),
        ["CalendarFeed.RecordRevoked"] = (
            ActivityKind.CalendarFeedChanged,
            () => Rows(CalendarFeed.Create(1, "Ana", By).Feed, f => f.RecordRevoked("Ana", By))
        ),
        ["Client.new"] = (ActivityKind.ClientCreated, () => Client().DrainActivity()),
        ["Client.Edit"] = (ActivityKind.ClientChanged, () => Rows(Client(), c => c.Edit(new ClientFields("Otro"), By))),
        ["Client.SetActive"] = (ActivityKind.ClientDeactivated, () => Rows(Client(), c => c.SetActive(false, By))),
        ["Client.AddContact"] = (ActivityKind.ContactAdded, () => Rows(Client(), c => c.AddContact("Luis", null, null, [], By))),
        ["Client.EditContact"] = (
            ActivityKind.ContactChanged,
            () => Rows(Client(), c => c.EditContact(Contact(c), "Luisa", null, null, [], By))
        ),
        ["Client.Merge"] = (ActivityKind.ClientsMerged, () => Rows(Client(), c => c.Merge(WithId(Client(), 2), By))),
        ["Client.RecordImportUndone"] = (ActivityKind.ImportUndone, () => Rows(Client(), c => c.RecordImportUndone(By))),
        ["CompanyProfile.ChangeCountry"] = (
            ActivityKind.SettingsChanged,
            () => Rows(new CompanyProfile("Antes"), c => c.ChangeCountry("PT", By))
        ),
        ["CompanyProfile.Rename"] = (ActivityKind.SettingsChanged, () => Rows(new CompanyProfile("Antes"), c => c.Rename("Ahora", By))),
        ["CompanyProfile.SetLogo"] = (ActivityKind.SettingsChanged, () => Rows(new CompanyProfile("Antes"), c => c.SetLogo(null, By))),
        ["CompanyWeek.new"] = (ActivityKind.SettingsChanged, () => new CompanyWeek(WeekDays.Monday, By).DrainActivity()),
        ["CompanyWeek.Change"] = (ActivityKind.SettingsChanged, () => Rows(new CompanyWeek(), w => w.Change(WeekDays.Monday, By))),
        ["Dedication.Correct"] = (ActivityKind.DedicationCorrected, () => Rows(Task(), t => Entry(t).Correct(Fields, true, By))),
        ["FollowUpRules.new"] = (ActivityKind.SettingsChanged, () => new FollowUpRules(1, 2, 3, By).DrainActivity()),
        ["FollowUpRules.Change"] = (ActivityKind.SettingsChanged, () => Rows(new FollowUpRules(), r => r.Change(1, 2, 3, By))),
        ["Holiday.new"] = (ActivityKind.SettingsChanged, () => Holiday().DrainActivity()),
        ["Holiday.CopyToYear"] = (
            ActivityKind.SettingsChanged,
            () => HexaLive.Domain.Holidays.Holiday.CopyToYear(2027, [Holiday()], By).Single().DrainActivity()
        ),
        ["Holiday.RecordDeleted"] = (ActivityKind.SettingsChanged, () => Rows(Holiday(), h => h.RecordDeleted(By))),
        ["ImportRecord.Complete"] = (ActivityKind.Imported, () => Rows(Import(), i => i.Complete(1, 2, By))),
        ["ImportRecord.MarkUndone"] = (ActivityKind.ImportUndone, () => Rows(Import(), i => i.MarkUndone(3, 0, By))),
        ["OutgoingMail.Retry"] = (ActivityKind.SettingsChanged, () => Rows(FailedMail(), m => OutgoingMail.Retry([m], By))),
        ["Person.new"] = (ActivityKind.PersonCreated, () => Person(7).DrainActivity()),
        ["Person.Edit"] = (ActivityKind.PersonChanged, () => Rows(Person(7), p => p.Edit(p.GetFields(), By))),
        ["Person.PromoteToManager"] = (ActivityKind.RoleChanged, () => Rows(Person(7), p => p.PromoteToManager(By))),
        ["Person.SetTeam"] = (ActivityKind.PersonChanged, () => Rows(Person(7), p => p.SetTeam(Team(), By))),
        ["Person.SetPreferences"] = (
            ActivityKind.PreferencesChanged,
            () => Rows(Person(7), p => p.SetPreferences("Europe/Madrid", "es", LandingPage.Board, 30, By))
        ),
        ["Person.SetReminderSettings"] = (
            ActivityKind.ReminderSettingsChanged,
            () => Rows(Person(7), p => p.SetReminderSettings(7, 3, By))
        ),
        ["Person.RecordReminderSettings"] = (
            ActivityKind.ReminderSettingsChanged,
            () => Rows(Person(7), p => p.RecordReminderSettings(By))
        ),
        ["Person.Invite"] = (ActivityKind.PersonInvited, () => Rows(Person(7), p => p.Invite(By))),
        ["Person.RecordSecondFactorRemoved"] = (
            ActivityKind.SecondFactorRemoved,
            () => Rows(Person(7), p => p.RecordSecondFactorRemoved(By))
        ),
        ["Person.RecordImportUndone"] = (ActivityKind.ImportUndone, () => Rows(Person(7), p => p.RecordImportUndone(By))),
        ["Person.SetActive"] = (ActivityKind.PersonDeactivated, () => Rows(Person(7), p => p.SetActive(false, By))),
        ["Project.new"] = (ActivityKind.ProjectCreated, () => Project(1).DrainActivity()),
        ["Project.Edit"] = (
            ActivityKind.ProjectChanged,
            () => Rows(Project(1), p => p.Edit(new ProjectFields("Otro", ProjectKind.Production, null), By))
        ),
        ["Project.Close"] = (ActivityKind.ProjectClosed, () => Rows(Project(1), p => p.Close(0, By))),
        ["Project.Reopen"] = (ActivityKind.ProjectReopened, () => Rows(Closed(), p => p.Reopen(By))),
        ["Project.RecordTasksMoved"] = (ActivityKind.TaskMoved, () => Rows(Project(1), p => p.RecordTasksMoved(Project(2), 3, By))),
        ["Project.RecordImportUndone"] = (ActivityKind.ImportUndone, () => Rows(Project(1), p => p.RecordImportUndone(By))),
        ["Promise.Flag"] = (ActivityKind.FlaggedDue, () => Rows(Task(), t => t.Promises.Single().Flag(By))),
        ["Reminder.RecordOverdue"] = (
            ActivityKind.Escalated,
            () => Rows(new Reminder(1, 1, 1, ReminderKind.Escalated, Now), r => r.RecordOverdue(new TaskPlace(1, 1, 1, 1, 1), "Eva", 3, By))
        ),
        ["Reminder.MarkDone"] = (ActivityKind.ReminderDone, () => Rows(Task(), t => new Reminder(1, t, Now).MarkDone(By))),
        ["Reminder.Snooze"] = (ActivityKind.ReminderSnoozed, () => Rows(Task(), t => new Reminder(1, t, Now).Snooze(Now.AddHours(1), By))),
        ["Review.MarkSeen"] = (ActivityKind.Seen, () => Rows(Task(), t => Entry(t).Review!.MarkSeen(By))),
        ["Review.Approve"] = (ActivityKind.Acknowledged, () => Rows(Task(), t => Entry(t).Review!.Approve(By))),
        ["Review.Ask"] = (ActivityKind.Questioned, () => Rows(Task(), t => Entry(t).Review!.Ask("¿Cuándo?", By))),
        ["Review.Reply"] = (ActivityKind.Replied, () => Rows(Task(), t => Entry(t, by: 1).Review!.Reply("Mañana", By))),
        ["TaskOrigin.new"] = (ActivityKind.SettingsChanged, () => Origin().DrainActivity()),
        ["TaskOrigin.Edit"] = (ActivityKind.SettingsChanged, () => Rows(Origin(), o => o.Edit("Correo", new(), By))),
        ["TaskOrigin.SetActive"] = (ActivityKind.SettingsChanged, () => Rows(Origin(), o => o.SetActive(false, By))),
        ["TaskType.new"] = (ActivityKind.SettingsChanged, () => Type().DrainActivity()),
        ["TaskType.Edit"] = (ActivityKind.SettingsChanged, () => Rows(Type(), t => t.Edit("Llamada", new(), By))),
        ["TaskType.SetActive"] = (ActivityKind.SettingsChanged, () => Rows(Type(), t => t.SetActive(false, By))),
        ["Team.new"] = (ActivityKind.SettingsChanged, () => Team().DrainActivity()),
        ["Team.Edit"] = (ActivityKind.SettingsChanged, () => Rows(Team(), t => t.Edit("Sur", null, new HashSet<int>(), By))),
        ["Team.SetManager"] = (ActivityKind.TeamManagerChanged, () => Rows(Team(), t => t.SetManager(Person(7), By))),
        ["Team.RecordDeleted"] = (ActivityKind.SettingsChanged, () => Rows(Team(), t => t.RecordDeleted(By))),
        ["WorkTask.new"] = (ActivityKind.TaskCreated, () => Task().DrainActivity()),
        ["WorkTask.Edit"] = (ActivityKind.TaskChanged, () => Rows(Task(), t => t.Edit(new TaskFields("Otra"), By))),
        ["WorkTask.SetPriority"] = (ActivityKind.PriorityChanged, () => Rows(Task(), t => t.SetPriority(TaskPriority.High, By))),
        ["WorkTask.Assign"] = (ActivityKind.ResponsibleChanged, () => Rows(Task(), t => t.Assign(Person(8), t.Controller, By))),
        ["WorkTask.MoveTo"] = (ActivityKind.TaskMoved, () => Rows(Task(), t => t.MoveTo(Project(2), By))),
        ["WorkTask.RecordImportUndone"] = (ActivityKind.ImportUndone, () => Rows(Task(), t => t.RecordImportUndone(By))),
        ["WorkTask.Start"] = (ActivityKind.StatusChanged, () => Rows(Task(), t => t.Start(By))),
        ["WorkTask.ReturnToPending"] = (ActivityKind.StatusChanged, () => Rows(Started(), t => t.ReturnToPending(By))),
        ["WorkTask.Finish"] = (ActivityKind.StatusChanged, () => Rows(Task(), t => t.Finish("Pedido", By))),
        ["WorkTask.Reopen"] = (ActivityKind.StatusChanged, () => Rows(Finished(), t => t.Reopen(By))),
        ["WorkTask.Reschedule"] = (ActivityKind.NextActionChanged, () => Rows(Task(), t => t.Reschedule(new NextAction(Today), By))),
        ["WorkTask.SnoozeReminders"] = (ActivityKind.ReminderSnoozed, () => Rows(Task(), t => t.SnoozeReminders([], Now.AddHours(1), By))),
        ["WorkTask.Log"] = (ActivityKind.DedicationLogged, () => Rows(Task(), t => Entry(t))),
        ["WorkTask.LogHistory"] = (
            ActivityKind.DedicationLogged,
            () => Rows(Task(), t => t.LogHistory(Fields, Person(7), By, Guid.NewGuid()))
        ),
    };
}
