using HexaLive.Domain;
using HexaLive.Domain.Activity;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Import;
using HexaLive.Domain.Jobs;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Live;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace HexaLive.Infrastructure.Persistence;

/// <summary>
/// The database. Use one for one operation, from its factory. Saving raises versions, keeps <see cref="Participation"/> in step, and
/// tells the live feed of new activity once it is committed.
/// </summary>
public abstract class HexaDbContext(DbContextOptions options) : IdentityUserContext<HexaUser, int>(options), IDataProtectionKeyContext
{
    private readonly List<ActivityEntry> _written = [];
    private ActivityFeed? _feed;
    private WriteGate? _gate;

    public DbSet<Team> Teams => Set<Team>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<Participation> Participations => Set<Participation>();
    public DbSet<Client> Clients => Set<Client>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ProjectRenewal> ProjectRenewals => Set<ProjectRenewal>();
    public DbSet<WorkTask> Tasks => Set<WorkTask>();
    public DbSet<TaskType> TaskTypes => Set<TaskType>();
    public DbSet<IncidenceOrigin> Origins => Set<IncidenceOrigin>();
    public DbSet<Dedication> Dedications => Set<Dedication>();
    public DbSet<Review> Reviews => Set<Review>();
    public DbSet<DedicationRevision> DedicationRevisions => Set<DedicationRevision>();
    public DbSet<Promise> Promises => Set<Promise>();
    public DbSet<SavedView> SavedViews => Set<SavedView>();
    public DbSet<Reminder> Reminders => Set<Reminder>();
    public DbSet<ReminderChoice> ReminderChoices => Set<ReminderChoice>();
    public DbSet<FollowUpRules> FollowUpRules => Set<FollowUpRules>();
    public DbSet<OutgoingMail> Mails => Set<OutgoingMail>();
    public DbSet<Absence> Absences => Set<Absence>();
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();
    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();
    public DbSet<JobRun> JobRuns => Set<JobRun>();
    public DbSet<ActivityEntry> Activity => Set<ActivityEntry>();
    public DbSet<DiaryVisit> DiaryVisits => Set<DiaryVisit>();
    public DbSet<Holiday> Holidays => Set<Holiday>();
    public DbSet<CompanyWeek> CompanyWeek => Set<CompanyWeek>();
    public DbSet<CompanyProfile> Company => Set<CompanyProfile>();
    public DbSet<ImportRecord> Imports => Set<ImportRecord>();
    public DbSet<ImportChange> ImportChanges => Set<ImportChange>();
    public DbSet<WorkTimer> Timers => Set<WorkTimer>();
    public DbSet<Report> Reports => Set<Report>();
    public DbSet<ReportMark> ReportMarks => Set<ReportMark>();
    public DbSet<ReportSchedule> ReportSchedules => Set<ReportSchedule>();
    public DbSet<ReportDelivery> ReportDeliveries => Set<ReportDelivery>();
    public DbSet<SheetPrint> SheetPrints => Set<SheetPrint>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Says which activity a set-based write has added, to be told of after the commit. Only inside <see cref="WriteAsync"/>.</summary>
    internal void Written(IEnumerable<ActivityEntry> activity) => _written.AddRange(activity);

    internal void Use(ActivityFeed? feed, WriteGate? gate) => (_feed, _gate) = (feed, gate);

    /// <inheritdoc />
    /// <exception cref="NotSupportedException">For anything but the keys of Data Protection, which knows no other way.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        ChangeTracker.Entries().All(e => e.Entity is DataProtectionKey)
            ? base.SaveChanges(acceptAllChangesOnSuccess)
            : throw new NotSupportedException("Save asynchronously: writes wait for their turn.");

    /// <inheritdoc />
    /// <exception cref="RuleException"><see cref="RuleError.StorageUnavailable"/> where the database takes no changes.</exception>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        WriteAsync(() => SaveInsideAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);

    /// <summary>
    /// Runs several saves or set-based changes as one transaction, alone among this process's writers on SQLite. Prepare reads before: others wait.
    /// Inside a running one it joins it.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null) return await work();
        using var turn = _gate is null ? null : await _gate.EnterAsync(cancellationToken);
        T result;
        try
        {
            _written.Clear();
            // A failed save ends the whole transaction: nobody goes back to a savepoint.
            Database.AutoSavepointsEnabled = false;
            await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
            result = await work();
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (StorageTrouble.Is(e))
        {
            throw new RuleException(RuleError.StorageUnavailable);
        }
        if (_feed is not null && _written.Count > 0) _feed.Publish(_written.Select(LiveEvent.Of).ToList());
        _written.Clear();
        return result;
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(HexaDbContext).Assembly);
    }

    private async Task<int> SaveInsideAsync(bool accept, CancellationToken cancellationToken)
    {
        ChangeTracker.DetectChanges();
        var detects = ChangeTracker.AutoDetectChangesEnabled;
        // From here on only what the tracker is told of changes: looking for changes again at each step would cost more than the save.
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in ChangeTracker.Entries().Where(e => e.State == EntityState.Modified))
            {
                if (entry.Metadata.FindProperty(Configurations.Shared.Version) is { IsConcurrencyToken: true } version)
                    entry.Property(version).CurrentValue = (int)entry.Property(version).OriginalValue! + 1;
            }
            await MustNotBeMergedAsync(cancellationToken);
            var touched = ParticipationKeeper.Collect(ChangeTracker);
            var activity = ChangeTracker.Entries<ActivityEntry>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToList();
            var count = await base.SaveChangesAsync(accept, cancellationToken);
            if (await ParticipationKeeper.ApplyAsync(this, touched, cancellationToken)) await base.SaveChangesAsync(accept, cancellationToken);
            _written.AddRange(activity);
            return count;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = detects;
        }
    }

    // What is new goes to no client that was merged away since it was read; changes of what is there are stopped by its version. An entry is logged again by
    // whoever lost the race.
    private async Task MustNotBeMergedAsync(CancellationToken cancellationToken)
    {
        var added = ChangeTracker.Entries().Where(e => e.State == EntityState.Added && e.Entity is Contact or Project or WorkTask or Dedication).ToList();
        var clients = added.Select(ClientOf).Where(id => id > 0).Distinct().ToArray();
        if (clients.Length == 0 || await Clients.CountAsync(c => clients.Contains(c.Id) && c.MergedIntoId == null, cancellationToken) == clients.Length) return;
        var merged = await Clients.AsNoTracking().Where(c => clients.Contains(c.Id) && c.MergedIntoId != null)
            .Join(Clients, c => c.MergedIntoId, k => k.Id, (c, k) => new { c.Id, k.Name }).FirstOrDefaultAsync(cancellationToken);
        // One that is not there at all is told by the database.
        if (merged is null) return;
        if (added.TrueForAll(e => e.Entity is Dedication || ClientOf(e) != merged.Id)) throw new DbUpdateConcurrencyException($"Merged into {merged.Name}.");
        throw new RuleException(RuleError.ClientMerged, merged.Name);

        static int ClientOf(EntityEntry entry) => (int)entry.Property("ClientId").CurrentValue!;
    }
}

