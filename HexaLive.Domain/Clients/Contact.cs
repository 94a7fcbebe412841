using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Clients;

/// <summary>A contact person at a client.</summary>
public sealed class Contact
{
    private readonly List<ContactPhone> _phones = [];

    private Contact() { }

    internal Contact(string name, string? position, string? email, IEnumerable<PhoneNumber> phones) => Edit(name, position, email, phones);

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

    internal void Edit(string name, string? position, string? email, IEnumerable<PhoneNumber> phones)
    {
        Name = Check.Required(name, nameof(Name), 200);
        Position = Check.Optional(position, nameof(Position), 100);
        Email = Check.Optional(email, nameof(Email), 254);
        var wanted = new List<PhoneNumber>();
        foreach (var phone in phones)
            if (!wanted.Exists(phone.IsSame))
                wanted.Add(phone);
        _phones.RemoveAll(p => !wanted.Exists(w => w.Number == p.Number));
        _phones.AddRange(wanted.Where(w => !_phones.Exists(p => p.Number == w.Number)).Select(w => new ContactPhone(w)));
        SearchKey = SearchText.Normalize(Name, Position, Email);
    }

    /// <summary>
    /// Returns whether another contact is considered the same person: they have the same name, and either they share a telephone number or
    /// both have none.
    /// </summary>
    public bool IsSame(Contact other) =>
        SearchText.Normalize(Name) == SearchText.Normalize(other.Name)
        && ((_phones.Count == 0 && other._phones.Count == 0) || _phones.Exists(p => other._phones.Exists(o => o.Value.IsSame(p.Value))));

    /// <summary>
    /// Merges another contact into this one: copies the values and telephone numbers that this contact lacks. This contact becomes
    /// active if the other one is active.
    /// </summary>
    public void MergeFrom(Contact other)
    {
        Edit(Name, Position ?? other.Position, Email ?? other.Email, [.. _phones.Concat(other._phones).Select(p => p.Value)]);
        Active |= other.Active;
    }
}
