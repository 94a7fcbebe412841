namespace HexaLive.Infrastructure.Live;

/// <summary>A topic that a screen subscribes to.</summary>
public readonly record struct LiveTopic(string Name, int Id)
{
    /// <summary>Activity on one task.</summary>
    public static LiveTopic Task(int id) => new("task", id);

    /// <summary>Activity in one project.</summary>
    public static LiveTopic Project(int id) => new("project", id);

    /// <summary>Activity of one client.</summary>
    public static LiveTopic Client(int id) => new("client", id);

    /// <summary>Activity on the tasks that a person controls.</summary>
    public static LiveTopic Controller(int personId) => new("controller", personId);

    /// <summary>Activity on the tasks assigned to a person, and the person's own diary and reminders.</summary>
    public static LiveTopic Responsible(int personId) => new("responsible", personId);

    /// <summary>Work timers being started or stopped.</summary>
    public static readonly LiveTopic Timers = new("timers", 0);

    /// <summary>All activity.</summary>
    public static readonly LiveTopic All = new("all", 0);
}
