using HexaLive.Domain.People;
using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Tasks;

/// <summary>
/// A named filter of the task explorer, private or shared with everybody. Everybody who uses the view sees only tasks in their own scope.
/// </summary>
public sealed class SavedView
{
    private SavedView() { }

    /// <summary>
    /// Creates a saved view. <paramref name="content"/> is the filter and layout of the task explorer as JSON, at most 4,000
    /// characters.
    /// </summary>
    /// <exception cref="RuleException">The name is empty or a text is too long.</exception>
    public SavedView(int ownerId, string? name, string content, bool shared)
    {
        OwnerId = ownerId;
        Change(name, content, shared);
    }

    public int Id { get; private set; }
    public int OwnerId { get; private set; }
    public Person Owner { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public string Content { get; private set; } = "";
    public bool Shared { get; private set; }

    /// <summary>Changes the name, the filter and whether the view is shared.</summary>
    /// <exception cref="RuleException">The name is empty or a text is too long.</exception>
    public void Change(string? name, string content, bool shared)
    {
        Name = Check.Required(name, nameof(Name), 100);
        Content = Check.Required(content, nameof(Content), 4000);
        Shared = shared;
    }
}
