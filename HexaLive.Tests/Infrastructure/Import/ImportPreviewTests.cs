using System.Globalization;
using System.Text;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>The preview of an import, and the file of rejected rows.</summary>
public sealed class ImportPreviewTests : ImportTests
{
    [Fact]
    public async Task Preview_shows_the_resulting_rows_and_writes_nothing()
    {
        var before = await CountAsync();
        var preview = await Database.PreviewAsync(
            Admin,
            TaskFile + "\nT4;;Sin cliente;;5;pendiente;;;;;;;;\nT5;Construcciones Pérez;x;;5;inventado;;;;;;;;\n"
        );
        Assert.Equal((3, 0, 0, 2), preview.GetCounts());
        Assert.Equal(before, await CountAsync());
        Assert.Equal(
            [(5, "ImportError_NoClient"), (6, "ImportError_UnmappedValue")],
            preview.Rejections.Select(r => (r.Line, r.Reason.Key))
        );
        Assert.Equal(5, preview.Preview.Count);
        var third = preview.Preview[2].Cells;
        Assert.Equal(new ImportCell("Persona Nueva", true), third[ImportField.Responsible]);
        Assert.Equal(new ImportCell("Clientes Nuevos", true), third[ImportField.Client]);
        Assert.Equal(TaskPriority.Urgent, preview.Preview[0].Cells[ImportField.Priority].Value);
        Assert.Equal(1, preview.CreatedReferences[ImportReferenceKind.People]);
    }

    [Fact]
    public async Task Rejected_rows_can_be_exported_then_corrected_and_imported_again()
    {
        var session = await Database.UploadAsync(
            Admin,
            "codigo;nombre;nif;nota\nX1;Buena;600;normal\nX2;;+34 600;=SUMA(A1)\nX3;"
                + new string('z', 300)
                + ";-5;\"con; y \"\"comillas\"\"\"\n"
        );
        var jobs = Database.Get<ImportJobs>();
        jobs.ChangePlan(
            Admin,
            session.Id,
            session.Plan with
            {
                Columns = [ImportField.Code, ImportField.Name, ImportField.TaxId, ImportField.Notes],
            }
        );
        Assert.Equal((1, 0, 0, 2), (await Database.RunAsync(Admin, session)).GetCounts());
        var text = await ReadRejectedRowsAsync(session.Id);
        Assert.Equal(
            "codigo;nombre;nif;nota;Línea;Motivo\r\nX2;;'+34 600;'=SUMA(A1);3;Error_Required",
            text.TrimStart('\uFEFF').Split("\r\nX3")[0]
        );
        Assert.StartsWith("\uFEFF", text, StringComparison.Ordinal);

        var corrected = text.Replace("X2;;", "X2;Corregida;").Replace(new string('z', 300), "Corta");
        var again = await Database.ImportAsync(
            Admin,
            corrected,
            p => p with { Columns = [ImportField.Code, ImportField.Name, ImportField.TaxId, ImportField.Notes, null, null] }
        );
        Assert.Equal((2, 0, 0, 0), again.GetCounts());
        await using var db = Database.Open();
        var stored = await db
            .Clients.Where(c => c.Code == "X2" || c.Code == "X3")
            .OrderBy(c => c.Code)
            .Select(c => new
            {
                c.Name,
                c.TaxId,
                c.Notes,
            })
            .ToListAsync();
        Assert.Equal(
            [("Corregida", "+34 600", "=SUMA(A1)"), ("Corta", "-5", "con; y \"comillas\"")],
            stored.Select(s => (s.Name, s.TaxId!, s.Notes!))
        );
    }

    [Theory]
    [InlineData("nombre;correo", "Cliente repetido;uno@x.es", "Cliente {0};", ImportKind.Clients)]
    [InlineData("clave;nombre;telefono", "K;Cliente repetido;600", "K{0};Cliente {0};", ImportKind.Clients)]
    [InlineData("proyecto;cliente;clase", "Repetido;Nuevo;ventas", "Proyecto {0};Nuevo;", ImportKind.Projects)]
    [InlineData("nombre;equipo;idioma", "Persona repetida;Norte;es", "Persona {0};Norte;", ImportKind.People)]
    public async Task Preview_accepts_a_record_that_is_repeated_in_a_later_batch(
        string headings,
        string row,
        string others,
        ImportKind kind
    )
    {
        var between = Enumerable.Range(0, ImportRunner.BatchSize).Select(i => string.Format(CultureInfo.InvariantCulture, others, i));
        string[] lines = [headings, row, .. between, row];
        var file = string.Join('\n', lines);
        var preview = await Database.PreviewAsync(Admin, file);
        Assert.Equal(kind, preview.Plan.Kind);
        Assert.Empty(preview.Rejections);
        Assert.Equal((ImportRunner.BatchSize + 1, 0, 1, 0), preview.GetCounts());
        var run = await Database.ImportAsync(Admin, file);
        Assert.Equal(preview.GetCounts(), run.GetCounts());
        Assert.Equal(preview.CreatedReferences, run.CreatedReferences);
    }

    [Fact]
    public async Task Client_is_created_by_a_valid_row_after_an_earlier_row_for_it_was_rejected()
    {
        var between = Enumerable.Range(0, ImportRunner.BatchSize).Select(i => $"Cliente {i};");
        var tooLong = new string('6', 300);
        string[] lines = ["nombre;telefono", $"Nuevo;{tooLong}", .. between, "Nuevo;600111222"];
        var file = string.Join('\n', lines);
        foreach (var run in new[] { await Database.PreviewAsync(Admin, file), await Database.ImportAsync(Admin, file) })
        {
            Assert.Equal((ImportRunner.BatchSize + 1, 0, 0, 1), run.GetCounts());
            Assert.Empty(run.CreatedReferences);
        }
        await using var db = Database.Open();
        Assert.Equal("600111222", (await db.Clients.SingleAsync(c => c.Name == "Nuevo")).Phone);
    }

    private async Task<string> ReadRejectedRowsAsync(Guid id)
    {
        var content = new MemoryStream();
        await Database.Get<ImportJobs>().WriteRejectedAsync(Admin, id, content, "Línea", "Motivo", r => r.Key);
        return Encoding.UTF8.GetString(content.ToArray());
    }

    private async Task<(int, int, int, int, long)> CountAsync()
    {
        await using var db = Database.Open();
        return (
            await db.People.CountAsync(),
            await db.Clients.CountAsync(),
            await db.Projects.CountAsync(),
            await db.Tasks.CountAsync(),
            await db.Activity.CountAsync()
        );
    }
}
