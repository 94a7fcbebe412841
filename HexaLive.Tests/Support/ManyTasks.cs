using HexaLive.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Tests.Support;

/// <summary>Copies a task with SQL, for tests that need thousands of tasks.</summary>
public static class ManyTasks
{
    /// <summary>Adds copies of a task that differ from it only in their ids.</summary>
    public static async Task CopyAsync(HexaDbContext db, int taskId, int copies, CancellationToken cancellationToken)
    {
        var columns = string.Join(
            ", ",
            (
                await db
                    .Database.SqlQuery<string>($"SELECT name AS Value FROM pragma_table_info('Tasks') WHERE name <> 'Id'")
                    .ToListAsync(cancellationToken)
            ).Select(c => $"\"{c}\"")
        );
        var sql =
            $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {copies}) "
            + $"INSERT INTO Tasks ({columns}) SELECT {columns} FROM Tasks, n WHERE Id = {taskId}";
        await db.Database.ExecuteSqlRawAsync(sql, cancellationToken);
    }
}
