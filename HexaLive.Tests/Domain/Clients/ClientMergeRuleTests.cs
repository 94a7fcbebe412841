using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Clients;

/// <summary>Which values a client has after another one is merged into it.</summary>
public sealed class ClientMergeRuleTests
{
    private static readonly ClientFields Kept = new("Pérez", "K1", "B-1", 1, "600 111 222", "perez@test.local", "Calle 1", "Paga tarde")
    {
        PhoneKey = "+34600111222",
    };

    private static readonly ClientFields Other = new(
        "Pérez e Hijos",
        "O1",
        "B-2",
        2,
        "600 111 223",
        "hijos@test.local",
        "Calle 2",
        "Llamar antes"
    )
    {
        PhoneKey = "+34600111223",
    };

    [Fact]
    public void Merge_appends_conflicting_values_to_the_notes() =>
        Assert.Equal(
            Kept with
            {
                Notes = "Paga tarde\n\nPérez e Hijos · O1 · B-2 · 600 111 223 · hijos@test.local · Calle 2\nLlamar antes",
            },
            Merge(Kept, Other)
        );

    [Fact]
    public void Merge_takes_missing_values_from_the_other_client() =>
        Assert.Equal(Other with { Name = "Pérez", Notes = "Pérez e Hijos\nLlamar antes" }, Merge(new ClientFields("Pérez"), Other));

    [Fact]
    public void Merge_into_a_complete_client_adds_only_the_other_name_to_the_notes() =>
        Assert.Equal(Kept with { Notes = "Paga tarde\n\nGómez" }, Merge(Kept, new ClientFields("Gómez")));

    [Theory]
    [InlineData(null, null, "PEREZ")]
    [InlineData("K1", null, "K1")]
    [InlineData(null, "O1", "O1")]
    [InlineData("K1", "O1", "K1")]
    public void Merge_prefers_a_chosen_client_code_to_a_default_code(string? kept, string? other, string code) =>
        Assert.Equal(code, Merge(new ClientFields("Pérez", kept), new ClientFields("Gómez", other)).Code);

    [Theory]
    [InlineData(null)]
    [InlineData("Paga tarde")]
    public void Merge_with_a_client_of_the_same_name_adds_nothing_to_the_notes(string? notes) =>
        Assert.Equal(notes, Merge(new ClientFields("Pérez", Notes: notes), new ClientFields("Pérez")).Notes);

    [Fact]
    public void Merge_does_not_add_values_that_differ_only_in_formatting_to_the_notes()
    {
        var other = Kept with { TaxId = "b-1", Address = "CALLE  1", Phone = "+34 600111222", Notes = null };

        Assert.Equal(Kept, Merge(Kept, other));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void Merged_client_is_active_if_either_of_the_two_clients_was_active(bool kept, bool other, bool expected)
    {
        var (client, gone) = (NewClient(), NewClient(2));
        client.SetActive(kept, By);
        gone.SetActive(other, By);

        client.Merge(gone, By);

        Assert.Equal((expected, false, 1), (client.Active, gone.Active, gone.MergedIntoId));
    }

    [Fact]
    public void Merge_changes_the_kept_client_and_is_recorded_on_both_clients()
    {
        var (client, gone) = (NewClient(), NewClient(2, Other));
        gone.DrainActivity();

        var row = Assert.Single(client.CaptureActivity(c => c.Merge(gone, By)));

        Assert.Equal("B-2", client.TaxId);
        Assert.Equal((ActivityKind.ClientsMerged, "Pérez e Hijos", "Pérez"), (row.Kind, row.From, row.To));
        Assert.Equal(ActivityKind.ClientsMerged, Assert.Single(gone.DrainActivity()).Kind);
    }

    [Fact]
    public void Client_cannot_be_merged_with_itself_or_with_a_client_already_merged()
    {
        var (client, merged, third) = (NewClient(), NewClient(2), NewClient(3));
        client.Merge(merged, By);

        AssertRefused(RuleError.InvalidValue, () => client.Merge(client, By));
        AssertRefused(RuleError.ClientMerged, () => third.Merge(merged, By));
        AssertRefused(RuleError.ClientMerged, () => merged.Merge(third, By));
        Assert.Null(third.MergedIntoId);
    }

    private static ClientFields Merge(ClientFields kept, ClientFields other) => NewClient(1, kept).MergeFieldsOf(NewClient(2, other));
}
