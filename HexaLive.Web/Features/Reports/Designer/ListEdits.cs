namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>Returns changed copies of lists.</summary>
internal static class ListEdits
{
    public static List<T> ReplaceAt<T>(IReadOnlyList<T> items, int index, T item) => [.. items.Select((x, i) => i == index ? item : x)];

    public static List<T> RemoveAt<T>(IReadOnlyList<T> items, int index) => [.. items.Where((_, i) => i != index)];

    public static List<T> Move<T>(IReadOnlyList<T> items, int from, int to)
    {
        List<T> moved = [.. items];
        if (from < 0 || from >= moved.Count)
            return moved;
        moved.RemoveAt(from);
        moved.Insert(Math.Clamp(to, 0, moved.Count), items[from]);
        return moved;
    }
}
