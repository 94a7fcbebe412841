using HexaLive.Domain.Reports;

namespace HexaLive.Web.Features.Reports.Designer;

/// <summary>Changes the parameters of a definition. The reader of a report enters their values when the report is run.</summary>
internal static class DesignParameters
{
    private const int MaxNameLength = 36;

    /// <summary>Turns each value of the test at <paramref name="path"/> into a parameter, with the current value as its default.</summary>
    public static ReportDefinition AddParameter(ReportDefinition definition, IReadOnlyList<int> path)
    {
        if (CriterionTree.Find(definition.Where, path) is not { Kind: CriterionKind.Test } test || CriterionTree.IsParameter(test))
            return definition;
        var parameters = definition.Parameters.ToList();
        var values = new List<string>();
        for (var i = 0; i < (test.Operator == TestOperator.Between ? 2 : 1); i++)
        {
            var given =
                test.Values.Count > i && test.Values[i].Length > 0 && (test.Operator == TestOperator.Between || test.Values.Count == 1)
                    ? test.Values[i]
                    : null;
            var name = UnusedName(parameters, test.Field);
            parameters.Add(new ReportParameter(name, null, given));
            values.Add("?" + name);
        }
        return definition with
        {
            Parameters = parameters,
            Where = CriterionTree.Replace(definition.Where, path, t => t with { Values = values }),
        };
    }

    /// <summary>Replaces the parameters of a test with their default values.</summary>
    public static ReportDefinition RemoveParameter(ReportDefinition definition, IReadOnlyList<int> path) =>
        definition with
        {
            Where = CriterionTree.Replace(
                definition.Where,
                path,
                t =>
                    t with
                    {
                        Values =
                        [
                            .. t
                                .Values.Select(v =>
                                    v.StartsWith('?') ? definition.Parameters.FirstOrDefault(p => "?" + p.Name == v)?.Default : v
                                )
                                .Where(v => v is not null)
                                .Select(v => v!),
                        ],
                    }
            ),
        };

    /// <summary>Removes the parameters that no test uses.</summary>
    public static ReportDefinition WithoutUnused(ReportDefinition definition)
    {
        var used = definition.Where.Nodes.SelectMany(n => n.Values).Where(v => v.StartsWith('?')).Select(v => v[1..]).ToHashSet();
        return definition.Parameters.All(p => used.Contains(p.Name))
            ? definition
            : definition with
            {
                Parameters = [.. definition.Parameters.Where(p => used.Contains(p.Name))],
            };
    }

    private static string UnusedName(List<ReportParameter> parameters, string field)
    {
        var name = new string([.. field.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        if (name.Length > MaxNameLength)
            name = name[..MaxNameLength];
        var unused = name;
        for (var i = 2; parameters.Any(p => p.Name == unused); i++)
            unused = $"{name}-{i}";
        return unused;
    }
}
