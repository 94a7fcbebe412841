using HexaLive.Domain.Shared;

namespace HexaLive.Domain.Clients;

/// <summary>A telephone number of a contact.</summary>
public sealed class ContactPhone
{
    private ContactPhone() { }

    internal ContactPhone(PhoneNumber phone) =>
        (Number, Key) = (Check.Required(phone.Number, nameof(Number), PhoneNumber.MaxLength), phone.Key);

    public int Id { get; private set; }
    public int ContactId { get; private set; }

    /// <summary>The number as typed.</summary>
    public string Number { get; private set; } = "";

    /// <summary>The comparable form of the number (see <see cref="PhoneNumber.Key"/>).</summary>
    public string Key { get; private set; } = "";

    /// <summary>The number with its key.</summary>
    internal PhoneNumber Value => new(Number, Key);
}
