using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Mail;
using HexaLive.Web.Components;

namespace HexaLive.Web;

/// <summary>The addresses that mails link to, below the public address of the site.</summary>
public sealed class SiteLinks(SiteAddress site) : ISiteLinks
{
    /// <inheritdoc />
    public string ReminderSettings => site.To(AppUrls.ReminderSettings);

    /// <inheritdoc />
    public string Schedules => site.To(AppUrls.Schedules);

    /// <inheritdoc />
    public string TasksDueToday => OwnTasks(TaskDue.Today);

    /// <inheritdoc />
    public string OverdueTasks => OwnTasks(TaskDue.Overdue);

    /// <inheritdoc />
    public string Task(int id) => site.To(AppUrls.Task(id));

    /// <inheritdoc />
    public string Person(int id) => site.To(AppUrls.Person(id));

    /// <inheritdoc />
    public string Report(int id, IEnumerable<KeyValuePair<string, string>> parameters) => site.To(AppUrls.Report(id, parameters));

    /// <inheritdoc />
    public string Snooze(SnoozeChoice choice, string link) => site.To(AppUrls.Snooze(choice.ToString(), link));

    /// <inheritdoc />
    public string UnsubscribeReminders(string link) => site.To(AppUrls.Unsubscribe(link));

    /// <inheritdoc />
    public string UnsubscribeReport(string link) => site.To(AppUrls.UnsubscribeFromReport(link));

    private string OwnTasks(TaskDue due) => site.To(AppUrls.TaskList(new TaskFilter(TaskRole.Responsible, Due: due)));
}
