using System.Globalization;
using System.Text.RegularExpressions;
using HexaLive.Domain;
using HexaLive.Domain.People;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Text;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>A report as it is opened. <see cref="Key"/>: the id in digits, or the name of a ready-made one, which has neither <see cref="Id"/> nor <see cref="Owner"/>. <see cref="Faults"/>: what it names and is not there.</summary>
public sealed record ReportView(
    string Key, int? Id, string Name, string? Folder, ReportDefinition Definition, bool MayEdit, string? Owner, ReportSharing Sharing, int Version, bool Favourite, IReadOnlyList<ReportFault> Faults,
    int DefinitionVersion = 0);

/// <summary>
/// A report in the list. <see cref="About"/>: what a ready-made one shows. <see cref="LastRunAt"/>: UTC, by the viewer. <see cref="SharedWith"/>: people and teams, told to whoever may edit it;
/// <see cref="Shares"/>: how many there are.
/// </summary>
public sealed record ReportListRow(
    string Key, int? Id, string Name, string? About, string? Folder, ReportSource? Source, string? Owner, bool Mine, bool MayEdit, ReportSharing Sharing, int Shares, IReadOnlyList<string> SharedWith,
    bool Favourite, DateTime? LastRunAt, int Version);

/// <summary>With whom a report is shared, by id and name.</summary>
public sealed record ReportShares(ReportSharing Sharing, IReadOnlyList<Choice> People, IReadOnlyList<Choice> Teams);

/// <summary>
/// Saved and ready-made reports. One finds one's own, those shared with everybody, with oneself, and with a team: its people find it, those of the teams below, and who manages one of these; administrators every one that is shared. The owner changes them, and
/// administrators what they find. What is outside that does not exist.
/// </summary>
public sealed partial class ReportLibrary(IDbContextFactory<HexaDbContext> databases, TimeProvider time, ReadyMadeReports readyMade, IStringLocalizer<ReportText> texts)
{
    /// <summary>How many saved reports a list has at first.</summary>
    public const int Most = 300;

    private const int MostShares = 200;

    /// <summary>A report by its key, with what is wrong in it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>, or <see cref="RuleError.ReportVersion"/> where a later version of the product saved it.</exception>
    public async Task<ReportView> GetAsync(Viewer viewer, string key, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        if (Id(key) is { } id)
        {
            var found = await Seen(db, viewer).AsNoTracking().Where(r => r.Id == id)
                .Select(r => new
                {
                    r.Name,
                    r.Folder,
                    r.Definition,
                    r.OwnerId,
                    Owner = r.Owner.Name,
                    r.Sharing,
                    r.Version,
                    r.DefinitionVersion,
                    Favourite = db.ReportMarks.Any(m => m.PersonId == me && m.ReportKey == key && m.Favourite),
                }).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
            var definition = ReportJson.Read(found.Definition);
            return new(key, id, found.Name, found.Folder, definition, found.OwnerId == me || viewer.IsAdministrator, found.Owner, found.Sharing, found.Version, found.Favourite,
                await FaultsAsync(db, viewer, definition, cancellationToken), found.DefinitionVersion);
        }
        var ready = readyMade.Find(key) ?? throw new RuleException(RuleError.NotFound);
        var favourite = await db.ReportMarks.AnyAsync(m => m.PersonId == me && m.ReportKey == key && m.Favourite, cancellationToken);
        return new(key, null, ready.Name, null, ready.Definition, false, null, ReportSharing.Everybody, 0, favourite, []);
    }

    /// <summary>The first of what the viewer finds: see <see cref="PageAsync"/>.</summary>
    public async Task<IReadOnlyList<ReportListRow>> ListAsync(Viewer viewer, CancellationToken cancellationToken = default) => (await PageAsync(viewer, null, Most, cancellationToken)).Rows;

