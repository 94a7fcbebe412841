using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>
/// Compares group keys in the order in which the database sorts rows: null first, names and texts ignoring case and accents, other
/// keys by value.
/// </summary>
internal static class GroupKeyComparer
{
    public static int Compare(object? a, object? b) =>
        (a, b) switch
        {
            (null, null) => 0,
            (null, _) => -1,
            (_, null) => 1,
            (ReportReference x, ReportReference y) => string.CompareOrdinal(
                SearchText.FoldCaseAndAccents(x.Name),
                SearchText.FoldCaseAndAccents(y.Name)
            )
                is not 0
                    and var order
                ? order
                : x.Id.CompareTo(y.Id),
            (string x, string y) => string.CompareOrdinal(SearchText.FoldCaseAndAccents(x), SearchText.FoldCaseAndAccents(y))
                is not 0
                    and var order
                ? order
                : string.CompareOrdinal(x, y),
            _ => ((IComparable)a).CompareTo(b),
        };
}
