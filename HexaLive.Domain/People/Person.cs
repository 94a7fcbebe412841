using HexaLive.Domain.Activity;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;

namespace HexaLive.Domain.People;

/// <summary>
/// The editable fields of a person. The time zone is an IANA name. The language is "es", "en", or null to follow the browser. If
/// the working week is null, the company's working week applies.
/// </summary>
public sealed record PersonFields(
    string Name,
    string? Email,
    PersonRole Role,
    int? TeamId = null,
    string TimeZone = "Europe/Madrid",
    string? Language = null,
    WeekDays? WorkingWeek = null
);

/// <summary>A member of the company. Not every person has an account.</summary>
public sealed class Person : RecordedEntity
{
    /// <summary>The available screen languages.</summary>
    public static readonly IReadOnlyList<string> Languages = ["es", "en"];

    private Person() { }

    /// <summary>Creates an active person.</summary>
    /// <exception cref="RuleException">A field is invalid, as for <see cref="Edit"/>.</exception>
    public Person(PersonFields fields, Actor actor)
    {
        Apply(fields);
        Record(ActivityKind.PersonCreated, actor, to: Name);
    }

    public int Id { get; private set; }
    public string Name { get; private set; } = "";
    public string? Email { get; private set; }
    public int? TeamId { get; private set; }
    public Team? Team { get; private set; }
    public PersonRole Role { get; private set; }

    /// <summary>The IANA name of the time zone that determines what "today" is for this person.</summary>
    public string TimeZone { get; private set; } = "Europe/Madrid";

    /// <summary>"es", "en", or null to follow the browser.</summary>
    public string? Language { get; private set; }
    public bool Active { get; private set; } = true;
    public string SearchKey { get; private set; } = "";

    /// <summary>The saved view that the task explorer opens with; null for the default view.</summary>
    public int? TaskViewId { get; private set; }

    /// <summary>The page that the person sees first after signing in.</summary>
    public LandingPage LandingPage { get; private set; }

    /// <summary>The minutes preset in the log form when no timer was running; null for the product's default.</summary>
    public int? DefaultMinutes { get; private set; }

    /// <summary>The local hour (0 to 23) at which the daily e-mail is sent.</summary>
    public int DigestHour { get; private set; } = 8;

    /// <summary>The interval, in working days, at which reminders of overdue promises are repeated: 1, 3 or 7.</summary>
    public int OverdueEvery { get; private set; } = 1;

    /// <summary>When the next daily e-mail is due (UTC). Null until the digest job schedules it.</summary>
    public DateTime? NextDigestAt { get; private set; }

    /// <summary>The person's working days; null to use the company's.</summary>
    public WeekDays? WorkingWeek { get; private set; }

    /// <summary>The key of the person in the system they were imported from.</summary>
    public string? ExternalKey { get; private set; }
    public int Version { get; private set; }

    /// <summary>Returns the current values of the fields that <see cref="Edit"/> changes.</summary>
    public PersonFields GetFields() => new(Name, Email, Role, TeamId, TimeZone, Language, WorkingWeek);

    /// <summary>Changes the editable fields.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.UnknownTimeZone"/>, <see cref="RuleError.Required"/>, <see cref="RuleError.TooLong"/>, or
    /// <see cref="RuleError.InvalidValue"/> for the role, the language or the working week.
    /// </exception>
    public void Edit(PersonFields fields, Actor actor)
    {
        var before = GetFields();
        Apply(fields);
        Record(ActivityKind.PersonChanged, actor, before.Name, Name);
        if (before.Role != Role)
            RecordRole(before.Role, actor);
        if (before.WorkingWeek != WorkingWeek)
            Record(ActivityKind.WorkingWeekChanged, actor, before.WorkingWeek?.ToString(), WorkingWeek?.ToString(), Name);
    }

    /// <summary>Makes a representative a manager. Managers and administrators keep their role.</summary>
    public void PromoteToManager(Actor actor)
    {
        if (Role != PersonRole.Representative)
            return;
        Role = PersonRole.Manager;
        RecordRole(PersonRole.Representative, actor);
    }

    /// <summary>
    /// Moves the person to a team; null removes the person from their team. The team may be a new one that is not saved yet.
    /// </summary>
    public void SetTeam(Team? team, Actor actor)
    {
        if (team == Team && team?.Id == TeamId)
            return;
        (Team, TeamId) = (team, team?.Id);
        Record(ActivityKind.PersonChanged, actor, Name, Name);
    }

