using HexaLive.Domain.Activity;
using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Importing people, clients and projects: the record that each row creates, and the rejected rows.</summary>
public sealed class RecordImportTests : ImportTests
{
    [Fact]
    public async Task Imported_people_join_their_managers_team_and_missing_managers_are_created()
    {
        const string file =
            "clave;nombre;correo;equipo;responsable;idioma;zona horaria\n"
            + "E1;Íñigo Ruiz;inigo@x.es;Este;Pilar Gil;español;Atlantic/Canary\n"
            + "E2;Ana Sanz;ana@x.es;Este;Pilar Gil;EN;\n"
            + "E3;Marta Jefa;;Norte;;;\n";
        var run = await Database.ImportAsync(Admin, file);
        Assert.Equal((2, 1, 0, 0), run.GetCounts());
        Assert.Equal((1, 1), (run.CreatedReferences[ImportReferenceKind.People], run.CreatedReferences[ImportReferenceKind.Teams]));
        await using var db = Database.Open();
        var inigo = await db.People.Include(p => p.Team!.Manager).SingleAsync(p => p.ExternalKey == "E1");
        Assert.Equal(
            ("Este", "Pilar Gil", "Atlantic/Canary", "es", "inigo@x.es"),
            (inigo.Team!.Name, inigo.Team.Manager!.Name, inigo.TimeZone, inigo.Language, inigo.Email)
        );
        Assert.Equal((PersonRole.Manager, inigo.TeamId), (inigo.Team.Manager.Role, inigo.Team.Manager.TeamId));
        Assert.Equal("E3", (await db.People.SingleAsync(p => p.Id == Company.Manager.Id)).ExternalKey);
        Assert.Equal(3, await db.Activity.CountAsync(a => a.Kind == ActivityKind.PersonCreated && a.ActorId == Admin.PersonId));

        Assert.Equal((0, 0, 3, 0), (await Database.ImportAsync(Admin, file)).GetCounts());
    }

    [Fact]
    public async Task Imported_team_with_two_managers_is_split_into_a_team_for_each_manager()
    {
        await Database.ImportAsync(Admin, "name,manager,regional_office\nA,Jefa Uno,Central\nB,Jefa Dos,Central\nC,Jefa Uno,Central\n");
        await using var db = Database.Open();
        var firstManager = await db.People.SingleAsync(p => p.Name == "Jefa Uno");
        var viewer = await Database.GetViewerAsync(firstManager);
        Assert.Equal(
            ["A", "C", "Jefa Uno"],
            await db.People.Where(p => viewer.TeamIds.Contains(p.TeamId!.Value)).Select(p => p.Name).OrderBy(n => n).ToListAsync()
        );
        Assert.Null((await db.Teams.SingleAsync(t => t.Name == "Central")).ManagerId);
    }

    [Fact]
    public async Task Clients_are_matched_by_code_or_name_but_ambiguous_names_are_rejected()
    {
        const string file =
            "codigo;nombre;nif;telefono;zona;contacto;cargo;telefono contacto\n"
            + ";construcciones perez;B111;;Norte;Lucía Mora;Compras;600 111 222\n"
            + "C9;Nueva SL;;912345678;Oeste;;;\n";
        var run = await Database.ImportAsync(Admin, file);
        Assert.Equal((1, 1, 0, 0), run.GetCounts());
        Assert.Equal(1, run.CreatedReferences[ImportReferenceKind.Teams]);
        var card = await Database.Get<ClientList>().GetAsync(Admin, Company.Client.Id);
        Assert.Equal(("Construcciones Pérez", "B111"), (card.Fields.Name, card.Fields.TaxId));
        Assert.Equal(
            ("Lucía Mora", "Compras", "600 111 222"),
            card.Contacts.Select(c => (c.Name, c.Position!, c.Phones.Single())).Single()
        );
        Assert.Equal((0, 0, 2, 0), (await Database.ImportAsync(Admin, file)).GetCounts());

        // A client with the same name but another code is a different client.
        Assert.Equal((1, 0, 0, 0), (await Database.ImportAsync(Admin, "codigo;nombre\nC10;Nueva SL\n")).GetCounts());
        // Two clients now have this name, so a row that gives only the name is ambiguous.
        var ambiguous = await Database.ImportAsync(Admin, "nombre;telefono\nNueva SL;1234567\n");
        Assert.Equal("ImportError_Ambiguous", Assert.Single(ambiguous.Rejections).Reason.Key);
    }

