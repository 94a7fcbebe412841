using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Shared;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Imports clients, with at most one contact in each row.</summary>
internal sealed class ClientImporter(ImportContext context) : RowImporter(context)
{
    private PhoneNumberParser _phones = null!;

    private sealed record ResolvedClient(ClientReference Client, TeamReference? Team);

    public override bool NeedsContacts =>
        Plan.HasColumn(ImportField.ContactName) || Plan.HasColumn(ImportField.ContactEmail) || Plan.HasColumn(ImportField.ContactPhone);

    // Read for every batch, because the country may be changed during an import.
    public override async Task MatchRowsByKeyAsync(HexaDbContext db, IReadOnlyList<ImportRow> rows) =>
        _phones = await PhoneNumberParser.ForCompanyAsync(db);

    public override void Resolve(ImportRow row)
    {
        var name = row.ReadRequired(ImportField.Name);
        var team = row.ReadText(ImportField.Team) is { } text ? Lookups.Teams.FindOrCreate(row, text) : null;
        row.SetPreview(ImportField.Team, team);
        var reference = Lookups.Clients.FindOrCreateDefined(
            row,
            name,
            ReadExternalKey(row),
            row.ReadText(ImportField.Code),
            row.ReadText(ImportField.TaxId),
            team,
            () =>
            {
                var client = new Client(_phones.ParseValid(ReadFields(row, new ClientFields(name), team), null), Actor);
                client.SetExternalKey(ReadExternalKey(row));
                return client;
            }
        );
        row.Resolved = new ResolvedClient(reference, team);
    }

    public override ImportOutcome Apply(ImportRow row, Action<object> add)
    {
        var (reference, team) = (ResolvedClient)row.Resolved!;
        var client = reference.Entity;
        // A row that describes a merged client must not change the fields of the client that was kept.
        var describesMergedClient = reference.IsMergedClient(
            ReadExternalKey(row),
            row.ReadText(ImportField.Code),
            row.ReadText(ImportField.TaxId),
            row.ReadRequired(ImportField.Name)
        );
        var changed = reference.DefiningRow != row && !describesMergedClient && ApplyFieldsIfChanged(row, client, team);
        changed |= ApplyContact(row, client);
        row.SetPreview(ImportField.Code, client.Code);
        return OutcomeOf(row, reference, changed);
    }

    private bool ApplyFieldsIfChanged(ImportRow row, Client client, TeamReference? team)
    {
        var before = ClientFields.From(client);
        var after = ReadFields(row, before, team);
        after = _phones.ParseValid(after, client) with { Name = KeepSpelling(after.Name, before.Name) };
        var changed = after != before;
        if (changed)
            client.Edit(after, Actor);
        if (ReadExternalKey(row) is not { } key || key == client.ExternalKey)
            return changed;
        client.SetExternalKey(key);
        return true;
    }

    private static ClientFields ReadFields(ImportRow row, ClientFields current, TeamReference? team) =>
        new(
            row.ReadText(ImportField.Name) ?? current.Name,
            row.ReadText(ImportField.Code) ?? current.Code,
            row.ReadText(ImportField.TaxId) ?? current.TaxId,
            team?.Entity.Id ?? current.TeamId,
            row.ReadText(ImportField.Phone) ?? current.Phone,
            row.ReadText(ImportField.Email) ?? current.Email,
            row.ReadText(ImportField.Address) ?? current.Address,
            row.ReadText(ImportField.Notes) ?? current.Notes,
            WebAddress.Normalize(row.ReadText(ImportField.Website)) ?? current.Website
        );

    private bool ApplyContact(ImportRow row, Client client)
    {
        var (phone, email, position) = (
            row.ReadText(ImportField.ContactPhone),
            row.ReadText(ImportField.ContactEmail),
            row.ReadText(ImportField.ContactPosition)
        );
        if ((row.ReadText(ImportField.ContactName) ?? email ?? phone) is not { } name)
            return false;
        var typed = PhoneNumberParser.Split(phone);
        var contact = client.Contacts.FirstOrDefault(c => SearchText.Normalize(c.Name) == SearchText.Normalize(name));
        if (contact is null)
        {
            client.AddContact(name, position, email, _phones.ParseValid(typed, null), Actor);
            return true;
        }
        var numbers = _phones.ParseValid(contact.Phones.Select(p => p.Number), contact);
        var added = _phones.ParseValid(typed, contact).Where(t => !numbers.Any(t.IsSame)).ToList();
        if ((position ?? contact.Position) == contact.Position && (email ?? contact.Email) == contact.Email && added.Count == 0)
            return false;
        client.EditContact(contact, contact.Name, position ?? contact.Position, email ?? contact.Email, [.. numbers, .. added], Actor);
        return true;
    }
}
