using System.Linq.Expressions;
using HexaLive.Domain.People;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Features.Shared;

/// <summary>An item to choose in a form.</summary>
public sealed record Choice(int Id, string Name)
{
    /// <summary>The last day of the current absence if the item is a person; otherwise null.</summary>
    public DateOnly? AwayUntil { get; init; }

    /// <summary>Projects a person to a choice that says whether the person is away at <paramref name="now"/> (UTC).</summary>
    internal static Expression<Func<Person, Choice>> OfPerson(HexaDbContext db, DateTime now) =>
        p => new Choice(p.Id, p.Name)
        {
            AwayUntil = db
                .Absences.Where(a => a.PersonId == p.Id && a.StartsAt <= now && a.EndsAt > now)
                .Select(a => (DateOnly?)a.To)
                .FirstOrDefault(),
        };
}
