using System.Net.Mail;
using HexaLive.Domain;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Reads, creates and edits people. For administrators.</summary>
public sealed class PeopleAdministration(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    /// <summary>
    /// Returns a page (counted from 1) of people by name. <paramref name="text"/> contains words to find in the name or e-mail
    /// address. If <paramref name="active"/> is null, the page includes active and inactive people.
    /// </summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<Paged<PersonAdminRow>> GetPageAsync(
        Viewer viewer,
        string? text,
        bool? active,
        int? teamId,
        int page,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var people = db.People.AsNoTracking();
        if (active is not null)
            people = people.Where(p => p.Active == active);
        if (teamId is not null)
            people = people.Where(p => p.TeamId == teamId);
        foreach (var word in SearchText.SplitWords(text))
            people = people.Where(p => p.SearchKey.Contains(word));
        var total = await people.CountAsync(cancellationToken);
        var rows = await SelectRows(db, people.OrderBy(p => p.SearchKey).ThenBy(p => p.Id).TakePage(page, PageSize))
            .ToListAsync(cancellationToken);
        return new Paged<PersonAdminRow>(rows, total);
    }

    /// <summary>Returns a person to edit.</summary>
    /// <exception cref="RuleException">Not an administrator, or the person does not exist.</exception>
    public async Task<PersonAdminCard> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (responsible, controller) = (
            PersonDeactivation.SelectOpenTasks(db, id, responsible: true),
            PersonDeactivation.SelectOpenTasks(db, id, responsible: false)
        );
        var found =
            await db
                .People.AsNoTracking()
                .Where(p => p.Id == id)
                .Select(p => new
                {
                    Fields = new PersonFields(p.Name, p.Email, p.Role, p.TeamId, p.TimeZone, p.Language, p.WorkingWeek),
                    p.Version,
                    Responsible = responsible.Count(),
                    Controller = controller.Count(),
                    Projects = db.Projects.Count(j => j.ManagerId == p.Id && j.ClosedAt == null),
                    CompanyWeek = db.CompanyWeek.Max(w => (WeekDays?)w.Days),
                    SecondFactor = db.Users.Any(u => u.PersonId == p.Id && u.TwoFactorEnabled),
                })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var row = await SelectRows(db, db.People.AsNoTracking().Where(p => p.Id == id)).FirstAsync(cancellationToken);
        var teams = await db
            .Teams.AsNoTracking()
            .Where(t => t.ManagerId == id)
            .OrderBy(t => t.Name)
            .Take(50)
            .Select(t => t.Name)
            .ToListAsync(cancellationToken);
        var presets = await ListPresetNamesAsync(db, id, cancellationToken);
        return new PersonAdminCard(
            row,
            found.Fields,
            found.Version,
            found.Responsible,
            found.Controller,
            found.Projects,
            teams,
            presets,
            found.SecondFactor,
            found.CompanyWeek ?? new CompanyWeek().Days
        );
    }

    /// <summary>Returns teams and active people by name, at most 500 of each.</summary>
    /// <exception cref="RuleException">The viewer is not an administrator (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<(IReadOnlyList<Choice> Teams, IReadOnlyList<Choice> People)> GetChoicesAsync(
        Viewer viewer,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = await db
            .Teams.AsNoTracking()
            .OrderBy(t => t.Name)
            .Take(500)
            .Select(t => new Choice(t.Id, t.Name))
            .ToListAsync(cancellationToken);
        var people = await db
            .People.AsNoTracking()
            .Where(p => p.Active)
            .OrderBy(p => p.SearchKey)
            .Take(500)
            .Select(p => new Choice(p.Id, p.Name))
            .ToListAsync(cancellationToken);
        return (teams, people);
    }

    /// <summary>Creates a person without an account and returns the id.</summary>
    /// <exception cref="RuleException">Not an administrator, a field is invalid, or the e-mail address is already used.</exception>
    public async Task<int> CreateAsync(Viewer viewer, PersonFields fields, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WriteAsync(
            async () =>
            {
                await EnsureValidAsync(db, null, fields, cancellationToken);
                var person = new Person(fields, viewer.CreateActor(time));
                db.People.Add(person);
                await db.SaveSettingAsync(person.Name, cancellationToken);
                return person.Id;
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Saves changes to a person that was read at <paramref name="version"/>. A new e-mail address also changes the address of the
    /// account. A new time zone moves the due times of open promises. A new role requires signing in again.
    /// </summary>
    /// <exception cref="RuleException">
    /// As for <see cref="CreateAsync"/>; also <see cref="RuleError.LastAdministrator"/>, or <see cref="RuleError.Conflict"/> if
    /// somebody else changed the person in the meantime.
    /// </exception>
    public async Task EditAsync(Viewer viewer, int id, int version, PersonFields fields, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                var person =
                    await db.People.FirstOrDefaultAsync(p => p.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
                await db.EnsureVersionAsync(version, person.Version, person.Name, cancellationToken);
                await EnsureValidAsync(db, id, fields, cancellationToken);
                if (person.Role == PersonRole.Administrator && fields.Role != PersonRole.Administrator)
                    await EnsureNotLastAdministratorAsync(db, person, cancellationToken);
                var (email, zone) = (person.Email, person.TimeZone);
                person.Edit(fields, viewer.CreateActor(time));
                if (zone != person.TimeZone)
                    await ProfileEditing.ChangePromiseTimeZonesAsync(db, person, cancellationToken);
                if (email != person.Email && await db.Users.FirstOrDefaultAsync(u => u.PersonId == id, cancellationToken) is { } user)
                    ChangeUserEmail(user, person.Email);
                await db.SaveSettingAsync(person.Name, cancellationToken);
                return 0;
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Removes the second factor of somebody who lost it. Invalidates the authenticator key, recovery codes and open sessions.
    /// </summary>
    /// <exception cref="RuleException">Not an administrator, or the person has no account.</exception>
    public async Task RemoveSecondFactorAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        viewer.EnsureAdministrator();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            async () =>
            {
                var user =
                    await db.Users.Include(u => u.Person).FirstOrDefaultAsync(u => u.PersonId == id, cancellationToken)
                    ?? throw new RuleException(RuleError.NotFound);
                (user.TwoFactorEnabled, user.SecurityStamp) = (false, Guid.NewGuid().ToString());
                await db.UserTokens.Where(t => t.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
                user.Person.RecordSecondFactorRemoved(viewer.CreateActor(time));
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>
    /// Throws unless there is an active administrator other than <paramref name="person"/>. If that person has a password, another
    /// administrator must also have a password, so that somebody can still sign in.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.LastAdministrator"/>.</exception>
    internal static async Task EnsureNotLastAdministratorAsync(HexaDbContext db, Person person, CancellationToken cancellationToken)
    {
        var id = person.Id;
        var others = db.People.Where(p => p.Id != id && p.Active && p.Role == PersonRole.Administrator);
        if (await db.Users.AnyAsync(u => u.PersonId == id && u.PasswordHash != null, cancellationToken))
            others = others.Where(p => db.Users.Any(u => u.PersonId == p.Id && u.PasswordHash != null));
        if (!await others.AnyAsync(cancellationToken))
            throw new RuleException(RuleError.LastAdministrator);
    }

    // Changes the account's address. Invitation links sent to the former address become invalid.
    private static void ChangeUserEmail(HexaUser user, string? email)
    {
        if (email is null)
            throw new RuleException(RuleError.Required, nameof(Person.Email));
        user.ChangeEmail(email);
        if (user.PasswordHash is null)
            user.SecurityStamp = Guid.NewGuid().ToString();
    }

    private static async Task EnsureValidAsync(HexaDbContext db, int? id, PersonFields fields, CancellationToken cancellationToken)
    {
        if (!Enum.IsDefined(fields.Role))
            throw new RuleException(RuleError.InvalidValue, nameof(Person.Role));
        if (fields.TeamId is { } team && !await db.Teams.AnyAsync(t => t.Id == team, cancellationToken))
            throw new RuleException(RuleError.InvalidValue, nameof(Person.Team));
        if (Check.Optional(fields.Email, nameof(Person.Email), 254) is not { } email)
            return;
        if (!MailAddress.TryCreate(email, out var parsed) || parsed.Address != email)
            throw new RuleException(RuleError.InvalidValue, nameof(Person.Email));
        var (lower, key) = (email.ToLowerInvariant(), HexaUser.NormalizeEmail(email));
        if (
            await db.People.AnyAsync(p => p.Id != id && p.Email!.ToLower() == lower, cancellationToken)
            || await db.Users.AnyAsync(u => u.PersonId != id && u.NormalizedUserName == key, cancellationToken)
        )
            throw new RuleException(RuleError.Duplicate, email);
    }

    private static IQueryable<PersonAdminRow> SelectRows(HexaDbContext db, IQueryable<Person> people) =>
        from p in people
        join u in db.Users on p.Id equals u.PersonId into users
        from u in users.DefaultIfEmpty()
        select new PersonAdminRow(
            p.Id,
            p.Name,
            p.Email,
            p.Role,
            p.TeamId,
            p.Team!.Name,
            p.Active,
            u == null ? SignInState.None
                : u.PasswordHash == null ? SignInState.Invited
                : SignInState.Ready,
            u == null ? null : u.InvitedAt
        );

    // Returns the task types and origins whose presets name the person.
    private static async Task<List<string>> ListPresetNamesAsync(HexaDbContext db, int id, CancellationToken cancellationToken)
    {
        var presets = await db
            .TaskTypes.AsNoTracking()
            .Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id)
            .OrderBy(t => t.Name)
            .Take(50)
            .Select(t => t.Name)
            .ToListAsync(cancellationToken);
        presets.AddRange(
            await db
                .Origins.AsNoTracking()
                .Where(t => t.Preset.ResponsibleId == id || t.Preset.ControllerId == id)
                .OrderBy(t => t.Name)
                .Take(50)
                .Select(t => t.Name)
                .ToListAsync(cancellationToken)
        );
        return presets;
    }
}
