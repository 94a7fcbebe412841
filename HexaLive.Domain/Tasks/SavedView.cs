using HexaLive.Domain.People;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Tasks;

/// <summary>A named filter of the task explorer: its owner's alone, or shared with everybody, who see by it what they may see.</summary>
public sealed class SavedView
{
    private SavedView() { }

    /// <summary>A new one. <paramref name="query"/> is the query part of the explorer's address, without the question mark, at most 2,000 characters.</summary>
    /// <exception cref="RuleException">The name is empty or a text is too long.</exception>
    public SavedView(int ownerId, string? name, string? query, bool shared)
    {
        OwnerId = ownerId;
        Change(name, query, shared);
    }

    public int Id { get; private set; }
    public int OwnerId { get; private set; }
    public Person Owner { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public string Query { get; private set; } = "";
    public bool Shared { get; private set; }

    /// <summary>Gives it another name, filter or audience.</summary>
    /// <exception cref="RuleException">The name is empty or a text is too long.</exception>
    public void Change(string? name, string? query, bool shared)
    {
        Name = Check.Required(name, nameof(Name), 100);
        Query = Check.Optional(query, nameof(Query), 2000) ?? "";
        Shared = shared;
    }
}
