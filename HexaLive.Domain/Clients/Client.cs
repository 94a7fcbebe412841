using HexaLive.Domain.Activity;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Teams;

namespace HexaLive.Domain.Clients;

/// <summary>The editable fields of a client.</summary>
public sealed record ClientFields(
    string Name,
    string? Code = null,
    string? TaxId = null,
    int? TeamId = null,
    string? Phone = null,
    string? Email = null,
    string? Address = null,
    string? Notes = null,
    string? Website = null
)
{
    /// <summary>The key of the phone number (see <see cref="PhoneNumber.Key"/>); required if there is a phone number.</summary>
    public string? PhoneKey { get; init; }

    /// <summary>Returns the current fields of a client.</summary>
    public static ClientFields From(Client client) =>
        new(client.Name, client.Code, client.TaxId, client.TeamId, client.Phone, client.Email, client.Address, client.Notes, client.Website)
        {
            PhoneKey = client.PhoneKey,
        };
}

/// <summary>A client of the company, with its contacts.</summary>
public sealed class Client : RecordedEntity
{
    private readonly List<Contact> _contacts = [];

    private Client() { }

    /// <summary>Creates an active client.</summary>
    public Client(ClientFields fields, Actor actor)
    {
        Apply(fields);
        Record(ActivityKind.ClientCreated, actor, to: Name);
    }

