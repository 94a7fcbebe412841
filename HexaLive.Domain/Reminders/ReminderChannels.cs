namespace HexaLive.Domain.Reminders;

/// <summary>The channels by which a reminder can reach a person.</summary>
[Flags]
public enum ReminderChannels
{
    None = 0,

    /// <summary>A toast in any open tab. The bell is not a channel, because it lists every reminder.</summary>
    Toast = 1,

    /// <summary>A browser notification while a tab is open.</summary>
    Browser = 2,

    /// <summary>An immediate e-mail.</summary>
    Mail = 4,

    /// <summary>The daily e-mail.</summary>
    Digest = 8,
}
