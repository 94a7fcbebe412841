using System.Globalization;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;

namespace HexaLive.Web.Features.Dedications;

/// <summary>What comes after the entry, as chosen in the form.</summary>
public enum NextStep { Keep, Tomorrow, InThreeDays, NextMonday, OnDay, None, Finish }

/// <summary>What is typed in the log form, as its draft keeps it: text stays text until it is sent, so that nothing typed is lost.</summary>
public sealed class LogEntryModel
{
    /// <summary>Made when the form is opened, kept with the draft: the same entry is stored once.</summary>
    public Guid ClientKey { get; set; } = Guid.NewGuid();
    /// <summary>Whether the form stood open when the draft was written: after a reload it opens again.</summary>
    public bool Open { get; set; }
    public int? TaskId { get; set; }
    public string Minutes { get; set; } = "";
    public string Comment { get; set; } = "";
    public DedicationChannel Channel { get; set; }
    public DateOnly? Date { get; set; }
    public int? ContactId { get; set; }
    public NextStep Step { get; set; }
    public DateOnly? NextDate { get; set; }
    public TimeOnly? NextTime { get; set; }
    public string NextNote { get; set; } = "";
    public string Outcome { get; set; } = "";

    /// <summary>Whether somebody typed something worth keeping.</summary>
    public bool HasText => Comment.Trim().Length > 0 || Outcome.Trim().Length > 0 || NextNote.Trim().Length > 0;

    /// <summary>The fields that cannot be sent as they are, by name, with the key of the sentence that says why.</summary>
    public IReadOnlyDictionary<string, string> Problems(DateOnly today)
    {
        var problems = new Dictionary<string, string>();
        if (TaskId is null) problems[nameof(TaskId)] = "Problem_Task";
        if (WholeMinutes is null) problems[nameof(Minutes)] = "Problem_Minutes";
        if (Comment.Trim().Length == 0) problems[nameof(Comment)] = "Problem_Comment";
        else if (Comment.Trim().Length > Dedication.MaxComment) problems[nameof(Comment)] = "Problem_CommentTooLong";
        if (Date is { } date && (date > today || date < Domain.Text.Check.FirstDay)) problems[nameof(Date)] = "Problem_Date";
        if (Step == NextStep.OnDay && (NextDate is null || NextDate < today || NextDate > Domain.Text.Check.LastDay)) problems[nameof(NextDate)] = "Problem_NextDate";
        if (Step == NextStep.Finish && Outcome.Trim().Length == 0) problems[nameof(Outcome)] = "Problem_Outcome";
        return problems;
    }

    /// <summary>What the use case takes; only without <see cref="Problems"/>.</summary>
    public LogRequest ToRequest(DateOnly today)
    {
        var note = NextNote.Trim().Length == 0 ? null : NextNote.Trim();
        NextAction On(DateOnly day) => new(day, NextTime, note);
        var then = Step switch
        {
            NextStep.Tomorrow => new AfterLog(On(today.AddDays(1))),
            NextStep.InThreeDays => new AfterLog(On(today.AddDays(3))),
            NextStep.NextMonday => new AfterLog(On(NextMonday(today))),
            NextStep.OnDay => new AfterLog(On(NextDate!.Value)),
            NextStep.None => new AfterLog(Clear: true),
            NextStep.Finish => new AfterLog(Finish: true, Outcome: Outcome),
            _ => AfterLog.Keep,
        };
        return new LogRequest(TaskId!.Value, new DedicationFields(Date ?? today, WholeMinutes!.Value, Comment, Channel, ContactId), then, ClientKey);
    }

    /// <summary>The Monday after a day.</summary>
    public static DateOnly NextMonday(DateOnly day) => day.AddDays(((int)DayOfWeek.Monday - (int)day.DayOfWeek + 6) % 7 + 1);

    private int? WholeMinutes =>
        int.TryParse(Minutes.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= 1440 ? minutes : null;
}
