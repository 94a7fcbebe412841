using HexaLive.Domain;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Clients;

/// <summary>A client in a list; the last entry's day is local to whoever wrote it.</summary>
public sealed record ClientRow(int Id, string Code, string Name, string? Team, string? Phone, int OpenTasks, DateOnly? LastEntry);

/// <summary>A page of clients, and how many there are in all.</summary>
public sealed record ClientRows(IReadOnlyList<ClientRow> Rows, int Total);

/// <summary>Somebody at a client.</summary>
public sealed record ContactRow(int Id, int Version, string Name, string? Position, string? Email, IReadOnlyList<string> Phones);

/// <summary>Everything that a client's card shows. <see cref="SilentDays"/> since the last entry, null where there is none.</summary>
public sealed record ClientCardView(
    int Id, int Version, ClientFields Fields, string? Team, bool Active, IReadOnlyList<ContactRow> Contacts, int OpenTasks, int? SilentDays, bool CanEdit);

/// <summary>Reads clients.</summary>
public sealed class ClientList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Rows a page.</summary>
    public const int PageSize = 50;

    /// <summary>One page, counted from 0, by name. The text is words of name, code, tax id, e-mail or a contact, or a telephone number.</summary>
    public async Task<ClientRows> PageAsync(Viewer viewer, string? text, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Active);
        if (PhoneNumber.Key(text) is { Length: >= 6 } phone && text!.All(c => !char.IsLetter(c)))
            clients = clients.Where(c => c.PhoneKey == phone || c.Contacts.Any(o => o.Phones.Any(p => p.Key == phone)));
        else
            foreach (var word in SearchText.Words(text))
                clients = clients.Where(c => c.Search.Contains(word) || c.Contacts.Any(o => o.Search.Contains(word)));
        var total = await clients.CountAsync(cancellationToken);
        var rows = await clients.OrderBy(c => c.Name).ThenBy(c => c.Id).Skip(Math.Max(0, page) * PageSize).Take(PageSize)
            .Select(c => new ClientRow(c.Id, c.Code, c.Name, c.Team!.Name, c.Phone,
                db.Tasks.Count(t => t.ClientId == c.Id && t.Status < WorkTaskStatus.Finished),
                db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date)))
            .ToListAsync(cancellationToken);
        return new ClientRows(rows, total);
    }

    /// <summary>One client.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the scope.</exception>
    public async Task<ClientCardView> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client = await db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Id == id)
            .Select(c => new
            {
                c.Id,
                c.Version,
                Fields = new ClientFields(c.Name, c.Code, c.TaxId, c.TeamId, c.Phone, c.Email, c.Address, c.Notes),
                Team = c.Team!.Name,
                c.Active,
                OpenTasks = db.Tasks.Count(t => t.ClientId == c.Id && t.Status < WorkTaskStatus.Finished),
                Last = db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date),
            })
            .FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        var contacts = await db.Contacts.AsNoTracking().Where(c => c.ClientId == id && c.Active).OrderBy(c => c.Name).Take(100)
            .Select(c => new ContactRow(c.Id, c.Version, c.Name, c.Position, c.Email, c.Phones.OrderBy(p => p.Id).Select(p => p.Number).ToList()))
            .ToListAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        return new ClientCardView(client.Id, client.Version, client.Fields, client.Team, client.Active, contacts, client.OpenTasks,
            client.Last is { } last ? Math.Max(0, today.DayNumber - last.DayNumber) : null, ClientEditing.CanEdit(viewer, client.Fields.TeamId));
    }

    /// <summary>The client that one was merged into; null where it was not, or that one is outside the scope.</summary>
    public async Task<int?> MergedIntoAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var into = db.Clients.Where(c => c.Id == id).Select(c => c.MergedIntoId);
        return await db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => into.Contains(c.Id)).Select(c => (int?)c.Id).FirstOrDefaultAsync(cancellationToken);
    }
}

