using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Diagnostics;
using Stopwatch = System.Diagnostics.Stopwatch;

namespace HexaLive.Infrastructure.Live;

/// <summary>That something happened, and whom it concerns; <see cref="PersonId"/> is whose diary tells it. Ids only: readers read it again under their own scope.</summary>
public sealed record LiveEvent(long ActivityId, ActivityKind Kind, int? ClientId, int? ProjectId, int? TaskId, int? ResponsibleId, int? ControllerId, int? PersonId)
{
    /// <summary>UTC; when it happened.</summary>
    public DateTime At { get; init; }

    /// <summary>Of a task handed over: who is responsible for it since. <see cref="ResponsibleId"/> had it when it happened.</summary>
    public int? NextResponsibleId { get; init; }

    /// <summary>Of a task handed over: who controls it since.</summary>
    public int? NextControllerId { get; init; }

    /// <summary>How the event is read from the activity table.</summary>
    public static readonly Expression<Func<ActivityEntry, LiveEvent>> Read = a => new(a.Id, a.Kind, a.ClientId, a.ProjectId, a.TaskId, a.ResponsibleId, a.ControllerId, a.PersonId)
    {
        At = a.At,
        NextResponsibleId = a.Kind == ActivityKind.PeopleChanged && a.Task != null ? a.Task.ResponsibleId : null,
        NextControllerId = a.Kind == ActivityKind.PeopleChanged && a.Task != null ? a.Task.ControllerId : null,
    };

    private static readonly Func<ActivityEntry, LiveEvent> Reader = Read.Compile();

    /// <summary>The event of an entry just saved, with its task.</summary>
    public static LiveEvent Of(ActivityEntry e) => Reader(e);
}

/// <summary>What a screen wants to be told of.</summary>
public readonly record struct LiveTopic(string Name, int Id)
{
    /// <summary>Everything on one task.</summary>
    public static LiveTopic Task(int id) => new("task", id);
    /// <summary>Everything in one project.</summary>
    public static LiveTopic Project(int id) => new("project", id);
    /// <summary>Everything of one client.</summary>
    public static LiveTopic Client(int id) => new("client", id);
    /// <summary>Everything on the tasks that a person controls.</summary>
    public static LiveTopic Controller(int personId) => new("controller", personId);
    /// <summary>Everything on the tasks that a person is responsible for, and what that person does, and their entries and reminders.</summary>
    public static LiveTopic Responsible(int personId) => new("responsible", personId);
    /// <summary>Stopwatches that start and stop.</summary>
    public static readonly LiveTopic Timers = new("timers", 0);
    /// <summary>Everything that the activity tells.</summary>
    public static readonly LiveTopic All = new("all", 0);
}

/// <summary>
/// Tells open screens of this process that something they watch changed. A subscription is a bell, not a queue: bursts ring once, a slow
/// screen slows nobody, and a missed ring costs nothing, for the reader reads on from the last id it has.
/// </summary>
public sealed class ActivityFeed(TimeProvider time)
{
    /// <summary>Most ids that are remembered as told: far more than a tail reads again.</summary>
    private const int Remembered = 20_000;

    private static readonly KeyValuePair<string, object?> Here = new("from", "here"), Tail = new("from", "tail");

    private readonly ConcurrentDictionary<LiveTopic, ConcurrentDictionary<LiveSubscription, byte>> _byTopic = new();
    private readonly Lock _lock = new();
    private readonly HashSet<long> _told = [];
    private readonly Queue<long> _toldInOrder = new();

    /// <summary>Something was saved by this process: other nodes are to look.</summary>
    public event Action? Saved;

    /// <summary>How many subscriptions are open.</summary>
    public int Subscriptions => _byTopic.Values.SelectMany(v => v.Keys).Distinct().Count();

    /// <summary>Starts listening. Subscribe first, then read the snapshot, then wait. Dispose to stop.</summary>
    public LiveSubscription Subscribe(params IEnumerable<LiveTopic> topics)
    {
        var subscription = new LiveSubscription(this, [.. topics]);
        foreach (var topic in subscription.Topics)
            _byTopic.GetOrAdd(topic, _ => new())[subscription] = 0;
        HexaMetrics.Subscriptions.Add(1);
        return subscription;
    }

