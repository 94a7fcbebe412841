using HexaLive.Domain;
using HexaLive.Domain.Absences;
using HexaLive.Domain.Activity;
using HexaLive.Domain.ApiKeys;
using HexaLive.Domain.Calendar;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Company;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.Diary;
using HexaLive.Domain.FollowUp;
using HexaLive.Domain.Holidays;
using HexaLive.Domain.Import;
using HexaLive.Domain.Jobs;
using HexaLive.Domain.Mail;
using HexaLive.Domain.People;
using HexaLive.Domain.Presets;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Reminders;
using HexaLive.Domain.Renewals;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Reviews;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.Teams;
using HexaLive.Domain.Timers;
using HexaLive.Domain.VisitSheets;
using HexaLive.Infrastructure.Data.Configurations;
using HexaLive.Infrastructure.Features.Calendar;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Renewals;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Identity;
using HexaLive.Infrastructure.Live;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage;

namespace HexaLive.Infrastructure.Data;

/// <summary>
/// The database context. Create a new context from the factory for each operation. Saving also increments row versions, updates the
/// <see cref="Participation"/> rows, and publishes new activity to the live feed after the commit.
/// </summary>
public abstract class HexaDbContext(DbContextOptions options) : IdentityUserContext<HexaUser, int>(options), IDataProtectionKeyContext
{
    private readonly List<ActivityEntry> _unpublished = [];
    private ActivityFeed? _feed;
    private WriteLock? _writeLock;

    public DbSet<Team> Teams => Set<Team>();
    public DbSet<Person> People => Set<Person>();
    public DbSet<Participation> Participations => Set<Participation>();
    public DbSet<Client> Clients => Set<Client>();
    public DbSet<Contact> Contacts => Set<Contact>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ProjectRenewal> ProjectRenewals => Set<ProjectRenewal>();
    public DbSet<WorkTask> Tasks => Set<WorkTask>();
    public DbSet<TaskType> TaskTypes => Set<TaskType>();
    public DbSet<TaskOrigin> Origins => Set<TaskOrigin>();
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
    public DbSet<PersonalReportState> PersonalReportStates => Set<PersonalReportState>();
    public DbSet<ReportSchedule> ReportSchedules => Set<ReportSchedule>();
    public DbSet<ReportDelivery> ReportDeliveries => Set<ReportDelivery>();
    public DbSet<VisitPreparation> VisitPreparations => Set<VisitPreparation>();
    public DbSet<EndedSession> EndedSessions => Set<EndedSession>();
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>
    /// Registers activity rows that a set-based write inserted, so that they are published after the commit. Call this method only
    /// inside <see cref="WriteAsync"/>.
    /// </summary>
    internal void PublishAfterCommit(IEnumerable<ActivityEntry> activity) => _unpublished.AddRange(activity);

    /// <summary>
    /// Sets the feed to which saved activity is published, and the lock for which each save waits. Null disables the feed or the
    /// lock.
    /// </summary>
    internal void Attach(ActivityFeed? feed, WriteLock? writeLock) => (_feed, _writeLock) = (feed, writeLock);

    /// <inheritdoc />
    /// <exception cref="NotSupportedException">
    /// The changes contain anything other than Data Protection keys. Data Protection has no asynchronous store, so only these keys
    /// may be saved synchronously.
    /// </exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        ChangeTracker.Entries().All(e => e.Entity is DataProtectionKey)
            ? base.SaveChanges(acceptAllChangesOnSuccess)
            : throw new NotSupportedException("Save asynchronously: writes wait for the write lock.");

    /// <inheritdoc />
    /// <exception cref="RuleException">
    /// <see cref="RuleError.StorageUnavailable"/> if the database cannot be written at the moment.
    /// </exception>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        WriteAsync(() => SaveInTransactionAsync(acceptAllChangesOnSuccess, cancellationToken), cancellationToken);

    /// <summary>
    /// Runs several saves or set-based changes in one transaction, or in the running transaction if there is one. Run slow reads
    /// before the call, because on SQLite this process runs only one write at a time.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null)
            return await work();
        using var held = _writeLock is null ? null : await _writeLock.AcquireAsync(cancellationToken);
        T result;
        try
        {
            _unpublished.Clear();
            // A failed save aborts the whole transaction, so savepoints are not needed.
            Database.AutoSavepointsEnabled = false;
            await using var transaction = await BeginTransactionAsync(cancellationToken);
            result = await work();
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseErrors.IsUnavailable(e))
        {
            throw new RuleException(RuleError.StorageUnavailable);
        }
        if (_feed is not null && _unpublished.Count > 0)
            _feed.Publish(_unpublished.Select(LiveEvent.From).ToList());
        _unpublished.Clear();
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

