using Bunit;
using HexaLive.Domain.Activity;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Diary;
using Xunit;

namespace HexaLive.Tests.Web.Diary;

/// <summary>The sentence that the diary shows for each kind of activity.</summary>
public sealed class DiaryRowTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("es", ActivityKind.ClientDeactivated, null, "Acme", null, "Ana ha desactivado el cliente")]
    [InlineData("es", ActivityKind.ClientChanged, null, "Acme", null, "Ana ha modificado el cliente: Acme")]
    [InlineData("en", ActivityKind.ClientReactivated, null, "Acme", null, "Ana reactivated the client")]
    [InlineData("en", ActivityKind.ContactChanged, null, "Eva", null, "Ana updated the contact Eva")]
    [InlineData("en", ActivityKind.ResponsibleChanged, null, "Raúl", null, "Ana assigned the task to Raúl")]
    [InlineData("es", ActivityKind.ControllerChanged, null, "Raúl", null, "Ana ha asignado a Raúl el control de la tarea")]
    [InlineData("es", ActivityKind.ResponsibleChanged, "Olga", "Raúl", null, "Ana ha reasignado la tarea: de Olga a Raúl")]
    [InlineData("es", ActivityKind.TaskMoved, "A", "B", 1, "Ana ha movido 1 tarea a B")]
    [InlineData("en", ActivityKind.TaskMoved, "A", "B", 3, "Ana moved 3 tasks to B")]
    [InlineData("es", ActivityKind.FlaggedOverdue, null, null, null, "Ana: Atrasada: aviso enviado")]
    public async Task Diary_line_describes_the_change_in_a_sentence(
        string language,
        ActivityKind kind,
        string? from,
        string? to,
        int? count,
        string expected
    )
    {
        await using var screens = new ScreenContext(_database, _company.Rep, language);
        var line = new DiaryLine(
            1,
            _database.Now,
            kind,
            "Ana",
            null,
            null,
            from,
            to,
            null,
            count,
            1,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            null
        );
        var row = screens.Render<DiaryRow>(p =>
            p.Add(r => r.Line, line).Add(r => r.Day, new DateOnly(2026, 3, 2)).Add(r => r.Zone, "Europe/Madrid")
        );
        Assert.Equal(expected, row.Find(".feed-body > div").TextContent);
    }
}
