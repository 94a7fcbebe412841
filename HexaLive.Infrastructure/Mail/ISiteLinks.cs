using HexaLive.Domain.Reminders;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The URLs that e-mails link to. The web project implements this interface, because it defines the routes.</summary>
public interface ISiteLinks
{
    /// <summary>The URL of the page on which a person chooses which reminders to receive.</summary>
    string ReminderSettings { get; }

    /// <summary>The URL of the list of scheduled reports.</summary>
    string Schedules { get; }

    /// <summary>The URL of the list of the reader's own tasks that are due today.</summary>
    string TasksDueToday { get; }

    /// <summary>The URL of the list of the reader's own overdue tasks.</summary>
    string OverdueTasks { get; }

    /// <summary>Returns the URL of the page on which an invited person chooses a password.</summary>
    string Invitation(int userId, string token);

    /// <summary>Returns the URL of the page on which a person chooses a new password.</summary>
    string PasswordReset(int userId, string token);

    /// <summary>Returns the URL of the page of a task.</summary>
    string Task(int id);

    /// <summary>Returns the URL of the page of a person.</summary>
    string Person(int id);

    /// <summary>Returns the URL of a report with the values of its parameters.</summary>
    string Report(int id, IEnumerable<KeyValuePair<string, string>> parameters);

    /// <summary>Returns the URL of the page that snoozes a reminder. <paramref name="link"/> is the signed content of the link.</summary>
    string Snooze(SnoozeChoice choice, string link);

    /// <summary>
    /// Returns the URL of the page that stops reminder e-mails. <paramref name="link"/> is the signed content of the link.
    /// </summary>
    string UnsubscribeReminders(string link);

    /// <summary>
    /// Returns the URL of the page that stops a scheduled report. <paramref name="link"/> is the signed content of the link.
    /// </summary>
    string UnsubscribeReport(string link);
}
