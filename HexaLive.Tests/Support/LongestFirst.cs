using HexaLive.Tests.Browser;
using HexaLive.Tests.Support;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace HexaLive.Tests.Support;

/// <summary>
/// Starts the test classes in the order of their duration, longest first. Otherwise, a long class may start last and run alone while the
/// other processor is idle.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        typeof(ScaleTests),
        typeof(RouteTests),
        typeof(PhoneRouteTests),
        typeof(AbsenceStoryTests),
        typeof(ConnectionTests),
        typeof(TypingTests),
    ];

    /// <inheritdoc />
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : notnull, ITestCollection => [.. testCollections.OrderBy(c => PlaceOf(c))];

    private static int PlaceOf(ITestCollection collection)
    {
        var place = Array.FindIndex(Longest, t => collection.TestCollectionDisplayName.Contains(t.FullName!, StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
