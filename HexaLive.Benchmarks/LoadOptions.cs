using System.Globalization;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Benchmarks;

/// <summary>
/// The options from the command line. <see cref="Rooms"/> and <see cref="Pages"/> are percentages of the screens; the remaining
/// screens are Today pages.
/// </summary>
internal sealed record LoadOptions
{
    public int Screens { get; private init; } = 100;
    public double Rate { get; private init; } = 4;
    public int Seconds { get; private init; } = 30;
    public int Warm { get; private init; } = 30;
    public int Rooms { get; private init; } = 20;
    public int Pages { get; private init; } = 30;
    public int Tasks { get; private init; } = 100_000;
    public int Dedications { get; private init; } = 300_000;
    public string? Database { get; private init; }
    public string? Out { get; private init; }

    /// <summary>How many times each kind of screen is opened and measured, after the same number of openings to warm up.</summary>
    public int Openings { get; private init; } = 30;

    /// <summary>The number of open screens when the memory of the server is measured; 0 to leave this out.</summary>
    public int Crowd { get; private init; } = 1_000;

    /// <summary>
    /// The only part of <c>screens</c> to measure: <c>server</c> (or its parts <c>cost</c> and <c>crowd</c>) or <c>browser</c> (or its
    /// parts <c>load</c> and <c>interaction</c>); null for everything.
    /// </summary>
    public string? Only { get; private init; }

    /// <summary>The only kind of screen to measure besides the almost empty one; null for all.</summary>
    public string? Screen { get; private init; }

    /// <summary>The folder of an application that is already published; null to publish it first.</summary>
    public string? Site { get; private init; }

    /// <summary>Whether any of these parts of <c>screens</c> must be measured.</summary>
    public bool Measures(params ReadOnlySpan<string> parts) => Only is null || parts.Contains(Only);

    /// <summary>Parses the options. Returns null if one is unknown or invalid.</summary>
    public static LoadOptions? Parse(string[] args)
    {
        var options = new LoadOptions();
        if (args.Length % 2 != 0)
            return null;
        foreach (var pair in args.Chunk(2))
        {
            LoadOptions? next = (pair[0], pair[1]) switch
            {
                ("--screens", var v) when ParseNumber(v, 1, 5_000) is { } n => options with { Screens = n },
                ("--rate", var v) when double.TryParse(v, CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 500 =>
                    options with
                    {
                        Rate = rate,
                    },
                ("--seconds", var v) when ParseNumber(v, 1, 3_600) is { } n => options with { Seconds = n },
                ("--warm", var v) when ParseNumber(v, 0, 600) is { } n => options with { Warm = n },
                ("--tasks", var v) when ParseNumber(v, 1_000, 1_000_000) is { } n => options with { Tasks = n },
                ("--dedications", var v) when ParseNumber(v, 0, 10_000_000) is { } n => options with { Dedications = n },
                ("--mix", var v)
                    when v.Split('/') is [var rooms, var pages, var today]
                        && ParseNumber(rooms, 0, 100) is { } r
                        && ParseNumber(pages, 0, 100) is { } p
                        && ParseNumber(today, 0, 100) is { } t
                        && r + p + t == 100 => options with
                {
                    Rooms = r,
                    Pages = p,
                },
                ("--database", var v) when File.Exists(v) => options with { Database = v },
                ("--openings", var v) when ParseNumber(v, 1, 1_000) is { } n => options with { Openings = n },
                ("--only", "server" or "cost" or "crowd" or "browser" or "load" or "interaction") => options with { Only = pair[1] },
                ("--screen", var v) => options with { Screen = v },
                ("--crowd", var v) when ParseNumber(v, 0, 5_000) is { } n => options with { Crowd = n },
                ("--site", var v) when Directory.Exists(v) => options with { Site = v },
                ("--out", var v) => options with { Out = v },
                _ => null,
            };
            if (next is null)
                return null;
            options = next;
        }
        return options;

        static int? ParseNumber(string text, int least, int most) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most ? n : null;
    }
}
