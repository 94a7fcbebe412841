using HexaLive.Domain.People;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Reports;

/// <summary>Who finds a report in the list besides its owner. Whoever runs it sees by their own rights.</summary>
public enum ReportSharing { Private = 0, Chosen = 1, Everybody = 2 }

/// <summary>A saved report: a name, perhaps a folder, and its definition as JSON.</summary>
public sealed class Report
{
    /// <summary>Longest definition, in characters of JSON.</summary>
    public const int MaxDefinition = 100_000;

    private readonly List<ReportShare> _shares = [];

    private Report() { }

    /// <summary>A new, private report.</summary>
    /// <exception cref="RuleException">The name is empty or too long, or the definition too large.</exception>
    public Report(int ownerId, string? name, string? folder, string definition, DateTime now)
    {
        (OwnerId, CreatedAt) = (ownerId, now);
        Rename(name, folder);
        Redefine(definition, now);
    }

    public int Id { get; private set; }
    public int OwnerId { get; private set; }
    public Person Owner { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public string? Folder { get; private set; }
    /// <summary>JSON of a <see cref="ReportDefinition"/>.</summary>
    public string Definition { get; private set; } = "";
    /// <summary>Counts the definitions that it had: by it a schedule knows whether it is still what its owner agreed to.</summary>
    public int DefinitionVersion { get; private set; }
    public ReportSharing Sharing { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime CreatedAt { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime ChangedAt { get; private set; }
    /// <summary>UTC; null while it exists. A deleted one can be brought back, and what it sent stays known.</summary>
    public DateTime? DeletedAt { get; private set; }
    public int Version { get; private set; }
    /// <summary>With whom, where it is shared with chosen people and teams.</summary>
    public IReadOnlyCollection<ReportShare> Shares => _shares;

    /// <summary>Gives it another name (1 to 100 characters) and folder (at most 100).</summary>
    public void Rename(string? name, string? folder) => (Name, Folder) = (Check.Required(name, nameof(Name), 100), Check.Optional(folder, nameof(Folder), 100));

    /// <summary>Gives it another definition.</summary>
    public void Redefine(string definition, DateTime now)
    {
        definition = Check.Required(definition, nameof(Definition), MaxDefinition);
        if (definition != Definition) DefinitionVersion++;
        (Definition, ChangedAt) = (definition, now);
    }

    /// <summary>Takes it away from everybody.</summary>
    public void Delete(DateTime now) => DeletedAt = now;

    /// <summary>Brings a deleted one back.</summary>
    public void Restore() => DeletedAt = null;

    /// <summary>Shares it with nobody, everybody, or these people and teams (load <see cref="Shares"/> before).</summary>
    public void Share(ReportSharing sharing, IEnumerable<int> people, IEnumerable<int> teams)
    {
        Sharing = Enum.IsDefined(sharing) ? sharing : throw new RuleException(RuleError.InvalidValue, nameof(Sharing));
        _shares.Clear();
        if (sharing != ReportSharing.Chosen) return;
        _shares.AddRange(people.Distinct().Select(id => new ReportShare(id, null)));
        _shares.AddRange(teams.Distinct().Select(id => new ReportShare(null, id)));
    }
}

/// <summary>A person or a team with whom a report is shared.</summary>
public sealed class ReportShare
{
    private ReportShare() { }

    internal ReportShare(int? personId, int? teamId) => (PersonId, TeamId) = (personId, teamId);

    public int Id { get; private set; }
    public int ReportId { get; private set; }
    public int? PersonId { get; private set; }
    public Person? Person { get; private set; }
    public int? TeamId { get; private set; }
    public Team? Team { get; private set; }
}

/// <summary>What a report is to one person: a favourite, and when they ran it last. The key is its id, or the name of a ready-made one.</summary>
public sealed class ReportMark
{
    private ReportMark() { }

    /// <summary>A mark of a person at a report.</summary>
    public ReportMark(int personId, string reportKey) => (PersonId, ReportKey) = (personId, Check.Required(reportKey, nameof(ReportKey), 60));

    public int PersonId { get; private set; }
    public string ReportKey { get; private set; } = "";
    public bool Favourite { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime? LastRunAt { get; private set; }

    /// <summary>Makes it a favourite, or no longer.</summary>
    public void SetFavourite(bool favourite) => Favourite = favourite;

    /// <summary>Remembers that it was run.</summary>
    public void Ran(DateTime now) => LastRunAt = now;
}

/// <summary>When somebody printed or opened the visit sheet of a client (no project) or project: the next one says what is new since.</summary>
public sealed class SheetPrint
{
    private SheetPrint() { }

    /// <summary>A sheet in somebody's hand.</summary>
    public SheetPrint(int personId, int clientId, int? projectId, DateTime now) => (PersonId, ClientId, ProjectId, PrintedAt) = (personId, clientId, projectId, now);

    public int Id { get; private set; }
    public int PersonId { get; private set; }
    public int ClientId { get; private set; }
    public int? ProjectId { get; private set; }
    /// <summary>UTC.</summary>
    public DateTime PrintedAt { get; private set; }

    /// <summary>Printed again.</summary>
    public void Again(DateTime now) => PrintedAt = now;
}
