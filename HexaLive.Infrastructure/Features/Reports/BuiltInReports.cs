using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;
using Microsoft.Extensions.Localization;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>A built-in report: its key in URLs, its name and description in the current language, and its definition.</summary>
public sealed record BuiltInReport(string Key, string Name, string About, ReportDefinition Definition);

/// <summary>
/// Provides the built-in reports. Built-in reports are read-only, but everybody can copy them. The database stores the keys of built-in
/// reports with favourites and last runs, so the key of a published report must never change.
/// </summary>
public sealed class BuiltInReports(IStringLocalizer<ReportNames> texts)
{
    private static readonly ReportTotal Rows = new(TotalFunction.Count),
        Time = new(TotalFunction.Sum, "entry.minutes");

    // The name of the parameter that limits the days of a report with many rows. If the value is empty, all rows are shown.
    private const string Period = "period";

    private static readonly IReadOnlyList<(string Key, ReportDefinition Definition)> Definitions =
    [
        (
            "client-diary",
            CreateDiary(
                "client",
                "client.name",
                "entry.date",
                "entry.person",
                "project.name",
                "task.title",
                "entry.channel",
                "entry.minutes",
                "entry.comment"
            )
        ),
        (
            "project-diary",
            CreateDiary(
                "project",
                "project.name",
                "entry.date",
                "entry.person",
                "task.title",
                "entry.channel",
                "entry.minutes",
                "entry.comment"
            )
        ),
        (
            "person-diary",
            CreateDiary(
                "person",
                "entry.person",
                "entry.date",
                "client.name",
                "project.name",
                "task.title",
                "entry.channel",
                "entry.minutes",
                "entry.comment"
            ) with
            {
                Groups = [new("entry.date", DayStep.Day, Descending: true)],
                Parameters = [new("person", Default: "me"), new(Period, Default: "this-month")],
            }
        ),
        (
            "pending-by-responsible",
            new ReportDefinition
            {
                Source = ReportSource.Tasks,
                Columns = CreateColumns(
                    "task.number",
                    "task.title",
                    "client.name",
                    "project.name",
                    "task.status",
                    "task.priority",
                    "task.next",
                    "task.daysOverdue"
                ),
                Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.open", TestOperator.Is, "true")),
                Order = [new("task.next"), new("task.priority", Descending: true)],
                Groups = [new("task.responsible")],
                Totals = [Rows],
            }
        ),
        (
            "due-overdue",
            new ReportDefinition
            {
                Source = ReportSource.Tasks,
                Columns = CreateColumns(
                    "task.next",
                    "task.daysOverdue",
                    "task.title",
                    "client.name",
                    "project.name",
                    "task.responsible",
                    "task.priority",
                    "task.nextNote"
                ),
                Where = ReportCriterion.AllOf(
                    ReportCriterion.CreateTest("task.open", TestOperator.Is, "true"),
                    ReportCriterion.CreateTest("task.next", TestOperator.AtMost, "?until")
                ),
                Order = [new("task.next"), new("task.priority", Descending: true)],
                Totals = [Rows],
                Parameters = [new("until", Default: "today")],
                Layout = new() { Landscape = true },
            }
        ),
        (
            "hours-by-person",
            new ReportDefinition
            {
                Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("entry.date", TestOperator.During, $"?{Period}")),
                Groups = [new("entry.person"), new("entry.date", DayStep.Month)],
                Totals = [Time],
                Parameters = [new(Period, Default: "this-year")],
                Layout = new() { Chart = ChartKind.Bar },
            }
        ),
        (
            "tasks-by-project",
            new ReportDefinition
            {
                Source = ReportSource.Projects,
                Columns = CreateColumns(
                    "project.name",
                    "project.manager",
                    "project.pending",
                    "project.inProgress",
                    "project.finished",
                    "project.overdueTasks",
                    "project.lastEntry"
                ),
                Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("project.open", TestOperator.Is, "true")),
                Order = [new("project.name")],
                Groups = [new("client.name")],
                Totals =
                [
                    new(TotalFunction.Sum, "project.pending"),
                    new(TotalFunction.Sum, "project.inProgress"),
                    new(TotalFunction.Sum, "project.finished"),
                ],
            }
        ),
        (
            "team-weeks",
            new ReportDefinition
            {
                Columns = CreateColumns("entry.date", "client.name", "task.title", "entry.channel", "entry.minutes", "entry.comment"),
                Where = ReportCriterion.AllOf(
                    ReportCriterion.CreateTest("entry.person.team", TestOperator.OneOf, "?team"),
                    ReportCriterion.CreateTest("entry.date", TestOperator.During, $"?{Period}")
                ),
                Order = [new("entry.date"), new("client.name")],
                Groups = [new("entry.date", DayStep.Week, Descending: true), new("entry.person")],
                Totals = [Rows, Time],
                Parameters = [new("team", Default: "my-team"), new(Period, Default: "last-28-days")],
                Layout = new() { Diary = true },
            }
        ),
        (
            "day",
            new ReportDefinition
            {
                Columns = CreateColumns(
                    "entry.date",
                    "entry.person",
                    "client.name",
                    "task.title",
                    "entry.channel",
                    "entry.minutes",
                    "entry.comment"
                ),
                Where = ReportCriterion.AllOf(
                    ReportCriterion.CreateTest("entry.date", TestOperator.During, $"?{Period}"),
                    ReportCriterion.CreateTest("entry.channel", TestOperator.OneOf, "?channel"),
                    ReportCriterion.CreateTest("entry.person.team", TestOperator.OneOf, "?team"),
                    ReportCriterion.CreateTest("client.name", TestOperator.OneOf, "?client"),
                    ReportCriterion.CreateTest("project.kind", TestOperator.OneOf, "?kind")
                ),
                Order = [new("entry.date", Descending: true)],
                Totals = [Rows, Time],
                Parameters = [new(Period, Default: "today"), new("channel"), new("team"), new("client"), new("kind")],
            }
        ),
        (
            "promises",
            new ReportDefinition
            {
                Source = ReportSource.Promises,
                Where = ReportCriterion.AllOf(
                    ReportCriterion.CreateTest("promise.outcome", TestOperator.OneOf, "Kept", "Moved", "Broken"),
                    ReportCriterion.CreateTest("promise.date", TestOperator.During, $"?{Period}")
                ),
                Groups = [new("promise.person")],
                Totals =
                [
                    new(TotalFunction.Sum, "promise.kept"),
                    new(TotalFunction.Sum, "promise.moved"),
                    new(TotalFunction.Sum, "promise.broken"),
                    new(TotalFunction.Average, "promise.keptPercent"),
                ],
                Parameters = [new(Period, Default: "this-year")],
                Layout = new() { Chart = ChartKind.Bar },
            }
        ),
        (
            "silent-clients",
            new ReportDefinition
            {
                Source = ReportSource.Clients,
                Columns = CreateColumns(
                    "client.name",
                    "client.team",
                    "client.openTasks",
                    "client.nextPromise",
                    "client.lastEntry",
                    "client.daysSinceEntry",
                    "client.phone"
                ),
                Where = ReportCriterion.AllOf(
                    ReportCriterion.CreateTest("client.openTasks", TestOperator.More, "0"),
                    // Clients without any entry count as inactive too.
                    ReportCriterion.AnyOf(
                        ReportCriterion.CreateTest("client.daysSinceEntry", TestOperator.AtLeast, "?days"),
                        ReportCriterion.CreateTest("client.lastEntry", TestOperator.Empty)
                    )
                ),
                Order = [new("client.daysSinceEntry", Descending: true)],
                Totals = [Rows],
                Parameters = [new("days", Default: "15")],
            }
        ),
    ];

    /// <summary>The keys, in display order.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Definitions.Select(d => d.Key)];

    /// <summary>Returns all built-in reports, in the current language.</summary>
    public IReadOnlyList<BuiltInReport> ListAll() => [.. Definitions.Select(d => Localize(d.Key, d.Definition))];

    /// <summary>Returns the built-in report with this key, or null if there is none.</summary>
    public BuiltInReport? Find(string key) =>
        Definitions.FirstOrDefault(d => d.Key == key) is { Definition: { } definition } ? Localize(key, definition) : null;

    private BuiltInReport Localize(string key, ReportDefinition definition)
    {
        var name = key.Replace('-', '_');
        return new(
            key,
            texts[$"Ready_{name}"],
            texts[$"Ready_{name}_About"],
            definition with
            {
                Parameters =
                [
                    .. definition.Parameters.Select(p =>
                        texts[$"Ready_ask_{p.Name}"] is { ResourceNotFound: false } title ? p with { Title = title } : p
                    ),
                ],
            }
        );
    }

    private static ReportDefinition CreateDiary(string parameter, string field, params string[] columns) =>
        new()
        {
            Columns = CreateColumns(columns),
            Where = ReportCriterion.AllOf(
                ReportCriterion.CreateTest(field, TestOperator.OneOf, $"?{parameter}"),
                ReportCriterion.CreateTest("entry.date", TestOperator.During, $"?{Period}")
            ),
            Order = [new("entry.date", Descending: true)],
            Totals = [Rows, Time],
            Parameters = [new(parameter), new(Period)],
            Layout = new() { Diary = true },
        };

    private static IReadOnlyList<ReportColumn> CreateColumns(params string[] fields) => [.. fields.Select(f => new ReportColumn(f))];
}
