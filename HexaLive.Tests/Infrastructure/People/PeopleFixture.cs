using HexaLive.Domain.People;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Tests.Support;

namespace HexaLive.Tests.Infrastructure.People;

/// <summary>The test company with helper methods for tests of people.</summary>
internal sealed class PeopleFixture : IAsyncDisposable
{
    private PeopleFixture() { }

    public TestDatabase Database { get; private init; } = null!;
    public TestCompany Company { get; private init; } = null!;
    public Viewer Admin { get; private init; } = null!;

    public PeopleAdministration People => Database.Get<PeopleAdministration>();
    public PersonDeactivation Deactivation => Database.Get<PersonDeactivation>();

    public static async Task<PeopleFixture> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var company = await TestCompany.CreateAsync(database);
        return new PeopleFixture
        {
            Database = database,
            Company = company,
            Admin = await database.GetViewerAsync(company.Admin),
        };
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>Returns the fields for a new representative of the northern team.</summary>
    public PersonFields CreateFields(string name, string? email = null) =>
        new(name, email, PersonRole.Representative, Company.North.Id, "Atlantic/Canary", "es");

    /// <summary>Gives a person an account. Without a password, the account is as after an invitation that was not yet accepted.</summary>
    public Task SignInAsync(Person person, bool password) => SignInAsync(person.Id, person.Email!, password);

    public async Task SignInAsync(int personId, string email, bool password)
    {
        await using var db = Database.Open();
        var user = new HexaUser
        {
            PersonId = personId,
            SecurityStamp = "x",
            PasswordHash = password ? "x" : null,
        };
        user.ChangeEmail(email);
        db.Users.Add(user);
        await db.SaveChangesAsync();
    }
}
