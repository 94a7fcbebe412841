using System.Reflection;
using System.Text;
using System.Text.Json;
using HexaLive.Domain;
using HexaLive.Domain.Import;
using HexaLive.Domain.People;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Renewals;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Infrastructure.Import;
using HexaLive.Tests.Support;
using HexaLive.Web.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Data;

/// <summary>Checks every SQL Server command of the product with Microsoft's T-SQL parser, without a server.</summary>
public sealed class SqlServerQueryTests(ITestOutputHelper output)
{
    private const string EveryFilter =
        "text=oferta%20perez&comments=1&kind=commercial&priority=high&type=1&origin=1"
        + "&responsible=1&controller=1&originator=1&project=1&client=1"
        + "&nextfrom=2026-01-01&nextto=2026-02-01&createdfrom=2026-01-01&createdto=2026-02-01&silent=9";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_query_of_every_use_case_is_valid_T_SQL()
    {
        await using var probe = new SqlServerProbe();
        var calls = probe
            .Registered.Where(t => t != typeof(InitialSetup) && t != typeof(ImportJobs) && t != typeof(ImportUndo))
            .SelectMany(t =>
                t.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
                    // Generic methods, such as the method that composes an e-mail, cannot be called here. These methods read data through
                    // other use cases.
                    .Where(m => !m.IsSpecialName && !m.IsGenericMethodDefinition && typeof(Task).IsAssignableFrom(m.ReturnType))
                    .Select(m => (Type: t, Method: m))
            )
            .ToList();
        Assert.True(calls.Count > 30, $"Only {calls.Count} use cases found.");
        foreach (var (type, method) in calls)
        {
            // Some use cases keep in memory what they have read, so each call gets a new set of use cases.
            await using var fresh = new SqlServerProbe();
            var sent = 0;
            foreach (var viewer in PlausibleValues.Viewers)
            {
                fresh.Commands.Clear();
                await CallAsync(fresh, type, method, viewer);
                sent += fresh.Commands.Count;
                foreach (var sql in fresh.Commands)
                    Assert.True(
                        SqlServerProbe.ParseErrors(sql).Count == 0,
                        $"{type.Name}.{method.Name}: {string.Join("; ", SqlServerProbe.ParseErrors(sql).Select(e => e.Message))}\n{sql}"
                    );
            }
            Assert.True(sent > 0, $"{type.Name}.{method.Name} sent nothing.");
        }
    }

    [Theory]
    [InlineData(
        "clave;nombre;correo;equipo;responsable;zona horaria\nE1;Ana;ana@x.es;Norte;Jefa;Atlantic/Canary\n"
            + ";Europe/Madrid;;;;Atlantic/Canary\n",
        ImportKind.People,
        "People"
    )]
    [InlineData(
        "clave;codigo;nombre;nif;zona;contacto;telefono contacto\nC1;1;Uno;B1;Norte;Luis;+34600111222\n",
        ImportKind.Clients,
        "Clients"
    )]
    [InlineData("clave;proyecto;cliente;clase;responsable\nP1;Nave;Uno;Producción;Jefa\n", ImportKind.Projects, "Projects")]
    [InlineData(
        "clave;cliente;titulo;tipo;origen;responsable;estado;proxima gestion\nT1;Uno;Oferta;Visita;Web;Ana;en curso;01/02/2026\n",
        ImportKind.Tasks,
        "Tasks"
    )]
    [InlineData(
        "clave;tarea;persona;fecha;minutos;comentario;contacto\nD1;Europe/Madrid;Europe/Madrid;01/02/2026;5;Texto;Luis\n",
        ImportKind.Dedications,
        "Dedications"
    )]
    [InlineData(
        "clave;hexalive;persona;fecha;minutos;comentario;contacto\nD1;1;Europe/Madrid;01/02/2026;5;Texto;Luis\n",
        ImportKind.Dedications,
        "Dedications"
    )]
    public async Task Every_query_and_write_of_an_import_is_valid_T_SQL(string file, ImportKind kind, string table)
    {
        await using var probe = new SqlServerProbe();
        var jobs = (ImportJobs)probe.Get(typeof(ImportJobs));
        var admin = PlausibleValues.Viewers[0];
        var session = await jobs.UploadAsync(admin, "datos.csv", new MemoryStream(Encoding.UTF8.GetBytes(file)), true);
        Assert.Equal(kind, session.Plan.Kind);
        await jobs.StartRun(admin, session.Id).Completion;
        output.WriteLine($"{session.Run!.State} {session.Run.Failure} {string.Join(' ', session.Run.Rejections)}");
        Assert.Contains(probe.Commands, c => c.Contains($"[{table}]", StringComparison.Ordinal));
        Assert.Contains(
            probe.Commands,
            c => c.Contains("INSERT", StringComparison.Ordinal) || c.Contains("MERGE", StringComparison.Ordinal)
        );
        foreach (var sql in probe.Commands)
            Assert.True(
                SqlServerProbe.ParseErrors(sql).Count == 0,
                $"{string.Join("; ", SqlServerProbe.ParseErrors(sql).Select(e => e.Message))}\n{sql}"
            );
    }

