using System.Text;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Infrastructure.Features.People;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Imports from text, as the screen does from a file.</summary>
internal static class Importing
{
    public static Task<ImportSession> UploadAsync(this TestDatabase database, Viewer viewer, string text, Encoding? encoding = null) =>
        database.Get<ImportJobs>().UploadAsync(viewer, "datos.csv", new MemoryStream((encoding ?? new UTF8Encoding(false)).GetBytes(text)), spanish: true);

    public static async Task<ImportRun> PreviewAsync(this TestDatabase database, Viewer viewer, string text, Func<ImportPlan, ImportPlan>? change = null)
    {
        var session = await database.UploadAsync(viewer, text);
        if (change is not null) database.Get<ImportJobs>().ChangePlan(viewer, session.Id, change(session.Plan));
        var run = database.Get<ImportJobs>().StartPreview(viewer, session.Id);
        await run.Completion;
        return run;
    }

    public static async Task<ImportRun> ImportAsync(this TestDatabase database, Viewer viewer, string text, Func<ImportPlan, ImportPlan>? change = null)
    {
        var session = await database.UploadAsync(viewer, text);
        if (change is not null) database.Get<ImportJobs>().ChangePlan(viewer, session.Id, change(session.Plan));
        return await database.RunAsync(viewer, session);
    }

    public static async Task<ImportRun> RunAsync(this TestDatabase database, Viewer viewer, ImportSession session)
    {
        var run = database.Get<ImportJobs>().StartRun(viewer, session.Id);
        await run.Completion;
        Assert.True(run.State != ImportState.Failed, run.Failure?.ToString());
        return run;
    }

    public static (int Made, int Changed, int Unchanged, int Rejected) Counts(this ImportRun run) => (run.Made, run.Changed, run.Unchanged, run.Rejected);
}
