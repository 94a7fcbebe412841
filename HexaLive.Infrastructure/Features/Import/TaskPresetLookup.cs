using HexaLive.Domain.Presets;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Finds task types or task origins by name, and determines which ones must be created.</summary>
internal sealed class TaskPresetLookup<T>(ImportPlan plan, ImportReferenceKind kind, ImportField field, Func<string, T> create)
    where T : PresetRule
{
    private readonly RecordIndex<RecordReference<T>> _index = new();

    public void Add(int id, string name) =>
        _index.Add(LookupBy.Name, name, new RecordReference<T>(kind, x => x.Id) { Id = id, Name = name });

    /// <summary>Returns the type or origin named in the row, or a new one if none matches; null if the cell is empty.</summary>
    public RecordReference<T>? FindOrCreate(ImportRow row)
    {
        if (row.ReadText(field) is not { } name)
            return null;
        var found = _index.Find(LookupBy.Name, name);
        if (found is null)
        {
            plan.EnsureMayCreate(kind, field, name);
            found = new RecordReference<T>(kind, x => x.Id) { Name = name, Create = () => create(name) };
            _index.Add(LookupBy.Name, name, found);
        }
        row.AddReference(found);
        return found;
    }
}