    /// <summary>
    /// What the viewer finds by words of name, folder and owner, ignoring case and accents: saved ones by name, then the ready-made ones in their order. Where there are more than <paramref name="most"/> saved ones,
    /// favourites and the viewer's own come before all others.
    /// </summary>
    public async Task<(IReadOnlyList<ReportListRow> Rows, bool More)> PageAsync(Viewer viewer, string? text, int most, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (me, mayAll, words) = (viewer.PersonId, viewer.IsAdministrator, SearchText.Words(text));
        var marks = await db.ReportMarks.AsNoTracking().Where(m => m.PersonId == me && (m.Favourite || m.LastRunAt != null)).OrderByDescending(m => m.Favourite).ThenByDescending(m => m.LastRunAt).Take(most)
            .ToDictionaryAsync(m => m.ReportKey, cancellationToken);
        var favourites = marks.Values.Where(m => m.Favourite).Select(m => Id(m.ReportKey)).OfType<int>().ToArray();
        var found = words.Aggregate(Seen(db, viewer).AsNoTracking(), (reports, word) =>
            reports.Where(r => SqlText.Fold(r.Name)!.Contains(word) || SqlText.Fold(r.Folder)!.Contains(word) || SqlText.Fold(r.Owner.Name)!.Contains(word)));
        var saved = await found.OrderBy(r => favourites.Contains(r.Id) ? 0 : 1).ThenBy(r => r.OwnerId == me ? 0 : 1).ThenBy(r => r.Name).ThenBy(r => r.Id).Take(most + 1)
            .Select(r => new { r.Id, r.Name, r.Folder, Begin = r.Definition.Substring(0, 60), r.OwnerId, Owner = r.Owner.Name, r.Sharing, Shares = r.Shares.Count, r.Version }).ToListAsync(cancellationToken);
        var more = saved.Count > most;
        if (more) saved.RemoveAt(most);
        var editable = saved.Where(r => r.Sharing == ReportSharing.Chosen && (r.OwnerId == me || mayAll)).Select(r => r.Id).ToArray();
        var shares = editable.Length == 0 ? [] : await db.Reports.Where(r => editable.Contains(r.Id)).SelectMany(r => r.Shares).OrderBy(s => s.Id).Take(MostShares)
            .Select(s => new { s.ReportId, Name = s.Team == null ? s.Person!.Name : s.Team.Name }).ToListAsync(cancellationToken);
        var names = shares.ToLookup(s => s.ReportId, s => s.Name);
        return (
        [
            .. saved.OrderBy(r => r.Name, StringComparer.CurrentCultureIgnoreCase).Select(r =>
            {
                var mark = marks.GetValueOrDefault(Key(r.Id));
                return new ReportListRow(Key(r.Id), r.Id, r.Name, null, r.Folder, SourceOf(r.Begin), r.Owner, r.OwnerId == me, r.OwnerId == me || mayAll, r.Sharing, r.Shares, [.. names[r.Id]],
                    mark?.Favourite == true, mark?.LastRunAt, r.Version);
            }),
            .. ReadyMade(words).Select(r =>
            {
                var mark = marks.GetValueOrDefault(r.Key);
                return new ReportListRow(r.Key, null, r.Name, r.About, null, r.Definition.Source, null, false, false, ReportSharing.Everybody, 0, [], mark?.Favourite == true, mark?.LastRunAt, 0);
            }),
        ], more);
    }

