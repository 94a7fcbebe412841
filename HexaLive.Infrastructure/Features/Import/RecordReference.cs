using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Teams;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// A record that rows refer to. Either the record is stored (<see cref="Id"/> is set), or it is created together with the first
/// accepted row that needs it.
/// </summary>
internal abstract class RecordReference(ImportReferenceKind kind)
{
    private static uint _lastSerial;

    public ImportReferenceKind Kind => kind;

    /// <summary>The id of the stored record; 0 until it is stored.</summary>
    public int Id { get; set; }
    public string Name { get; init; } = "";

    /// <summary>Distinguishes references that have no id yet.</summary>
    public uint Serial { get; } = Interlocked.Increment(ref _lastSerial);

    /// <summary>The row of the current batch that defines this record; null if rows only refer to it.</summary>
    public ImportRow? DefiningRow { get; protected set; }

    /// <summary>The references that must be created before this one.</summary>
    public IReadOnlyList<RecordReference> Dependencies { get; set; } = [];

    /// <summary>
    /// Whether an earlier batch of a preview defined this record. The preview then keeps only the data that later rows need.
    /// </summary>
    public bool IsDefinedInEarlierBatch { get; protected set; }

    /// <summary>Whether the row of an earlier batch that defined this record was rejected, so that a later row may define it.</summary>
    public bool IsDefinitionRejected
    {
        get => field && Id == 0;
        protected set;
    }

    /// <summary>Whether the record was already counted as created.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The entity in the context of the current batch; null until it is loaded or created.</summary>
    public abstract object? LoadedEntity { get; }

    /// <summary>Creates the entity if it is not loaded.</summary>
    public abstract void EnsureLoaded();

    /// <summary>Forgets the entity, because it belongs to an earlier context.</summary>
    public abstract void Unload();

    /// <summary>Reads the id of an entity that was just stored.</summary>
    public abstract void ReadId();

    /// <summary>Forgets the rows and entities of the current batch, so that memory use does not grow with the file.</summary>
    public abstract void EndBatch();
}

/// <inheritdoc cref="RecordReference"/>
internal class RecordReference<T>(ImportReferenceKind kind, Func<T, int> idOf) : RecordReference(kind)
    where T : class
{
    private T? _entity;
    private Func<T>? _createMinimal;

    /// <summary>The function that creates the entity; null if the record is stored.</summary>
    public Func<T>? Create { get; set; }

    /// <summary>The entity in the context of the current batch.</summary>
    public T Entity => _entity ?? throw new InvalidOperationException($"{Kind} {Id} is not loaded.");

    public override object? LoadedEntity => _entity;

    public void Load(T entity) => _entity = entity;

    /// <summary>
    /// Makes a row define this record. <paramref name="createMinimal"/> creates an entity without the row, sufficient for the
    /// rows of later batches.
    /// </summary>
    public void Define(ImportRow row, Func<T> create, Func<T> createMinimal)
    {
        (DefiningRow, Create, _createMinimal) = (row, create, createMinimal);
        IsDefinitionRejected = false;
    }

    public override void EnsureLoaded() => _entity ??= (Create ?? throw new InvalidOperationException($"{Kind} {Id} was not found."))();

    public override void Unload() => _entity = null;

    public override void ReadId() => Id = idOf(_entity!);

    public override void EndBatch()
    {
        Unload();
        if (DefiningRow is { } row && Id == 0)
        {
            IsDefinitionRejected = row.Outcome == ImportOutcome.Rejected;
            IsDefinedInEarlierBatch = !IsDefinitionRejected;
            Create = _createMinimal;
        }
        if (Id != 0)
            Create = null;
        (DefiningRow, _createMinimal) = (null, null);
    }
}

internal sealed class PersonReference() : RecordReference<Person>(ImportReferenceKind.People, p => p.Id)
{
    public TeamReference? Team { get; set; }
    public bool HasKey { get; set; }
    public bool HasEmail { get; set; }

    /// <summary>
    /// Returns the manager of the person's team, or of the nearest team above it that somebody else manages; null if there is no
    /// such team.
    /// </summary>
    public PersonReference? FindManager()
    {
        for (var team = Team; team is not null; team = team.Parent)
            if (team.Manager is { } manager && manager != this)
                return manager;
        return null;
    }
}

internal sealed class TeamReference() : RecordReference<Team>(ImportReferenceKind.Teams, t => t.Id)
{
    public TeamReference? Parent { get; set; }
    public PersonReference? Manager { get; set; }
}

internal sealed class ClientReference() : RecordReference<Client>(ImportReferenceKind.Clients, c => c.Id)
{
    public bool HasKey { get; set; }
    public bool HasTaxId { get; set; }

    /// <summary>Whether the client's code was given, rather than derived from the name.</summary>
    public bool HasOwnCode { get; set; }

    /// <summary>The open commercial project, used for tasks that name no project.</summary>
    public ProjectReference? CommercialProject { get; set; }

    /// <summary>The normalised keys, codes, tax numbers and names of the clients merged into this one.</summary>
    public HashSet<(LookupBy By, string Text)>? MergedIdentifiers { get; set; }

    /// <summary>Returns whether a row describes a client that was merged into this client, and not this client itself.</summary>
    public bool IsMergedClient(string? key, string? code, string? taxId, string name)
    {
        if (
            MergedIdentifiers is null
            || (key is not null && key == Entity.ExternalKey)
            || (key is null && code is not null && code == Entity.Code)
        )
            return false;
        return IsMerged(LookupBy.Key, key)
            || IsMerged(LookupBy.Code, code)
            || IsMerged(LookupBy.TaxId, taxId)
            || IsMerged(LookupBy.Name, name);
    }

    private bool IsMerged(LookupBy lookupBy, string? text) =>
        text is not null && MergedIdentifiers!.Contains((lookupBy, LookupKey.Normalize(lookupBy, text)));
}

internal sealed class ProjectReference() : RecordReference<Project>(ImportReferenceKind.Projects, p => p.Id);
