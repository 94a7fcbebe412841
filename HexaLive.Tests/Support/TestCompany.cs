using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Infrastructure.Features.Tasks;

namespace HexaLive.Tests.Support;

/// <summary>
/// A small company for tests: a northern team with a manager and two representatives, a southern representative, and an administrator.
/// The northern client has a project with a task of the first representative, which the manager controls. The southern client also has a
/// task.
/// </summary>
public sealed class TestCompany
{
    public Person Admin { get; private init; } = null!;
    public Person Manager { get; private init; } = null!;
    public Person Rep { get; private init; } = null!;
    public Person OtherRep { get; private init; } = null!;
    public Person Stranger { get; private init; } = null!;
    public Team North { get; private init; } = null!;
    public Team South { get; private init; } = null!;
    public Client Client { get; private init; } = null!;
    public Project Project { get; private init; } = null!;
    public WorkTask Task { get; private init; } = null!;
    public Client SouthClient { get; private init; } = null!;
    public WorkTask SouthTask { get; private init; } = null!;

    public static async Task<TestCompany> CreateAsync(TestDatabase database)
    {
        await using var db = database.Open();
        var now = database.Now;
        var system = database.System;
        Team north = new("Norte", null, system),
            south = new("Sur", null, system);
        db.AddRange(north, south);
        await db.SaveChangesAsync();
        Person admin = new(new PersonFields("Ana Admin", "admin@test.local", PersonRole.Administrator), system),
            manager = new(new PersonFields("Marta Jefa", "manager@test.local", PersonRole.Manager, north.Id), system),
            rep = new(new PersonFields("Raúl Comercial", "rep@test.local", PersonRole.Representative, north.Id), system),
            other = new(new PersonFields("Olga Otra", "other@test.local", PersonRole.Representative, north.Id), system),
            stranger = new(new PersonFields("Sergio Sur", "stranger@test.local", PersonRole.Representative, south.Id), system);
        db.AddRange(admin, manager, rep, other, stranger);
        await db.SaveChangesAsync();
        north.SetManager(manager, system);
        await db.SaveChangesAsync();

        var by = new Actor(admin.Id, now);
        Client client = new(new ClientFields("Construcciones Pérez", TeamId: north.Id), by),
            southClient = new(new ClientFields("Olivares del Sur", TeamId: south.Id), by);
        Project project = new(client, new ProjectFields("Comercial 2026", ProjectKind.Commercial, manager.Id), by),
            southProject = new(southClient, new ProjectFields("Comercial 2026", ProjectKind.Commercial, stranger.Id), by);
        WorkTask task = new(project, new TaskFields("Seguimiento de oferta"), rep, manager, admin, null, by),
            southTask = new(southProject, new TaskFields("Visita anual"), stranger, stranger, stranger, null, new Actor(stranger.Id, now));
        db.AddRange(task, southTask);
        await db.SaveChangesAsync();
        return new TestCompany
        {
            Admin = admin,
            Manager = manager,
            Rep = rep,
            OtherRep = other,
            Stranger = stranger,
            North = north,
            South = south,
            Client = client,
            Project = project,
            Task = task,
            SouthClient = southClient,
            SouthTask = southTask,
        };
    }
}
