using System.Diagnostics;
using System.Globalization;
using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Benchmarks;

/// <summary>A task on which entries are logged, with the two people whose screens show it.</summary>
internal sealed record LoadTask(int TaskId, int ResponsibleId, int ControllerId);

/// <summary>
/// A logged entry: its task, the time at which the save was called, and the duration of the save. Both are in ticks of
/// <see cref="Stopwatch"/>.
/// </summary>
internal sealed record LoggedEntry(LoadTask Task, long At, long Duration);

/// <summary>
/// Logs entries at a fixed rate. As with independent users, a save does not wait for earlier saves, but at most
/// <see cref="MaxConcurrentWrites"/> saves run at once.
/// </summary>
internal sealed class EntryLoad(IServiceProvider services, IReadOnlyList<LoadTask> tasks)
{
    private const int MaxConcurrentWrites = 32;

    private readonly DedicationLog _log = services.GetRequiredService<DedicationLog>();

    /// <summary>
    /// Logs entries for a number of seconds and returns the entries by mark. Marks are numbered from <paramref name="firstMark"/>
    /// on.
    /// </summary>
    public async Task<Dictionary<int, LoggedEntry>> RunAsync(int seconds, double rate, int firstMark, CancellationToken cancellationToken)
    {
        var viewers = services.GetRequiredService<Viewers>();
        var responsible = new Dictionary<int, Viewer>();
        foreach (var id in tasks.Select(t => t.ResponsibleId).Distinct())
            responsible[id] = (await viewers.FindAsync(id, cancellationToken))!;
        using var slots = new SemaphoreSlim(MaxConcurrentWrites);
        var clock = Stopwatch.StartNew();
        var writes = new List<Task<(int Mark, LoggedEntry Entry)>>();
        for (var i = 0; i < seconds * rate; i++)
        {
            if (TimeSpan.FromSeconds(i / rate) - clock.Elapsed is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancellationToken);
            await slots.WaitAsync(cancellationToken);
            writes.Add(LogAsync(firstMark + i, tasks[i % tasks.Count]));
        }
        return (await Task.WhenAll(writes)).ToDictionary(w => w.Mark, w => w.Entry);

        async Task<(int, LoggedEntry)> LogAsync(int mark, LoadTask task)
        {
            try
            {
                await Task.Yield();
                var at = Stopwatch.GetTimestamp();
                await _log.LogAsync(responsible[task.ResponsibleId], Request(mark, task), cancellationToken);
                return (mark, new LoggedEntry(task, at, Stopwatch.GetTimestamp() - at));
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private static LogRequest Request(int mark, LoadTask task)
    {
        var comment = string.Create(
            CultureInfo.InvariantCulture,
            $"{CircuitClient.Mark}{mark}. Ha llamado: confirma el pedido y pide que se lo llevemos el lunes."
        );
        var fields = new DedicationFields(DateOnly.FromDateTime(DateTime.UtcNow), 5, comment);
        return new LogRequest(task.TaskId, fields, EntryFollowUp.Keep, Guid.NewGuid());
    }
}
