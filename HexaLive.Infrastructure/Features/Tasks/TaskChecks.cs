using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Tasks;

/// <summary>Checks of values that users submit for a task.</summary>
internal static class TaskChecks
{
    /// <summary>Loads a person.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.InvalidValue"/> if there is no such person.</exception>
    public static async Task<Person> FindActivePersonAsync(HexaDbContext db, int id, CancellationToken cancellationToken) =>
        await db.People.FirstOrDefaultAsync(p => p.Id == id, cancellationToken)
        ?? throw new RuleException(RuleError.InvalidValue, "Responsible");

    /// <summary>
    /// Checks that a next action is not before today in the time zone of the person responsible. <paramref name="now"/> is UTC.
    /// </summary>
    /// <exception cref="RuleException"><see cref="RuleError.DateInPast"/>.</exception>
    public static void EnsureNotPast(NextAction? next, Person responsible, DateTime now)
    {
        if (next is not null && next.Date < responsible.ToLocalDay(now))
            throw new RuleException(RuleError.DateInPast);
    }

    /// <summary>Checks that a contact, if given, belongs to the client.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.ContactOfAnotherClient"/>.</exception>
    public static async Task EnsureContactAsync(HexaDbContext db, int? contactId, int clientId, CancellationToken cancellationToken)
    {
        if (contactId is { } id && !await db.Contacts.AnyAsync(c => c.Id == id && c.ClientId == clientId, cancellationToken))
            throw new RuleException(RuleError.ContactOfAnotherClient);
    }
}