    /// <summary>Keys and names of reports that the viewer finds, by words of their names in any order, ignoring case and accents.</summary>
    public async Task<IReadOnlyList<(string Key, string Name)>> FindAsync(Viewer viewer, string? text, int most, CancellationToken cancellationToken = default)
    {
        var words = SearchText.Words(text);
        if (words.Count == 0) return [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var saved = await words.Aggregate(Seen(db, viewer).AsNoTracking(), (found, word) => found.Where(r => SqlText.Fold(r.Name)!.Contains(word)))
            .OrderBy(r => r.OwnerId == me ? 0 : 1).ThenBy(r => r.Name).ThenBy(r => r.Id).Take(most).Select(r => new { r.Id, r.Name }).ToListAsync(cancellationToken);
        return [.. saved.Select(r => (Key: Key(r.Id), r.Name)).Concat(ReadyMade(words).Select(r => (r.Key, r.Name))).Take(most)];
    }

    /// <summary>What is wrong in a definition, what it names and is not there for the viewer included: static faults first. It still runs where only such is missing, and finds nothing there.</summary>
    public async Task<IReadOnlyList<ReportFault>> FaultsAsync(Viewer viewer, ReportDefinition definition, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await FaultsAsync(db, viewer, definition, cancellationToken);
    }

    /// <summary>Saves a new, private report of the viewer's own; returns its id.</summary>
    /// <exception cref="RuleException">The name is empty or too long, or <see cref="RuleError.ReportFaulty"/>.</exception>
    public async Task<int> AddAsync(Viewer viewer, string? name, string? folder, ReportDefinition definition, CancellationToken cancellationToken = default)
    {
        ReportCheck.MustBeSound(definition);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await AddAsync(db, viewer, name, folder, ReportJson.Write(definition), cancellationToken);
    }

    /// <summary>Changes a report that was read at <paramref name="version"/>; returns its new version.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/>, <see cref="RuleError.NotAllowed"/> where it is only shared with the viewer, <see cref="RuleError.Conflict"/>, <see cref="RuleError.ReportFaulty"/>, or the name is refused.
    /// </exception>
    public async Task<int> SaveAsync(Viewer viewer, int id, int version, string? name, string? folder, ReportDefinition definition, CancellationToken cancellationToken = default)
    {
        ReportCheck.MustBeSound(definition);
        return await ChangeAsync(viewer, id, version, report =>
        {
            report.Rename(name, folder);
            report.Redefine(ReportJson.Write(definition), time.GetUtcNow().UtcDateTime);
        }, cancellationToken);
    }

    /// <summary>Gives a report another name and folder; what it shows stays, also where it names what is gone.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>, <see cref="RuleError.NotAllowed"/>, <see cref="RuleError.Conflict"/>, or the name is refused.</exception>
    public Task<int> RenameAsync(Viewer viewer, int id, int version, string? name, string? folder, CancellationToken cancellationToken = default) =>
        ChangeAsync(viewer, id, version, report => report.Rename(name, folder), cancellationToken);

    /// <summary>Makes a private copy of any report that the viewer finds; without a name it is called a copy. Returns its id.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>, or the name is too long.</exception>
    public async Task<int> CopyAsync(Viewer viewer, string key, string? name, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (from, definition) = await ReadAsync(db, viewer, key, cancellationToken);
        if (string.IsNullOrWhiteSpace(name)) name = texts["Library_Copy", from].Value is var copy && copy.Length > 100 ? copy[..100] : copy;
        return await AddAsync(db, viewer, name, null, definition, cancellationToken);
    }

    /// <summary>The name of any report that the viewer finds, and the document by which another installation reads it.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>, or <see cref="RuleError.ReportVersion"/> where a later version of the product saved it.</exception>
    public async Task<(string Name, string Document)> ExportAsync(Viewer viewer, string key, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var (name, definition) = await ReadAsync(db, viewer, key, cancellationToken);
        return (name, ReportExchange.Write(name, ReportJson.Read(definition)));
    }

    /// <summary>With whom a report is shared, for whoever may change that.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> or <see cref="RuleError.NotAllowed"/>.</exception>
    public async Task<ReportShares> SharesAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await Seen(db, viewer).AsNoTracking().Where(r => r.Id == id).Select(r => new { r.OwnerId, r.Sharing }).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        MustEdit(viewer, report.OwnerId);
        var shares = await db.Reports.AsNoTracking().Where(r => r.Id == id).SelectMany(r => r.Shares).OrderBy(s => s.Id).Take(MostShares)
            .Select(s => new { s.PersonId, Person = s.Person!.Name, s.TeamId, Team = s.Team!.Name }).ToListAsync(cancellationToken);
        return new(report.Sharing, [.. shares.Where(s => s.PersonId != null).Select(s => new Choice(s.PersonId!.Value, s.Person))], [.. shares.Where(s => s.TeamId != null).Select(s => new Choice(s.TeamId!.Value, s.Team))]);
    }

