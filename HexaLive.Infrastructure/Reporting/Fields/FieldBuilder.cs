using System.Linq.Expressions;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Infrastructure.Reporting.Fields;

/// <summary>
/// Creates the fields of one part of the catalogue. <paramref name="entity"/> returns, for a row of the source, the entity to which
/// the fields belong.
/// </summary>
internal sealed class FieldBuilder<TRow, T>(string part, Expression<Func<TRow, T>> entity)
{
    /// <summary>Creates a field whose value belongs to the entity itself.</summary>
    public ReportField Value<TValue>(string name, FieldType type, Expression<Func<T, TValue>> value, bool summable = true) =>
        new(name, part, type, _ => ComposeWithRow(value)) { IsSummable = summable };

    /// <summary>Creates a field whose value depends on the context, such as today.</summary>
    public ReportField InContext<TValue>(string name, FieldType type, Func<FieldContext, Expression<Func<T, TValue>>> value) =>
        new(name, part, type, context => ComposeWithRow(value(context)));

    /// <summary>Creates a field whose value is computed by a subquery on navigation properties.</summary>
    public ReportField Subquery<TValue>(string name, FieldType type, Expression<Func<T, TValue>> value) =>
        new(name, part, type, _ => ComposeWithRow(value)) { IsSubquery = true };

    /// <summary>Creates a field whose value is computed from other tables.</summary>
    public ReportField Subquery<TValue>(string name, FieldType type, Func<HexaDbContext, Expression<Func<T, TValue>>> value) =>
        new(name, part, type, context => ComposeWithRow(value(context.Db))) { IsSubquery = true };

    /// <summary>Creates a field whose value is computed from other tables, and depends on today.</summary>
    public ReportField Subquery<TValue>(string name, FieldType type, Func<HexaDbContext, DateOnly, Expression<Func<T, TValue>>> value) =>
        new(name, part, type, context => ComposeWithRow(value(context.Db, context.Today))) { IsSubquery = true };

    /// <summary>
    /// Creates a field whose value is computed from other tables, and depends on the current month. The function gets the first day
    /// of this month and of the next month.
    /// </summary>
    public ReportField MonthSubquery<TValue>(
        string name,
        FieldType type,
        Func<HexaDbContext, DateOnly, DateOnly, Expression<Func<T, TValue>>> value
    ) =>
        Subquery(
            name,
            type,
            (db, today) =>
            {
                var first = new DateOnly(today.Year, today.Month, 1);
                return value(db, first, first.AddMonths(1));
            }
        );

    /// <summary>Creates a field with the values of an enum.</summary>
    public ReportField Choice<TEnum>(string name, Expression<Func<T, TEnum?>> value)
        where TEnum : struct, Enum => new(name, part, FieldType.Choice, _ => ComposeWithRow(value)) { Choices = typeof(TEnum) };

    /// <summary>Creates a field that refers to another item.</summary>
    public ReportField Reference(string name, ReferenceKind kind, Expression<Func<T, int?>> id, Expression<Func<T, string?>> label) =>
        new(name, part, FieldType.Reference, _ => ComposeWithRow(id)) { ReferenceKind = kind, Label = _ => ComposeWithRow(label) };

    /// <summary>Creates a field for a person if the entity has the person's id, but no navigation property.</summary>
    public ReportField Actor(string name, Expression<Func<T, int>> id)
    {
        var nullable = Expression.Lambda(Expression.Convert(id.Body, typeof(int?)), id.Parameters);
        return new(name, part, FieldType.Reference, _ => ComposeWithRow(nullable))
        {
            ReferenceKind = ReferenceKind.Person,
            Label = context =>
            {
                var db = context.Db;
                Expression<Func<int, string?>> nameOf = person => db.People.Where(p => p.Id == person).Select(p => p.Name).FirstOrDefault();
                return ComposeWithRow(Expression.Lambda(ParameterReplacer.Apply(nameOf, id.Body), id.Parameters));
            },
        };
    }

    private LambdaExpression ComposeWithRow(LambdaExpression value) =>
        Expression.Lambda(ParameterReplacer.Apply(value, entity.Body), entity.Parameters);
}
