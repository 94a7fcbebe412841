using System.Reflection;
using System.Text.RegularExpressions;
using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence.Sqlite;
using HexaLive.Infrastructure.Persistence.SqlServer;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Xunit;

namespace HexaLive.Tests.Infrastructure;

/// <summary>SQL Server without a server: its own parser reads all that would be sent to one.</summary>
public sealed partial class SqlServerTests(ITestOutputHelper output)
{
    [Fact]
    public void Migrations_of_both_providers_are_in_step_with_the_model()
    {
        using var sqlite = new SqliteDesignTimeFactory().CreateDbContext([]);
        using var sqlServer = new SqlServerDesignTimeFactory().CreateDbContext([]);
        Assert.False(sqlite.Database.HasPendingModelChanges());
        Assert.False(sqlServer.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData(MigrationsSqlGenerationOptions.Default)]
    [InlineData(MigrationsSqlGenerationOptions.Idempotent)]
    public void The_migration_script_parses_and_so_do_the_strings_it_executes(MigrationsSqlGenerationOptions options)
    {
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        var script = db.GetService<IMigrator>().GenerateScript(options: options);
        Assert.Empty(SqlServerProbe.Errors(script).Select(e => e.Message));
        Assert.Contains("CREATE TABLE [Dedications]", script, StringComparison.Ordinal);
        foreach (Match inner in Executed().Matches(script))
            Assert.Empty(SqlServerProbe.Errors(inner.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal)).Select(e => e.Message));
    }

    [Fact]
    public void No_table_is_reached_by_two_cascades()
    {
        // SQL Server refuses them (error 1785); SQLite does not say.
        using var db = new SqlServerDesignTimeFactory().CreateDbContext([]);
        foreach (var root in db.Model.GetEntityTypes())
        {
            var reached = new HashSet<IEntityType>();
            var open = new Stack<IEntityType>([root]);
            while (open.TryPop(out var type))
            {
                foreach (var key in type.GetReferencingForeignKeys().Where(k => k.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull))
                {
                    Assert.True(reached.Add(key.DeclaringEntityType), $"{key.DeclaringEntityType.DisplayName()} is reached twice from {root.DisplayName()}");
                    open.Push(key.DeclaringEntityType);
                }
            }
        }
    }

