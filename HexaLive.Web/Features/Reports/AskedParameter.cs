using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Features.Reports;

namespace HexaLive.Web.Features.Reports;

/// <summary>A parameter with the question, and the field and operator that say of what kind its value is.</summary>
public sealed record AskedParameter(ReportParameter Parameter, string Question, ReportField Field, TestOperator Operator)
{
    /// <summary>What the value is called, where a rule speaks of it.</summary>
    public string Title => Parameter.Title ?? Parameter.Name;

    /// <summary>What a definition asks; a parameter that nothing is compared with is not asked for.</summary>
    public static IReadOnlyList<AskedParameter> Of(ReportDefinition definition, ReportSentences sentences) =>
    [
        .. from parameter in definition.Parameters
           let test = definition.Where.Nodes.FirstOrDefault(n => n.Kind == CriterionKind.Test && n.Values.Contains("?" + parameter.Name))
           let field = test is null ? null : FieldCatalog.Find(definition.Source, test.Field)
           where field is not null
           select new AskedParameter(parameter, sentences.Question(definition, parameter), field, test.Operator),
    ];
}
