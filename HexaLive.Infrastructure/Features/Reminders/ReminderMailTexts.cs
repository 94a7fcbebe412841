using System.Globalization;
using HexaLive.Domain.Reminders;
using HexaLive.Infrastructure.Mail;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reminders;

/// <summary>Dates, counts and addresses in e-mails about reminders, in the current culture's language.</summary>
internal sealed class ReminderMailTexts(ReminderLinks links, ISiteLinks site, IStringLocalizer<ReminderMailTexts> texts)
{
    /// <summary>
    /// Returns a date as text, or the number of days late if it is overdue. Today's date is written as a date, not as "today",
    /// because the e-mail may be read on another day.
    /// </summary>
    public string FormatDue(DateOnly? date, TimeOnly? hour, DateOnly today)
    {
        if (date is not { } day)
            return texts["NoDate"];
        var late = today.DayNumber - day.DayNumber;
        if (late > 0)
            return FormatCount("DaysLate", late);
        return hour is { } at ? $"{FormatDay(day)} {at.ToString("t", CultureInfo.CurrentCulture)}" : FormatDay(day);
    }

    /// <summary>Returns a date with its day of the week.</summary>
    public static string FormatDay(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.CurrentCulture);

    /// <summary>Returns a text with a count, in its singular or plural form.</summary>
    public string FormatCount(string key, int count) => texts[count == 1 ? $"{key}_One" : key, count];

    /// <summary>Returns the address of the page that switches off the e-mails of a kind.</summary>
    public string OptOutAddress(int personId, ReminderKind kind) => site.UnsubscribeReminders(links.Sign(new MailOptOut(personId, kind)));
}
