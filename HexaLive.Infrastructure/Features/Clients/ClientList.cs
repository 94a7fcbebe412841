using System.Linq.Expressions;
using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Clients;

/// <summary>A client in a list. <see cref="LastEntry"/> is in the local time of its author.</summary>
public sealed record ClientRow(
    int Id,
    string Code,
    string Name,
    string? Team,
    string? Phone,
    string? Website,
    int OpenTaskCount,
    DateOnly? LastEntry
);

/// <summary>A contact of a client. An edit passes <see cref="Version"/> back, so that changes by other people are detected.</summary>
public sealed record ContactRow(int Id, int Version, string Name, string? Position, string? Email, IReadOnlyList<string> Phones)
{
    internal static readonly Expression<Func<Contact, ContactRow>> OfContact = c => new ContactRow(
        c.Id,
        c.Version,
        c.Name,
        c.Position,
        c.Email,
        c.Phones.OrderBy(p => p.Id).Select(p => p.Number).ToList()
    );
}

/// <summary>
/// Everything a client's card shows. <see cref="InactiveDays"/> is the number of days since the last entry, or null if there is
/// none.
/// </summary>
public sealed record ClientCardView(
    int Id,
    int Version,
    ClientFields Fields,
    string? Team,
    bool Active,
    IReadOnlyList<ContactRow> Contacts,
    int OpenTaskCount,
    int? InactiveDays,
    bool CanEdit
);

/// <summary>Reads the list of clients and the card of one client.</summary>
public sealed class ClientList(IDbContextFactory<HexaDbContext> databases, TimeProvider time)
{
    /// <summary>The number of rows per page.</summary>
    public const int PageSize = 50;

    /// <summary>
    /// Returns a page (counted from 1) of active clients by name. <paramref name="text"/> is a phone number, or words to find in
    /// name, code, tax id, e-mail, website or contacts.
    /// </summary>
    public async Task<Paged<ClientRow>> GetPageAsync(Viewer viewer, string? text, int page, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Active);
        if ((await PhoneNumberParser.ForCompanyAsync(db, cancellationToken)).SearchKey(text) is { } phone)
        {
            var extensions = phone + PhoneNumberParser.ExtensionMark;
            clients = clients.Where(c =>
                c.PhoneKey == phone
                || c.PhoneKey!.StartsWith(extensions)
                || c.Contacts.Any(o => o.Phones.Any(p => p.Key == phone || p.Key.StartsWith(extensions)))
            );
        }
        else
            foreach (var word in SearchText.SplitWords(text))
                clients = clients.Where(c => c.SearchKey.Contains(word) || c.Contacts.Any(o => o.SearchKey.Contains(word)));
        var total = await clients.CountAsync(cancellationToken);
        var rows = await clients
            .OrderBy(c => c.Name)
            .ThenBy(c => c.Id)
            .TakePage(page, PageSize)
            .Select(c => new ClientRow(
                c.Id,
                c.Code,
                c.Name,
                c.Team!.Name,
                c.Phone,
                c.Website,
                db.Tasks.WhereOpen().Count(t => t.ClientId == c.Id),
                db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date)
            ))
            .ToListAsync(cancellationToken);
        return new Paged<ClientRow>(rows, total);
    }

    /// <summary>Returns what the card of one client shows.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> outside the viewer's scope.</exception>
    public async Task<ClientCardView> GetAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var client =
            await db
                .Clients.AsNoTracking()
                .VisibleTo(db, viewer)
                .Where(c => c.Id == id)
                .Select(c => new
                {
                    c.Id,
                    c.Version,
                    Fields = new ClientFields(c.Name, c.Code, c.TaxId, c.TeamId, c.Phone, c.Email, c.Address, c.Notes, c.Website)
                    {
                        PhoneKey = c.PhoneKey,
                    },
                    Team = c.Team!.Name,
                    c.Active,
                    OpenTaskCount = db.Tasks.WhereOpen().Count(t => t.ClientId == c.Id),
                    Last = db.Dedications.Where(d => d.ClientId == c.Id).Max(d => (DateOnly?)d.Date),
                })
                .FirstOrDefaultAsync(cancellationToken)
            ?? throw new RuleException(RuleError.NotFound);
        var contacts = await db
            .Contacts.AsNoTracking()
            .Where(c => c.ClientId == id && c.Active)
            .OrderBy(c => c.Name)
            .Take(100)
            .Select(ContactRow.OfContact)
            .ToListAsync(cancellationToken);
        var today = LocalTime.Day(time.GetUtcNow().UtcDateTime, viewer.TimeZone);
        return new ClientCardView(
            client.Id,
            client.Version,
            client.Fields,
            client.Team,
            client.Active,
            contacts,
            client.OpenTaskCount,
            client.Last is { } last ? Math.Max(0, today.DayNumber - last.DayNumber) : null,
            ClientEditing.CanEdit(viewer, client.Fields.TeamId)
        );
    }

    /// <summary>
    /// Returns the id of the client that <paramref name="id"/> was merged into; null if it was not merged, or if that client is
    /// outside the viewer's scope.
    /// </summary>
    public async Task<int?> FindMergedIntoAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var into = db.Clients.Where(c => c.Id == id).Select(c => c.MergedIntoId);
        return await db
            .Clients.AsNoTracking()
            .VisibleTo(db, viewer)
            .Where(c => into.Contains(c.Id))
            .Select(c => (int?)c.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
