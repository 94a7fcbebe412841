namespace HexaLive.Domain.Activity;

/// <summary>The kind of setting that changed, in activity rows of the kind <see cref="ActivityKind.SettingsChanged"/>.</summary>
public enum ActivitySubject
{
    Team = 0,
    TaskType = 1,
    TaskOrigin = 2,
    Holiday = 3,
    CompanyWeek = 4,
    FollowUpRules = 5,
    Company = 6,
    ApiKey = 7,
    Mail = 8,
}
