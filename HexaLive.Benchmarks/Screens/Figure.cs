using System.Globalization;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// A measured figure of a screen. <paramref name="Goal"/> is the largest allowed value, in the same unit as <paramref name="Value"/>; a
/// figure without a goal is only shown.
/// </summary>
internal sealed record Figure(string What, string Screen, string Unit, double Value, double? Goal = null)
{
    /// <summary>The benchmark fails if a figure exceeds its goal by more than this fraction.</summary>
    private const double Tolerance = 1.0 / 3;

    /// <summary>The first lines of the table; each <see cref="Row"/> adds a line.</summary>
    public const string Header = "| what | screen | goal | figure | |\n| --- | --- | --- | --- | --- |";

    public bool IsMissed => Goal is { } goal && !(Value <= goal);

    /// <summary>Whether the goal is missed by more than a third.</summary>
    public bool IsFarMissed => Goal is { } goal && !(Value <= goal * (1 + Tolerance));

    public string Row => $"| {What} | {Screen} | {(Goal is { } goal ? $"≤ {Text(goal)}" : "–")} | {Text(Value)} | {Verdict} |";

    private string Verdict =>
        Goal is null ? ""
        : IsFarMissed ? "**missed**"
        : IsMissed ? "missed by less than a third"
        : "ok";

    private string Text(double value)
    {
        if (double.IsNaN(value))
            return "not measured";
        var number = value.ToString(
            value < 1 ? "0.###"
                : value < 100 ? "0.#"
                : "#,0",
            CultureInfo.InvariantCulture
        );
        return Unit.Length == 0 ? number : $"{number} {Unit}";
    }
}
