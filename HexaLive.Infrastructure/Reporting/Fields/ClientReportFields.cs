using System.Linq.Expressions;
using HexaLive.Domain.Clients;

namespace HexaLive.Infrastructure.Reporting.Fields;

internal static class ClientReportFields
{
    /// <summary>Returns the fields of the client of a row.</summary>
    public static IEnumerable<ReportField> Create<T>(Expression<Func<T, Client>> client)
    {
        var part = new FieldBuilder<T, Client>("client", client);
        yield return part.Reference("client.name", ReferenceKind.Client, c => c.Id, c => c.Name);
        yield return part.Value("client.code", FieldType.Text, c => c.Code);
        yield return part.Value("client.taxId", FieldType.Text, c => c.TaxId);
        yield return part.Reference("client.team", ReferenceKind.Team, c => c.TeamId, c => c.Team!.Name);
        yield return part.Value("client.phone", FieldType.Text, c => c.Phone);
        yield return part.Value("client.email", FieldType.Text, c => c.Email);
        yield return part.Value("client.website", FieldType.Text, c => c.Website);
        yield return part.Value("client.address", FieldType.Text, c => c.Address);
        yield return part.Value("client.notes", FieldType.LongText, c => c.Notes);
        yield return part.Value("client.active", FieldType.Flag, c => (bool?)c.Active);
    }
}
