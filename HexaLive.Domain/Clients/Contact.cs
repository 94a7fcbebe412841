using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Clients;

/// <summary>A contact person at a client.</summary>
public sealed class Contact
{
    private readonly List<ContactPhone> _phones = [];

    private Contact() { }

    internal Contact(string name, string? position, string? email, IEnumerable<string> phones) => Edit(name, position, email, phones);

    public int Id { get; private set; }
    public int ClientId { get; private set; }
    public Client Client { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public string? Position { get; private set; }
    public string? Email { get; private set; }
    public bool Active { get; private set; } = true;
    public string SearchKey { get; private set; } = "";
    public int Version { get; private set; }
    public IReadOnlyCollection<ContactPhone> Phones => _phones;

    internal void Edit(string name, string? position, string? email, IEnumerable<string> phones)
    {
        Name = Check.Required(name, nameof(Name), 200);
        Position = Check.Optional(position, nameof(Position), 100);
        Email = Check.Optional(email, nameof(Email), 254);
        var wanted = phones.Select(p => p.Trim()).Where(p => p.Length > 0).Distinct().Select(p => new ContactPhone(p)).ToList();
        _phones.RemoveAll(p => wanted.All(w => w.Number != p.Number));
        _phones.AddRange(wanted.Where(w => _phones.All(p => p.Number != w.Number)));
        SearchKey = SearchText.Of(Name, Position, Email);
    }

    /// <summary>
    /// Returns whether another contact is considered the same person: both have the same name, and they share a telephone number or
    /// neither has a telephone number.
    /// </summary>
    public bool IsSame(Contact other) =>
        SearchText.Of(Name) == SearchText.Of(other.Name)
        && ((_phones.Count == 0 && other._phones.Count == 0) || _phones.Any(p => other._phones.Any(o => o.Key == p.Key)));

    /// <summary>
    /// Merges another contact into this one: copies the values and telephone numbers that this contact lacks. This contact becomes
    /// active if the other one is active.
    /// </summary>
    public void MergeFrom(Contact other)
    {
        Edit(
            Name,
            Position ?? other.Position,
            Email ?? other.Email,
            [.. _phones.Select(p => p.Number), .. other._phones.Where(o => _phones.All(p => p.Key != o.Key)).Select(o => o.Number)]
        );
        Active |= other.Active;
    }

    internal void SetActive(bool active) => Active = active;
}
