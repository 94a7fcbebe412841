using System.Globalization;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Dedications;

namespace HexaLive.Web.Features.Dedications;

/// <summary>The next step chosen in the log form.</summary>
public enum NextStep
{
    Keep,
    Tomorrow,
    InThreeDays,
    NextMonday,
    OnDay,
    None,
    Finish,
}

/// <summary>
/// The input of the log form, as kept in its draft. Minutes stay text until they are sent, so that invalid input is not lost.
/// </summary>
public sealed class LogEntryModel
{
    /// <summary>The idempotency key: created with the form and kept in the draft, so that an entry is stored only once.</summary>
    public Guid SubmissionId { get; set; } = Guid.NewGuid();

    /// <summary>Whether the form was open when the draft was written; if so, it opens again after a reload.</summary>
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

    /// <summary>Whether there is text worth keeping.</summary>
    public bool HasText => Comment.Trim().Length > 0 || Outcome.Trim().Length > 0 || NextNote.Trim().Length > 0;

    /// <summary>Returns the names of the invalid fields, each with the resource key of its message.</summary>
    public IReadOnlyDictionary<string, string> GetProblems(DateOnly today)
    {
        var problems = new Dictionary<string, string>();
        if (TaskId is null)
            problems[nameof(TaskId)] = "Problem_Task";
        if (WholeMinutes is null)
            problems[nameof(Minutes)] = "Problem_Minutes";
        if (Comment.Trim().Length == 0)
            problems[nameof(Comment)] = "Problem_Comment";
        else if (Comment.Trim().Length > Dedication.MaxComment)
            problems[nameof(Comment)] = "Problem_CommentTooLong";
        if (Date is { } date && (date > today || date < Domain.Shared.Check.FirstDay))
            problems[nameof(Date)] = "Problem_Date";
        if (Step == NextStep.OnDay && (NextDate is null || NextDate < today || NextDate > Domain.Shared.Check.LastDay))
            problems[nameof(NextDate)] = "Problem_NextDate";
        if (Step == NextStep.Finish && Outcome.Trim().Length == 0)
            problems[nameof(Outcome)] = "Problem_Outcome";
        return problems;
    }

    /// <summary>
    /// Converts the input to the request of the use case. Only valid input (see <see cref="Problems"/>) can be converted.
    /// </summary>
    public LogRequest ToRequest(DateOnly today)
    {
        var note = NextNote.Trim().Length == 0 ? null : NextNote.Trim();
        NextAction On(DateOnly day) => new(day, NextTime, note);
        var then = Step switch
        {
            NextStep.Tomorrow => new EntryFollowUp(On(today.AddDays(1))),
            NextStep.InThreeDays => new EntryFollowUp(On(today.AddDays(3))),
            NextStep.NextMonday => new EntryFollowUp(On(NextMonday(today))),
            NextStep.OnDay => new EntryFollowUp(On(NextDate!.Value)),
            NextStep.None => new EntryFollowUp(ClearsNextAction: true),
            NextStep.Finish => new EntryFollowUp(FinishesTask: true, Outcome: Outcome),
            _ => EntryFollowUp.Keep,
        };
        return new LogRequest(
            TaskId!.Value,
            new DedicationFields(Date ?? today, WholeMinutes!.Value, Comment, Channel, ContactId),
            then,
            SubmissionId
        );
    }

    /// <summary>Returns the first Monday after a day.</summary>
    public static DateOnly NextMonday(DateOnly day) => day.AddDays(((int)DayOfWeek.Monday - (int)day.DayOfWeek + 6) % 7 + 1);

    private int? WholeMinutes =>
        int.TryParse(Minutes.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= 1440
            ? minutes
            : null;
}
