namespace HexaLive.Domain.Dedications;

/// <summary>How the contact with the client took place.</summary>
public enum DedicationChannel
{
    Call = 0,
    Visit = 1,
    Email = 2,
    Meeting = 3,
    Other = 4,
}