/// <summary>One write at a time in this process: on SQLite the shortest tail with several writers.</summary>
public sealed class WriteGate : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn; dispose what it returns to hand it on.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>Keeps <see cref="Participation"/> rows in step with the tasks, projects and dedications they follow from.</summary>
internal static class ParticipationKeeper
{
    internal sealed record Touched(List<Func<(int Client, int Person)>> Present, List<(int Client, int Person)> MaybeGone);

    internal static Touched Collect(ChangeTracker tracker)
    {
        var touched = new Touched([], []);
        foreach (var entry in tracker.Entries().Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted))
        {
            // Ids of new rows are known only after the save: read them late.
            switch (entry.Entity)
            {
                case WorkTask task:
                    Add(entry, nameof(WorkTask.ResponsibleId), () => (task.ClientId, task.ResponsibleId));
                    Add(entry, nameof(WorkTask.ControllerId), () => (task.ClientId, task.ControllerId));
                    Add(entry, nameof(WorkTask.OriginatorId), () => (task.ClientId, task.OriginatorId));
                    break;
                case Project { ManagerId: not null } project:
                    Add(entry, nameof(Project.ManagerId), () => (project.ClientId, project.ManagerId!.Value));
                    break;
                case Project:
                    Gone(entry, nameof(Project.ManagerId));
                    break;
                case Dedication when entry.State == EntityState.Deleted:
                    Gone(entry, nameof(Dedication.PersonId));
                    break;
                case Dedication dedication when entry.State == EntityState.Added:
                    touched.Present.Add(() => (dedication.ClientId, dedication.PersonId));
                    break;
            }
        }
        return touched;

        void Add(EntityEntry entry, string property, Func<(int, int)> pair)
        {
            if (entry.State == EntityState.Added || (entry.State == EntityState.Modified && entry.Property(property).IsModified)) touched.Present.Add(pair);
            Gone(entry, property);
        }

        void Gone(EntityEntry entry, string property)
        {
            var person = entry.Property(property);
            if ((entry.State == EntityState.Deleted || (entry.State == EntityState.Modified && person.IsModified)) && person.OriginalValue is int before)
                touched.MaybeGone.Add(((int)entry.Property("ClientId").OriginalValue!, before));
        }
    }

    /// <summary>Adds what is missing (returns whether a save is needed), and deletes what nothing supports any more.</summary>
    internal static async Task<bool> ApplyAsync(HexaDbContext db, Touched touched, CancellationToken cancellationToken)
    {
        var added = false;
        var wanted = touched.Present.Select(p => p()).Where(p => p is { Client: > 0, Person: > 0 }).ToHashSet();
        if (wanted.Count > 0)
        {
            var clients = wanted.Select(w => w.Client).Distinct().ToArray();
            var people = wanted.Select(w => w.Person).Distinct().ToArray();
            var known = await db.Participations.AsNoTracking()
                .Where(p => clients.Contains(p.ClientId) && people.Contains(p.PersonId))
                .Select(p => new { p.ClientId, p.PersonId }).ToListAsync(cancellationToken);
            wanted.ExceptWith(known.Select(k => (k.ClientId, k.PersonId)));
            wanted.ExceptWith(db.Participations.Local.Select(p => (p.ClientId, p.PersonId)));
            db.Participations.AddRange(wanted.Select(w => new Participation(w.Person, w.Client)));
            added = wanted.Count > 0;
        }
        foreach (var (client, person) in touched.MaybeGone.Distinct())
        {
            await db.Participations
                .Where(p => p.ClientId == client && p.PersonId == person)
                .Where(p => !db.Tasks.Any(t => t.ClientId == client && (t.ResponsibleId == person || t.ControllerId == person || t.OriginatorId == person)))
                .Where(p => !db.Projects.Any(j => j.ClientId == client && j.ManagerId == person))
                .Where(p => !db.Dedications.Any(d => d.ClientId == client && d.PersonId == person))
                .ExecuteDeleteAsync(cancellationToken);
        }
        return added;
    }
}
