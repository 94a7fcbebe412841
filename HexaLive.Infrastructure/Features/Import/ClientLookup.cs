using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Finds clients by key, code, tax number or name, and determines which clients must be created.</summary>
internal sealed class ClientLookup(ImportPlan plan, Actor actor)
{
    private readonly RecordIndex<ClientReference> _index = new();

    /// <summary>Reads all clients and returns those that were not merged into another, by id.</summary>
    public async Task<Dictionary<int, ClientReference>> LoadAsync(HexaDbContext db)
    {
        var clients = new Dictionary<int, ClientReference>();
        var rows = db
            .Clients.AsNoTracking()
            .Where(c => c.MergedIntoId == null)
            .OrderByDescending(c => c.Active)
            .ThenBy(c => c.Id)
            .Select(c => new
            {
                c.Id,
                c.Name,
                c.Code,
                c.TaxId,
                c.ExternalKey,
                c.Active,
            });
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            var client = clients[row.Id] = new ClientReference
            {
                Id = row.Id,
                Name = row.Name,
                HasOwnCode = row.Code != Client.CreateCode(row.Name),
            };
            Add(client, row.ExternalKey, row.Code, row.TaxId, row.Name, row.Active);
        }
        await LoadMergedAsync(db, clients);
        return clients;
    }

    /// <summary>
    /// Returns the client named in the row or, if the row names none, the plan's default client. If no stored client matches, returns a new
    /// one.
    /// </summary>
    public ClientReference FindOrCreate(ImportRow row)
    {
        var given = row.ReadText(ImportField.Client);
        var text = given ?? plan.DefaultClient ?? throw new ImportException(ImportError.NoClient);
        var client =
            _index.Find(LookupBy.Key, text)
            ?? _index.FindUnambiguous(LookupBy.Name, text, ImportField.Client)
            ?? _index.Find(LookupBy.Code, text)
            ?? _index.Find(LookupBy.TaxId, text);
        if (client is null)
        {
            // The plan's default client was chosen explicitly, so it is created even if the plan creates no other clients.
            if (given is not null)
                plan.EnsureMayCreate(ImportReferenceKind.Clients, ImportField.Client, text);
            client = new ClientReference { Name = text, Create = () => CreateNamed(text) };
            Add(client, null, null, null, text, true);
        }
        row.AddReference(client);
        return client;
    }

    /// <summary>
    /// Returns the client that the row defines, found by key, then code, then tax number, then name. If no client matches, returns a new
    /// one. The client is created after <paramref name="team"/>.
    /// </summary>
    public ClientReference FindOrCreateDefined(
        ImportRow row,
        string name,
        string? key,
        string? code,
        string? taxId,
        TeamReference? team,
        Func<Client> create
    )
    {
        var client = Find(name, key, code, taxId);
        if (client is null or { IsDefinitionRejected: true })
        {
            client ??= new ClientReference { Name = name };
            client.Dependencies = team is null ? [] : [team];
            client.Define(row, create, () => CreateNamed(name));
        }
        if (code is not null)
            client.HasOwnCode = true;
        Add(client, key, code, taxId, name, true);
        row.DefinedRecord = client;
        return client;
    }

    private ClientReference? Find(string name, string? key, string? code, string? taxId)
    {
        var client =
            (key is null ? null : _index.Find(LookupBy.Key, key))
            ?? (code is null ? null : FindByCode(code, name))
            ?? (taxId is null ? null : _index.Find(LookupBy.TaxId, taxId));
        if (client is not null)
            return client;
        if (key is null && code is null && taxId is null)
            return _index.FindUnambiguous(LookupBy.Name, name, ImportField.Name);
        // No client has the key, code or tax number in the row. A client with the row's name but another key, code or tax number is
        // a different client.
        return
            _index.Find(LookupBy.Name, name) is { } byName
            && !(key is not null && byName.HasKey)
            && !(code is not null && byName.HasOwnCode)
            && !(taxId is not null && byName.HasTaxId)
            ? byName
            : null;
    }

    // A code that was derived from another name does not identify the client.
    private ClientReference? FindByCode(string code, string name) =>
        _index.Find(LookupBy.Code, code) is { } byCode
        && (byCode.HasOwnCode || SearchText.Normalize(byCode.Name) == SearchText.Normalize(name))
            ? byCode
            : null;

    private Client CreateNamed(string name) => new(new ClientFields(name), actor);

    private async Task LoadMergedAsync(HexaDbContext db, Dictionary<int, ClientReference> clients)
    {
        var rows = db
            .Clients.AsNoTracking()
            .Where(c => c.MergedIntoId != null)
            .OrderBy(c => c.Id)
            .Select(c => new
            {
                c.MergedIntoId,
                c.Name,
                c.Code,
                c.TaxId,
                c.ExternalKey,
            });
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            if (!clients.TryGetValue(row.MergedIntoId!.Value, out var kept))
                continue;
            AddMerged(kept, LookupBy.Key, row.ExternalKey);
            AddMerged(kept, LookupBy.Code, row.Code);
            AddMerged(kept, LookupBy.TaxId, row.TaxId);
            AddMerged(kept, LookupBy.Name, row.Name);
        }
    }

    // The key, code, tax number and name of a merged client lead to the client that was kept, unless another client has the same
    // key, code, tax number or name.
    private void AddMerged(ClientReference kept, LookupBy lookupBy, string? text)
    {
        if (text is null || _index.Contains(lookupBy, text))
            return;
        _index.Add(lookupBy, text, kept);
        (kept.MergedIdentifiers ??= []).Add((lookupBy, LookupKey.Normalize(lookupBy, text)));
    }

    private void Add(ClientReference client, string? key, string? code, string? taxId, string name, bool active)
    {
        if (key is not null)
        {
            _index.Add(LookupBy.Key, key, client);
            client.HasKey = true;
        }
        if (code is not null)
            _index.Add(LookupBy.Code, code, client);
        if (taxId is not null)
        {
            _index.Add(LookupBy.TaxId, taxId, client);
            client.HasTaxId = true;
        }
        if (active || _index.Find(LookupBy.Name, name) is null)
            _index.Add(LookupBy.Name, name, client);
    }
}
