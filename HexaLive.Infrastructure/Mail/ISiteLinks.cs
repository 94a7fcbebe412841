using HexaLive.Domain.Reminders;

namespace HexaLive.Infrastructure.Mail;

/// <summary>The full addresses that mails link to. The web project provides them, because it owns the routes.</summary>
public interface ISiteLinks
{
    /// <summary>The page on which a person chooses the reminders to receive.</summary>
    string ReminderSettings { get; }

    /// <summary>The list of scheduled reports.</summary>
    string Schedules { get; }

    /// <summary>The list of the reader's own tasks that are due today.</summary>
    string TasksDueToday { get; }

    /// <summary>The list of the reader's own overdue tasks.</summary>
    string OverdueTasks { get; }

    /// <summary>Returns the page of a task.</summary>
    string Task(int id);

    /// <summary>Returns the page of a person.</summary>
    string Person(int id);

    /// <summary>Returns a report with the values of its parameters.</summary>
    string Report(int id, IEnumerable<KeyValuePair<string, string>> parameters);

    /// <summary>Returns the page that snoozes a reminder. <paramref name="link"/> is signed.</summary>
    string Snooze(SnoozeChoice choice, string link);

    /// <summary>Returns the page that stops reminder mails. <paramref name="link"/> is signed.</summary>
    string UnsubscribeReminders(string link);

    /// <summary>Returns the page that stops a scheduled report. <paramref name="link"/> is signed.</summary>
    string UnsubscribeReport(string link);
}
