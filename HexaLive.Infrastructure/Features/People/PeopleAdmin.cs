using System.Net.Mail;
using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.People;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Whether a person can sign in: has no sign-in, was invited and chose no password yet, or can.</summary>
public enum SignInState { None = 0, Invited = 1, Ready = 2 }

/// <summary>A person in the list of administrators. <see cref="InvitedAt"/> is UTC.</summary>
public sealed record PersonAdminRow(int Id, string Name, string? Email, PersonRole Role, int? TeamId, string? Team, bool Active, SignInState SignIn, DateTime? InvitedAt);

/// <summary>A page of people.</summary>
public sealed record PersonAdminRows(IReadOnlyList<PersonAdminRow> Rows, int Total);

/// <summary>What administrators type of a person. Zone is an IANA name; language "es", "en" or null; working week null: that of the company.</summary>
public sealed record PersonFields(string Name, string? Email, int? TeamId, string TimeZone, string? Language, PersonRole Role, WeekDays? WorkingWeek = null);

/// <summary>A person to change, with what would be left behind: open tasks by role, open projects managed, teams and presets that name them; and the days that the company works.</summary>
public sealed record PersonAdminCard(
    PersonAdminRow Row, PersonFields Fields, int Version, int Responsible, int Controller, int Projects, IReadOnlyList<string> Teams, IReadOnlyList<string> Presets, bool SecondFactor, WeekDays CompanyWeek);

