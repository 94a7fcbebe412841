namespace HexaLive.Domain.People;

/// <summary>
/// The page that a person sees first after signing in. <see cref="ByRole"/> means the control room for managers and administrators,
/// and the Today page for representatives.
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
