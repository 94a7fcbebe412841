using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;

namespace HexaLive.Infrastructure.Features.People;

/// <summary>Whether a person can sign in: no account, invited but without a password yet, or ready.</summary>
public enum SignInState
{
    None = 0,
    Invited = 1,
    Ready = 2,
}

/// <summary>A person in the administrators' list. <see cref="InvitedAt"/> is UTC.</summary>
public sealed record PersonAdminRow(
    int Id,
    string Name,
    string? Email,
    PersonRole Role,
    int? TeamId,
    string? Team,
    bool Active,
    SignInState SignIn,
    DateTime? InvitedAt
);

/// <summary>
/// A person to edit, the open work and references of that person (tasks by role, projects and teams that the person manages,
/// presets), and the company's working days. Deactivation can hand over the open work to another person.
/// </summary>
public sealed record PersonAdminCard(
    PersonAdminRow Row,
    PersonFields Fields,
    int Version,
    int ResponsibleTaskCount,
    int ControlledTaskCount,
    int ProjectCount,
    IReadOnlyList<string> Teams,
    IReadOnlyList<string> Presets,
    bool HasSecondFactor,
    WeekDays CompanyWeek
);
