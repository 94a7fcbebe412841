using HexaLive.Domain.Activity;
using HexaLive.Domain.People;
using HexaLive.Domain.Text;

namespace HexaLive.Domain.Clients;

/// <summary>What people type of a client.</summary>
public sealed record ClientFields(
    string Name, string? Code = null, string? TaxId = null, int? TeamId = null, string? Phone = null, string? Email = null, string? Address = null, string? Notes = null);

/// <summary>A company that is followed up.</summary>
public sealed class Client
{
    private readonly List<Contact> _contacts = [];
    private readonly List<ActivityEntry> _activity = [];

    private Client() { }

    /// <summary>A new, active client.</summary>
    public Client(ClientFields fields, int actorId, DateTime now)
    {
        Apply(fields);
        Record(ActivityKind.ClientCreated, actorId, now, to: Name);
    }

    public int Id { get; private set; }
    public string Code { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? TaxId { get; private set; }
    public int? TeamId { get; private set; }
    public Team? Team { get; private set; }
    public string? Phone { get; private set; }
    public string? PhoneKey { get; private set; }
    public string? Email { get; private set; }
    public string? Address { get; private set; }
    public string? Notes { get; private set; }
    public bool Active { get; private set; } = true;
    public string Search { get; private set; } = "";
    public string? ExternalKey { get; private set; }
    /// <summary>The client that this one was merged into: it is only a signpost from then on.</summary>
    public int? MergedIntoId { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<Contact> Contacts => _contacts;
    public IReadOnlyCollection<ActivityEntry> Activity => _activity;

    /// <summary>Changes the fields; an empty code is made from the name.</summary>
    public void Edit(ClientFields fields, int actorId, DateTime now)
    {
        var before = Name;
        Apply(fields);
        Record(ActivityKind.ClientChanged, actorId, now, before, Name);
    }

    /// <summary>Hides the client from new work, or brings it back.</summary>
    public void SetActive(bool active, int actorId, DateTime now)
    {
        if (Active == active) return;
        Active = active;
        Record(ActivityKind.ClientChanged, actorId, now, note: active ? "active" : "inactive");
    }

    /// <summary>Adds somebody to speak with.</summary>
    public Contact AddContact(string name, string? position, string? email, IEnumerable<string> phones, int actorId, DateTime now)
    {
        var contact = new Contact(name, position, email, phones);
        _contacts.Add(contact);
        Record(ActivityKind.ClientChanged, actorId, now, to: contact.Name, note: "contact");
        return contact;
    }

    /// <summary>Writes that one of its contacts changed.</summary>
    public void ContactChanged(Contact contact, int actorId, DateTime now) =>
        Record(ActivityKind.ClientChanged, actorId, now, to: contact.Name, note: "contact");

    /// <summary>
    /// Its fields once another client was merged into it: its own stay, empty ones (and a code made from the name) are the other's, and what the other's notes and
    /// differing values say is put behind its notes, so that nothing is lost.
    /// </summary>
    public ClientFields MergedWith(Client other)
    {
        var code = Code == CodeOf(Name) && other.Code != CodeOf(other.Name) ? other.Code : Code;
        var lost = new[]
        {
            other.Name, Differing(other.Code == CodeOf(other.Name) ? null : other.Code, code), Differing(other.TaxId, TaxId), Differing(other.Phone, Phone),
            Differing(other.Email, Email), Differing(other.Address, Address),
        };
        var told = string.Join(" · ", lost.Where(l => l is not null));
        if (other.Notes is not null) told += "\n" + other.Notes;
        var notes = told == Name ? Notes : Notes is null ? told : $"{Notes}\n\n{told}";
        return new ClientFields(Name, code, TaxId ?? other.TaxId, TeamId ?? other.TeamId, Phone ?? other.Phone, Email ?? other.Email, Address ?? other.Address, notes);

        static string? Differing(string? theirs, string? own) => own is null || theirs is null || SearchText.Of(theirs) == SearchText.Of(own) ? null : theirs;
    }

    /// <summary>Takes the place of another client, whose things the caller moves, and leaves that one inactive, as a signpost to this one.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ClientMerged"/> for one that is merged already, or the notes together are too long.</exception>
    public void Merge(Client other, int actorId, DateTime now)
    {
        if (MergedIntoId is not null || other.MergedIntoId is not null) throw new RuleException(RuleError.ClientMerged, Name);
        if (other.Id == Id) throw new RuleException(RuleError.InvalidValue, nameof(Client));
        Apply(MergedWith(other));
        if (other.Active) Active = true;
        (other.Active, other.MergedIntoId) = (false, Id);
        Record(ActivityKind.ClientsMerged, actorId, now, other.Name, Name);
        other.Record(ActivityKind.ClientsMerged, actorId, now, other.Name, Name);
    }

    /// <summary>Remembers the key of the system that it came from.</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    /// <summary>The code that a client gets that comes without one.</summary>
    public static string CodeOf(string name)
    {
        var letters = new string(SearchText.Of(name).Where(char.IsAsciiLetterOrDigit).ToArray()).ToUpperInvariant();
        return letters.Length == 0 ? "C" : letters[..Math.Min(10, letters.Length)];
    }

    private void Apply(ClientFields f)
    {
        Name = Check.Required(f.Name, nameof(Name), 200);
        Code = Check.Optional(f.Code, nameof(Code), 30) ?? CodeOf(Name);
        TaxId = Check.Optional(f.TaxId, nameof(TaxId), 30);
        TeamId = f.TeamId;
        Phone = Check.Optional(f.Phone, nameof(Phone), 50);
        PhoneKey = PhoneNumber.Key(Phone);
        Email = Check.Optional(f.Email, nameof(Email), 254);
        Address = Check.Optional(f.Address, nameof(Address), 500);
        Notes = Check.Optional(f.Notes, nameof(Notes), 4000);
        Search = SearchText.Of(Name, Code, TaxId, Email);
    }

    private void Record(ActivityKind kind, int actorId, DateTime now, string? from = null, string? to = null, string? note = null) =>
        _activity.Add(new ActivityEntry(kind, actorId, now, from, to, note));
}

/// <summary>Somebody at a client.</summary>
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
    public string Search { get; private set; } = "";
    public int Version { get; private set; }
    public IReadOnlyCollection<ContactPhone> Phones => _phones;

    /// <summary>Changes name, position, e-mail and all telephone numbers.</summary>
    public void Edit(string name, string? position, string? email, IEnumerable<string> phones)
    {
        Name = Check.Required(name, nameof(Name), 200);
        Position = Check.Optional(position, nameof(Position), 100);
        Email = Check.Optional(email, nameof(Email), 254);
        var wanted = phones.Select(p => p.Trim()).Where(p => p.Length > 0).Distinct().Select(p => new ContactPhone(p)).ToList();
        _phones.RemoveAll(p => wanted.All(w => w.Number != p.Number));
        _phones.AddRange(wanted.Where(w => _phones.All(p => p.Number != w.Number)));
        Search = SearchText.Of(Name, Position, Email);
    }

    /// <summary>Whether this and another are the same person: the same name, and a telephone number in common or none at all.</summary>
    public bool IsSame(Contact other) =>
        SearchText.Of(Name) == SearchText.Of(other.Name) && ((_phones.Count == 0 && other._phones.Count == 0) || _phones.Any(p => other._phones.Any(o => o.Key == p.Key)));

    /// <summary>Takes what the other knows and this one does not.</summary>
    public void Join(Contact other)
    {
        Edit(Name, Position ?? other.Position, Email ?? other.Email, [.. _phones.Select(p => p.Number), .. other._phones.Where(o => _phones.All(p => p.Key != o.Key)).Select(o => o.Number)]);
        Active |= other.Active;
    }

    /// <summary>Hides the contact from new work, or brings it back.</summary>
    public void SetActive(bool active) => Active = active;
}

/// <summary>A telephone number of a contact.</summary>
public sealed class ContactPhone
{
    private ContactPhone() { }

    internal ContactPhone(string number)
    {
        Number = Check.Required(number, nameof(Number), 50);
        Key = PhoneNumber.Key(number) ?? "";
    }

    public int Id { get; private set; }
    public int ContactId { get; private set; }
    /// <summary>As typed.</summary>
    public string Number { get; private set; } = "";
    /// <summary>Comparable form: <see cref="PhoneNumber.Key"/>.</summary>
    public string Key { get; private set; } = "";
}
