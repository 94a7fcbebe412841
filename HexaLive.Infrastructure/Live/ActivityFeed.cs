using System.Collections.Concurrent;
using HexaLive.Infrastructure.Diagnostics;

namespace HexaLive.Infrastructure.Live;

/// <summary>
/// Notifies the open screens of this process when data that they show has changed. A subscription is a signal, not a queue: several
/// changes in quick succession cause one notification, and a slow screen does not delay others. A missed notification loses no
/// data, because the screen continues reading from the last id that it has read.
/// </summary>
public sealed class ActivityFeed(TimeProvider time)
{
    /// <summary>
    /// The number of published ids to remember. The poller may read rows again, and these ids prevent publishing them twice.
    /// </summary>
    private const int RememberedIds = 20_000;

    private static readonly KeyValuePair<string, object?> FromThisProcess = new("from", "here"),
        FromOtherNodes = new("from", "tail");

    private readonly ConcurrentDictionary<LiveTopic, ConcurrentDictionary<LiveSubscription, byte>> _byTopic = new();
    private readonly Lock _topicLock = new();
    private readonly Lock _lock = new();
    private readonly HashSet<long> _published = [];
    private readonly Queue<long> _publishedInOrder = new();

    /// <summary>Raised after this process has saved activity, so that a subscriber can notify other nodes.</summary>
    public event Action? Saved;

    /// <summary>The number of topics that have subscriptions.</summary>
    public int TopicCount => _byTopic.Count;

    /// <summary>The number of open subscriptions.</summary>
    public int SubscriptionCount => _byTopic.Values.SelectMany(v => v.Keys).Distinct().Count();

    /// <summary>
    /// Subscribes to topics. To avoid missing a change, subscribe first, then read the data, then wait for changes. Dispose the result to
    /// unsubscribe.
    /// </summary>
    public LiveSubscription Subscribe(params IEnumerable<LiveTopic> topics)
    {
        var subscription = new LiveSubscription(this, [.. topics]);
        lock (_topicLock)
            foreach (var topic in subscription.Topics)
                _byTopic.GetOrAdd(topic, _ => new())[subscription] = 0;
        HexaMetrics.Subscriptions.Add(1);
        return subscription;
    }

    /// <summary>
    /// Publishes events that this process has saved. Notifies the screens that show the affected data. Call this after the commit.
    /// </summary>
    public void Publish(IReadOnlyCollection<LiveEvent> events)
    {
        Publish(ClaimUnpublished(events), FromThisProcess);
        if (events.Count > 0)
            Saved?.Invoke();
    }

    /// <summary>
    /// Notifies the subscribers of a topic about a change without an activity row, such as a started timer. Notifies subscribers in
    /// this process only.
    /// </summary>
    public void Publish(LiveTopic topic)
    {
        if (_byTopic.TryGetValue(topic, out var listeners))
            foreach (var listener in listeners.Keys)
                listener.Signal();
    }

    /// <summary>
    /// Publishes events read from the activity table, except those that this process has already published. Returns the number of
    /// new events.
    /// </summary>
    public int Receive(IReadOnlyCollection<LiveEvent> events)
    {
        var fresh = ClaimUnpublished(events);
        Publish(fresh, FromOtherNodes);
        return fresh.Count;
    }

    private List<LiveEvent> ClaimUnpublished(IReadOnlyCollection<LiveEvent> events)
    {
        lock (_lock)
        {
            var fresh = events.Where(e => _published.Add(e.ActivityId)).ToList();
            foreach (var e in fresh)
                _publishedInOrder.Enqueue(e.ActivityId);
            while (_publishedInOrder.Count > RememberedIds)
                _published.Remove(_publishedInOrder.Dequeue());
            return fresh;
        }
    }

    private void Publish(List<LiveEvent> events, KeyValuePair<string, object?> sourceTag)
    {
        if (events.Count == 0)
            return;
        var topics = new HashSet<LiveTopic>();
        foreach (var e in events)
        {
            if (e.TaskId is { } task)
                topics.Add(LiveTopic.Task(task));
            if (e.ProjectId is { } project)
                topics.Add(LiveTopic.Project(project));
            if (e.ClientId is { } client)
                topics.Add(LiveTopic.Client(client));
            foreach (var controller in new[] { e.ControllerId, e.NextControllerId }.OfType<int>())
                topics.Add(LiveTopic.Controller(controller));
            foreach (var person in new[] { e.ResponsibleId, e.NextResponsibleId, e.PersonId }.OfType<int>())
                topics.Add(LiveTopic.Responsible(person));
        }
        topics.Add(LiveTopic.All);
        foreach (var topic in topics)
            Publish(topic);
        HexaMetrics.LiveEvents.Add(events.Count, sourceTag);
        if (!HexaMetrics.SaveToPublish.Enabled)
            return;
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var e in events)
            HexaMetrics.SaveToPublish.Record((now - e.At).TotalMilliseconds, sourceTag);
    }

    internal void Remove(LiveSubscription subscription)
    {
        // Topics without listeners are removed. The lock prevents the removal of a topic to which somebody subscribes at the same moment.
        lock (_topicLock)
            foreach (var topic in subscription.Topics)
                if (_byTopic.TryGetValue(topic, out var listeners) && listeners.TryRemove(subscription, out _) && listeners.IsEmpty)
                    _byTopic.TryRemove(topic, out _);
    }
}
