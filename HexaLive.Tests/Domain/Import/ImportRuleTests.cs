using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Import;
using HexaLive.Domain.Shared;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Import;

public sealed class ImportRuleTests
{
    [Theory]
    [InlineData(260, 260)]
    [InlineData(261, 260)]
    public void Long_file_name_of_an_import_is_shortened(int length, int kept) =>
        Assert.Equal(kept, new ImportRecord(new string('x', length), "Clients", By).FileName.Length);

    [Fact]
    public void Activity_row_of_an_import_counts_created_and_changed_records()
    {
        var import = new ImportRecord("clientes.csv", "Clients", By);

        var row = Assert.Single(import.CaptureActivity(i => i.Complete(5, 2, By)));

        Assert.Equal((5, 2), (import.Created, import.Changed));
        Assert.Equal((ActivityKind.Imported, "Clients", "clientes.csv", 7), (row.Kind, row.From, row.To, row.Count));
    }

    [Fact]
    public void Undone_import_records_who_undid_it_and_how_many_records_were_kept()
    {
        var import = new ImportRecord("clientes.csv", "Clients", By);

        var row = Assert.Single(import.CaptureActivity(i => i.MarkUndone(4, 3, new Actor(9, Now.AddDays(1)))));

        Assert.Equal((9, 3, Now.AddDays(1)), (import.UndoneById, import.Kept, import.UndoneAt));
        Assert.Equal(4, row.Count);
        AssertRefused(RuleError.NotAllowed, () => import.MarkUndone(4, 3, new Actor(null, Now)));
    }
}
