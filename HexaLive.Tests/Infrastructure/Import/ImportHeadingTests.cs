using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Import;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Recognising the columns of a file by their headings and values.</summary>
public sealed class ImportHeadingTests
{
    [Fact]
    public void Date_order_and_duration_unit_are_inferred_from_the_whole_column()
    {
        Assert.Equal(
            DateOrder.MonthFirst,
            ProposePlan("tarea;persona;fecha;minutos;comentario\n1;a;03/04/2026;5;x\n1;a;03/25/2026;5;x\n").DateOrder
        );
        Assert.Equal(
            DateOrder.DayFirst,
            ProposePlan("tarea;persona;fecha;minutos;comentario\n1;a;03/04/2026;5;x\n1;a;25/03/2026;5;x\n").DateOrder
        );
        Assert.Equal(
            DurationUnit.Hours,
            ProposePlan("tarea;persona;fecha;horas;comentario\n1;a;03/04/2026;5;x\n1;a;25/03/2026;0,5;x\n").DurationUnit
        );
    }

    [Theory]
    [InlineData("Hours", "8", DurationUnit.Hours)]
    [InlineData("Horas", "8", DurationUnit.Hours)]
    [InlineData("Duración (h)", "8", DurationUnit.Hours)]
    [InlineData("Time spent [hours]", "1.125", DurationUnit.Hours)]
    [InlineData("Horas dedicadas", "2", DurationUnit.Hours)]
    [InlineData("Minutos", "7,5", DurationUnit.Minutes)]
    [InlineData("Duration (min)", "7.5", DurationUnit.Minutes)]
    [InlineData("Tiempo", "8", DurationUnit.Minutes)]
    [InlineData("Tiempo", "0,125", DurationUnit.Hours)]
    public void Unit_of_entry_durations_is_taken_from_the_heading(string heading, string value, DurationUnit unit)
    {
        var plan = ProposePlan($"tarea;persona;fecha;{heading};comentario\n1;a;03/04/2026;{value};x\n");
        Assert.Equal((ImportKind.Dedications, ImportField.Minutes, unit), (plan.Kind, plan.Columns[3], plan.DurationUnit));
    }

    [Theory]
    [InlineData("Horas estimadas", DurationUnit.Hours)]
    [InlineData("Estimated hours", DurationUnit.Hours)]
    [InlineData("Estimate (h)", DurationUnit.Hours)]
    [InlineData("Estimación en horas", DurationUnit.Hours)]
    [InlineData("Minutos estimados", DurationUnit.Minutes)]
    [InlineData("Estimación", DurationUnit.Minutes)]
    public void Unit_of_estimates_is_taken_from_the_heading(string heading, DurationUnit unit)
    {
        var plan = ProposePlan($"clave;cliente;titulo;{heading}\nT1;a;b;3\n");
        Assert.Equal((ImportKind.Tasks, ImportField.Estimate, unit), (plan.Kind, plan.Columns[3], plan.DurationUnit));
    }

    [Fact]
    public void Chosen_duration_unit_stays_when_another_column_changes()
    {
        var analysis = Analyse("tarea;persona;fecha;tiempo;comentario;otra\n1;a;03/04/2026;8;x;y\n");
        var plan = Propose(analysis) with { DurationUnit = DurationUnit.Hours, DateOrder = DateOrder.MonthFirst };
        var changed = analysis.WithColumns(plan, plan.Columns.SetItem(5, ImportField.Channel));
        Assert.Equal((DurationUnit.Hours, DateOrder.MonthFirst), (changed.DurationUnit, changed.DateOrder));
    }

    [Fact]
    public void English_and_Spanish_headings_and_common_values_are_recognised()
    {
        var plan = ProposePlan(
            "Nº;ACCOUNT;Título;Sales_Agent;Manager;Deal-Stage;Prioridad\n1;x;y;a;b;Won;10\n2;x;y;a;b;Engaging;4\n3;x;y;a;b;raro;1\n"
        );
        Assert.Equal(ImportKind.Tasks, plan.Kind);
        Assert.Equal(
            [
                null,
                ImportField.Client,
                ImportField.Title,
                ImportField.Responsible,
                ImportField.Controller,
                ImportField.Status,
                ImportField.Priority,
            ],
            plan.Columns
        );
        Assert.Equal(nameof(WorkTaskStatus.Finished), plan.ValueMaps[ImportField.Status]["won"]);
        Assert.Equal(nameof(WorkTaskStatus.InProgress), plan.ValueMaps[ImportField.Status]["engaging"]);
        Assert.Null(plan.ValueMaps[ImportField.Status]["raro"]);
        Assert.Equal(["Urgent", "Normal", "Low"], new[] { "10", "4", "1" }.Select(v => plan.ValueMaps[ImportField.Priority][v]));
    }

    [Theory]
    [InlineData(ImportKind.Tasks, "Controlled by", ImportField.Controller)]
    [InlineData(ImportKind.Tasks, "Controla", ImportField.Controller)]
    [InlineData(ImportKind.Tasks, "Requested by", ImportField.Originator)]
    [InlineData(ImportKind.Tasks, "Solicitada por", ImportField.Originator)]
    [InlineData(ImportKind.Tasks, "Assigned to", ImportField.Responsible)]
    [InlineData(ImportKind.Tasks, "Next step", ImportField.NextDate)]
    [InlineData(ImportKind.Tasks, "Next step date", ImportField.NextDate)]
    [InlineData(ImportKind.Tasks, "Next step date/time", ImportField.NextDate)]
    [InlineData(ImportKind.Tasks, "Fecha de próxima gestión", ImportField.NextDate)]
    [InlineData(ImportKind.Tasks, "Next step time", ImportField.NextTime)]
    [InlineData(ImportKind.Tasks, "Next step note", ImportField.NextNote)]
    [InlineData(ImportKind.Clients, "Website", ImportField.Website)]
    [InlineData(ImportKind.Clients, "Web", ImportField.Website)]
    [InlineData(ImportKind.Clients, "Site web", ImportField.Website)]
    [InlineData(ImportKind.Clients, "Página web", ImportField.Website)]
    [InlineData(ImportKind.Clients, "Sitio web", ImportField.Website)]
    [InlineData(ImportKind.Clients, "URL", ImportField.Website)]
    [InlineData(ImportKind.Projects, "Project type", ImportField.Kind)]
    [InlineData(ImportKind.Projects, "Tipo de proyecto", ImportField.Kind)]
    [InlineData(ImportKind.Projects, "Project lead", ImportField.ProjectLead)]
    [InlineData(ImportKind.Projects, "Responsable del proyecto", ImportField.ProjectLead)]
    [InlineData(ImportKind.People, "Team lead", ImportField.TeamLead)]
    [InlineData(ImportKind.People, "Jefe de equipo", ImportField.TeamLead)]
    public void Field_labels_of_HexaLive_are_recognised_as_headings(ImportKind kind, string heading, ImportField field) =>
        Assert.Equal(field, Assert.Single(ImportHeadings.Match(kind, [heading])));

    private static ImportPlan ProposePlan(string text) => Propose(Analyse(text));

    private static ImportPlan Propose(CsvAnalysis analysis) =>
        analysis.ProposePlan(ImportHeadings.GuessKind(analysis.Headings), "Europe/Madrid", true);

    private static CsvAnalysis Analyse(string text)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            return CsvAnalysis.Read(CsvFile.Open(path), TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