    [Fact]
    public async Task Every_query_of_every_use_case_parses()
    {
        await using var probe = new SqlServerProbe();
        var calls = probe.Registered.Where(t => t != typeof(FirstStart) && t != typeof(ImportJobs) && t != typeof(ImportUndo)).SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => !m.IsSpecialName && typeof(Task).IsAssignableFrom(m.ReturnType)).Select(m => (Type: t, Method: m))).ToList();
        Assert.True(calls.Count > 30, $"Only {calls.Count} use cases found.");
        foreach (var (type, method) in calls)
        {
            var sent = 0;
            foreach (var viewer in Viewers())
            {
                probe.Commands.Clear();
                try
                {
                    await (Task)method.Invoke(probe.Get(type), [.. method.GetParameters().Select(p => Plausible(p.ParameterType, p.Name, viewer))])!;
                }
                catch (Exception e) when (e is RuleException or DbUpdateException or InvalidCastException or ArgumentException or InvalidOperationException or TargetInvocationException or System.Text.Json.JsonException)
                {
                    // The answers are made up: what was sent until then is what counts.
                    output.WriteLine($"{type.Name}.{method.Name}: {e.GetType().Name} {e.Message}");
                }
                sent += probe.Commands.Count;
                foreach (var sql in probe.Commands)
                    Assert.True(SqlServerProbe.Errors(sql).Count == 0, $"{type.Name}.{method.Name}: {string.Join("; ", SqlServerProbe.Errors(sql).Select(e => e.Message))}\n{sql}");
            }
            Assert.True(sent > 0, $"{type.Name}.{method.Name} sent nothing.");
        }
    }

    [Theory]
    [InlineData("clave;nombre;correo;equipo;responsable;zona horaria\nE1;Ana;ana@x.es;Norte;Jefa;Atlantic/Canary\n;Europe/Madrid;;;;Atlantic/Canary\n", ImportKind.People, "People")]
    [InlineData("clave;codigo;nombre;nif;zona;contacto;telefono contacto\nC1;1;Uno;B1;Norte;Luis;600111222\n", ImportKind.Clients, "Clients")]
    [InlineData("clave;proyecto;cliente;clase;responsable\nP1;Nave;Uno;Producción;Jefa\n", ImportKind.Projects, "Projects")]
    [InlineData("clave;cliente;titulo;tipo;origen;responsable;estado;proxima gestion\nT1;Uno;Oferta;Visita;Web;Ana;en curso;01/02/2026\n", ImportKind.Tasks, "Tasks")]
    [InlineData("clave;tarea;persona;fecha;minutos;comentario;contacto\nD1;1;Europe/Madrid;01/02/2026;5;Texto;Luis\n", ImportKind.Dedications, "Dedications")]
    public async Task Every_query_and_write_of_an_import_parses(string file, ImportKind kind, string table)
    {
        await using var probe = new SqlServerProbe();
        var jobs = (ImportJobs)probe.Get(typeof(ImportJobs));
        var admin = Viewers()[0];
        var session = await jobs.UploadAsync(admin, "datos.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(file)), true);
        Assert.Equal(kind, session.Plan.Kind);
        await jobs.StartRun(admin, session.Id).Completion;
        output.WriteLine($"{session.Run!.State} {session.Run.Failure} {string.Join(' ', session.Run.Rejections)}");
        Assert.Contains(probe.Commands, c => c.Contains($"[{table}]", StringComparison.Ordinal));
        Assert.Contains(probe.Commands, c => c.Contains("INSERT", StringComparison.Ordinal) || c.Contains("MERGE", StringComparison.Ordinal));
        foreach (var sql in probe.Commands)
            Assert.True(SqlServerProbe.Errors(sql).Count == 0, $"{string.Join("; ", SqlServerProbe.Errors(sql).Select(e => e.Message))}\n{sql}");
    }

    [Fact]
    public async Task Every_query_and_write_of_undoing_an_import_parses()
    {
        await using var probe = new SqlServerProbe();
        var undo = (ImportUndo)probe.Get(typeof(ImportUndo));
        await undo.ListAsync(Viewers()[0]);
        // The former values that the probe answers are no JSON: it ends with the first of them, what follows is tried by itself.
        await (await undo.StartAsync(Viewers()[0], 1)).Completion;
        var databases = (IDbContextFactory<HexaLive.Infrastructure.Persistence.HexaDbContext>)probe.Get(typeof(IDbContextFactory<HexaLive.Infrastructure.Persistence.HexaDbContext>));
        foreach (var thing in Enum.GetValues<HexaLive.Domain.Import.ImportedThing>())
        {
            var sent = probe.Commands.Count;
            try
            {
                await new ImportUndoStep(databases, Viewers()[0], new ImportUndoRun(1), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TakeAsync(thing, made: true);
            }
            catch (Exception e) when (e is InvalidCastException or ArgumentException or InvalidOperationException)
            {
                // The answers are made up.
                output.WriteLine($"{thing}: {e.Message}");
            }
            Assert.True(probe.Commands.Count > sent + 1, $"{thing} sent nothing.");
        }
        Assert.Contains(probe.Commands, c => c.Contains("DELETE", StringComparison.Ordinal));
        Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.Errors(sql).Count == 0, sql));
    }

    [Fact]
    public async Task Every_write_of_merging_clients_and_of_taking_a_year_back_parses()
    {
        await using var probe = new SqlServerProbe();
        await using var db = ((IDbContextFactory<HexaLive.Infrastructure.Persistence.HexaDbContext>)probe.Get(typeof(IDbContextFactory<HexaLive.Infrastructure.Persistence.HexaDbContext>))).CreateDbContext();
        await HexaLive.Infrastructure.Features.Clients.ClientMerging.MoveAsync(db, 1, 2, [3, 4], TestContext.Current.CancellationToken);
        await HexaLive.Infrastructure.Features.Projects.NewYear.ForgetAsync(db, 2, 1);
        Assert.Equal(14, probe.Commands.Count);
        Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.Errors(sql).Count == 0, sql));
    }

    [Fact]
    public async Task Every_filter_order_and_group_of_the_explorer_parses()
    {
        await using var probe = new SqlServerProbe();
        var explorer = (TaskExplorer)probe.Get(typeof(TaskExplorer));
        string[] addresses =
        [
            .. Enum.GetNames<TaskColumn>().SelectMany(c => new[] { $"sort={c}", $"sort=-{c}" }), .. Enum.GetNames<TaskGroup>().Select(g => $"group={g}"), .. Enum.GetNames<TaskDue>().Select(d => $"due={d}"),
            .. Enum.GetNames<TaskRole>().Select(r => $"role={r}"), .. Enum.GetNames<TaskStatusFilter>().Select(r => $"status={r}"),
            "text=oferta%20perez&comments=1&kind=commercial&priority=high&type=1&origin=1&responsible=1&controller=1&originator=1&project=1&client=1&nextfrom=2026-01-01&nextto=2026-02-01&createdfrom=2026-01-01&createdto=2026-02-01&silent=9",
        ];
        foreach (var address in addresses)
        {
            var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address);
            var query = TaskQuery.Parse(name => values.TryGetValue(name, out var value) ? value.ToString() : null);
            foreach (var viewer in Viewers())
            {
                probe.Commands.Clear();
                try
                {
                    await explorer.PageAsync(viewer, query, 0, TestContext.Current.CancellationToken);
                    await foreach (var _ in explorer.StreamAsync(viewer, query, TestContext.Current.CancellationToken)) break;
                }
                catch (Exception e) when (e is InvalidCastException or ArgumentException or InvalidOperationException)
                {
                    // The answers are made up.
                }
                Assert.NotEmpty(probe.Commands);
                Assert.All(probe.Commands, sql => Assert.True(SqlServerProbe.Errors(sql).Count == 0, $"{address}\n{sql}"));
            }
        }
    }

    [Fact]
    public void The_parser_would_find_what_is_wrong() => Assert.NotEmpty(SqlServerProbe.Errors("SELECT FROM [Tasks] LIMIT 5"));

    private static Viewer[] Viewers() =>
    [
        new(1, "Ana", PersonRole.Administrator, [], "Europe/Madrid", "es"),
        new(1, "Marta", PersonRole.Manager, [1, 2], "Europe/Madrid", "es"),
        new(1, "Raúl", PersonRole.Representative, [], "Europe/Madrid", "es"),
        new(1, "Olga", PersonRole.Representative, [], "Europe/Madrid", "es") { StandsInFor = [2] },
    ];

    private static object? Plausible(Type type, string? name, Viewer viewer)
    {
        if (type == typeof(Viewer)) return viewer;
        if (type == typeof(CancellationToken)) return CancellationToken.None;
        if (type == typeof(NextAction)) return new NextAction(new DateOnly(2090, 1, 1));
        // Of reports: the id of a saved one, and a definition that names things by id and can be saved.
        if (type == typeof(string) && name == "key") return "1";
        if (type == typeof(HexaLive.Domain.Reports.ReportDefinition)) return new HexaLive.Domain.Reports.ReportDefinition { Columns = [new("entry.date")], Where = HexaLive.Domain.Reports.ReportCriterion.AllOf([.. new[] { "client.name", "project.name", "task.title", "entry.person", "client.team", "task.type", "task.origin", "task.contact" }.Select(f => HexaLive.Domain.Reports.ReportCriterion.Of(f, HexaLive.Domain.Reports.TestOperator.OneOf, "1"))]) };
        if (type == typeof(HexaLive.Domain.Reports.ScheduleFields)) return new HexaLive.Domain.Reports.ScheduleFields(HexaLive.Domain.Reports.ScheduleFrequency.Daily, DayOfWeek.Monday, 1, new TimeOnly(8, 0), "Europe/Madrid", HexaLive.Domain.Reports.ReportFormat.Pdf, false);
        if (type == typeof(IReadOnlyDictionary<string, string>)) return new Dictionary<string, string>();
        if (type == typeof(string)) return name == "timeZone" ? "Atlantic/Canary" : name == "language" ? "en" : "perez";
        if (type == typeof(DateTime)) return new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        if (type == typeof(DateOnly)) return new DateOnly(2026, 1, 1);
        if (type == typeof(TimeOnly)) return new TimeOnly(9, 0);
        if (type == typeof(Guid)) return Guid.NewGuid();
        if (type == typeof(HexaLive.Infrastructure.Live.ActivityCursor)) return new HexaLive.Infrastructure.Live.ActivityCursor([], 0);
        if (Nullable.GetUnderlyingType(type) is { } inner) return Plausible(inner, name, viewer);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(0);
        if (name is "toId" or "otherId") return 2;
        if (name is "year" or "Year") return 2027;
        if (type.IsPrimitive) return Convert.ChangeType(1, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type.IsAssignableFrom(typeof(string[]))) return new[] { "600123456" };
        if (type.IsAssignableFrom(typeof(int[]))) return new[] { 1, 2 };
        if (type == typeof(TaskQuery)) return TaskQuery.Parse(_ => null);
        if (type == typeof(BulkResult)) return new BulkResult([new BulkOutcome(1, "x", null)], [new TaskBefore(1, 1, 1, null, TaskPriority.Low, WorkTaskStatus.Pending, null)], new TaskChange(Priority: TaskPriority.Low));
        if (type == typeof(HexaLive.Infrastructure.Features.Reminders.Reminding)) return new HexaLive.Infrastructure.Features.Reminders.Reminding(new Dictionary<HexaLive.Domain.Reminders.ReminderKind, HexaLive.Domain.Reminders.ReminderChannels>(), 8, 1);
        if (type.IsInterface) return null;
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Plausible(p.ParameterType, p.Name, viewer))]);
    }

    [GeneratedRegex(@"EXEC\(N'((?:[^']|'')*)'\)")]
    private static partial Regex Executed();
}
