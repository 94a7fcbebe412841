using System.Globalization;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The facts that stay the same in all texts of a task: contact, product, amounts.</summary>
internal sealed class TaskTextFacts(TaskTemplate template, IReadOnlyDictionary<char, string> words, string contact, string position)
{
    public TaskTemplate Template => template;
    public IReadOnlyDictionary<char, string> Words => words;
    public string Contact => contact;
    public string Position => position;
    public HashSet<string> UsedLines { get; } = [];
}

/// <summary>The channel and comment of one entry.</summary>
internal readonly record struct EntryText(DedicationChannel Channel, string Comment);

/// <summary>
/// Composes the texts of tasks and entries from the lines in <see cref="DemoTaskTemplates"/>, and avoids repeating a comment as far as
/// possible.
/// </summary>
internal sealed class DemoTextGenerator(Random random)
{
    private static readonly NumberFormatInfo Numbers = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };
    private static readonly string[] Days = ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"];
    private static readonly string[] Months =
    [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ];
    private readonly HashSet<string> _usedComments = [];

    /// <summary>Chooses the facts of a new task at random.</summary>
    public TaskTextFacts ChooseFacts(TaskTemplate template, Trade trade, string contact, string position, string manager, int year)
    {
        var quantity = (random.Next(1, 10) * (int)Math.Pow(10, random.Next(2, 5))).ToString("N0", Numbers);
        var weeks = random.Next(1, 7);
        return new TaskTextFacts(
            template,
            new Dictionary<char, string>
            {
                ['c'] = contact.Split(' ')[0],
                ['k'] = position,
                ['j'] = manager.Split(' ')[0],
                ['p'] = PickAny(DemoTexts.Products[trade]),
                ['m'] = PickAny(DemoTexts.Machines[trade]),
                ['q'] = $"{quantity} unidades",
                ['e'] = $"{(random.Next(40, 1900) * 10).ToString("N0", Numbers)} €",
                ['o'] = $"OF-{year % 100:00}/{random.Next(1, 900):0000}",
                ['n'] = $"P-{year % 100:00}/{random.Next(1, 3000):0000}",
                ['f'] = $"F-{year % 100:00}/{random.Next(1, 2500):0000}",
                ['w'] = weeks == 1 ? "una semana" : $"{weeks} semanas",
            },
            contact,
            position
        );
    }

    public string ComposeTitle(TaskTextFacts facts) => Fill(PickAny(facts.Template.Titles), facts);

    public string ComposeDescription(TaskTextFacts facts) => Fill(PickAny(facts.Template.Descriptions), facts);

    public string ComposeNote(TaskTextFacts facts) => Fill(PickAny(facts.Template.Notes), facts);

    public string ComposeOutcome(TaskTextFacts facts) => Fill(PickAny(facts.Template.Outcomes), facts);

    /// <summary>
    /// Composes the entry of a day. <paramref name="progress"/> runs from 0 (start of the task) to 1 (end);
    /// <paramref name="promised"/> is the day that was promised before this entry, <paramref name="next"/> the day that this entry
    /// promises.
    /// </summary>
    public EntryText ComposeEntry(TaskTextFacts facts, double progress, DateOnly day, DateOnly? promised, DateOnly? next, TimeOnly? time)
    {
        EntryText text = default;
        for (var attempt = 0; attempt < 12; attempt++)
        {
            text = TryComposeEntry(facts, progress, day, promised, next, time);
            if (_usedComments.Add(text.Comment))
                break;
        }
        return text;
    }

    private EntryText TryComposeEntry(
        TaskTextFacts facts,
        double progress,
        DateOnly day,
        DateOnly? promised,
        DateOnly? next,
        TimeOnly? time
    )
    {
        var lines =
            progress <= 0 ? facts.Template.Start
            : progress < 0.7 ? facts.Template.Middle
            : facts.Template.Late;
        var line = PickAny(lines);
        for (var attempt = 0; attempt < 6 && !facts.UsedLines.Add(line); attempt++)
            line = PickAny(attempt < 3 ? lines : facts.Template.Middle);
        var kind = line[0];
        var parts = new List<string>();
        if (promised < day && random.Next(3) > 0)
            parts.Add(PickAny(DemoPhrases.PromiseBroken).Replace("{y}", FormatDate(promised.Value, day), StringComparison.Ordinal));
        else if (promised == day && random.Next(5) == 0)
            parts.Add(PickAny(DemoPhrases.PromiseKept).Replace("{y}", FormatDate(day, day), StringComparison.Ordinal));
        if (random.Next(4) > 0)
            parts.Add(PickAny(DemoPhrases.Openings[kind]));
        parts.Add(line[1..]);
        if (random.Next(5) < 2)
            parts.Add(PickAny(facts.Template.Asides));
        if (next is { } date && random.Next(5) < 3)
        {
            var when =
                date == day ? "hoy mismo"
                : date == day.AddDays(1) ? "mañana"
                : $"el {FormatDate(date, day)}";
            if (time is { } hour && random.Next(2) == 0)
                when += $" a las {hour.Hour}:{hour.Minute:00}";
            parts.Add(
                PickAny(DemoPhrases.Closings[kind])
                    .Replace("{x}", when, StringComparison.Ordinal)
                    .Replace("{X}", char.ToUpperInvariant(when[0]) + when[1..], StringComparison.Ordinal)
            );
        }
        var channel = kind switch
        {
            'C' => DedicationChannel.Call,
            'V' => DedicationChannel.Visit,
            'S' or 'I' => DedicationChannel.Email,
            'M' => DedicationChannel.Meeting,
            _ => DedicationChannel.Other,
        };
        return new EntryText(channel, Fill(string.Join(' ', parts.Where(p => p.Length > 0)), facts));
    }

    /// <summary>Returns a plausible random duration in minutes.</summary>
    public int ChooseMinutes(DedicationChannel channel) =>
        channel switch
        {
            DedicationChannel.Call => PickAny([3, 5, 5, 8, 10, 10, 12, 15, 15, 20, 25]),
            DedicationChannel.Visit => PickAny([30, 45, 45, 60, 60, 75, 90, 120, 180]),
            DedicationChannel.Email => PickAny([5, 5, 10, 10, 15, 20]),
            DedicationChannel.Meeting => PickAny([30, 45, 60, 60, 90]),
            _ => PickAny([10, 15, 20, 30, 45]),
        };

    public T PickAny<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    private static string FormatDate(DateOnly date, DateOnly seenFrom) =>
        $"{Days[(int)date.DayOfWeek]} {date.Day}{(date.Month == seenFrom.Month ? "" : $" de {Months[date.Month - 1]}")}";

    private string Fill(string template, TaskTextFacts facts)
    {
        var text = template;
        foreach (var (key, word) in facts.Words)
            text = text.Replace($"{{{key}}}", word, StringComparison.Ordinal);
        text = text.Replace("{jefe}", facts.Words['j'], StringComparison.Ordinal)
            .Replace("{d}", $"{random.Next(2, 13)} %", StringComparison.Ordinal)
            .Replace(" de el ", " del ", StringComparison.Ordinal)
            .Replace(" a el ", " al ", StringComparison.Ordinal);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