    /// <summary>
    /// Changes the person's own preferences: time zone, language, start page, and the minutes preset in the log form (1 to
    /// 1,440, or null for the product's default).
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.UnknownTimeZone"/>, <see cref="RuleError.MinutesRange"/>, or <see cref="RuleError.InvalidValue"/> for
    /// the language or the start page.
    /// </exception>
    public void SetPreferences(string timeZone, string? language, LandingPage landingPage, int? defaultMinutes, Actor actor)
    {
        var before = TimeZone;
        Check.Defined(landingPage, nameof(LandingPage));
        DefaultMinutes = defaultMinutes is { } minutes ? Check.Minutes(minutes) : null;
        LandingPage = landingPage;
        SetLocale(timeZone, language);
        Record(ActivityKind.PreferencesChanged, actor, before, TimeZone, Name);
    }

    /// <summary>
    /// Changes the hour of the daily e-mail (0 to 23) and the interval of reminders of overdue promises (1, 3 or 7 working days).
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/>.</exception>
    public void SetReminderSettings(int digestHour, int overdueEvery, Actor actor)
    {
        if (digestHour is < 0 or > 23)
            throw new RuleException(RuleError.InvalidValue, nameof(DigestHour));
        if (overdueEvery is not (1 or 3 or 7))
            throw new RuleException(RuleError.InvalidValue, nameof(OverdueEvery));
        // The next run of the digest job schedules the daily e-mail for the new hour.
        if (digestHour != DigestHour)
            NextDigestAt = null;
        (DigestHour, OverdueEvery) = (digestHour, overdueEvery);
        RecordReminderSettings(actor);
    }

    /// <summary>Records that the person changed the channels of their reminders.</summary>
    public void RecordReminderSettings(Actor actor) => Record(ActivityKind.ReminderSettingsChanged, actor, Name, Name);

    /// <summary>Records that the person was invited to sign in.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.PersonInactive"/> or <see cref="RuleError.NoEmail"/>.</exception>
    public void Invite(Actor actor)
    {
        if (!Active)
            throw new RuleException(RuleError.PersonInactive);
        if (Email is null)
            throw new RuleException(RuleError.NoEmail);
        Record(ActivityKind.PersonInvited, actor, Name, Name);
    }

    /// <summary>Records that the second factor of the person's account was removed.</summary>
    public void RecordSecondFactorRemoved(Actor actor) => Record(ActivityKind.SecondFactorRemoved, actor, Name, Name);

    /// <summary>Records that undoing an import restored the person's previous values.</summary>
    public void RecordImportUndone(Actor actor) => Record(ActivityKind.ImportUndone, actor, to: Name);

    /// <summary>Activates or deactivates the person. Inactive people have no access; their records stay.</summary>
    public void SetActive(bool active, Actor actor)
    {
        if (Active == active)
            return;
        Active = active;
        Record(active ? ActivityKind.PersonReactivated : ActivityKind.PersonDeactivated, actor, Name, Name);
    }

    /// <summary>Sets the saved view that the task explorer opens with; null for the default view.</summary>
    public void SetDefaultTaskView(int? savedViewId) => TaskViewId = savedViewId;

    /// <summary>Sets the key of the record in the system it was imported from (at most 100 characters).</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    /// <summary>Returns the person's local day at a UTC instant.</summary>
    public DateOnly ToLocalDay(DateTime utc) => LocalTime.Day(utc, TimeZone);

    private void Apply(PersonFields fields)
    {
        Name = Check.Required(fields.Name, nameof(Name), 200);
        Email = Check.Optional(fields.Email, nameof(Email), 254);
        TeamId = fields.TeamId;
        Role = Check.Defined(fields.Role, nameof(Role));
        SearchKey = SearchText.Normalize(Name, Email);
        SetLocale(fields.TimeZone, fields.Language);
        _ = fields.WorkingWeek?.Validated();
        if (fields.WorkingWeek != WorkingWeek)
            NextDigestAt = null;
        WorkingWeek = fields.WorkingWeek;
    }

    private void SetLocale(string timeZone, string? language)
    {
        _ = LocalTime.FindZone(timeZone);
        if (language is not null && !Languages.Contains(language))
            throw new RuleException(RuleError.InvalidValue, nameof(Language));
        if (timeZone != TimeZone)
            NextDigestAt = null;
        (TimeZone, Language) = (timeZone, language);
    }

    private void RecordRole(PersonRole before, Actor actor) =>
        Record(ActivityKind.RoleChanged, actor, before.ToString(), Role.ToString(), Name);
}
