using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Absences;

/// <summary>
/// A period in which a person is away. During an absence, reminders go to the stand-in. If there is no stand-in, they go to the
/// controller of the task.
/// </summary>
public sealed class Absence : RecordedEntity
{
    private Absence() { }

    /// <summary>
    /// Creates an absence from <paramref name="from"/> to <paramref name="to"/>, both included, in days of the person's time
    /// zone.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.EndBeforeStart"/>, <see cref="RuleError.DateRange"/>, <see cref="RuleError.SamePerson"/> if the
    /// person is their own stand-in, <see cref="RuleError.PersonInactive"/> if the stand-in is inactive, or
    /// <see cref="RuleError.TooLong"/> for the note.
    /// </exception>
    public Absence(Person person, DateOnly from, DateOnly to, Person? standIn, string? note, Actor actor)
    {
        (Person, PersonId) = (person, person.Id);
        (From, To) = (Check.Day(from), Check.Day(to));
        if (to < from)
            throw new RuleException(RuleError.EndBeforeStart);
        SetStandIn(standIn);
        Note = Check.Optional(note, nameof(Note), 200);
        ChangeTimeZone(person.TimeZone);
        RecordChange(null, Describe(), actor);
    }

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public DateOnly From { get; private set; }

    public DateOnly To { get; private set; }
    public int? StandInId { get; private set; }
    public Person? StandIn { get; private set; }
    public string? Note { get; private set; }

    /// <summary>The start of the first day (UTC).</summary>
    public DateTime StartsAt { get; private set; }

    /// <summary>The end of the last day (UTC).</summary>
    public DateTime EndsAt { get; private set; }

    /// <summary>When the person, back from the absence, marked the summary of the absence as read (UTC). Null until then.</summary>
    public DateTime? ReadAt { get; private set; }

    /// <summary>
    /// Assigns a stand-in; null removes the stand-in. Load <see cref="Person"/> and <see cref="StandIn"/> before changing an
    /// absence.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.SamePerson"/> if the person is their own stand-in, <see cref="RuleError.PersonInactive"/> if the
    /// stand-in is inactive.
    /// </exception>
    public void AssignStandIn(Person? standIn, Actor actor)
    {
        var before = Describe();
        SetStandIn(standIn);
        if (Describe() is var after && after != before)
            RecordChange(before, after, actor);
    }

    /// <summary>Ends the absence early: its last day becomes yesterday, in the person's time zone.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.EndBeforeStart"/> if the absence starts today or later.</exception>
    public void EndEarly(Actor actor)
    {
        var today = Person.ToLocalDay(actor.Now);
        // An absence that is already over does not change.
        if (To < today)
            return;
        if (today <= From)
            throw new RuleException(RuleError.EndBeforeStart);
        var before = Describe();
        To = today.AddDays(-1);
        ChangeTimeZone(Person.TimeZone);
        RecordChange(before, Describe(), actor);
    }

    /// <summary>Records the deletion of an absence that starts today or later.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.DateInPast"/> if the absence began before today in the person's time zone, because past absences stay
    /// on record.
    /// </exception>
    public void Cancel(Actor actor)
    {
        if (From < Person.ToLocalDay(actor.Now))
            throw new RuleException(RuleError.DateInPast);
        RecordChange(Describe(), null, actor);
    }

    /// <summary>Marks the summary of the absence as read.</summary>
    public void MarkRead(DateTime now) => ReadAt ??= now;

    /// <summary>Recalculates the start and end instants for the person's time zone.</summary>
    public void ChangeTimeZone(string zone) =>
        (StartsAt, EndsAt) = (LocalTime.ToUtc(From, null, zone), LocalTime.ToUtc(To.AddDays(1), null, zone));

    private void SetStandIn(Person? standIn)
    {
        if (standIn is not null && standIn.Id == PersonId)
            throw new RuleException(RuleError.SamePerson);
        if (standIn is { Active: false })
            throw new RuleException(RuleError.PersonInactive);
        (StandIn, StandInId) = (standIn, standIn?.Id);
    }

    private string Describe() =>
        $"{Person.Name}: {From:yyyy-MM-dd} – {To:yyyy-MM-dd}{(StandIn is { } standIn ? $" · {standIn.Name}" : "")}";

    private void RecordChange(string? from, string? to, Actor actor) =>
        Record(ActivityKind.AbsenceChanged, actor, from, to).ResponsibleId = PersonId == 0 ? null : PersonId;
}
