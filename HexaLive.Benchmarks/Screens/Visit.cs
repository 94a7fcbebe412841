namespace HexaLive.Benchmarks.Screens;

/// <summary>A command to the process that visits screens. <see cref="Do"/> is the kind of command.</summary>
internal sealed record VisitCommand(string Do, string? Email = null, string? Path = null, int Count = 0, int AtOnce = 1)
{
    /// <summary>Opens <see cref="Count"/> screens, <see cref="AtOnce"/> at a time, and keeps them open.</summary>
    public const string Open = "open";

    /// <summary>Moves each open screen to <see cref="Path"/> inside its circuit, <see cref="AtOnce"/> at a time.</summary>
    public const string Move = "move";

    /// <summary>Does nothing for <see cref="Count"/> seconds.</summary>
    public const string Rest = "rest";

    /// <summary>Closes all open screens as a browser does.</summary>
    public const string Leave = "leave";
}

/// <summary>
/// What a screen received during a visit, from the request until the screen stopped changing: render batches, their bytes, and the bytes on
/// the wire. <paramref name="Milliseconds"/> is the time until the last batch.
/// </summary>
internal sealed record Visit(int Batches, long BatchBytes, long WireBytes, double Milliseconds);

/// <summary>The answer to a <see cref="VisitCommand"/>: the visits, or the error that ended it.</summary>
internal sealed record VisitAnswer(IReadOnlyList<Visit> Visits, string? Error = null);
