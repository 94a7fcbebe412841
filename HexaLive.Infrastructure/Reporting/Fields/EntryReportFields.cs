using HexaLive.Domain.Dedications;
using HexaLive.Domain.Reviews;

namespace HexaLive.Infrastructure.Reporting.Fields;

internal static class EntryReportFields
{
    public static IEnumerable<ReportField> CreateAll()
    {
        var part = new FieldBuilder<Dedication, Dedication>("entry", d => d);
        yield return part.Value("entry.date", FieldType.Day, d => (DateOnly?)d.Date);
        yield return part.Reference("entry.person", ReferenceKind.Person, d => d.PersonId, d => d.Person.Name);
        yield return part.Reference("entry.person.team", ReferenceKind.Team, d => d.Person.TeamId, d => d.Person.Team!.Name);
        yield return part.Value("entry.minutes", FieldType.Minutes, d => (int?)d.Minutes);
        yield return part.Choice("entry.channel", d => (DedicationChannel?)d.Channel);
        yield return part.Value("entry.comment", FieldType.LongText, d => d.Comment);
        yield return part.Reference("entry.contact", ReferenceKind.Contact, d => d.ContactId, d => d.Contact!.Name);
        yield return part.Subquery<string?>(
            "entry.contact.phone",
            FieldType.Text,
            d => d.Contact!.Phones.OrderBy(p => p.Id).Select(p => p.Number).FirstOrDefault()
        );
        yield return part.Value("entry.contact.email", FieldType.Text, d => d.Contact!.Email);
        yield return part.Value("entry.logged", FieldType.Instant, d => (DateTime?)d.CreatedAt);
        yield return part.Actor("entry.loggedBy", d => d.CreatedById);
        yield return part.Choice("entry.review", d => (ReviewState?)d.Review!.State);
        yield return part.Reference("entry.reviewedBy", ReferenceKind.Person, d => d.Review!.AnsweredById, d => d.Review!.AnsweredBy!.Name);
        yield return part.Subquery<bool?>(
            "entry.corrected",
            FieldType.Flag,
            db => d => (bool?)db.DedicationRevisions.Any(r => r.DedicationId == d.Id)
        );
    }
}
