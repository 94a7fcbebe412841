using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using Xunit;

namespace HexaLive.Tests.Domain.Shared;

public sealed class PhoneNumberTests
{
    private static readonly Actor By = new(1, new DateTime(2026, 3, 2, 9, 0, 0, DateTimeKind.Utc));

    [Theory]
    [InlineData("600 111 222", "+34600111222", "+34 600111222", "+34600111222", true)]
    [InlineData("600 111 222", "+34600111222", "600 111 222", "+351600111222", false)]
    [InlineData("968 11 22 33", "+34968112233", "968112233 x5", "+34968112233x5", false)]
    [InlineData("no", "", "nada", "", false)]
    [InlineData("no", "", "no", "", true)]
    [InlineData("600 111 222", "?", "600 111 223", "?", false)]
    [InlineData("600 111 222", "?", "600 111 222", "+34600111222", true)]
    public void Phone_numbers_are_the_same_if_their_key_or_text_matches(string one, string oneKey, string other, string otherKey, bool same)
    {
        Assert.Equal(same, new PhoneNumber(one, oneKey).IsSame(new PhoneNumber(other, otherKey)));
        Assert.Equal(same, new PhoneNumber(other, otherKey).IsSame(new PhoneNumber(one, oneKey)));
    }

    [Fact]
    public void Client_with_a_phone_number_cannot_be_created_without_its_phone_key() =>
        Assert.Throws<ArgumentException>(() => new Client(new ClientFields("Pérez", Phone: "600 111 222"), By));

    [Fact]
    public void Unchanged_phone_number_keeps_its_row_when_the_contact_is_edited()
    {
        var client = new Client(new ClientFields("Pérez"), By);
        PhoneNumber one = new("600 111 222", "+34600111222"),
            two = new("600 111 223", "+34600111223");
        var contact = client.AddContact("Luis", null, null, [one, two], By);
        var row = contact.Phones.First();
        client.EditContact(contact, "Luis", null, null, [one, new PhoneNumber("+34600111222", one.Key)], By);
        Assert.Same(row, Assert.Single(contact.Phones));
    }
}