/// <summary>Reads, makes and changes people: administrators.</summary>
public sealed class PeopleAdmin(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    /// <summary>One page, counted from 0, by name. The text is words of name or e-mail; <paramref name="active"/> null shows all.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<PersonAdminRows> PageAsync(Viewer viewer, string? text, bool? active, int? teamId, int page, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = db.People.AsNoTracking();
        if (active is not null) people = people.Where(p => p.Active == active);
        if (teamId is not null) people = people.Where(p => p.TeamId == teamId);
        foreach (var word in SearchText.Words(text)) people = people.Where(p => p.Search.Contains(word));
        var total = await people.CountAsync(cancellationToken);
        var rows = await Rows(db, people.OrderBy(p => p.Search).ThenBy(p => p.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize)).ToListAsync(cancellationToken);
        return new PersonAdminRows(rows, total);
    }

    /// <summary>One person.</summary>
    /// <exception cref="RuleException">Not an administrator, or there is no such person.</exception>
    public async Task<PersonAdminCard> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (responsible, controller) = (HandOver.OpenTasks(db, id, responsible: true), HandOver.OpenTasks(db, id, responsible: false));
        var found = await db.People.AsNoTracking().Where(p => p.Id == id).Select(p => new
        {
            Fields = new PersonFields(p.Name, p.Email, p.TeamId, p.TimeZone, p.Language, p.Role, p.WorkingWeek),
            p.Version,
            Responsible = responsible.Count(),
            Controller = controller.Count(),
            Projects = db.Projects.Count(j => j.ManagerId == p.Id && j.ClosedAt == null),
            CompanyWeek = db.CompanyWeek.Select(w => (WeekDays?)w.Days).FirstOrDefault(),
            SecondFactor = db.Users.Any(u => u.PersonId == p.Id && u.TwoFactorEnabled),
        }).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var row = await Rows(db, db.People.AsNoTracking().Where(p => p.Id == id)).FirstAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().Where(t => t.ManagerId == id).OrderBy(t => t.Name).Take(50).Select(t => t.Name).ToListAsync(cancellationToken);
        var presets = await db.TaskTypes.AsNoTracking().Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id).OrderBy(t => t.Name).Take(50).Select(t => t.Name).ToListAsync(cancellationToken);
        presets.AddRange(await db.Origins.AsNoTracking().Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id).OrderBy(t => t.Name).Take(50).Select(t => t.Name).ToListAsync(cancellationToken));
        return new PersonAdminCard(row, found.Fields, found.Version, found.Responsible, found.Controller, found.Projects, teams, presets, found.SecondFactor, found.CompanyWeek ?? new CompanyWeek().Days);
    }

    /// <summary>Teams and active people by name, at most five hundred of each.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> to anybody but administrators.</exception>
    public async Task<(IReadOnlyList<Choice> Teams, IReadOnlyList<Choice> People)> ChoicesAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = await db.Teams.AsNoTracking().OrderBy(t => t.Name).Take(500).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken);
        var people = await db.People.AsNoTracking().Where(p => p.Active).OrderBy(p => p.Search).Take(500).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancellationToken);
        return (teams, people);
    }

    /// <summary>Makes a person without a sign-in and returns the id.</summary>
    /// <exception cref="RuleException">Not an administrator, a field is refused, or the e-mail is somebody else's.</exception>
    public async Task<int> CreateAsync(Viewer viewer, PersonFields fields, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(async () =>
        {
            await CheckAsync(db, null, fields, cancellationToken);
            var person = new Person(fields.Name, fields.Email, fields.Role, fields.TeamId, fields.TimeZone, fields.Language);
            person.SetWorkingWeek(fields.WorkingWeek);
            db.People.Add(person);
            db.Activity.Add(new ActivityEntry(ActivityKind.PersonCreated, viewer.PersonId, Now, to: person.Name));
            await db.SaveSettingAsync(person.Name, cancellationToken);
            return person.Id;
        }, cancellationToken);
    }

    /// <summary>
    /// Changes the person that was read at <paramref name="version"/>. Another e-mail becomes that of the sign-in too; in another zone open promises fall due at
    /// other instants; who gets another role is asked to sign in again.
    /// </summary>
    /// <exception cref="RuleException">Also <see cref="RuleError.LastAdministrator"/>, or <see cref="RuleError.Conflict"/> where somebody changed it first.</exception>
    public async Task EditAsync(Viewer viewer, int id, int version, PersonFields fields, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            var person = await db.People.FirstOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            await db.MustBeVersionAsync(version, person.Version, person.Name, cancellationToken);
            await CheckAsync(db, id, fields, cancellationToken);
            if (person.Role == PersonRole.Administrator && fields.Role != PersonRole.Administrator) await MustNotBeLastAsync(db, person, cancellationToken);
            var (before, email, role, zone, week) = (person.Name, person.Email, person.Role, person.TimeZone, person.WorkingWeek);
            person.Edit(fields.Name, fields.Email, fields.TeamId);
            person.SetLocale(fields.TimeZone, fields.Language);
            person.SetRole(fields.Role);
            person.SetWorkingWeek(fields.WorkingWeek);
            if (zone != person.TimeZone) await Profiles.MovePromisesAsync(db, person, cancellationToken);
            if (email != person.Email && await db.Users.FirstOrDefaultAsync(u => u.PersonId == id, cancellationToken) is { } user) Rename(user, person.Email);
            db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, Now, before, person.Name, Changed(role, week, person)));
            await db.SaveSettingAsync(person.Name, cancellationToken);
            return 0;
        }, cancellationToken);
    }

    /// <summary>Takes the second factor away from somebody who lost it: authenticator key, recovery codes and open sessions are worth nothing from then on.</summary>
    /// <exception cref="RuleException">Not an administrator, or the person has no sign-in.</exception>
    public async Task RemoveSecondFactorAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.MustBeAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(async () =>
        {
            var user = await db.Users.Include(u => u.Person).FirstOrDefaultAsync(u => u.PersonId == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            (user.TwoFactorEnabled, user.SecurityStamp) = (false, Guid.NewGuid().ToString());
            await db.UserTokens.Where(t => t.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
            db.Activity.Add(new ActivityEntry(ActivityKind.PersonChanged, viewer.PersonId, Now, user.Person.Name, user.Person.Name, "second factor removed"));
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    /// <summary>Refuses to take away the last active administrator; where they can sign in, the last who can.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.LastAdministrator"/>.</exception>
    internal static async Task MustNotBeLastAsync(HexaDbContext db, Person person, CancellationToken cancellationToken)
    {
        var id = person.Id;
        var others = db.People.Where(p => p.Id != id && p.Active && p.Role == PersonRole.Administrator);
        if (await db.Users.AnyAsync(u => u.PersonId == id && u.PasswordHash != null, cancellationToken))
            others = others.Where(p => db.Users.Any(u => u.PersonId == p.Id && u.PasswordHash != null));
        if (!await others.AnyAsync(cancellationToken)) throw new RuleException(RuleError.LastAdministrator);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private static string? Changed(PersonRole role, WeekDays? week, Person person)
    {
        List<string> said = [];
        if (role != person.Role) said.Add(person.Role.ToString());
        if (week != person.WorkingWeek) said.Add($"works {person.WorkingWeek?.ToString() ?? "as the company"}");
        return said.Count == 0 ? null : string.Join("; ", said);
    }

    // A sign-in is known by its address: the links sent to the former one are worth nothing any more.
    private static void Rename(HexaUser user, string? email)
    {
        if (email is null) throw new RuleException(RuleError.Required, nameof(Person.Email));
        user.Take(email);
        if (user.PasswordHash is null) user.SecurityStamp = Guid.NewGuid().ToString();
    }

    private static async Task CheckAsync(HexaDbContext db, int? id, PersonFields fields, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(fields.Role)) throw new RuleException(RuleError.InvalidValue, nameof(Person.Role));
        if (fields.TeamId is { } team && !await db.Teams.AnyAsync(t => t.Id == team, cancellationToken)) throw new RuleException(RuleError.InvalidValue, nameof(Person.Team));
        if (Check.Optional(fields.Email, nameof(Person.Email), 254) is not { } email) return;
        if (!MailAddress.TryCreate(email, out var parsed) || parsed.Address != email) throw new RuleException(RuleError.InvalidValue, nameof(Person.Email));
        var (lower, key) = (email.ToLowerInvariant(), HexaUser.KeyOf(email));
        if (await db.People.AnyAsync(p => p.Id != id && p.Email!.ToLower() == lower, cancellationToken) || await db.Users.AnyAsync(u => u.PersonId != id && u.NormalizedUserName == key, cancellationToken))
            throw new RuleException(RuleError.Duplicate, email);
    }

    private static IQueryable<PersonAdminRow> Rows(HexaDbContext db, IQueryable<Person> people) =>
        from p in people
        join u in db.Users on p.Id equals u.PersonId into users
        from u in users.DefaultIfEmpty()
        select new PersonAdminRow(p.Id, p.Name, p.Email, p.Role, p.TeamId, p.Team!.Name, p.Active,
            u == null ? SignInState.None : u.PasswordHash == null ? SignInState.Invited : SignInState.Ready, u == null ? null : u.InvitedAt);
}
