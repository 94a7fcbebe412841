using HexaLive.Domain.Clients;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Search;
using HexaLive.Infrastructure.Features.Shared;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Search;

/// <summary>The results of the global search, their order, and the scope of the viewer.</summary>
public sealed class GlobalSearchTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private TestCompany _company = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _company = await TestCompany.CreateAsync(_database);
        await using var db = _database.Open();
        var phones = new PhoneNumberParser("ES");
        var client = new Client(
            phones.ParseValid(new ClientFields("Talleres Núñez", "TN-7", "B12345678", Phone: "+34 968 11 22 33"), null),
            new Actor(_company.Admin.Id, _database.Now)
        );
        client.AddContact(
            "Perico Construcciones",
            "Jefe de obra",
            null,
            phones.ParseValid(["(968) 445 566"], null),
            new Actor(_company.Admin.Id, _database.Now)
        );
        var project = new Project(
            client,
            new ProjectFields("Nave de Núñez", ProjectKind.Production, _company.Rep.Id),
            new Actor(_company.Admin.Id, _database.Now)
        );
        db.People.AttachRange(_company.Rep, _company.Manager);
        db.Add(
            new WorkTask(
                project,
                new TaskFields("Revisar la grúa"),
                _company.Rep,
                _company.Manager,
                _company.Rep,
                null,
                new Actor(_company.Rep.Id, _database.Now)
            )
        );
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("NUNEZ", "Client:Talleres Núñez Project:Nave de Núñez Task:Revisar la grúa")]
    [InlineData("tn-7", "Client:Talleres Núñez Task:Revisar la grúa")]
    [InlineData("b1234", "Client:Talleres Núñez Task:Revisar la grúa")]
    [InlineData("grua nunez", "Task:Revisar la grúa")]
    [InlineData("968112233", "Client:Talleres Núñez")]
    [InlineData("0034 968-112-233", "Client:Talleres Núñez")]
    [InlineData("0034 968 445 566", "Contact:Perico Construcciones")]
    [InlineData("+34 96811", "Client:Talleres Núñez")]
    [InlineData("44 55", "Contact:Perico Construcciones")]
    [InlineData("raul", "Person:Raúl Comercial")]
    [InlineData("nothing like it", "")]
    [InlineData("100%", "")]
    [InlineData("  ", "")]
    public async Task Search_finds_records_by_text_phone_number_and_code(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await FindAsync(_company.Rep, text)).Select(h => $"{h.Kind}:{h.Title}")));

    [Fact]
    public async Task Phone_numbers_found_are_formatted_for_the_companys_country()
    {
        Assert.Equal("TN-7 · 968 11 22 33", Assert.Single(await FindAsync(_company.Rep, "968112233")).Detail);
        Assert.Equal("Talleres Núñez · 968 44 55 66", Assert.Single(await FindAsync(_company.Rep, "968445566")).Detail);
    }

    [Fact]
    public async Task Matches_at_the_start_of_a_word_come_before_matches_inside_a_word()
    {
        await using var db = _database.Open();
        db.AddRange(
            new Client(new ClientFields("Antonio Per", "A1"), new Actor(_company.Admin.Id, _database.Now)),
            new Client(new ClientFields("Abc Super", "A2"), new Actor(_company.Admin.Id, _database.Now)),
            new Client(new ClientFields("Perfiles", "A3"), new Actor(_company.Admin.Id, _database.Now))
        );
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var found = (await FindAsync(_company.Admin, "per")).Where(h => h.Kind == SearchKind.Client).Select(h => h.Title);
        Assert.Equal(["Perfiles", "Antonio Per", "Construcciones Pérez", "Abc Super"], found);
    }

    [Fact]
    public async Task Task_is_found_by_its_number_with_or_without_the_hash_sign()
    {
        var number = _company.Task.Id;
        Assert.Equal(number, Assert.Single(await FindAsync(_company.Rep, $"#{number}")).Id);
        Assert.Contains(await FindAsync(_company.Rep, $"{number}"), h => h.Kind == SearchKind.Task && h.Id == number);
        Assert.Empty(await FindAsync(_company.Stranger, $"#{number}"));
    }

    [Theory]
    [InlineData("perez")]
    [InlineData("nunez")]
    [InlineData("seguimiento")]
    [InlineData("perico")]
    [InlineData("968445566")]
    [InlineData("968112233")]
    [InlineData("raul")]
    [InlineData("marta")]
    public async Task Search_finds_nothing_outside_the_scope(string text)
    {
        Assert.NotEmpty(await FindAsync(_company.Manager, text));
        Assert.Empty(await FindAsync(_company.Stranger, text));
    }

    [Fact]
    public async Task Search_returns_at_most_six_hits_of_each_kind()
    {
        await using var db = _database.Open();
        for (var i = 0; i < 10; i++)
            db.Add(new Client(new ClientFields($"Muchos {i}", $"M{i}"), new Actor(_company.Admin.Id, _database.Now)));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal(GlobalSearch.MaxHits, (await FindAsync(_company.Admin, "muchos")).Count);
    }

    [Theory]
    [InlineData("Peña y Nuñez", "nunez", "Peña y |Nuñez")]
    [InlineData("Pérez Pe", "pe", "|Pé|rez |Pe")]
    [InlineData("N\u0303a", "na", "|N\u0303a")]
    [InlineData("nada", "otro", "nada")]
    public void Matching_text_is_highlighted(string text, string words, string expected)
    {
        var pieces = SearchText.MarkMatches(text, SearchText.SplitWords(words));
        Assert.Equal(text, string.Concat(pieces.Select(p => p.Text)));
        Assert.Equal(expected.Split('|', StringSplitOptions.RemoveEmptyEntries), pieces.Select(p => p.Text));
        Assert.Equal(expected.StartsWith('|'), pieces[0].Marked);
    }

    private async Task<IReadOnlyList<SearchHit>> FindAsync(Person who, string text) =>
        await _database.Get<GlobalSearch>().FindAsync(await _database.GetViewerAsync(who), text, TestContext.Current.CancellationToken);
}
