namespace HexaLive.Benchmarks.Screens;

/// <summary>The figures of a run. Each is printed when it is measured, and all of them at the end, grouped by what was measured.</summary>
internal sealed class FigureTable
{
    private readonly List<Figure> _figures = [];

    /// <summary>The number of goals that are missed by more than a third.</summary>
    public int FarMissed => _figures.Count(f => f.IsFarMissed);

    /// <summary>The table in Markdown.</summary>
    public string Text =>
        string.Join('\n', _figures.GroupBy(f => f.What).SelectMany(g => g).Select(f => f.Row).Prepend(Figure.Header)) + "\n";

    /// <summary>Adds a figure; the goal, if there is one, is in the same unit.</summary>
    public void Add(string what, string screen, string unit, double value, double? goal = null)
    {
        var figure = new Figure(what, screen, unit, value, goal);
        _figures.Add(figure);
        Console.WriteLine(figure.Row);
    }
}