    /// <summary>People whom the viewer knows, and all teams, by words of their names: with whom a report can be shared. At most ten of each.</summary>
    public async Task<(IReadOnlyList<Choice> People, IReadOnlyList<Choice> Teams)> ReadersAsync(Viewer viewer, string? text, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var me = viewer.PersonId;
        var people = db.People.AsNoTracking().VisibleTo(db, viewer).Where(p => p.Active && p.Id != me);
        var teams = db.Teams.AsNoTracking();
        foreach (var word in SearchText.Words(text))
        {
            people = people.Where(p => p.Search.Contains(word));
            teams = teams.Where(t => t.Search.Contains(word));
        }
        return (await people.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(10).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancellationToken),
            await teams.OrderBy(t => t.Name).ThenBy(t => t.Id).Take(10).Select(t => new Choice(t.Id, t.Name)).ToListAsync(cancellationToken));
    }

    /// <summary>Shares a report with nobody, everybody, or these people and teams. People must be known to the viewer, or be among its readers already.</summary>
    /// <exception cref="RuleException">
    /// <see cref="RuleError.NotFound"/> also of people and teams, <see cref="RuleError.NotAllowed"/>, <see cref="RuleError.Required"/> where nobody is chosen, <see cref="RuleError.InvalidValue"/> where too many are.
    /// </exception>
    public async Task ShareAsync(Viewer viewer, int id, ReportSharing sharing, IReadOnlyList<int> people, IReadOnlyList<int> teams, CancellationToken cancellationToken = default)
    {
        var (persons, groups) = (people.Distinct().ToArray(), teams.Distinct().ToArray());
        if (sharing == ReportSharing.Chosen && persons.Length + groups.Length == 0) throw new RuleException(RuleError.Required, nameof(Report.Shares));
        if (persons.Length + groups.Length > MostShares) throw new RuleException(RuleError.InvalidValue, nameof(Report.Shares));
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await Seen(db, viewer).Include(r => r.Shares).FirstOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        MustEdit(viewer, report.OwnerId);
        var added = persons.Except(report.Shares.Where(s => s.PersonId != null).Select(s => s.PersonId!.Value)).ToArray();
        if (sharing == ReportSharing.Chosen && added.Length > 0 && await db.People.VisibleTo(db, viewer).CountAsync(p => p.Active && added.Contains(p.Id), cancellationToken) < added.Length)
            throw new RuleException(RuleError.NotFound);
        if (sharing == ReportSharing.Chosen && groups.Length > 0 && await db.Teams.CountAsync(t => groups.Contains(t.Id), cancellationToken) < groups.Length) throw new RuleException(RuleError.NotFound);
        report.Share(sharing, persons, groups);
        await SaveAsync(db, report, cancellationToken);
    }

    /// <summary>Takes a report away from everybody. It can be brought back.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> or <see cref="RuleError.NotAllowed"/>.</exception>
    public Task DeleteAsync(Viewer viewer, int id, CancellationToken cancellationToken = default) => ChangeAsync(viewer, id, null, report => report.Delete(time.GetUtcNow().UtcDateTime), cancellationToken);

    /// <summary>Brings a deleted report back.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> or <see cref="RuleError.NotAllowed"/>.</exception>
    public async Task RestoreAsync(Viewer viewer, int id, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await Found(db, db.Reports, viewer).FirstOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        MustEdit(viewer, report.OwnerId);
        report.Restore();
        await SaveAsync(db, report, cancellationToken);
    }

    /// <summary>Makes a report a favourite of the viewer, or no longer.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>.</exception>
    public Task FavouriteAsync(Viewer viewer, string key, bool favourite, CancellationToken cancellationToken = default) => MarkAsync(viewer, key, mark => mark.SetFavourite(favourite), cancellationToken);

    /// <summary>Remembers that the viewer ran a report now.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/>.</exception>
    public Task RanAsync(Viewer viewer, string key, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return MarkAsync(viewer, key, mark => mark.Ran(now), cancellationToken);
    }

    private static string Key(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static int? Id(string key) => key.Length > 0 && key[0] != '0' && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The reports that the viewer finds.</summary>
    internal static IQueryable<Report> Seen(HexaDbContext db, Viewer viewer) => Found(db, db.Reports.Where(r => r.DeletedAt == null), viewer);

    // One's own, those shared with everybody, with oneself, and with a team that one is of or manages, or one above it, four levels deep: a team is meant with those below it.
    private static IQueryable<Report> Found(HexaDbContext db, IQueryable<Report> reports, Viewer viewer)
    {
        var me = viewer.PersonId;
        if (viewer.IsAdministrator) return reports.Where(r => r.OwnerId == me || r.Sharing != ReportSharing.Private);
        var managed = viewer.TeamIds.ToArray();
        var teams = db.Teams.Where(t => managed.Contains(t.Id) || db.People.Any(p => p.Id == me && p.TeamId == t.Id));
        return reports.Where(r => r.OwnerId == me || r.Sharing == ReportSharing.Everybody
            || (r.Sharing == ReportSharing.Chosen && r.Shares.Any(s => s.PersonId == me
                || (s.TeamId != null && teams.Any(t => t.Id == s.TeamId || t.ParentId == s.TeamId || t.Parent!.ParentId == s.TeamId || t.Parent.Parent!.ParentId == s.TeamId)))));
    }

    private IEnumerable<ReadyMadeReport> ReadyMade(IReadOnlyList<string> words) => readyMade.All().Where(r => SearchText.Of(r.Name) is var name && words.All(name.Contains));

    private static void MustEdit(Viewer viewer, int ownerId)
    {
        if (ownerId != viewer.PersonId && !viewer.IsAdministrator) throw new RuleException(RuleError.NotAllowed);
    }

    // A definition is written with its version and source first.
    private static ReportSource? SourceOf(string json) => Beginning().Match(json) is { Success: true } match && Enum.TryParse<ReportSource>(match.Groups[1].ValueSpan, ignoreCase: true, out var source) ? source : null;

    private static async Task<IReadOnlyList<ReportFault>> FaultsAsync(HexaDbContext db, Viewer viewer, ReportDefinition definition, CancellationToken cancellationToken) =>
        [.. ReportCheck.Of(definition), .. await MissingReferences.FindAsync(db, viewer, definition, null, cancellationToken)];

    // Name and definition, as it was saved: what is wrong in it goes along.
    private async Task<(string Name, string Definition)> ReadAsync(HexaDbContext db, Viewer viewer, string key, CancellationToken cancellationToken)
    {
        if (Id(key) is not { } id) return readyMade.Find(key) is { } ready ? (ready.Name, ReportJson.Write(ready.Definition)) : throw new RuleException(RuleError.NotFound);
        var found = await Seen(db, viewer).AsNoTracking().Where(r => r.Id == id).Select(r => new { r.Name, r.Definition }).FirstOrDefaultAsync(cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        return (found.Name, found.Definition);
    }

    private async Task<int> AddAsync(HexaDbContext db, Viewer viewer, string? name, string? folder, string definition, CancellationToken cancellationToken)
    {
        var report = new Report(viewer.PersonId, name, folder, definition, time.GetUtcNow().UtcDateTime);
        db.Reports.Add(report);
        await db.SaveChangesAsync(cancellationToken);
        return report.Id;
    }

    private async Task<int> ChangeAsync(Viewer viewer, int id, int? version, Action<Report> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var report = await Seen(db, viewer).FirstOrDefaultAsync(r => r.Id == id, cancellationToken) ?? throw new RuleException(RuleError.NotFound);
        MustEdit(viewer, report.OwnerId);
        if (version is { } read && read != report.Version) throw await ConflictAsync(db, id, cancellationToken);
        var before = report.DefinitionVersion;
        change(report);
        if (report.DefinitionVersion != before)
        {
            // One's own schedules go on with one's own change; those of others wait until their owners have looked at it.
            foreach (var schedule in await db.ReportSchedules.Where(s => s.ReportId == id && s.OwnerId == viewer.PersonId && s.AgreedVersion == before && s.DeletedAt == null).ToListAsync(cancellationToken))
                schedule.Agree(report.DefinitionVersion);
        }
        await SaveAsync(db, report, cancellationToken);
        return report.Version;
    }

    private async Task SaveAsync(HexaDbContext db, Report report, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw await ConflictAsync(db, report.Id, cancellationToken);
        }
    }

    // Nobody but its owner changes a private one; of shared ones it may have been an administrator.
    private async Task<RuleException> ConflictAsync(HexaDbContext db, int id, CancellationToken cancellationToken)
    {
        var now = await db.Reports.AsNoTracking().Where(r => r.Id == id).Select(r => new { r.Name, r.Sharing, Owner = r.Owner.Name }).FirstOrDefaultAsync(cancellationToken);
        return new RuleException(RuleError.Conflict, now?.Sharing == ReportSharing.Private ? now.Owner : texts["Library_Somebody"].Value, now?.Name ?? "");
    }

    private async Task MarkAsync(Viewer viewer, string key, Action<ReportMark> change, CancellationToken cancellationToken)
    {
        const int Attempts = 3;
        for (var attempt = 1; ; attempt++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            if (Id(key) is { } id ? !await Seen(db, viewer).AnyAsync(r => r.Id == id, cancellationToken) : readyMade.Find(key) is null) throw new RuleException(RuleError.NotFound);
            var mark = await db.ReportMarks.FirstOrDefaultAsync(m => m.PersonId == viewer.PersonId && m.ReportKey == key, cancellationToken);
            if (mark is null) db.ReportMarks.Add(mark = new ReportMark(viewer.PersonId, key));
            change(mark);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return;
            }
            catch (DbUpdateException e) when (attempt < Attempts && StorageTrouble.IsDuplicate(e))
            {
                // Another window made it at the same instant: the next attempt finds it.
            }
        }
    }

    [GeneratedRegex(@"""source"":""(\w+)""")]
    private static partial Regex Beginning();
}