/// <summary>Makes clients (managers and administrators) and changes them (who manages the client's team). Contacts are kept by everybody who sees the client.</summary>
public sealed class ClientEditing(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>Makes a client with its first commercial project, managed by the maker, who sees it by that; returns its id.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotAllowed"/> for representatives, or a field is refused.</exception>
    public async Task<int> CreateAsync(Viewer viewer, ClientFields fields, string projectName, CancellationToken cancellationToken = default)
    {
        if (viewer.Role == PersonRole.Representative || !MayGive(viewer, fields.TeamId, null)) throw new RuleException(RuleError.NotAllowed);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        var client = new Client(fields, viewer.PersonId, now);
        db.Projects.Add(new Project(client, new ProjectFields(projectName, ProjectKind.Commercial, viewer.PersonId), viewer.PersonId, now));
        await db.SaveChangesAsync(cancellationToken);
        return client.Id;
    }

    /// <summary>Changes a client that was read at <paramref name="version"/>.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>, <see cref="RuleError.NotAllowed"/>, <see cref="RuleError.Conflict"/>, or a field is refused.</exception>
    public async Task EditAsync(Viewer viewer, int id, int version, ClientFields fields, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client = await db.Clients.VisibleTo(db, viewer).FirstOrDefaultAsync(c => c.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        if (!CanEdit(viewer, client.TeamId) || !MayGive(viewer, fields.TeamId, client.TeamId)) throw new RuleException(RuleError.NotAllowed);
        if (client.Version != version) throw await ConflictAsync(db, id, cancellationToken);
        client.Edit(fields, viewer.PersonId, time.GetUtcNow().UtcDateTime);
        await SaveAsync(db, id, cancellationToken);
    }

    /// <summary>The teams that the viewer may give a client to, by name: those managed, or all for an administrator; at most 500.</summary>
    public async Task<IReadOnlyList<Choice>> TeamsAsync(Viewer viewer, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = viewer.TeamIds.ToArray();
        return await db.Teams.AsNoTracking().Where(t => viewer.IsAdministrator || teams.Contains(t.Id)).OrderBy(t => t.Name).ThenBy(t => t.Id).Take(500)
            .Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken);
    }

    /// <summary>Adds somebody to speak with.</summary>
    public async Task AddContactAsync(Viewer viewer, int clientId, string name, string? position, string? email, IReadOnlyList<string> phones, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client = await db.Clients.VisibleTo(db, viewer).FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        client.AddContact(name, position, email, phones, viewer.PersonId, time.GetUtcNow().UtcDateTime);
        await SaveAsync(db, clientId, cancellationToken);
    }

    /// <summary>Changes a contact that was read at <paramref name="version"/>.</summary>
    public async Task EditContactAsync(Viewer viewer, int clientId, int contactId, int version, string name, string? position, string? email, IReadOnlyList<string> phones, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client = await db.Clients.VisibleTo(db, viewer).Include(c => c.Contacts.Where(o => o.Id == contactId)).ThenInclude(o => o.Phones)
            .FirstOrDefaultAsync(c => c.Id == clientId, cancellationToken);
        var contact = client?.Contacts.FirstOrDefault(c => c.Id == contactId) ?? throw new RuleException(RuleError.NotFound);
        if (contact.Version != version) throw await ConflictAsync(db, clientId, cancellationToken);
        contact.Edit(name, position, email, phones);
        client!.ContactChanged(contact, viewer.PersonId, time.GetUtcNow().UtcDateTime);
        await SaveAsync(db, clientId, cancellationToken);
    }

    private static bool MayGive(Viewer viewer, int? teamId, int? before) => viewer.IsAdministrator || teamId == before || viewer.Manages(teamId);

    internal static bool CanEdit(Viewer viewer, int? teamId) => viewer.IsAdministrator || viewer.Manages(teamId);

    private static async Task SaveAsync(HexaDbContext db, int clientId, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw await ConflictAsync(db, clientId, cancellationToken);
        }
    }

    private static async Task<RuleException> ConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken)
    {
        var last = await db.Activity.AsNoTracking().Where(a => a.ClientId == id && a.ProjectId == null).OrderByDescending(a => a.Id)
            .Select(a => new { a.Actor!.Name, a.To }).FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, last?.Name ?? "", last?.To ?? "");
    }
}
