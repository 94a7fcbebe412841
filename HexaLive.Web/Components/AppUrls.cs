using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Control;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Features.Tasks;

namespace HexaLive.Web.Components;

/// <summary>
/// Every address of the application. Constants are complete addresses, or route templates if their name ends in <c>Route</c>. Methods
/// build the addresses that contain an id or query-string values.
/// </summary>
public static partial class AppUrls
{
    public const string Home = "/";
    public const string Today = "/today";
    public const string Week = "/week";
    public const string Board = "/board";
    public const string Absences = "/absences";
    public const string Setup = "/setup";
    public const string Error = "/error";
    public const string NotFound = "/not-found";

    public const string Tasks = "/tasks";
    public const string NewTask = "/tasks/new";
    public const string TaskRoute = "/tasks/{Number:int}";
    public const string EditTaskRoute = "/tasks/{Number:int}/edit";
    public const string TaskCalendarRoute = "/tasks/{id:int}/calendar.ics";
    public const string TaskExportRoute = "/tasks/export.{format:regex(^(csv|xlsx)$)}";

    public const string Clients = "/clients";
    public const string NewClient = "/clients/new";
    public const string ClientRoute = "/clients/{Id:int}";
    public const string MergeClientRoute = "/clients/{Id:int}/merge";
    public const string ClientSheetRoute = "/clients/{ClientId:int}/sheet";

    public const string Projects = "/projects";
    public const string NewProject = "/projects/new";
    public const string Renewals = "/projects/new-year";
    public const string ProjectRoute = "/projects/{Id:int}";
    public const string ProjectSheetRoute = "/projects/{ProjectId:int}/sheet";

    public const string People = "/people";
    public const string PersonRoute = "/people/{Id:int}";
    public const string PersonAbsencesRoute = "/people/{Id:int}/absences";

    public const string Control = "/control";
    public const string InactiveClients = "/control/silence";
    public const string Promises = "/control/promises";

    public const string SnoozeReminder = "/reminders/snooze";
    public const string UnsubscribeReminder = "/reminders/unsubscribe";

    public const string CompanyLogo = "/company/logo";
    public const string ThemeStylesRoute = "/theme.{version}.css";
    public const string Calendars = "/calendar";
    public const string CalendarFeedRoute = "/calendar/{secret}.ics";
    public const string LiveHub = "/hubs/live";
    public const string JobsDashboard = "/jobs";
    public const string Health = "/health";
    public const string HealthLive = "/health/live";
    public const string HealthReady = "/health/ready";

    /// <summary>The address of a version of the theme's style sheet.</summary>
    public static string ThemeStyles(string version) => $"/theme.{version}.css";

    /// <summary>The page of a task.</summary>
    public static string Task(int id) => BuildPath(Tasks, id);

    /// <summary>The form of a task.</summary>
    public static string EditTask(int id) => BuildPath(Tasks, id, "edit");

    /// <summary>The calendar file of a task's next action.</summary>
    public static string TaskCalendar(int id) => BuildPath(Tasks, id, "calendar.ics");

    /// <summary>The form for a new task, optionally with the client, project or contact filled in.</summary>
    public static string NewTaskFor(int? client = null, int? project = null, int? contact = null) =>
        AppendQuery(
            NewTask,
            ("client", QueryValue.FormatValue(client)),
            ("project", QueryValue.FormatValue(project)),
            ("contact", QueryValue.FormatValue(contact))
        );

    /// <summary>
    /// The list of the tasks that match a filter. An empty filter opens the person's default view, unless <paramref name="plain"/> is true.
    /// </summary>
    public static string TaskList(TaskFilter filter, bool plain = false) =>
        AppendQuery(Tasks, [("view", plain ? "0" : null), .. TaskAddress.ToValues(filter)]);

    /// <summary>The address of <paramref name="page"/> with a saved view open. If the view is null, the page opens no view.</summary>
    public static string TaskView(string page, SavedViewRow? view) =>
        AppendQuery(page, [("view", QueryValue.FormatValue(view?.Id ?? 0)), .. view is null ? [] : TaskAddress.ToValues(view.Content)]);

    /// <summary>The export file of the task list. The format is <c>csv</c> or <c>xlsx</c>.</summary>
    public static string TaskExport(string format, TaskViewContent content) =>
        AppendQuery($"{Tasks}/export.{format}", TaskAddress.ToValues(content));

    /// <summary>The page of a client, optionally with only one person's entries.</summary>
    public static string Client(int id, int? personId = null) =>
        AppendQuery(BuildPath(Clients, id), ("by", QueryValue.FormatValue(personId)));

