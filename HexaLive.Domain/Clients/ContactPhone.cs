using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Clients;

/// <summary>A telephone number of a contact.</summary>
public sealed class ContactPhone
{
    private ContactPhone() { }

    internal ContactPhone(string number)
    {
        Number = Check.Required(number, nameof(Number), 50);
        Key = PhoneNumber.Key(number) ?? "";
    }

    public int Id { get; private set; }
    public int ContactId { get; private set; }

    /// <summary>The number as typed.</summary>
    public string Number { get; private set; } = "";

    /// <summary>
    /// The comparable form of the number (<see cref="PhoneNumber.Key"/>); empty if it has fewer than three digits.
    /// </summary>
    public string Key { get; private set; } = "";
}
