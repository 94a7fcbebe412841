namespace HexaLive.Infrastructure.Features.Shared;

/// <summary>A page of a list, and the total number of items on all pages.</summary>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Total);

/// <summary>Cuts lists into pages, which are counted from 1.</summary>
internal static class Paging
{
    public static IQueryable<T> TakePage<T>(this IQueryable<T> items, int page, int size) =>
        items.Skip((Math.Clamp(page, 1, 1_000_000) - 1) * size).Take(size);
}