    [Fact]
    public async Task Row_with_an_impossible_phone_number_is_rejected_and_the_number_is_quoted()
    {
        const string file =
            "nombre;telefono;contacto;telefono contacto\n"
            + "Con extensión;968 11 22 33 ext. 4;Luis;4321\n"
            + "Corto;968 11 22;;\n"
            + "Otro país;+44 20 7946 0018;Ana;600 111 222, 600111223\n"
            + "Con nota;;Eva;600 111 222 tardes\n";
        var preview = await Database.PreviewAsync(Admin, file);
        Assert.Equal((2, 0, 0, 2), preview.GetCounts());
        var run = await Database.ImportAsync(Admin, file);
        Assert.Equal(
            [(3, "Error_InvalidPhone", "968 11 22"), (5, "Error_InvalidPhone", "600 111 222 tardes")],
            run.Rejections.Select(r => (r.Line, r.Reason.Key, r.Reason.Args.Single()))
        );
        await using var db = Database.Open();
        Assert.Equal(
            ["+442079460018", "+34968112233x4"],
            await db.Clients.Where(c => c.PhoneKey != null).OrderByDescending(c => c.Name).Select(c => c.PhoneKey).ToListAsync()
        );
        Assert.Equal(
            ["+34600111222", "+34600111223", "4321"],
            await db.Set<ContactPhone>().OrderBy(p => p.Key).Select(p => p.Key).ToListAsync()
        );
        // The same numbers, typed in another way, add nothing.
        var again = await Database.ImportAsync(Admin, "nombre;contacto;telefono contacto\nOtro país;Ana;+34600111222\n");
        Assert.Equal((0, 0, 1, 0), again.GetCounts());
    }

    [Fact]
    public async Task Imported_websites_are_normalized_and_rows_with_invalid_ones_are_rejected()
    {
        const string file =
            "nombre;página web\n"
            + "Galerna;www.galerna.example\n"
            + "Sin punto;galerna\n"
            + "Con guion;javascript:alert(1)\n"
            + "Construcciones Pérez;http://perez.example/contacto\n"
            + "Sin web;\n";
        Assert.Equal((2, 1, 0, 2), (await Database.PreviewAsync(Admin, file)).GetCounts());
        var run = await Database.ImportAsync(Admin, file);
        Assert.Equal((2, 1, 0, 2), run.GetCounts());
        Assert.Equal(
            [(3, "Error_InvalidWebsite", "galerna"), (4, "Error_InvalidWebsite", "javascript:alert(1)")],
            run.Rejections.Select(r => (r.Line, r.Reason.Key, r.Reason.Args.Single()))
        );
        await using var db = Database.Open();
        Assert.Equal(
            ["http://perez.example/contacto", "https://www.galerna.example"],
            await db.Clients.Where(c => c.Website != null).OrderBy(c => c.Name).Select(c => c.Website).ToListAsync()
        );
        // The same website, typed in another way, changes nothing, and an empty cell keeps it.
        var again = await Database.ImportAsync(Admin, "nombre;url\nGalerna;https://www.galerna.example/\nConstrucciones Pérez;\n");
        Assert.Equal((0, 0, 2, 0), again.GetCounts());
    }

    [Fact]
    public async Task Projects_are_imported_with_their_client_manager_kind_and_dates()
    {
        const string file =
            "proyecto;cliente;clase;responsable;inicio;fin\n"
            + "Nave 3;Construcciones Pérez;Producción;marta jefa;01/02/2026;30/06/2026\n"
            + "Mal;Construcciones Pérez;Producción;;30/06/2026;01/02/2026\n"
            + "Otra;Nadie SA;ventas;;;\n"
            + "Rara;Olivares del Sur;alquiler;;;\n";
        var run = await Database.ImportAsync(
            Admin,
            file,
            p => p with { CreateMissing = p.CreateMissing.Remove(ImportReferenceKind.Clients) }
        );
        Assert.Equal((1, 0, 0, 3), run.GetCounts());
        Assert.Equal(
            [(3, "Error_EndBeforeStart"), (4, "ImportError_Unknown"), (5, "ImportError_UnmappedValue")],
            run.Rejections.Select(r => (r.Line, r.Reason.Key))
        );
        await using var db = Database.Open();
        var made = await db.Projects.SingleAsync(p => p.Name == "Nave 3");
        Assert.Equal(
            (ProjectKind.Production, Company.Manager.Id, new DateOnly(2026, 2, 1), new DateOnly(2026, 6, 30)),
            (made.Kind, made.ManagerId, made.PlannedStart, made.PlannedEnd)
        );
        Assert.True(await db.Participations.AnyAsync(p => p.PersonId == Company.Manager.Id && p.ClientId == Company.Client.Id));
        Assert.Equal(
            (0, 0, 1, 3),
            (
                await Database.ImportAsync(Admin, file, p => p with { CreateMissing = p.CreateMissing.Remove(ImportReferenceKind.Clients) })
            ).GetCounts()
        );
    }
}
