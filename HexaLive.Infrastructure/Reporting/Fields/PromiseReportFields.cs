using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Reporting.Fields;

internal static class PromiseReportFields
{
    public static IEnumerable<ReportField> CreateAll()
    {
        var part = new FieldBuilder<Promise, Promise>("promise", p => p);
        yield return part.Value("promise.date", FieldType.Day, p => (DateOnly?)p.Date);
        yield return part.Reference("promise.person", ReferenceKind.Person, p => p.PersonId, p => p.Person.Name);
        yield return part.Reference("promise.person.team", ReferenceKind.Team, p => p.Person.TeamId, p => p.Person.Team!.Name);
        // Only promises with a time have an instant. Reports show the instant in the reader's time zone.
        yield return part.Value("promise.at", FieldType.Instant, p => p.Time != null ? p.DueAt : (DateTime?)null);
        yield return part.Choice("promise.outcome", p => (PromiseOutcome?)p.Outcome);
        foreach (var (name, outcome) in CountedOutcomes.All)
            yield return part.InContext<int?>($"promise.{name}", FieldType.Number, _ => p => (int?)(p.Outcome == outcome ? 1 : 0));
        // The average of this field is the percentage of kept promises among all promises that were kept, moved or broken.
        yield return part.Value(
            "promise.keptPercent",
            FieldType.Percent,
            p =>
                p.Outcome == PromiseOutcome.Kept ? 100.0
                : p.Outcome == PromiseOutcome.Moved || p.Outcome == PromiseOutcome.Broken ? 0.0
                : (double?)null
        );
        yield return part.Value("promise.moves", FieldType.Number, p => (int?)p.Moves);
        yield return part.Value("promise.movedTo", FieldType.Day, p => p.MovedTo);
        yield return part.Value("promise.set", FieldType.Instant, p => (DateTime?)p.SetAt);
        yield return part.Actor("promise.setBy", p => p.SetById);
        yield return part.Value("promise.ended", FieldType.Instant, p => p.EndedAt);
        yield return part.Value("promise.note", FieldType.LongText, p => p.Note);
    }
}