    public int Id { get; private set; }
    public string Code { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? TaxId { get; private set; }
    public int? TeamId { get; private set; }
    public Team? Team { get; private set; }
    public string? Phone { get; private set; }

    /// <summary>The key of the phone number (see <see cref="PhoneNumber.Key"/>); null without a phone number.</summary>
    public string? PhoneKey { get; private set; }
    public string? Email { get; private set; }

    /// <summary>The address of the website in the form of <see cref="WebAddress.Normalize"/>.</summary>
    public string? Website { get; private set; }
    public string? Address { get; private set; }
    public string? Notes { get; private set; }
    public bool Active { get; private set; } = true;
    public string SearchKey { get; private set; } = "";
    public string? ExternalKey { get; private set; }

    /// <summary>
    /// The client that this one was merged into; null if it was not merged. A merged client is inactive, and links to it lead to
    /// the other client.
    /// </summary>
    public int? MergedIntoId { get; private set; }
    public int Version { get; private set; }
    public IReadOnlyCollection<Contact> Contacts => _contacts;
    public IReadOnlyCollection<ActivityEntry> Activity => _activity;

    /// <summary>Changes the editable fields. If the code is empty, a code is derived from the name.</summary>
    public void Edit(ClientFields fields, Actor actor)
    {
        var before = Name;
        Apply(fields);
        Record(ActivityKind.ClientChanged, actor, before, Name);
    }

    /// <summary>Deactivates the client, which hides it from new work, or reactivates it.</summary>
    public void SetActive(bool active, Actor actor)
    {
        if (Active == active)
            return;
        Active = active;
        Record(active ? ActivityKind.ClientReactivated : ActivityKind.ClientDeactivated, actor, Name, Name);
    }

    /// <summary>Adds a contact with any number of telephone numbers.</summary>
    public Contact AddContact(string name, string? position, string? email, IEnumerable<PhoneNumber> phones, Actor actor)
    {
        var contact = new Contact(name, position, email, phones);
        _contacts.Add(contact);
        Record(ActivityKind.ContactAdded, actor, to: contact.Name);
        return contact;
    }

    /// <summary>Changes the name, position, e-mail address and all telephone numbers of a contact of this client.</summary>
    public void EditContact(Contact contact, string name, string? position, string? email, IEnumerable<PhoneNumber> phones, Actor actor)
    {
        var before = contact.Name;
        contact.Edit(name, position, email, phones);
        Record(ActivityKind.ContactChanged, actor, before, contact.Name);
    }

    /// <summary>Records that undoing an import restored the client's previous values.</summary>
    public void RecordImportUndone(Actor actor) => Record(ActivityKind.ImportUndone, actor, to: Name);

    /// <summary>
    /// Returns the fields that this client has after another one is merged into it. The values of this client take precedence. The
    /// other client supplies missing values. If this client's code was derived from its name and the other client's code was not, the other
    /// client also supplies the code. The other client's name, notes and differing values are appended to the notes, so that nothing is
    /// lost.
    /// </summary>
    public ClientFields MergeFieldsOf(Client other)
    {
        var code = Code == CreateCode(Name) && other.Code != CreateCode(other.Name) ? other.Code : Code;
        var lost = new[]
        {
            other.Name,
            ValueIfDifferent(other.Code == CreateCode(other.Name) ? null : other.Code, code),
            ValueIfDifferent(other.TaxId, TaxId),
            PhoneIfDifferent(other),
            ValueIfDifferent(other.Email, Email),
            ValueIfDifferent(other.Website, Website),
            ValueIfDifferent(other.Address, Address),
        };
        var added = string.Join(" · ", lost.Where(l => l is not null));
        if (other.Notes is not null)
            added += "\n" + other.Notes;
        var notes =
            added == Name ? Notes
            : Notes is null ? added
            : $"{Notes}\n\n{added}";
        return new ClientFields(
            Name,
            code,
            TaxId ?? other.TaxId,
            TeamId ?? other.TeamId,
            Phone ?? other.Phone,
            Email ?? other.Email,
            Address ?? other.Address,
            notes,
            Website ?? other.Website
        )
        {
            PhoneKey = Phone is null ? other.PhoneKey : PhoneKey,
        };

        string? PhoneIfDifferent(Client client) =>
            client.MainPhone is { } theirs && MainPhone is { } own && !theirs.IsSame(own) ? theirs.Number : null;

        static string? ValueIfDifferent(string? theirs, string? own) =>
            own is null || theirs is null || SearchText.Normalize(theirs) == SearchText.Normalize(own) ? null : theirs;
    }

    /// <summary>
    /// Merges another client into this one. The other client becomes inactive, and links to it lead to this one. The caller moves
    /// the records of the other client.
    /// </summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.ClientMerged"/> if one of the two is merged already, <see cref="RuleError.InvalidValue"/> if both are
    /// the same, or <see cref="RuleError.TooLong"/> if the combined notes are too long.
    /// </exception>
    public void Merge(Client other, Actor actor)
    {
        if (MergedIntoId is not null || other.MergedIntoId is not null)
            throw new RuleException(RuleError.ClientMerged, Name);
        if (other.Id == Id)
            throw new RuleException(RuleError.InvalidValue, nameof(Client));
        Apply(MergeFieldsOf(other));
        if (other.Active)
            Active = true;
        (other.Active, other.MergedIntoId) = (false, Id);
        Record(ActivityKind.ClientsMerged, actor, other.Name, Name);
        other.Record(ActivityKind.ClientsMerged, actor, other.Name, Name);
    }

    /// <summary>Sets the key of the record in the system it was imported from (at most 100 characters).</summary>
    public void SetExternalKey(string? key) => ExternalKey = Check.Optional(key, nameof(ExternalKey), 100);

    /// <summary>
    /// Returns the default code for a name: its first ten letters and digits in upper case without accents, or "C" if the name has
    /// no letters and digits.
    /// </summary>
    public static string CreateCode(string name)
    {
        var letters = new string(SearchText.Normalize(name).Where(char.IsAsciiLetterOrDigit).ToArray()).ToUpperInvariant();
        return letters.Length == 0 ? "C" : letters[..Math.Min(10, letters.Length)];
    }

    private PhoneNumber? MainPhone => Phone is null ? null : new PhoneNumber(Phone, PhoneKey ?? "");

    private void Apply(ClientFields fields)
    {
        Name = Check.Required(fields.Name, nameof(Name), 200);
        Code = Check.Optional(fields.Code, nameof(Code), 30) ?? CreateCode(Name);
        TaxId = Check.Optional(fields.TaxId, nameof(TaxId), 30);
        TeamId = fields.TeamId;
        Phone = Check.Optional(fields.Phone, nameof(Phone), PhoneNumber.MaxLength);
        PhoneKey = Phone is null ? null : fields.PhoneKey ?? throw new ArgumentException("A phone number needs its key.", nameof(fields));
        Email = Check.Optional(fields.Email, nameof(Email), 254);
        Website = WebAddress.Normalize(fields.Website);
        Address = Check.Optional(fields.Address, nameof(Address), 500);
        Notes = Check.Optional(fields.Notes, nameof(Notes), 4000);
        SearchKey = SearchText.Normalize(Name, Code, TaxId, Email, Website is null ? null : WebAddress.HostOf(Website));
    }

    private protected override void SetReferences(ActivityEntry entry) => (entry.Client, entry.ClientId) = (this, Id == 0 ? null : Id);
}
