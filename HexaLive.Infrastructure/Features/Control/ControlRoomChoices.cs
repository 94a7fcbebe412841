using HexaLive.Domain;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Control;

/// <summary>Reads the choices of the control room's filters, for managers and administrators.</summary>
public sealed class ControlRoomChoices(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>
    /// Returns the teams to choose from, and the name of the selected client; the name is null if the client is outside the
    /// viewer's scope.
    /// </summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<ControlRoomOptions> GetOptionsAsync(
        Viewer viewer,
        ControlRoomFilter filter,
        CancellationToken cancellationToken = default
    )
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var teams = db.Teams.AsNoTracking();
        var mine = viewer.TeamIds.ToArray();
        if (!viewer.IsAdministrator)
            teams = teams.Where(t => mine.Contains(t.Id));
        // With a single team there is nothing to choose.
        var choices =
            !viewer.IsAdministrator && mine.Length < 2
                ? []
                : await teams.OrderBy(t => t.Name).Take(100).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken);
        return new ControlRoomOptions(
            choices,
            filter.ClientId is not { } client
                ? null
                : await db
                    .Clients.AsNoTracking()
                    .VisibleTo(db, viewer)
                    .Where(c => c.Id == client)
                    .Select(c => c.Name)
                    .FirstOrDefaultAsync(cancellationToken)
        );
    }

    /// <summary>Returns clients whose search text contains the given words, to filter by; at most ten.</summary>
    /// <exception cref="RuleException">The viewer is a representative (<see cref="RuleError.NotAllowed"/>).</exception>
    public async Task<IReadOnlyList<Choice>> FindClientsAsync(Viewer viewer, string? text, CancellationToken cancellationToken = default)
    {
        viewer.EnsureManager();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var clients = db.Clients.AsNoTracking().VisibleTo(db, viewer).Where(c => c.Active);
        foreach (var word in SearchText.SplitWords(text))
            clients = clients.Where(c => c.SearchKey.Contains(word));
        return await clients
            .OrderBy(c => c.Name)
            .ThenBy(c => c.Id)
            .Take(10)
            .Select(c => new Choice(c.Id, c.Name))
            .ToListAsync(cancellationToken);
    }
}
