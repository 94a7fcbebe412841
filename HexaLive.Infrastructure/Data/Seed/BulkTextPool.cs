using HexaLive.Domain.Dedications;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The text and duration of an entry.</summary>
internal sealed record BulkEntryText(DedicationChannel Channel, int Minutes, string Comment, string SearchKey);

internal sealed record BulkTaskText(TaskTemplate Template, string Title, string Description, string Note, string Outcome);

/// <summary>A pool of texts like those of the demo company. Tasks and entries reuse these texts.</summary>
internal sealed class BulkTextPool
{
    private const int EntryTextCount = 20_000;
    private const int EntriesPerTask = 6;

    private readonly Random _random;
    private readonly List<BulkEntryText> _entries = [];
    private readonly List<BulkTaskText> _tasks = [];

    public BulkTextPool(DemoMasterData data, Random random, DateOnly today)
    {
        _random = random;
        var texts = new DemoTextGenerator(random);
        var trades = data.Clients.Select(c => c.Trade).Distinct().ToArray();
        while (_entries.Count < EntryTextCount)
        {
            var template = texts.PickAny(DemoTaskTemplates.All);
            var facts = texts.ChooseFacts(
                template,
                texts.PickAny(trades),
                $"{texts.PickAny(DemoTexts.FirstNames)} {texts.PickAny(DemoTexts.Surnames)}",
                texts.PickAny(DemoTexts.Positions),
                data.Admin.Name,
                today.Year
            );
            _tasks.Add(
                new(
                    template,
                    texts.ComposeTitle(facts),
                    texts.ComposeDescription(facts),
                    texts.ComposeNote(facts),
                    texts.ComposeOutcome(facts)
                )
            );
            for (var i = 0; i < EntriesPerTask; i++)
            {
                var (channel, comment) = texts.ComposeEntry(facts, i / (double)EntriesPerTask, today, null, null, null);
                _entries.Add(new(channel, texts.ChooseMinutes(channel), comment, SearchText.Normalize(comment)));
            }
        }
    }

    public BulkEntryText PickEntry() => _entries[_random.Next(_entries.Count)];

    public BulkTaskText PickTask(ProjectKind kind)
    {
        while (true)
        {
            if (_tasks[_random.Next(_tasks.Count)] is var task && task.Template.Kind == kind)
                return task;
        }
    }
}