    /// <summary>Rings everybody whom the events concern. Call it after the commit.</summary>
    public void Publish(IReadOnlyCollection<LiveEvent> events)
    {
        Ring(Untold(events), Here);
        if (events.Count > 0) Saved?.Invoke();
    }

    /// <summary>Rings whoever watches something that changed without a line in the activity, as a stopwatch that starts; in this process alone.</summary>
    public void Ring(LiveTopic topic)
    {
        if (_byTopic.TryGetValue(topic, out var listeners))
            foreach (var listener in listeners.Keys) listener.Ring();
    }

    /// <summary>The same of what was read from the activity table: what this process told already is not told again. Returns how many were new.</summary>
    public int Hear(IReadOnlyCollection<LiveEvent> events)
    {
        var fresh = Untold(events);
        Ring(fresh, Tail);
        return fresh.Count;
    }

    private List<LiveEvent> Untold(IReadOnlyCollection<LiveEvent> events)
    {
        lock (_lock)
        {
            var fresh = events.Where(e => _told.Add(e.ActivityId)).ToList();
            foreach (var e in fresh) _toldInOrder.Enqueue(e.ActivityId);
            while (_toldInOrder.Count > Remembered) _told.Remove(_toldInOrder.Dequeue());
            return fresh;
        }
    }

    private void Ring(List<LiveEvent> events, KeyValuePair<string, object?> from)
    {
        if (events.Count == 0) return;
        var rung = new HashSet<LiveTopic>();
        foreach (var e in events)
        {
            if (e.TaskId is { } task) rung.Add(LiveTopic.Task(task));
            if (e.ProjectId is { } project) rung.Add(LiveTopic.Project(project));
            if (e.ClientId is { } client) rung.Add(LiveTopic.Client(client));
            foreach (var controller in new[] { e.ControllerId, e.NextControllerId }.OfType<int>()) rung.Add(LiveTopic.Controller(controller));
            foreach (var person in new[] { e.ResponsibleId, e.NextResponsibleId, e.PersonId }.OfType<int>()) rung.Add(LiveTopic.Responsible(person));
        }
        rung.Add(LiveTopic.All);
        foreach (var topic in rung) Ring(topic);
        HexaMetrics.LiveEvents.Add(events.Count, from);
        if (!HexaMetrics.SaveToPublish.Enabled) return;
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var e in events) HexaMetrics.SaveToPublish.Record((now - e.At).TotalMilliseconds, from);
    }

    internal void Remove(LiveSubscription subscription)
    {
        foreach (var topic in subscription.Topics)
            if (_byTopic.TryGetValue(topic, out var listeners)) listeners.TryRemove(subscription, out _);
    }
}

/// <summary>One screen's bell.</summary>
public sealed class LiveSubscription : IDisposable
{
    private readonly ActivityFeed _feed;
    private readonly Channel<byte> _bell = Channel.CreateBounded<byte>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
    });

    private long _rungAt;
    private bool _left;

    internal LiveSubscription(ActivityFeed feed, IReadOnlyList<LiveTopic> topics) => (_feed, Topics) = (feed, topics);

    /// <summary>What it listens to.</summary>
    public IReadOnlyList<LiveTopic> Topics { get; }

    /// <summary>
    /// Yields each time something changed: the first at once, then at most once in <paramref name="atMostEvery"/>. Ends when disposed or cancelled.
    /// </summary>
    public async IAsyncEnumerable<bool> ChangesAsync(TimeSpan atMostEvery, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _bell.Reader.WaitToReadAsync(cancellationToken))
        {
            // First the bell, then the instant: what rings between the two is heard again.
            _bell.Reader.TryRead(out _);
            var rungAt = Interlocked.Exchange(ref _rungAt, 0);
            yield return true;
            // The reader has read and shown it.
            if (rungAt != 0 && HexaMetrics.PublishToRender.Enabled) HexaMetrics.PublishToRender.Record(Stopwatch.GetElapsedTime(rungAt).TotalMilliseconds);
            await Task.Delay(atMostEvery, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_left) return;
        _left = true;
        _feed.Remove(this);
        _bell.Writer.TryComplete();
        HexaMetrics.Subscriptions.Add(-1);
    }

    internal void Ring()
    {
        if (HexaMetrics.PublishToRender.Enabled) Interlocked.CompareExchange(ref _rungAt, Stopwatch.GetTimestamp(), 0);
        _bell.Writer.TryWrite(0);
    }
}