    [Fact]
    public async Task Every_query_and_write_of_an_import_undo_is_valid_T_SQL()
    {
        await using var probe = new SqlServerProbe();
        var undo = (ImportUndo)probe.Get(typeof(ImportUndo));
        await undo.ListAsync(PlausibleValues.Viewers[0]);
        // The probe returns no valid JSON, so the undo stops when it reads the previous values of the first record. The code below runs
        // the remaining steps one by one.
        await (await undo.StartAsync(PlausibleValues.Viewers[0], 1)).Completion;
        var databases = (IDbContextFactory<HexaDbContext>)probe.Get(typeof(IDbContextFactory<HexaDbContext>));
        foreach (var kind in Enum.GetValues<ImportedRecordKind>())
        {
            var sent = probe.Commands.Count;
            try
            {
                await new ImportChangeReverter(
                    databases,
                    new ImportUndoRun(1, ""),
                    new Actor(PlausibleValues.Viewers[0].PersonId, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc))
                ).RemoveCreatedAsync(kind);
            }
            catch (Exception e) when (e is InvalidCastException or ArgumentException or InvalidOperationException)
            {
                // The use case failed on the made-up results of the probe. Only the SQL that was sent before the failure matters.
                output.WriteLine($"{kind}: {e.Message}");
            }
            Assert.True(probe.Commands.Count > sent + 1, $"{kind} sent nothing.");
        }
        Assert.Contains(probe.Commands, c => c.Contains("DELETE", StringComparison.Ordinal));
        Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.ParseErrors(sql).Count == 0, sql));
    }

    [Fact]
    public async Task Writes_of_client_merging_and_renewal_undo_are_valid_T_SQL()
    {
        await using var probe = new SqlServerProbe();
        await using var db = ((IDbContextFactory<HexaDbContext>)probe.Get(typeof(IDbContextFactory<HexaDbContext>))).CreateDbContext();
        await ClientMerging.MoveAsync(db, 1, 2, [3, 4], Cancellation);
        await RenewalUndo.DeleteTracesAsync(db, 2, 1);
        Assert.Equal(14, probe.Commands.Count);
        Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.ParseErrors(sql).Count == 0, sql));
    }

    [Fact]
    public async Task Every_filter_order_and_group_of_the_explorer_is_valid_T_SQL()
    {
        await using var probe = new SqlServerProbe();
        var explorer = (TaskExplorer)probe.Get(typeof(TaskExplorer));
        string[] addresses =
        [
            .. Enum.GetNames<TaskColumn>().SelectMany(c => new[] { $"sort={c}", $"sort=-{c}" }),
            .. Enum.GetNames<TaskGroup>().Select(g => $"group={g}"),
            .. Enum.GetNames<TaskDue>().Select(d => $"due={d}"),
            .. Enum.GetNames<TaskRole>().Select(r => $"role={r}"),
            .. Enum.GetNames<TaskStatusFilter>().Select(r => $"status={r}"),
            EveryFilter,
        ];
        foreach (var address in addresses)
        {
            var query = TaskAddress.ParseQuery(QueryText.ParseValues(address));
            foreach (var viewer in PlausibleValues.Viewers)
            {
                probe.Commands.Clear();
                try
                {
                    await explorer.GetPageAsync(viewer, query, 1, Cancellation);
                    await foreach (var _ in explorer.StreamAsync(viewer, query, Cancellation))
                        break;
                }
                catch (Exception e) when (e is InvalidCastException or ArgumentException or InvalidOperationException)
                {
                    // The request failed on the made-up results of the probe. Only the SQL that was sent before the failure matters.
                }
                Assert.NotEmpty(probe.Commands);
                Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.ParseErrors(sql).Count == 0, $"{address}\n{sql}"));
            }
        }
    }

    [Fact]
    public void Parser_detects_invalid_SQL() => Assert.NotEmpty(SqlServerProbe.ParseErrors("SELECT FROM [Tasks] LIMIT 5"));

    // Calls a use case, which may fail on the made-up results of the probe. Only the SQL that was sent before the failure matters.
    private async Task CallAsync(SqlServerProbe probe, Type type, MethodInfo method, Viewer viewer)
    {
        try
        {
            await (Task)
                method.Invoke(
                    probe.Get(type),
                    [.. method.GetParameters().Select(p => PlausibleValues.ValueFor(p.ParameterType, p.Name, viewer))]
                )!;
        }
        catch (Exception e)
            when (e
                    is RuleException
                        or DbUpdateException
                        or InvalidCastException
                        or ArgumentException
                        or InvalidOperationException
                        or TargetInvocationException
                        or JsonException
            )
        {
            output.WriteLine($"{type.Name}.{method.Name}: {e.GetType().Name} {e.Message}");
        }
    }
}
