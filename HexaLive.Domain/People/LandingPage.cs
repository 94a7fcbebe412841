namespace HexaLive.Domain.People;

/// <summary>
/// The page that a person starts on. <see cref="ByRole"/>: the control room for managers and administrators, Today for
/// representatives.
/// </summary>
public enum LandingPage
{
    ByRole = 0,
    Today = 1,
    Control = 2,
    Tasks = 3,
    Board = 4,
    Clients = 5,
}
