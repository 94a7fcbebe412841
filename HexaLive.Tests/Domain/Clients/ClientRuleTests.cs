using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Shared;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Clients;

/// <summary>The rules of a client and its contacts.</summary>
public sealed class ClientRuleTests
{
    private static readonly PhoneNumber Mobile = new("600 111 222", "+34600111222");
    private static readonly PhoneNumber MobileAbroad = new("+34 600 11 12 22", "+34600111222");
    private static readonly PhoneNumber Office = new("968 11 22 33", "+34968112233");

    [Theory]
    [InlineData("Construcciones Pérez S.L.", "CONSTRUCCI")]
    [InlineData("Ñandú 2", "NANDU2")]
    [InlineData("  3M", "3M")]
    [InlineData("株式会社", "C")]
    [InlineData("& Co.", "CO")]
    [InlineData("…", "C")]
    public void Default_code_consists_of_the_first_ten_letters_and_digits_of_the_name(string name, string code)
    {
        Assert.Equal(code, Client.CreateCode(name));
        Assert.Equal(code, new Client(new ClientFields(name, Code: " "), By).Code);
    }

    [Fact]
    public void Edited_client_has_all_the_new_values()
    {
        var client = NewClient();
        var fields = new ClientFields("Gómez", "G-1", "B123", 4, "600 111 222", "g@test.local", "Calle 1", "Nota")
        {
            PhoneKey = Mobile.Key,
        };

        var row = Assert.Single(client.CaptureActivity(c => c.Edit(fields, By)));

        Assert.Equal(fields, ClientFields.From(client));
        Assert.Equal("gomez g-1 b123 g@test.local", client.SearchKey);
        Assert.Equal(("Pérez", "Gómez"), (row.From, row.To));
    }

    [Fact]
    public void Client_without_a_phone_has_no_phone_key()
    {
        var client = NewClient(fields: new ClientFields("Pérez", Phone: Mobile.Number) { PhoneKey = Mobile.Key });

        client.Edit(new ClientFields("Pérez", Phone: " ") { PhoneKey = Mobile.Key }, By);

        Assert.Equal((null, null), (client.Phone, client.PhoneKey));
    }

    [Fact]
    public void Deactivating_and_reactivating_a_client_are_recorded_once_each()
    {
        var client = NewClient();

        Assert.Empty(client.CaptureActivity(c => c.SetActive(true, By)));
        Assert.Equal(ActivityKind.ClientDeactivated, Assert.Single(client.CaptureActivity(c => c.SetActive(false, By))).Kind);
        Assert.Equal(ActivityKind.ClientReactivated, Assert.Single(client.CaptureActivity(c => c.SetActive(true, By))).Kind);
    }

    [Fact]
    public void New_contact_belongs_to_the_client_and_has_no_phone_number_twice()
    {
        var client = NewClient();

        var contact = client.AddContact(" Luis ", " ", "luis@test.local", [Mobile, Office, MobileAbroad], By);

        Assert.Same(contact, Assert.Single(client.Contacts));
        Assert.Equal(("Luis", null, "luis luis@test.local"), (contact.Name, contact.Position, contact.SearchKey));
        Assert.Equal([Mobile.Number, Office.Number], contact.Phones.Select(p => p.Number));
    }

    [Fact]
    public void Phone_number_of_a_contact_cannot_be_blank() =>
        AssertRefused(RuleError.Required, () => NewClient().AddContact("Luis", null, null, [new PhoneNumber(" ", "")], By));

    [Fact]
    public void Contacts_with_the_same_name_and_a_shared_number_are_the_same()
    {
        AssertSame(true, ("Luis Gil", []), ("LUIS  GÍL", []));
        AssertSame(true, ("Luis", [Mobile, Office]), ("Luis", [MobileAbroad]));
        AssertSame(false, ("Luis", [Mobile]), ("Luis", [Office]));
        AssertSame(false, ("Luis", [Mobile]), ("Luis", []));
        AssertSame(false, ("Luis", [Mobile]), ("Ana", [Mobile]));
        AssertSame(false, ("Luis", []), ("Ana", []));

        static void AssertSame(bool same, (string Name, PhoneNumber[] Phones) one, (string Name, PhoneNumber[] Phones) other)
        {
            var client = NewClient();
            var contact = client.AddContact(one.Name, null, null, one.Phones, By);
            var second = client.AddContact(other.Name, null, null, other.Phones, By);
            Assert.Equal((same, same), (contact.IsSame(second), second.IsSame(contact)));
        }
    }

    [Fact]
    public void Merged_contact_keeps_its_values_and_takes_missing_values_from_the_other()
    {
        var client = NewClient();
        var bare = client.AddContact("Luis", null, null, [Mobile], By);
        var full = client.AddContact("LUIS", "Jefe", "jefe@test.local", [MobileAbroad, Office], By);
        var own = client.AddContact("Luis", "Socio", "socio@test.local", [], By);

        bare.MergeFrom(full);
        own.MergeFrom(full);

        Assert.Equal(("Luis", "Jefe", "jefe@test.local"), (bare.Name, bare.Position, bare.Email));
        Assert.Equal([Mobile.Number, Office.Number], bare.Phones.Select(p => p.Number));
        Assert.Equal(("Socio", "socio@test.local"), (own.Position, own.Email));
    }
}
