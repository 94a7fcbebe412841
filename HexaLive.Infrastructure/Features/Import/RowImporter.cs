using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// The data that all rows of an import share: the plan, the importing person, whether the run is only a preview, and the stored
/// records.
/// </summary>
internal sealed record ImportContext(ImportPlan Plan, Actor Actor, bool IsPreview, ImportLookups Lookups);

/// <summary>
/// Imports rows of one kind in batches. <see cref="MatchRowsByKeyAsync"/> finds stored records by key, <see cref="Resolve"/> finds the
/// records that rows refer to, <see cref="LoadAsync"/> loads the stored records, and <see cref="Apply"/> creates or changes them.
/// An empty cell keeps the stored value.
/// </summary>
internal abstract class RowImporter(ImportContext context)
{
    private readonly HashSet<ulong> _previewedKeys = [];

    protected ImportLookups Lookups => context.Lookups;
    protected ImportPlan Plan => context.Plan;
    protected Actor Actor => context.Actor;
    protected DateTime Now => context.Actor.Now;

    /// <summary>Whether the clients that rows use are loaded with their contacts.</summary>
    public virtual bool NeedsContacts => false;

    /// <summary>Reads the whole file once, before the first batch.</summary>
    public virtual void ReadAll(IEnumerable<CsvRow> rows) { }

    /// <summary>Finds stored records by their key and rejects rows whose key is invalid.</summary>
    public virtual Task MatchRowsByKeyAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows) => Task.CompletedTask;

    /// <summary>Finds the record that the row defines and the records that the row refers to.</summary>
    public abstract void Resolve(ImportRow row);

    /// <summary>Loads the data that <see cref="Apply"/> needs in addition to the records that rows refer to.</summary>
    public virtual Task LoadAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows, bool track) => Task.CompletedTask;

    /// <summary>Creates or changes the row's record. New entities are passed to <paramref name="add"/>.</summary>
    public abstract ImportOutcome Apply(ImportRow row, Action<object> add);

    /// <summary>Sets references that need both entities to be tracked by the context.</summary>
    public virtual void SetReferences(HexaDbContext db) { }

    /// <summary>Creates the importer for the plan's kind of row.</summary>
    public static RowImporter Create(ImportContext context) =>
        context.Plan.Kind switch
        {
            ImportKind.People => new PersonImporter(context),
            ImportKind.Clients => new ClientImporter(context),
            ImportKind.Projects => new ProjectImporter(context),
            ImportKind.Tasks => new TaskImporter(context),
            _ => new DedicationImporter(context),
        };

    /// <summary>
    /// Returns whether an earlier row of a preview has this key, and remembers the key. A preview saves nothing, so it cannot find
    /// the keys of earlier rows in the database.
    /// </summary>
    protected bool WasPreviewed(string key) => context.IsPreview && !_previewedKeys.Add(LookupKey.Hash(key));

    protected static string? ReadExternalKey(ImportRow row) =>
        Check.Optional(row.ReadText(ImportField.ExternalKey), nameof(ImportField.ExternalKey), 100);

    // Returns the current name if the new name differs only in case or accents, so that such a difference is not a change.
    protected static string KeepSpelling(string name, string current) =>
        SearchText.Normalize(name) == SearchText.Normalize(current) ? current : name;

    protected static ImportOutcome OutcomeOf(ImportRow row, RecordReference record, bool changed) =>
        record.DefiningRow == row ? ImportOutcome.Created
        : changed ? ImportOutcome.Changed
        : ImportOutcome.Unchanged;
}