    /// <summary>The page of a client with one of its forms open.</summary>
    public static string EditClient(int id, string form) => AppendQuery(Client(id), ("edit", form));

    /// <summary>The page that merges a client with another.</summary>
    public static string MergeClient(int id, int? otherClientId = null, bool swapped = false) =>
        AppendQuery(BuildPath(Clients, id, "merge"), ("with", QueryValue.FormatValue(otherClientId)), ("swap", swapped ? "true" : null));

    /// <summary>The visit sheet of a client.</summary>
    public static string ClientSheet(int id) => BuildPath(Clients, id, "sheet");

    /// <summary>The page of a project, optionally with only one person's entries.</summary>
    public static string Project(int id, int? personId = null) =>
        AppendQuery(BuildPath(Projects, id), ("by", QueryValue.FormatValue(personId)));

    /// <summary>The page of a project with its form open.</summary>
    public static string EditProject(int id) => AppendQuery(Project(id), ("edit", "project"));

    /// <summary>The visit sheet of a project.</summary>
    public static string ProjectSheet(int id) => BuildPath(Projects, id, "sheet");

    /// <summary>The form for a new project of a client.</summary>
    public static string NewProjectOfClient(int client) => AppendQuery(NewProject, ("client", QueryValue.FormatValue(client)));

    /// <summary>The projects of a year.</summary>
    public static string ProjectsOfYear(int year) => AppendQuery(Projects, ("year", QueryValue.FormatValue(year)));

    /// <summary>The page of a person, optionally with the entries of some days.</summary>
    public static string Person(int id, DateOnly? from = null, DateOnly? to = null) =>
        AppendQuery(BuildPath(People, id), ("from", QueryValue.FormatValue(from)), ("to", QueryValue.FormatValue(to)));

    /// <summary>The absences of a person.</summary>
    public static string PersonAbsences(int id) => BuildPath(People, id, "absences");

    /// <summary>The control room with the entries that wait for a review.</summary>
    public static string ControlWaiting => AppendQuery(Control, ("waiting", "1"));

    /// <summary>The charts of the control room.</summary>
    public static string ControlCharts => AppendQuery(Control, ("view", "charts"));

    /// <summary>The wall screen of the control room.</summary>
    public static string ControlWall => AppendQuery(Control, ("wall", "1"));

    /// <summary>The promises of a person.</summary>
    public static string PromisesOfPerson(int person) =>
        AppendQuery(Promises, ("outcome", "any"), ("person", QueryValue.FormatValue(person)));

    /// <summary>The page that a reminder e-mail links to, and that snoozes the reminder.</summary>
    public static string Snooze(string choice, string link) => AppendQuery(SnoozeReminder, ("to", choice), ("link", link));

    /// <summary>The page that a reminder e-mail links to, and that stops these e-mails.</summary>
    public static string Unsubscribe(string link) => AppendQuery(UnsubscribeReminder, ("link", link));

    /// <summary>The company's logo. The version is part of the address, so that browsers may cache the logo.</summary>
    public static string Logo(object version) => AppendQuery(CompanyLogo, ("v", Invariant(version)));

    /// <summary>The calendar feed of a person.</summary>
    public static string CalendarFeed(string secret) => $"{Calendars}/{secret}.ics";

    /// <summary>The report of the entries that the control room counts for today, optionally only those of one channel.</summary>
    public static string DayReport(ControlRoomFilter filter, Viewer viewer, DedicationChannel? channel = null) =>
        AppendQuery(
            Report("day"),
            ("p.period", "today"),
            ("p.team", QueryValue.FormatValue(filter.TeamId) ?? (viewer.IsAdministrator ? "" : "my-team")),
            ("p.client", QueryValue.FormatValue(filter.ClientId) ?? ""),
            ("p.kind", filter.Kind?.ToString() ?? ""),
            ("p.channel", channel?.ToString() ?? "")
        );

    /// <summary>An address with query-string values. Values that are null are left out.</summary>
    public static string AppendQuery(string address, params IEnumerable<(string Name, string? Value)> values)
    {
        var query = string.Join(
            '&',
            values.Where(v => v.Value is not null).Select(v => $"{Uri.EscapeDataString(v.Name)}={Uri.EscapeDataString(v.Value!)}")
        );
        return query.Length == 0 ? address : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    private static string BuildPath(string first, params object[] segments) =>
        $"{first}/{string.Join('/', segments.Select(p => Uri.EscapeDataString(Invariant(p))))}";

    private static string Invariant(object value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
