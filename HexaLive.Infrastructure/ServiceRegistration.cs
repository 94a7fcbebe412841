using HexaLive.Infrastructure.Export;
using HexaLive.Infrastructure.Features.Activity;
using HexaLive.Infrastructure.Features.Board;
using HexaLive.Infrastructure.Features.Calendar;
using HexaLive.Infrastructure.Features.Clients;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Dedications;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.Jobs;
using HexaLive.Infrastructure.Features.Mails;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Infrastructure.Features.Projects;
using HexaLive.Infrastructure.Features.Reminders;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Search;
using HexaLive.Infrastructure.Features.Settings;
using HexaLive.Infrastructure.Features.Setup;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Features.TaskTypes;
using HexaLive.Infrastructure.Features.Week;
using HexaLive.Infrastructure.Jobs;
using HexaLive.Infrastructure.Live;
using HexaLive.Infrastructure.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure;

/// <summary>What features need, in one list.</summary>
public static class ServiceRegistration
{
    /// <summary>Registers every use case and the live feed. The database (<see cref="Persistence.Database.AddHexaDatabase"/>), the <see cref="ImportFolder"/> and the <see cref="MailFolder"/> are registered apart.</summary>
    public static IServiceCollection AddHexaFeatures(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddDataProtection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<SiteAddress>();
        services.AddSingleton<Mailer>();
        services.AddSingleton<ActivityFeed>();
        services.AddSingleton<LiveNotes>();
        services.AddSingleton<Viewers>();
        services.AddSingleton<Profiles>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<DedicationLog>();
        services.AddSingleton<LogForm>();
        services.AddSingleton<Reviews>();
        services.AddSingleton<ControlFeed>();
        services.AddSingleton<ControlRoom>();
        services.AddSingleton<RoomCharts>();
        services.AddSingleton<PromiseLedger>();
        services.AddSingleton<SilenceRadar>();
        services.AddSingleton<TaskSearch>();
        services.AddSingleton<GlobalSearch>();
        services.AddSingleton<TaskList>();
        services.AddSingleton<TaskExplorer>();
        services.AddSingleton<TaskBulk>();
        services.AddSingleton<TaskBoard>();
        services.AddSingleton<SavedViews>();
        services.AddSingleton<TaskCard>();
        services.AddSingleton<TaskPlaces>();
        services.AddSingleton<TaskEditing>();
        services.AddSingleton<Diary>();
        services.AddSingleton<ProjectList>();
        services.AddSingleton<ProjectEditing>();
        services.AddSingleton<NewYear>();
        services.AddSingleton<ClientList>();
        services.AddSingleton<ClientEditing>();
        services.AddSingleton<ClientMerging>();
        services.AddSingleton<DueFlagging>();
        services.AddSingleton<OverdueChasing>();
        services.AddSingleton<ReminderTelling>();
        services.AddSingleton<Digests>();
        services.AddSingleton<ReminderChoices>();
        services.AddSingleton<ReminderLinks>();
        services.AddSingleton<ReminderList>();
        services.AddSingleton<MailWriter>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailSweep>();
        services.AddSingleton<JobLog>();
        services.AddSingleton<ImportJobs>();
        services.AddSingleton<ImportUndo>();
        services.AddSingleton<PresetEditing>();
        services.AddSingleton<PresetPreview>();
        services.AddSingleton<TeamEditing>();
        services.AddSingleton<WeekSheet>();
        services.AddSingleton<PersonList>();
        services.AddSingleton<PeopleAdmin>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<HandOver>();
        services.AddSingleton<CompanySettings>();
        services.AddSingleton<HolidayEditing>();
        services.AddSingleton<WorkingWeekEditing>();
        services.AddSingleton<FollowUpEditing>();
        services.AddSingleton<Absences>();
        services.AddSingleton<Meanwhile>();
        services.AddSingleton<CalendarFeeds>();
        services.AddSingleton<JobHistory>();
        services.AddSingleton<ReportRunner>();
        services.AddSingleton<ReportWords>();
        services.AddSingleton<VisitSheets>();
        services.AddSingleton<FaultWords>();
        services.AddSingleton<ReadyMadeReports>();
        services.AddSingleton<ReportLibrary>();
        services.AddSingleton<ReportFiles>();
        services.AddSingleton<ReportSchedules>();
        services.AddSingleton<ReportSending>();
        services.AddSingleton<ReportLinks>();
        services.AddSingleton<ReportMails>();
        services.AddSingleton<ReportReferences>();
        services.AddSingleton<ReportSentences>();
        return services;
    }

    /// <summary>What makes one process a node among others: the tail of what they write, and the doorbell that wakes it. Started before the first request is taken.</summary>
    public static IServiceCollection AddHexaNode(this IServiceCollection services)
    {
        services.AddSingleton<ActivityTail>().AddHostedService(sp => sp.GetRequiredService<ActivityTail>());
        services.AddSingleton<Doorbell>().AddHostedService(sp => sp.GetRequiredService<Doorbell>());
        return services;
    }
}