    // If the transaction cannot begin, EF Core leaves the connection open, and the pooled context would keep it.
    private async Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Database.BeginTransactionAsync(cancellationToken);
        }
        catch
        {
            await Database.CloseConnectionAsync();
            throw;
        }
    }

    private async Task<int> SaveInTransactionAsync(bool accept, CancellationToken cancellationToken)
    {
        ChangeTracker.DetectChanges();
        var autoDetect = ChangeTracker.AutoDetectChangesEnabled;
        // The changes were just detected. Detecting them again at each step would take longer than the save.
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            AddActivity();
            var tasks = GetTasksWithChangedPromise();
            foreach (var entry in ChangeTracker.Entries().Where(e => e.State == EntityState.Modified || tasks.Contains(e.Entity)).ToList())
            {
                if (entry.Metadata.FindProperty(ConfigurationExtensions.Version) is { IsConcurrencyToken: true } version)
                    entry.Property(version).CurrentValue = (int)entry.Property(version).OriginalValue! + 1;
            }
            await EnsureClientsNotMergedAsync(cancellationToken);
            var participations = ParticipationSync.CollectChanges(ChangeTracker);
            var activity = ChangeTracker.Entries<ActivityEntry>().Where(e => e.State == EntityState.Added).Select(e => e.Entity).ToList();
            var count = await base.SaveChangesAsync(accept, cancellationToken);
            if (await participations.ApplyAsync(this, cancellationToken))
                await base.SaveChangesAsync(accept, cancellationToken);
            _unpublished.AddRange(activity);
            return count;
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = autoDetect;
        }
    }

    // The activity rows of clients, projects and tasks are saved through a navigation. Add the rows of all other entities here.
    private void AddActivity()
    {
        foreach (var entry in ChangeTracker.Entries<RecordedEntity>().ToList())
            if (entry.Metadata.FindNavigation(nameof(WorkTask.Activity)) is null)
                Activity.AddRange(entry.Entity.DrainActivity());
    }

    // Increment the version of a task when its open promise changes, even if no column of the task changes. For example, an entry that
    // promises the same date again changes only the promise.
    private HashSet<object> GetTasksWithChangedPromise() =>
        [
            .. ChangeTracker
                .Entries<Promise>()
                .Where(p => p.State == EntityState.Added || (p.State == EntityState.Modified && p.Property(x => x.Outcome).IsModified))
                .Select(p => p.Entity.Task)
                .Where(t => t is not null && Entry(t).State == EntityState.Unchanged),
        ];

    // Check that the clients of new rows were not merged since they were read. Updates detect a merge by the row version, but
    // inserts do not. If only entries are affected, throw a concurrency exception, so that logging these entries is retried.
    private async Task EnsureClientsNotMergedAsync(CancellationToken cancellationToken)
    {
        var added = ChangeTracker
            .Entries()
            .Where(e => e.State == EntityState.Added && e.Entity is Contact or Project or WorkTask or Dedication)
            .ToList();
        var clients = added.Select(ClientOf).Where(id => id > 0).Distinct().ToArray();
        if (
            clients.Length == 0
            || await Clients.CountAsync(c => clients.Contains(c.Id) && c.MergedIntoId == null, cancellationToken) == clients.Length
        )
            return;
        var merged = await Clients
            .AsNoTracking()
            .Where(c => clients.Contains(c.Id) && c.MergedIntoId != null)
            .Join(Clients, c => c.MergedIntoId, k => k.Id, (c, k) => new { c.Id, k.Name })
            .FirstOrDefaultAsync(cancellationToken);
        // The client does not exist, so the foreign key will reject the save.
        if (merged is null)
            return;
        if (added.TrueForAll(e => e.Entity is Dedication || ClientOf(e) != merged.Id))
            throw new DbUpdateConcurrencyException($"Merged into {merged.Name}.");
        throw new RuleException(RuleError.ClientMerged, merged.Name);

        static int ClientOf(EntityEntry entry) => (int)entry.Property("ClientId").CurrentValue!;
    }
}
