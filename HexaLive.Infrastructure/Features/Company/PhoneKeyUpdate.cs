using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Company;

/// <summary>
/// Computes the pending keys of telephone numbers (<see cref="PhoneNumber.PendingKey"/>). All keys are pending after the company's country
/// has changed, or after an upgrade from a version with other keys. The update is idempotent and may run on several servers; the next run
/// continues an interrupted run.
/// </summary>
public sealed class PhoneKeyUpdate(IDbContextFactory<HexaDbContext> databases)
{
    /// <summary>Numbers per transaction. Other writers can write between two batches.</summary>
    public const int BatchSize = 500;

    private sealed record PendingNumber(int Id, string Number);

    /// <summary>Marks all keys as pending, without reading them. Call this method in the transaction that changes the country.</summary>
    internal static async Task<int> ResetAsync(HexaDbContext db, CancellationToken cancellationToken) =>
        await db
            .Clients.Where(c => c.Phone != null)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.PhoneKey, PhoneNumber.PendingKey), cancellationToken)
        + await db.Set<ContactPhone>().ExecuteUpdateAsync(s => s.SetProperty(p => p.Key, PhoneNumber.PendingKey), cancellationToken);

    /// <summary>Computes all pending keys and returns how many there were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var total = 0;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        for (var more = true; more; )
        {
            var clients = await LoadPendingClientsAsync(db, cancellationToken);
            var phones = await LoadPendingPhonesAsync(db, cancellationToken);
            if (clients.Count + phones.Count > 0)
                total += await db.WriteAsync(() => UpdateAsync(db, clients, phones, cancellationToken), cancellationToken);
            more = clients.Count == BatchSize || phones.Count == BatchSize;
        }
        return total;
    }

    private static Task<List<PendingNumber>> LoadPendingClientsAsync(HexaDbContext db, CancellationToken cancellationToken) =>
        db
            .Clients.AsNoTracking()
            .Where(c => c.PhoneKey == PhoneNumber.PendingKey)
            .OrderBy(c => c.Id)
            .Take(BatchSize)
            .Select(c => new PendingNumber(c.Id, c.Phone ?? ""))
            .ToListAsync(cancellationToken);

    private static Task<List<PendingNumber>> LoadPendingPhonesAsync(HexaDbContext db, CancellationToken cancellationToken) =>
        db.Set<ContactPhone>()
            .AsNoTracking()
            .Where(p => p.Key == PhoneNumber.PendingKey)
            .OrderBy(p => p.Id)
            .Take(BatchSize)
            .Select(p => new PendingNumber(p.Id, p.Number))
            .ToListAsync(cancellationToken);

    // Keep the row versions, so that open forms and the undo of an import do not treat a new key as a change by a person. Skip a number
    // that was edited since it was read, because it already has its new key.
    private static async Task<int> UpdateAsync(
        HexaDbContext db,
        List<PendingNumber> clients,
        List<PendingNumber> phones,
        CancellationToken cancellationToken
    )
    {
        // Read in the transaction, so that no key is computed for a country that was changed in the meantime.
        var parser = await PhoneNumberParser.ForCompanyAsync(db, cancellationToken);
        foreach (var client in clients)
        {
            var key = parser.Parse(client.Number).Key;
            await db
                .Clients.Where(c => c.Id == client.Id && c.PhoneKey == PhoneNumber.PendingKey)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.PhoneKey, key), cancellationToken);
        }
        foreach (var phone in phones)
        {
            var key = parser.Parse(phone.Number).Key;
            await db.Set<ContactPhone>()
                .Where(p => p.Id == phone.Id && p.Key == PhoneNumber.PendingKey)
                .ExecuteUpdateAsync(s => s.SetProperty(p => p.Key, key), cancellationToken);
        }
        return clients.Count + phones.Count;
    }
}
