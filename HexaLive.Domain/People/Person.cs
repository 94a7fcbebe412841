using HexaLive.Domain.Calendar;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.People;

/// <summary>What a person may do everywhere.</summary>
public enum PersonRole { Representative = 0, Manager = 1, Administrator = 2 }

/// <summary>The screen that a person begins with. By role: the control room for managers, else today.</summary>
public enum LandingPage { ByRole = 0, Today = 1, Control = 2, Tasks = 3, Board = 4, Clients = 5 }

/// <summary>Somebody of the company: may exist without a sign-in.</summary>
public sealed class Person
{
    /// <summary>Languages of the screens.</summary>
    public static readonly IReadOnlyList<string> Languages = ["es", "en"];

    private Person() { }

    /// <summary>A new, active person.</summary>
    public Person(string name, string? email, PersonRole role, int? teamId = null, string timeZone = "Europe/Madrid", string? language = null)
    {
        Edit(name, email, teamId);
        Role = role;
        SetLocale(timeZone, language);
    }

    public int Id { get; private set; }
    public string Name { get; private set; } = "";
    public string? Email { get; private set; }
    public int? TeamId { get; private set; }
    public Team? Team { get; private set; }
    public PersonRole Role { get; private set; }
    /// <summary>IANA name of the zone that decides what "today" is for this person.</summary>
    public string TimeZone { get; private set; } = "Europe/Madrid";
    /// <summary>"es", "en", or null: as the browser asks.</summary>
    public string? Language { get; private set; }
    public bool Active { get; private set; } = true;
    public string Search { get; private set; } = "";
    /// <summary>The saved view that the explorer of tasks opens with.</summary>
    public int? TaskViewId { get; private set; }
    /// <summary>Where the person begins.</summary>
    public LandingPage LandingPage { get; private set; }
    /// <summary>Minutes that the log form begins with where no stopwatch ran; null is the product's own.</summary>
    public int? DefaultMinutes { get; private set; }
    /// <summary>Hour of the person's day (0 to 23) at which the daily mail comes.</summary>
    public int DigestHour { get; private set; } = 8;
    /// <summary>Working days after which what is overdue is told again: 1, 3 or 7.</summary>
    public int OverdueEvery { get; private set; } = 1;
    /// <summary>UTC; when the next daily mail is due. Null: not decided yet.</summary>
    public DateTime? NextDigestAt { get; private set; }
    /// <summary>The days of the week that the person works; null: those of the company.</summary>
    public WeekDays? WorkingWeek { get; private set; }
    /// <summary>Key of this person in the system that it was imported from.</summary>
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }

    /// <summary>Changes name (1 to 200 characters), e-mail and team.</summary>
    public void Edit(string name, string? email, int? teamId)
    {
        Name = Check.Required(name, nameof(Name), 200);
        Email = Check.Optional(email, nameof(Email), 254);
        TeamId = teamId;
        Search = SearchText.Of(Name, Email);
    }

    /// <summary>Joins a team that may not be saved yet.</summary>
    public void Join(Team? team) { Team = team; TeamId = team?.Id; }

    /// <summary>Changes zone and language.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.UnknownTimeZone"/> or <see cref="RuleError.InvalidValue"/>.</exception>
    public void SetLocale(string timeZone, string? language)
    {
        _ = LocalTime.Zone(timeZone);
        if (language is not null && !Languages.Contains(language)) throw new RuleException(RuleError.InvalidValue, nameof(Language));
        if (timeZone != TimeZone) NextDigestAt = null;
        TimeZone = timeZone;
        Language = language;
    }

    /// <summary>Changes where the person begins and the minutes (1 to 1,440, or null) that their log form begins with.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.MinutesRange"/> or <see cref="RuleError.InvalidValue"/>.</exception>
    public void SetHabits(LandingPage landing, int? defaultMinutes)
    {
        if (!Enum.IsDefined(landing)) throw new RuleException(RuleError.InvalidValue, nameof(LandingPage));
        DefaultMinutes = defaultMinutes is { } minutes ? Check.Minutes(minutes) : null;
        LandingPage = landing;
    }

    /// <summary>Changes the hour of the daily mail (0 to 23) and after how many working days (1, 3 or 7) what is overdue is told again.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>.</exception>
    public void SetReminding(int digestHour, int overdueEvery)
    {
        if (digestHour is < 0 or > 23) throw new RuleException(RuleError.InvalidValue, nameof(DigestHour));
        if (overdueEvery is not (1 or 3 or 7)) throw new RuleException(RuleError.InvalidValue, nameof(OverdueEvery));
        // Decided anew by the next sweep.
        if (digestHour != DigestHour) NextDigestAt = null;
        (DigestHour, OverdueEvery) = (digestHour, overdueEvery);
    }

    /// <summary>Changes the days of the week that the person works (at least one); null: those of the company.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.Required"/> or <see cref="RuleError.InvalidValue"/>.</exception>
    public void SetWorkingWeek(WeekDays? days)
    {
        _ = days?.Checked();
        if (days != WorkingWeek) NextDigestAt = null;
        WorkingWeek = days;
    }

    /// <summary>Changes the role.</summary>
    public void SetRole(PersonRole role) => Role = role;

    /// <summary>Ends or restores access; what the person did stays.</summary>
    public void SetActive(bool active) => Active = active;

    /// <summary>Chooses the saved view that the explorer of tasks opens with; null is the plain one.</summary>
    public void OpenTasksWith(int? savedViewId) => TaskViewId = savedViewId;

    /// <summary>Remembers the key of the system that it came from.</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    /// <summary>The person's local day at a UTC instant.</summary>
    public DateOnly Today(DateTime utc) => LocalTime.Day(utc, TimeZone);
}

/// <summary>
/// That a person takes part in a client's work (manages a project, has a role in a task, or logged on one): what they see follows from it.
/// Kept with the rows that it follows from, so that a scope is one index seek.
/// </summary>
public sealed class Participation
{
    private Participation() { }

    /// <summary>A new row.</summary>
    public Participation(int personId, int clientId) { PersonId = personId; ClientId = clientId; }

    public int PersonId { get; private set; }
    public Person Person { get; private set; } = null!;
    public int ClientId { get; private set; }
}
