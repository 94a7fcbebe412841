using System.Globalization;
using HexaLive.Domain.Dedications;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>What stays the same through one task's story: with whom, about what, how much.</summary>
internal sealed class StoryFacts(Story story, IReadOnlyDictionary<char, string> words, string contact, string position)
{
    public Story Story => story;
    public IReadOnlyDictionary<char, string> Words => words;
    public string Contact => contact;
    public string Position => position;
    public HashSet<string> Told { get; } = [];
}

/// <summary>One entry's text.</summary>
internal readonly record struct Told(DedicationChannel Channel, string Comment);

/// <summary>Writes what reps write, from the lines of <see cref="DemoStories"/>; no two entries read the same while there is another way to say it.</summary>
internal sealed class Storyteller(Random random)
{
    private static readonly NumberFormatInfo Numbers = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };
    private static readonly string[] Days = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"];
    private static readonly string[] Months =
        ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];
    private readonly HashSet<string> _told = [];

    /// <summary>Makes up the facts of a new task.</summary>
    public StoryFacts Begin(Story story, Trade trade, string contact, string position, string boss, int year)
    {
        var quantity = (random.Next(1, 10) * (int)Math.Pow(10, random.Next(2, 5))).ToString("N0", Numbers);
        var weeks = random.Next(1, 7);
        return new StoryFacts(story, new Dictionary<char, string>
        {
            ['c'] = contact.Split(' ')[0],
            ['k'] = position,
            ['j'] = boss.Split(' ')[0],
            ['p'] = Pick(DemoTexts.Products[trade]),
            ['m'] = Pick(DemoTexts.Machines[trade]),
            ['q'] = $"{quantity} unidades",
            ['e'] = $"{(random.Next(40, 1900) * 10).ToString("N0", Numbers)} €",
            ['o'] = $"OF-{year % 100:00}/{random.Next(1, 900):0000}",
            ['n'] = $"P-{year % 100:00}/{random.Next(1, 3000):0000}",
            ['f'] = $"F-{year % 100:00}/{random.Next(1, 2500):0000}",
            ['w'] = weeks == 1 ? "una semana" : $"{weeks} semanas",
        }, contact, position);
    }

    public string Title(StoryFacts facts) => Fill(Pick(facts.Story.Titles), facts);

    public string Description(StoryFacts facts) => Fill(Pick(facts.Story.Descriptions), facts);

    public string Note(StoryFacts facts) => Fill(Pick(facts.Story.Notes), facts);

    public string Outcome(StoryFacts facts) => Fill(Pick(facts.Story.Outcomes), facts);

    /// <summary>The entry of a day, at 0 (the beginning) to 1 (the end) of the story; <paramref name="promised"/> is the day that had been agreed, <paramref name="next"/> the one that is now.</summary>
    public Told Tell(StoryFacts facts, double progress, DateOnly day, DateOnly? promised, DateOnly? next, TimeOnly? time)
    {
        Told told = default;
        for (var attempt = 0; attempt < 12; attempt++)
        {
            told = Compose(facts, progress, day, promised, next, time);
            if (_told.Add(told.Comment)) break;
        }
        return told;
    }

    private Told Compose(StoryFacts facts, double progress, DateOnly day, DateOnly? promised, DateOnly? next, TimeOnly? time)
    {
        var lines = progress <= 0 ? facts.Story.Start : progress < 0.7 ? facts.Story.Middle : facts.Story.Late;
        var line = Pick(lines);
        for (var again = 0; again < 6 && !facts.Told.Add(line); again++) line = Pick(again < 3 ? lines : facts.Story.Middle);
        var how = line[0];
        var parts = new List<string>();
        if (promised < day && random.Next(3) > 0) parts.Add(Pick(DemoStories.Broken).Replace("{y}", DateText(promised.Value, day), StringComparison.Ordinal));
        else if (promised == day && random.Next(5) == 0) parts.Add(Pick(DemoStories.Kept).Replace("{y}", DateText(day, day), StringComparison.Ordinal));
        if (random.Next(4) > 0) parts.Add(Pick(DemoStories.Openings[how]));
        parts.Add(line[1..]);
        if (random.Next(5) < 2) parts.Add(Pick(facts.Story.Asides));
        if (next is { } date && random.Next(5) < 3)
        {
            var when = date == day ? "hoy mismo" : date == day.AddDays(1) ? "mañana" : $"el {DateText(date, day)}";
            if (time is { } hour && random.Next(2) == 0) when += $" a las {hour.Hour}:{hour.Minute:00}";
            parts.Add(Pick(DemoStories.Closings[how])
                .Replace("{x}", when, StringComparison.Ordinal).Replace("{X}", char.ToUpperInvariant(when[0]) + when[1..], StringComparison.Ordinal));
        }
        var channel = how switch
        {
            'C' => DedicationChannel.Call,
            'V' => DedicationChannel.Visit,
            'S' or 'I' => DedicationChannel.Email,
            'M' => DedicationChannel.Meeting,
            _ => DedicationChannel.Other,
        };
        return new Told(channel, Fill(string.Join(' ', parts.Where(p => p.Length > 0)), facts));
    }

    /// <summary>Whole minutes that such an entry takes.</summary>
    public int Minutes(DedicationChannel channel) => channel switch
    {
        DedicationChannel.Call => Pick([3, 5, 5, 8, 10, 10, 12, 15, 15, 20, 25]),
        DedicationChannel.Visit => Pick([30, 45, 45, 60, 60, 75, 90, 120, 180]),
        DedicationChannel.Email => Pick([5, 5, 10, 10, 15, 20]),
        DedicationChannel.Meeting => Pick([30, 45, 60, 60, 90]),
        _ => Pick([10, 15, 20, 30, 45]),
    };

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private static string DateText(DateOnly date, DateOnly seenFrom) =>
        $"{Days[(int)date.DayOfWeek]} {date.Day}{(date.Month == seenFrom.Month ? "" : $" de {Months[date.Month - 1]}")}";

    private string Fill(string template, StoryFacts facts)
    {
        var text = template;
        foreach (var (key, word) in facts.Words) text = text.Replace($"{{{key}}}", word, StringComparison.Ordinal);
        text = text.Replace("{jefe}", facts.Words['j'], StringComparison.Ordinal).Replace("{d}", $"{random.Next(2, 13)} %", StringComparison.Ordinal)
            .Replace(" de el ", " del ", StringComparison.Ordinal).Replace(" a el ", " al ", StringComparison.Ordinal);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
