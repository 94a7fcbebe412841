namespace HexaLive.Infrastructure.Features.Import;

/// <summary>
/// The fields of each kind of row: which fields are required, which type of value they contain and which records they can refer to.
/// </summary>
public static class ImportFields
{
    /// <summary>Returns the fields of a kind, in the order of a form.</summary>
    public static IReadOnlyList<ImportField> GetFields(ImportKind kind) => [.. KnownHeadings.ByKind[kind].Select(k => k.Field)];

    /// <summary>Returns the fields that every row of a kind needs. A task also needs a project or a client.</summary>
    public static IReadOnlyList<ImportField> RequiredFields(ImportKind kind) =>
        kind switch
        {
            ImportKind.Projects => [ImportField.Name, ImportField.Client],
            ImportKind.Tasks => [ImportField.Title],
            ImportKind.Dedications => [ImportField.Task, ImportField.Person, ImportField.Date, ImportField.Minutes, ImportField.Comment],
            _ => [ImportField.Name],
        };

    /// <summary>
    /// Returns the required fields that are missing. The task of an entry may be given by its key or by HexaLive's own
    /// number.
    /// </summary>
    internal static IEnumerable<ImportField> MissingFields(ImportKind kind, IReadOnlyCollection<ImportField> fields) =>
        RequiredFields(kind).Where(f => !fields.Contains(f) && !(f == ImportField.Task && fields.Contains(ImportField.TaskNumber)));

    /// <summary>Returns whether a field has a fixed set of values, into which the value map translates the file's values.</summary>
    public static bool IsChoice(ImportField field) =>
        field is ImportField.Status or ImportField.Priority or ImportField.Kind or ImportField.Channel or ImportField.Language;

    /// <summary>Returns whether a field is a day or an instant.</summary>
    public static bool IsDate(ImportField field) =>
        field
            is ImportField.PlannedStart
                or ImportField.PlannedEnd
                or ImportField.Created
                or ImportField.NextDate
                or ImportField.FinishedAt
                or ImportField.Date;

    /// <summary>Returns whether a field is a duration.</summary>
    public static bool IsDuration(ImportField field) => field is ImportField.Minutes or ImportField.Estimate;

    /// <summary>Returns the kinds of record that rows of a kind can refer to.</summary>
    public static IReadOnlyList<ImportReferenceKind> ReferencesOf(ImportKind kind) =>
        kind switch
        {
            ImportKind.People => [ImportReferenceKind.People, ImportReferenceKind.Teams],
            ImportKind.Clients => [ImportReferenceKind.Teams],
            ImportKind.Projects => [ImportReferenceKind.Clients, ImportReferenceKind.People],
            ImportKind.Tasks =>
            [
                ImportReferenceKind.Clients,
                ImportReferenceKind.Projects,
                ImportReferenceKind.People,
                ImportReferenceKind.Types,
                ImportReferenceKind.Origins,
            ],
            _ => [ImportReferenceKind.People, ImportReferenceKind.Contacts],
        };
}
