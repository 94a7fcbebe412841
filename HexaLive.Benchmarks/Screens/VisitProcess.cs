using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using HexaLive.Infrastructure.Data.Seed;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// Visits screens in a separate process, so that the processor time and memory of the screens do not count as those of the server. The
/// process reads a <see cref="VisitCommand"/> in each line and answers with a line.
/// </summary>
internal sealed class VisitProcess(Uri address) : IAsyncDisposable
{
    /// <summary>A screen on which nothing has changed for this long is drawn completely.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, Lazy<Task<SignedInUser>>> _people = new();
    private readonly ConcurrentBag<CircuitClient> _open = [];

    public static async Task<int> RunAsync(Uri address, CancellationToken cancellationToken)
    {
        await using var visitor = new VisitProcess(address);
        while (await Console.In.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var command = JsonSerializer.Deserialize<VisitCommand>(line)!;
            VisitAnswer answer;
            try
            {
                answer = new(await visitor.RunAsync(command, cancellationToken));
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                answer = new([], $"{command.Email} {command.Path}: {e.Message}");
            }
            Console.WriteLine(JsonSerializer.Serialize(answer));
        }
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var screen in _open)
            await screen.DisposeAsync();
        foreach (var person in _people.Values)
            (await person.Value).Dispose();
    }

    private async Task<IReadOnlyList<Visit>> RunAsync(VisitCommand command, CancellationToken cancellationToken)
    {
        switch (command.Do)
        {
            case VisitCommand.Open:
                return await OpenAsync(command, cancellationToken);
            case VisitCommand.Move:
                var visits = new ConcurrentBag<Visit>();
                await Parallel.ForEachAsync(
                    _open,
                    new ParallelOptions { MaxDegreeOfParallelism = command.AtOnce, CancellationToken = cancellationToken },
                    async (screen, stop) => visits.Add(await MoveAsync(screen, command.Path!, stop))
                );
                return [.. visits];
            case VisitCommand.Leave:
                await Parallel.ForEachAsync(_open.ToArray(), cancellationToken, async (screen, stop) => await screen.LeaveAsync(stop));
                _open.Clear();
                return [];
            case VisitCommand.Rest:
                await Task.Delay(TimeSpan.FromSeconds(command.Count), cancellationToken);
                return [];
            default:
                throw new InvalidOperationException($"Unknown command {command.Do}.");
        }
    }

    private async Task<IReadOnlyList<Visit>> OpenAsync(VisitCommand command, CancellationToken cancellationToken)
    {
        var person = await _people
            .GetOrAdd(command.Email!, email => new(() => SignedInUser.SignInAsync(address, email, DemoCompany.Password, cancellationToken)))
            .Value;
        var visits = new ConcurrentBag<Visit>();
        await Parallel.ForAsync(
            0,
            command.Count,
            new ParallelOptions { MaxDegreeOfParallelism = command.AtOnce, CancellationToken = cancellationToken },
            async (_, stop) =>
            {
                var began = Stopwatch.GetTimestamp();
                var screen = await CircuitClient.OpenAsync(person, command.Path!, stop);
                _open.Add(screen);
                await screen.WaitUntilIdleAsync(Quiet, stop);
                if (screen.Error is { } error)
                    throw new InvalidOperationException(error);
                var time = Stopwatch.GetElapsedTime(began, screen.LastBatchAt).TotalMilliseconds;
                visits.Add(new Visit(screen.Batches, screen.Bytes, screen.WireBytes, time));
            }
        );
        return [.. visits];
    }

    private static async Task<Visit> MoveAsync(CircuitClient screen, string path, CancellationToken cancellationToken)
    {
        var (batches, bytes, wire, began) = (screen.Batches, screen.Bytes, screen.WireBytes, Stopwatch.GetTimestamp());
        await screen.MoveAsync(path, cancellationToken);
        await screen.WaitUntilIdleAsync(Quiet, cancellationToken);
        if (screen.Error is { } error)
            throw new InvalidOperationException(error);
        var time = Stopwatch.GetElapsedTime(began, screen.LastBatchAt).TotalMilliseconds;
        return new Visit(screen.Batches - batches, screen.Bytes - bytes, screen.WireBytes - wire, time);
    }
}
