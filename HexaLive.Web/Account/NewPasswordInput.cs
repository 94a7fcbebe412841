namespace HexaLive.Web.Account;

/// <summary>The form for a new password: the current one, the new one and its repetition.</summary>
public sealed class NewPasswordInput
{
    public string? Current { get; set; }
    public string? Password { get; set; }
    public string? Repeat { get; set; }
}
