using System.Linq.Expressions;
using HexaLive.Domain.Reports;
using HexaLive.Infrastructure.Access;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Reporting;

/// <summary>Queries the rows of a definition within the reader's scope.</summary>
internal abstract class ReportQuery(FieldContext context, ResolvedReport report)
{
    protected FieldContext Context => context;
    protected ResolvedReport Report => report;

    /// <summary>Creates a query for the rows of the source that the reader can see.</summary>
    public static ReportQuery Create(FieldContext context, ResolvedReport report)
    {
        var (db, viewer) = (context.Db, context.Viewer);
        return report.Definition.Source switch
        {
            ReportSource.Tasks => new EntityQuery<Domain.Tasks.WorkTask>(
                context,
                report,
                db.Tasks.AsNoTracking().VisibleTo(db, viewer),
                t => t.Id
            ),
            ReportSource.Projects => new EntityQuery<Domain.Projects.Project>(
                context,
                report,
                db.Projects.AsNoTracking().VisibleTo(db, viewer),
                p => p.Id
            ),
            ReportSource.Clients => new EntityQuery<Domain.Clients.Client>(
                context,
                report,
                db.Clients.AsNoTracking().VisibleTo(db, viewer),
                c => c.Id
            ),
            ReportSource.Promises => new EntityQuery<Domain.Tasks.Promise>(
                context,
                report,
                db.Promises.AsNoTracking().VisibleTo(db, viewer),
                p => p.Id
            ),
            _ => new EntityQuery<Domain.Dedications.Dedication>(
                context,
                report,
                db.Dedications.AsNoTracking().VisibleTo(db, viewer),
                d => d.Id
            ),
        };
    }

    /// <summary>Filters the query to the rows that match the predicate. If the predicate returns null, keeps all rows.</summary>
    public abstract void Where(Func<ParameterExpression, Expression?> predicate);

    /// <summary>Returns the number of rows.</summary>
    public abstract Task<int> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the rows, ordered by their groups and then by <paramref name="order"/>. Each array contains the id of the row and
    /// the values of <paramref name="fields"/>. The id of a referenced item is followed by its name.
    /// </summary>
    public abstract IAsyncEnumerable<object?[]> ReadRowsAsync(
        IReadOnlyList<ReportOrder> order,
        IReadOnlyList<ReportField> fields,
        int skip,
        int? take
    );

    /// <summary>
    /// Returns one array per group. Each array contains the keys of the group, its number of rows, and the values from which each total is
    /// computed: the number, sum, minimum or maximum of the non-null values.
    /// </summary>
    public abstract IQueryable<object?[]> SelectGroups(IReadOnlyList<ReportField> keys, IReadOnlyList<ResolvedTotal> totals);
}
