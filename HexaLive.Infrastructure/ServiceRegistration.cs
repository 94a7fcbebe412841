using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Absences;
using HexaLive.Infrastructure.Features.Account;
using HexaLive.Infrastructure.Features.ApiKeys;
using HexaLive.Infrastructure.Features.Board;
using HexaLive.Infrastructure.Features.Calendar;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Company;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Infrastructure.Features.FollowUp;
using HexaLive.Infrastructure.Features.Holidays;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Jobs;
using HexaLive.Infrastructure.Features.Live;
using HexaLive.Infrastructure.Features.Mail;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Presets;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Renewals;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Reviews;
using HexaLive.Infrastructure.Features.Search;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.Teams;
using HexaLive.Infrastructure.Features.Timers;
using HexaLive.Infrastructure.Features.VisitSheets;
using HexaLive.Infrastructure.Features.Week;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Mail;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Infrastructure.Reporting.Documents;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure;

/// <summary>Registers the services of this project.</summary>
public static class ServiceRegistration
{
    /// <summary>
    /// Registers every use case and the live feed. The database (<see cref="Data.Database.AddHexaDatabase"/>), the
    /// <see cref="ImportFolder"/> and the <see cref="MailFolder"/> must be registered separately.
    /// </summary>
    public static IServiceCollection AddHexaFeatures(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddDataProtection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ActivityFeed>();
        services.AddSingleton<LiveNotes>();
        services.AddSingleton<Viewers>();
        services.AddSingleton<JobRunner>();
        services.AddSingleton<JobHistory>();
        AddTasks(services);
        AddClientsAndProjects(services);
        AddControlRoom(services);
        AddRemindersAndMail(services);
        AddPeopleAndSettings(services);
        AddReports(services);
        return services;
    }

    /// <summary>
    /// Registers the services that connect this process with other nodes: the poller, which reads the activity that other nodes
    /// save, and the Redis notifier, which wakes the poller. Both start before the first request is served.
    /// </summary>
    public static IServiceCollection AddHexaNode(this IServiceCollection services)
    {
        services.AddSingleton<ActivityPoller>().AddHostedService(sp => sp.GetRequiredService<ActivityPoller>());
        services.AddSingleton<RedisChangeNotifier>().AddHostedService(sp => sp.GetRequiredService<RedisChangeNotifier>());
        return services;
    }

    private static void AddTasks(IServiceCollection services)
    {
        services.AddSingleton<DedicationLog>();
        services.AddSingleton<LogFormData>();
        services.AddSingleton<WorkTimers>();
        services.AddSingleton<TaskSearch>();
        services.AddSingleton<GlobalSearch>();
        services.AddSingleton<TaskList>();
        services.AddSingleton<TaskExplorer>();
        services.AddSingleton<BulkTaskEditing>();
        services.AddSingleton<TaskBoard>();
        services.AddSingleton<SavedViews>();
        services.AddSingleton<TaskDetails>();
        services.AddSingleton<ProjectPicker>();
        services.AddSingleton<TaskCreation>();
        services.AddSingleton<TaskEditing>();
        services.AddSingleton<TaskWriter>();
        services.AddSingleton<DiaryList>();
        services.AddSingleton<WeekSheet>();
        services.AddSingleton<CalendarFeeds>();
    }

    private static void AddClientsAndProjects(IServiceCollection services)
    {
        services.AddSingleton<ProjectList>();
        services.AddSingleton<ProjectEditing>();
        services.AddSingleton<ProjectRenewals>();
        services.AddSingleton<RenewalList>();
        services.AddSingleton<RenewalUndo>();
        services.AddSingleton<ClientList>();
        services.AddSingleton<ClientEditing>();
        services.AddSingleton<ClientMerging>();
        services.AddSingleton<ImportJobs>();
        services.AddSingleton<ImportUndo>();
    }

    private static void AddControlRoom(IServiceCollection services)
    {
        services.AddSingleton<EntryReviews>();
        services.AddSingleton<ReviewQueue>();
        services.AddSingleton<ControlFeed>();
        services.AddSingleton<ControlRoom>();
        services.AddSingleton<ControlRoomPeople>();
        services.AddSingleton<ControlRoomChoices>();
        services.AddSingleton<WallEntries>();
        services.AddSingleton<ControlRoomCharts>();
        services.AddSingleton<PromiseStatistics>();
        services.AddSingleton<InactiveClients>();
    }

    private static void AddRemindersAndMail(IServiceCollection services)
    {
        services.AddSingleton<Mailer>();
        services.AddSingleton<DueFlagging>();
        services.AddSingleton<OverdueChasing>();
        services.AddSingleton<ReminderMailQueueing>();
        services.AddSingleton<DigestQueueing>();
        services.AddSingleton<ReminderSettingsEditing>();
        services.AddSingleton<ReminderLinks>();
        services.AddSingleton<ReminderList>();
        services.AddSingleton<ReminderMailTexts>();
        services.AddScoped<IMailBuilder, ReminderMailBuilder>();
        services.AddScoped<IMailBuilder, DigestMailBuilder>();
        services.AddScoped<IMailBuilder, ReportMailBuilder>();
        services.AddScoped<IMailBuilder, ScheduleStopMailBuilder>();
        services.AddSingleton<MailComposer>();
        services.AddScoped<MailRenderer>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailSweep>();
    }

    private static void AddPeopleAndSettings(IServiceCollection services)
    {
        services.AddSingleton<ProfileEditing>();
        services.AddSingleton<InitialSetup>();
        services.AddSingleton<PresetEditing>();
        services.AddSingleton<PresetPreview>();
        services.AddSingleton<TeamEditing>();
        services.AddSingleton<PersonList>();
        services.AddSingleton<PeopleAdministration>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<InvitationSending>();
        services.AddSingleton<PasswordResetSending>();
        services.AddSingleton<ApiKeyEditing>();
        services.AddSingleton<PersonDeactivation>();
        services.AddSingleton<CompanySettings>();
        services.AddSingleton<PhoneKeyUpdate>();
        services.AddSingleton<HolidayEditing>();
        services.AddSingleton<WorkingWeekEditing>();
        services.AddSingleton<FollowUpEditing>();
        services.AddSingleton<AbsenceEditing>();
        services.AddSingleton<AbsenceSummaries>();
    }

    private static void AddReports(IServiceCollection services)
    {
        services.AddSingleton<ReportRunner>();
        services.AddSingleton<ReportNames>();
        services.AddSingleton<VisitSheetReader>();
        services.AddSingleton<VisitPreparations>();
        services.AddSingleton<ValidationMessages>();
        services.AddSingleton<BuiltInReports>();
        services.AddSingleton<ReportLibrary>();
        services.AddSingleton<ReportSearch>();
        services.AddSingleton<ReportStore>();
        services.AddSingleton<ReportEditing>();
        services.AddSingleton<ReportSharingEditing>();
        services.AddSingleton<PersonalReportStates>();
        services.AddSingleton<ReportFiles>();
        services.AddSingleton<ReportSchedules>();
        services.AddSingleton<ReportScheduleEditing>();
        services.AddSingleton<ReportScheduleQueueing>();
        services.AddSingleton<ReportLinks>();
        services.AddSingleton<MailTableReader>();
        services.AddSingleton<ScheduledReportRenderer>();
        services.AddSingleton<ReportReferences>();
        services.AddSingleton<ReportSentences>();
    }
}
