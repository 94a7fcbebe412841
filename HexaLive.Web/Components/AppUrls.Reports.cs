namespace HexaLive.Web.Components;

/// <summary>The addresses of the reports.</summary>
public static partial class AppUrls
{
    public const string Reports = "/reports";
    public const string NewReport = "/reports/new";
    public const string Schedules = "/reports/schedules";
    public const string UnsubscribeReport = "/reports/unsubscribe";
    public const string ReportRoute = "/reports/{Key}";
    public const string EditReportRoute = "/reports/{Id:int}/edit";
    public const string ReportSchedulesRoute = "/reports/{Id:int}/schedules";
    public const string PrintReportRoute = "/reports/{Key}/print";
    public const string ReportDefinitionRoute = "/reports/{key}/definition.json";
    public const string ReportExportRoute = "/reports/{key}/export.{format:regex(^(csv|xlsx|pdf)$)}";

    /// <summary>The page of a report. <paramref name="key"/> is the id of a saved report or the name of a built-in report.</summary>
    public static string Report(string key) => BuildPath(Reports, key);

    /// <summary>The page of a saved report.</summary>
    public static string Report(int id) => BuildPath(Reports, id);

    /// <summary>The page of a saved report with values for some of the report's parameters.</summary>
    public static string Report(int id, IEnumerable<KeyValuePair<string, string>> parameters) =>
        AppendQuery(Report(id), parameters.Select(p => ($"p.{p.Key}", (string?)p.Value)));

    /// <summary>The designer of a saved or built-in report.</summary>
    public static string EditReport(string key) => BuildPath(Reports, key, "edit");

    /// <summary>The designer of a saved report.</summary>
    public static string EditReport(int id) => BuildPath(Reports, id, "edit");

    /// <summary>The schedules of a saved or built-in report.</summary>
    public static string ReportSchedules(string key) => BuildPath(Reports, key, "schedules");

    /// <summary>The schedules of a saved report.</summary>
    public static string ReportSchedules(int id) => BuildPath(Reports, id, "schedules");

    /// <summary>The JSON file with the definition of a report.</summary>
    public static string ReportDefinition(string key) => BuildPath(Reports, key, "definition.json");

    /// <summary>The page that prints a report. <paramref name="query"/> is the query string without the question mark.</summary>
    public static string PrintReport(string key, string query) =>
        $"{BuildPath(Reports, key, "print")}?{(query.Length == 0 ? "now" : $"{query}&now")}";

    /// <summary>The export file of a report. <paramref name="query"/> is empty, or the query string with the question mark.</summary>
    public static string ReportFile(string key, string format, string query) => $"{BuildPath(Reports, key, $"export.{format}")}{query}";

    /// <summary>The page that removes a recipient from a scheduled report. <paramref name="token"/> is the token in the e-mail.</summary>
    public static string UnsubscribeFromReport(string token) => AppendQuery(UnsubscribeReport, ("link", token));
}
