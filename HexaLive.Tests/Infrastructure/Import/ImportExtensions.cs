using System.Text;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using HexaLive.Web.Components;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Helper methods that import a text in the same way as the screen imports a file.</summary>
internal static class ImportExtensions
{
    public static Task<ImportSession> UploadAsync(this TestDatabase database, Viewer viewer, string text, Encoding? encoding = null) =>
        database
            .Get<ImportJobs>()
            .UploadAsync(viewer, "datos.csv", new MemoryStream((encoding ?? new UTF8Encoding(false)).GetBytes(text)), spanish: true);

    public static async Task<ImportRun> PreviewAsync(
        this TestDatabase database,
        Viewer viewer,
        string text,
        Func<ImportPlan, ImportPlan>? change = null
    )
    {
        var session = await database.UploadAsync(viewer, text);
        if (change is not null)
            database.Get<ImportJobs>().ChangePlan(viewer, session.Id, change(session.Plan));
        var run = database.Get<ImportJobs>().StartPreview(viewer, session.Id);
        await run.Completion;
        return run;
    }

    public static async Task<ImportRun> ImportAsync(
        this TestDatabase database,
        Viewer viewer,
        string text,
        Func<ImportPlan, ImportPlan>? change = null
    )
    {
        var session = await database.UploadAsync(viewer, text);
        if (change is not null)
            database.Get<ImportJobs>().ChangePlan(viewer, session.Id, change(session.Plan));
        return await database.RunAsync(viewer, session);
    }

    public static async Task<ImportRun> RunAsync(this TestDatabase database, Viewer viewer, ImportSession session)
    {
        var run = database.Get<ImportJobs>().StartRun(viewer, session.Id);
        await run.Completion;
        Assert.True(run.State != ImportState.Failed, run.Failure?.ToString());
        return run;
    }

    public static (int Created, int Changed, int Unchanged, int Rejected) GetCounts(this ImportRun run) =>
        (run.Created, run.Changed, run.Unchanged, run.Rejected);
}
