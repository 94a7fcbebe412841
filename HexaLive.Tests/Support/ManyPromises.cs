using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>
/// Creates thousands of tasks with a promise. The use case creates the first task; SQL copies its rows for the others.
/// </summary>
public static class ManyPromises
{
    /// <summary>Creates tasks of the company's representative with a promise for the given local day.</summary>
    public static async Task CreateAsync(TestDatabase database, TestCompany company, int count, DateOnly day)
    {
        var rep = await database.GetViewerAsync(company.Rep);
        var model = await database
            .Get<TaskCreation>()
            .CreateAsync(
                rep,
                new NewTask(
                    company.Project.Id,
                    $"Para el {day:O}",
                    null,
                    null,
                    null,
                    null,
                    rep.PersonId,
                    null,
                    null,
                    null,
                    new NextAction(day)
                )
            );
        await using var db = database.Open();
        var first = await db.Tasks.MaxAsync(t => t.Id) + 1;
        await CopyAsync(db.Model.FindEntityType(typeof(WorkTask))!, "\"Id\" = {0}", column => column == "Id" ? "{2} + n" : $"\"{column}\"");
        await CopyAsync(
            db.Model.FindEntityType(typeof(Promise))!,
            "\"TaskId\" = {0}",
            column => column == "TaskId" ? "{2} + n" : $"\"{column}\""
        );

        async Task CopyAsync(IEntityType entity, string which, Func<string, string> value)
        {
            var columns = entity
                .GetProperties()
                .Select(p => p.GetColumnName())
                .Where(c => c != "Id" || entity.ClrType == typeof(WorkTask))
                .ToList();
            var sql = $"""
                WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < {"{1}"} - 2)
                INSERT INTO "{entity.GetTableName()}" ({string.Join(", ", columns.Select(c => $"\"{c}\""))})
                SELECT {string.Join(", ", columns.Select(value))} FROM "{entity.GetTableName()}", counted WHERE {which}
                """;
            Assert.Equal(count - 1, await db.Database.ExecuteSqlRawAsync(sql, model, count, first));
        }
    }
}
