using HexaLive.Domain.Calendar;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.People;

/// <summary>Days on which a person is away. What falls due meanwhile is told to whoever stands in, else to the controller of the task.</summary>
public sealed class Absence
{
    private Absence() { }

    /// <summary>Away from <paramref name="from"/> to <paramref name="to"/>, both included, days of the person's own zone.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.EndBeforeStart"/>, <see cref="RuleError.DateRange"/>, <see cref="RuleError.SamePerson"/>, <see cref="RuleError.PersonInactive"/> or <see cref="RuleError.TooLong"/>.</exception>
    public Absence(Person person, DateOnly from, DateOnly to, Person? standIn, string? note)
    {
        (Person, PersonId) = (person, person.Id);
        (From, To) = (Check.Day(from), Check.Day(to));
        if (to < from) throw new RuleException(RuleError.EndBeforeStart);
        Name(standIn);
        Note = Check.Optional(note, nameof(Note), 200);
        ChangeZone(person.TimeZone);
    }

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public DateOnly From { get; private set; }
    /// <summary>The last day away.</summary>
    public DateOnly To { get; private set; }
    public int? StandInId { get; private set; }
    public Person? StandIn { get; private set; }
    public string? Note { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime StartsAt { get; private set; }
    /// <summary>UTC; the first instant back.</summary>
    public DateTime EndsAt { get; private set; }
    /// <summary>UTC; when the person, back again, had read what happened meanwhile.</summary>
    public DateTime? ReadAt { get; private set; }

    /// <summary>Somebody else stands in from now on, or nobody.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.SamePerson"/> or <see cref="RuleError.PersonInactive"/>.</exception>
    public void Name(Person? standIn)
    {
        if (standIn is not null && standIn.Id == PersonId) throw new RuleException(RuleError.SamePerson);
        if (standIn is { Active: false }) throw new RuleException(RuleError.PersonInactive);
        (StandIn, StandInId) = (standIn, standIn?.Id);
    }

    /// <summary>The person is back earlier: yesterday was the last day away.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.EndBeforeStart"/> where it had not begun.</exception>
    public void EndBefore(DateOnly today, string zone)
    {
        if (today <= From) throw new RuleException(RuleError.EndBeforeStart);
        To = today.AddDays(-1);
        ChangeZone(zone);
    }

    /// <summary>What happened meanwhile was read.</summary>
    public void Read(DateTime now) => ReadAt ??= now;

    /// <summary>Computes the instants again in the person's zone.</summary>
    public void ChangeZone(string zone) => (StartsAt, EndsAt) = (LocalTime.ToUtc(From, null, zone), LocalTime.ToUtc(To.AddDays(1), null, zone));
}
