using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Reporting;

namespace HexaLive.Web.Features.Reports.Run;

/// <summary>A parameter with its question, and the field and operator that determine the type of its value.</summary>
public sealed record ReportPrompt(ReportParameter Parameter, string Question, ReportField Field, TestOperator Operator)
{
    /// <summary>The name that validation errors use for the value.</summary>
    public string Title => Parameter.Title ?? Parameter.Name;

    /// <summary>Returns the parameters that the reader must enter. Parameters that no criterion uses are left out.</summary>
    public static IReadOnlyList<ReportPrompt> CreateAll(ReportDefinition definition, ReportSentences sentences) =>
        [
            .. from parameter in definition.Parameters
            let test = definition.Where.Nodes.FirstOrDefault(n => n.Kind == CriterionKind.Test && n.Values.Contains("?" + parameter.Name))
            let field = test is null ? null : FieldCatalog.Find(definition.Source, test.Field)
            where field is not null
            select new ReportPrompt(parameter, sentences.DescribeQuestion(definition, parameter), field, test.Operator),
        ];
}
