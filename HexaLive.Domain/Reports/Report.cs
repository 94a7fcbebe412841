using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Reports;

/// <summary>The people, besides the owner, who can see a report. A report always runs within the scope of the person who runs it.</summary>
public enum ReportSharing
{
    Private = 0,
    Chosen = 1,
    Everybody = 2,
}

/// <summary>A saved report: a name, an optional folder, and its definition as JSON.</summary>
public sealed class Report
{
    /// <summary>Maximum length of a definition, in characters of JSON.</summary>
    public const int MaxDefinition = 100_000;

    private readonly List<ReportShare> _shares = [];

    private Report() { }

    /// <summary>Creates a private report.</summary>
    /// <exception cref="RuleException">The name is empty or too long, or the folder or the definition is too long.</exception>
    public Report(int ownerId, string? name, string? folder, string definition, DateTime now)
    {
        (OwnerId, CreatedAt) = (ownerId, now);
        Rename(name, folder);
        ChangeDefinition(definition, now);
    }

    public int Id { get; private set; }
    public int OwnerId { get; private set; }
    public Person Owner { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public string? Folder { get; private set; }

    /// <summary>The <see cref="ReportDefinition"/> as JSON.</summary>
    public string Definition { get; private set; } = "";

    /// <summary>
    /// The version of the definition, incremented whenever the definition changes. A schedule sends only the version that its owner
    /// approved.
    /// </summary>
    public int DefinitionVersion { get; private set; }
    public ReportSharing Sharing { get; private set; }

    /// <summary>When the report was created (UTC).</summary>
    public DateTime CreatedAt { get; private set; }

    /// <summary>When the definition was last changed (UTC).</summary>
    public DateTime ChangedAt { get; private set; }

    /// <summary>
    /// When the report was deleted (UTC); null if it is not deleted. A deleted report can be restored, and its past deliveries stay on
    /// record.
    /// </summary>
    public DateTime? DeletedAt { get; private set; }
    public int Version { get; private set; }

    /// <summary>
    /// The people and teams with whom the report is shared, if <see cref="Sharing"/> is <see cref="ReportSharing.Chosen"/>.
    /// </summary>
    public IReadOnlyCollection<ReportShare> Shares => _shares;

    /// <summary>Changes the name (1 to 100 characters) and the folder (at most 100).</summary>
    public void Rename(string? name, string? folder) =>
        (Name, Folder) = (Check.Required(name, nameof(Name), 100), Check.Optional(folder, nameof(Folder), 100));

    /// <summary>Replaces the definition. If it differs, <see cref="DefinitionVersion"/> is incremented.</summary>
    public void ChangeDefinition(string definition, DateTime now)
    {
        definition = Check.Required(definition, nameof(Definition), MaxDefinition);
        if (definition != Definition)
            DefinitionVersion++;
        (Definition, ChangedAt) = (definition, now);
    }

    /// <summary>Deletes the report. It can be restored.</summary>
    public void Delete(DateTime now) => DeletedAt = now;

    /// <summary>Makes a deleted report available again.</summary>
    public void Restore() => DeletedAt = null;

    /// <summary>
    /// Shares the report with nobody, everybody, or the given people and teams. Load <see cref="Shares"/> first.
    /// </summary>
    public void Share(ReportSharing sharing, IEnumerable<int> people, IEnumerable<int> teams)
    {
        Sharing = Check.Defined(sharing, nameof(Sharing));
        _shares.Clear();
        if (sharing != ReportSharing.Chosen)
            return;
        _shares.AddRange(people.Distinct().Select(id => new ReportShare(id, null)));
        _shares.AddRange(teams.Distinct().Select(id => new ReportShare(null, id)));
    }
}
