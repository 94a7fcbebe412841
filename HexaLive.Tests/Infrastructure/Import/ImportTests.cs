using HexaLive.Infrastructure.Access;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Base class of import tests: a database with the test company, and an administrator who imports.</summary>
public abstract class ImportTests : IAsyncLifetime
{
    protected const string TaskFile = """
        numero;cliente;titulo;tipo;prioridad;estado;responsable;generador;creada;proxima gestion;hora;fecha fin;resultado;estimacion
        T1;Construcciones Pérez;Oferta;Visita;9;En curso;Raúl Comercial;rep@test.local;10/01/2026;05/03/2026;10:30;;;90
        T2;Construcciones Pérez;Antigua;Visita;1;FINISHED;raul comercial;;10/01/2020;;;12/02/2020;Pedido;1:30
        T3;Clientes Nuevos;Primera;;5;pendiente;Persona Nueva;;;;;;;
        """;

    protected TestDatabase Database { get; private set; } = null!;
    protected TestCompany Company { get; private set; } = null!;
    protected Viewer Admin { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Company = await TestCompany.CreateAsync(Database);
        Admin = await Database.GetViewerAsync(Company.Admin);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Database.DisposeAsync();
    }
}
