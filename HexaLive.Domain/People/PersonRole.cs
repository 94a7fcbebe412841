namespace HexaLive.Domain.People;

/// <summary>A person's general rights.</summary>
public enum PersonRole
{
    Representative = 0,
    Manager = 1,
    Administrator = 2,
}
