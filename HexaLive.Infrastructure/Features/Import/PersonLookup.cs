using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Finds people by key, e-mail or name, and determines which people must be created.</summary>
internal sealed class PersonLookup(ImportPlan plan, Actor actor)
{
    private readonly RecordIndex<PersonReference> _index = new();

    /// <summary>Reads all people and returns them with the id of their team.</summary>
    public async Task<List<(PersonReference Person, int? TeamId)>> LoadAsync(HexaDbContext db)
    {
        var people = new List<(PersonReference, int?)>();
        // Read inactive people last. If an active and an inactive person have the same name, the name then refers to the active
        // person.
        var rows = db
            .People.AsNoTracking()
            .OrderByDescending(p => p.Active)
            .ThenBy(p => p.Id)
            .Select(p => new
            {
                p.Id,
                p.Name,
                p.Email,
                p.ExternalKey,
                p.TeamId,
                p.Active,
            });
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            var person = new PersonReference { Id = row.Id, Name = row.Name };
            Add(person, row.ExternalKey, row.Email, row.Name, row.Active);
            people.Add((person, row.TeamId));
        }
        return people;
    }

    /// <summary>Returns the person named in a cell, or a new one if nobody matches; null if the cell is empty.</summary>
    public PersonReference? FindOrCreate(ImportRow row, ImportField field, PersonRole role = PersonRole.Representative)
    {
        if (row.ReadText(field) is not { } text)
            return null;
        var person = Find(text, text, text, field);
        if (person is null)
        {
            plan.EnsureMayCreate(ImportReferenceKind.People, field, text);
            var at = text.IndexOf('@', StringComparison.Ordinal);
            var (name, email) = at >= 0 ? (text[..at], text) : (text, null);
            var fields = new PersonFields(name, email, role, TimeZone: plan.TimeZone);
            person = new PersonReference { Name = name, Create = () => new Person(fields, actor) };
            Add(person, null, email, name, true);
        }
        row.AddReference(person);
        return person;
    }

    /// <summary>Returns the person that the row defines, found by key, then e-mail, then name; a new one if nobody matches.</summary>
    public PersonReference FindOrCreateDefined(ImportRow row, string name, string? email, string? key, Func<Person> create)
    {
        var person =
            Find(key, email, email is null && key is null ? name : null, ImportField.Name)
            // Nobody has the key or e-mail in the row. A person of the same name whose key or e-mail differs is somebody else.
            ?? (
                _index.Find(LookupBy.Name, name) is { } byName
                && !(key is not null && byName.HasKey)
                && !(email is not null && byName.HasEmail)
                    ? byName
                    : null
            );
        if (person is null or { IsDefinitionRejected: true })
        {
            person ??= new PersonReference { Name = name };
            var minimal = new PersonFields(name, email, PersonRole.Representative);
            person.Define(row, create, () => new Person(minimal, actor));
        }
        Add(person, key, email, name, true);
        row.DefinedRecord = person;
        return person;
    }

    private PersonReference? Find(string? key, string? email, string? name, ImportField field) =>
        (key is null ? null : _index.Find(LookupBy.Key, key))
        ?? (email is null ? null : _index.Find(LookupBy.Email, email))
        ?? (name is null ? null : _index.FindUnambiguous(LookupBy.Name, name, field));

    private void Add(PersonReference person, string? key, string? email, string name, bool active)
    {
        if (key is not null)
        {
            _index.Add(LookupBy.Key, key, person);
            person.HasKey = true;
        }
        if (email is not null)
        {
            _index.Add(LookupBy.Email, email, person);
            person.HasEmail = true;
        }
        if (active || _index.Find(LookupBy.Name, name) is null)
            _index.Add(LookupBy.Name, name, person);
    }
}
