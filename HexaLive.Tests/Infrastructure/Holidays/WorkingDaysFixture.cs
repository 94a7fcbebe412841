using HexaLive.Domain.Dedications;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data.Sqlite;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Teams;
using HexaLive.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Tests.Infrastructure.Holidays;

/// <summary>
/// The test company. The representative belongs to the team Norte/Bilbao and has promised the task for Thursday 5. The clock starts on
/// Monday 2 March 2026, 10:00 in Madrid.
/// </summary>
internal sealed class WorkingDaysFixture : IAsyncDisposable
{
    public const WeekDays NoFridays = WeekDays.MondayToFriday & ~WeekDays.Friday;

    public static readonly DateOnly Thursday = new(2026, 3, 5),
        Friday = new(2026, 3, 6);

    private WorkingDaysFixture() { }

    public QueryRecorder Queries { get; } = new();
    public TestDatabase Database { get; private set; } = null!;
    public TestCompany Company { get; private set; } = null!;
    public Viewer Admin { get; private set; } = null!;
    public Viewer Rep { get; private set; } = null!;

    /// <summary>The id of the team Norte/Bilbao.</summary>
    public int Bilbao { get; private set; }

    public static async Task<WorkingDaysFixture> CreateAsync()
    {
        var fixture = new WorkingDaysFixture();
        var database = await TestDatabase.CreateAsync(services =>
            services.ConfigureDbContext<SqliteHexaDbContext>(o => o.AddInterceptors(fixture.Queries))
        );
        var company = await TestCompany.CreateAsync(database);
        (fixture.Database, fixture.Company) = (database, company);
        (fixture.Admin, fixture.Rep) = (await database.GetViewerAsync(company.Admin), await database.GetViewerAsync(company.Rep));
        fixture.Bilbao = await database
            .Get<TeamEditing>()
            .SaveAsync(fixture.Admin, null, 0, new TeamFields("Norte/Bilbao", company.North.Id));
        await fixture.EditAsync(company.Rep, f => f with { TeamId = fixture.Bilbao });
        await database.Get<TaskEditing>().RescheduleAsync(fixture.Rep, company.Task.Id, new NextAction(Thursday));
        return fixture;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    public async Task EditAsync(Person person, Func<PersonFields, PersonFields> change)
    {
        var card = await Database.Get<PeopleAdministration>().GetAsync(Admin, person.Id);
        await Database.Get<PeopleAdministration>().EditAsync(Admin, person.Id, card.Version, change(card.Fields));
    }
}
