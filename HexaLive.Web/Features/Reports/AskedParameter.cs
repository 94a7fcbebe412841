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

    /// <summary>The value that stands: as given, else its own to begin with.</summary>
    public static string ValueOf(ReportParameter parameter, IReadOnlyDictionary<string, string> given) => given.TryGetValue(parameter.Name, out var value) ? value : parameter.Default ?? "";

    /// <summary>A definition with the values in place of its parameters, to say and name them; what is no value is left out.</summary>
    public static ReportDefinition Resolve(ReportDefinition definition, IReadOnlyDictionary<string, string> given)
    {
        var values = definition.Parameters.GroupBy(p => p.Name).ToDictionary(p => p.Key, p => ValueOf(p.First(), given));
        return definition with { Parameters = [], Where = Within(definition.Where) };

        ReportCriterion Within(ReportCriterion criterion) => criterion with
        {
            Items = [.. criterion.Items.Select(Within)],
            Values = [.. criterion.Values.Select(v => !v.StartsWith('?') ? v
                : values.GetValueOrDefault(v[1..]) is { Length: > 0 } value && FieldCatalog.Find(definition.Source, criterion.Field) is { } field && ReportCheck.IsValue(field, criterion.Operator, value) ? value : "")],
        };
    }
}
