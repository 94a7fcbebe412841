using System.Collections.Concurrent;
using System.Linq.Expressions;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// Builds expressions that compute the local day of an instant in the database. Nested conditions find the UTC offset by binary
/// search in the offset changes of the time zone from 1990 to 2060.
/// </summary>
internal static class LocalDays
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<(DateTime From, double Minutes)>> Offsets = new();

    private static readonly (int From, int To) Years = (1990, 2060);

    /// <summary>Returns the local day of a nullable instant.</summary>
    public static Expression<Func<T, DateTime?>> ToLocalDay<T>(Expression<Func<T, DateTime?>> instant, string zone) =>
        Expression.Lambda<Func<T, DateTime?>>(ToLocalDay(instant.Body, zone), instant.Parameters);

    /// <summary>Returns the <see cref="DateOnly.DayNumber"/> of the local day of a nullable instant.</summary>
    public static Expression<Func<T, int?>> ToDayNumber<T>(Expression<Func<T, DateTime?>> instant, string zone)
    {
        var day = Expression.Call(
            typeof(DateOnly),
            nameof(DateOnly.FromDateTime),
            null,
            Expression.Property(ToLocalDay(instant.Body, zone), "Value")
        );
        return Expression.Lambda<Func<T, int?>>(
            Expression.Convert(Expression.Property(day, nameof(DateOnly.DayNumber)), typeof(int?)),
            instant.Parameters
        );
    }

    /// <summary>Returns the local day (a <see cref="DateTime"/> at midnight) of an instant given as an expression.</summary>
    public static Expression ToLocalDay(Expression instant, string zone)
    {
        var value = Expression.Property(instant, "Value");
        var minutes = BuildOffsetExpression(value, Offsets.GetOrAdd(zone, FindOffsetChanges), 0, Offsets[zone].Count);
        var local = Expression.Call(value, nameof(DateTime.AddMinutes), null, minutes);
        return Expression.Convert(Expression.Property(local, nameof(DateTime.Date)), typeof(DateTime?));
    }

    private static Expression BuildOffsetExpression(
        Expression value,
        IReadOnlyList<(DateTime From, double Minutes)> offsets,
        int first,
        int count
    ) =>
        count == 1
            ? Expression.Constant(offsets[first].Minutes)
            : Expression.Condition(
                Expression.LessThan(value, Expression.Constant(offsets[first + count / 2].From)),
                BuildOffsetExpression(value, offsets, first, count / 2),
                BuildOffsetExpression(value, offsets, first + count / 2, count - count / 2)
            );

    private static IReadOnlyList<(DateTime From, double Minutes)> FindOffsetChanges(string id)
    {
        var zone = LocalTime.FindZone(id);
        var at = new DateTime(Years.From, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var offsets = new List<(DateTime, double)> { (at, zone.GetUtcOffset(at).TotalMinutes) };
        for (; at.Year < Years.To; at = at.AddDays(1))
        {
            var next = at.AddDays(1);
            if (zone.GetUtcOffset(next) == zone.GetUtcOffset(at))
                continue;
            var change = at;
            // UTC offsets change at multiples of 15 minutes.
            while (zone.GetUtcOffset(change) == zone.GetUtcOffset(at))
                change = change.AddMinutes(15);
            offsets.Add((change, zone.GetUtcOffset(next).TotalMinutes));
        }
        return offsets;
    }
}
