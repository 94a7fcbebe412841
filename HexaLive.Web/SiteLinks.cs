using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web.Components;

namespace HexaLive.Web;

/// <summary>The addresses that e-mails link to, below the public address of the site.</summary>
public sealed class SiteLinks(SiteAddress site) : ISiteLinks
{
    /// <inheritdoc />
    public string ReminderSettings => site.UrlOf(AppUrls.ReminderSettings);

    /// <inheritdoc />
    public string Schedules => site.UrlOf(AppUrls.Schedules);

    /// <inheritdoc />
    public string TasksDueToday => OwnTasks(TaskDue.Today);

    /// <inheritdoc />
    public string OverdueTasks => OwnTasks(TaskDue.Overdue);

    /// <inheritdoc />
    public string Invitation(int userId, string token) => site.UrlOf(AppUrls.Invite(userId, token));

    /// <inheritdoc />
    public string PasswordReset(int userId, string token) => site.UrlOf(AppUrls.Reset(userId, token));

    /// <inheritdoc />
    public string Task(int id) => site.UrlOf(AppUrls.Task(id));

    /// <inheritdoc />
    public string Person(int id) => site.UrlOf(AppUrls.Person(id));

    /// <inheritdoc />
    public string Report(int id, IEnumerable<KeyValuePair<string, string>> parameters) => site.UrlOf(AppUrls.Report(id, parameters));

    /// <inheritdoc />
    public string Snooze(SnoozeChoice choice, string link) => site.UrlOf(AppUrls.Snooze(choice.ToString(), link));

    /// <inheritdoc />
    public string UnsubscribeReminders(string link) => site.UrlOf(AppUrls.Unsubscribe(link));

    /// <inheritdoc />
    public string UnsubscribeReport(string link) => site.UrlOf(AppUrls.UnsubscribeFromReport(link));

    private string OwnTasks(TaskDue due) => site.UrlOf(AppUrls.TaskList(new TaskFilter(TaskRole.Responsible, Due: due)));
}
