using HexaLive.Domain;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Data;
using HexaLive.Infrastructure.Features.Projects;
using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Features.Renewals;

/// <summary>Runs the renewal of one project, or the undo of a renewal, in one transaction.</summary>
internal static class RenewalStep
{
    private const int MaxAttempts = 5;

    /// <summary>
    /// Runs the work in a transaction and returns its outcome. If the work is refused, returns the given outcome with the refusal.
    /// If somebody else changes the data at the same time, repeats the work with a new context.
    /// </summary>
    public static async Task<RenewalOutcome> TryAsync(
        IDbContextFactory<HexaDbContext> databases,
        TimeProvider time,
        Viewer viewer,
        RenewalOutcome outcome,
        Func<HexaDbContext, Actor, Task<RenewalOutcome>> work
    )
    {
        try
        {
            return await ConcurrencyRetry.RunAsync(
                MaxAttempts,
                async () =>
                {
                    await using var db = await databases.CreateDbContextAsync();
                    try
                    {
                        return await db.WriteAsync(() => work(db, viewer.CreateActor(time)));
                    }
                    catch (DbUpdateException e) when (DatabaseErrors.IsUniqueViolation(e))
                    {
                        throw new RuleException(RuleError.Duplicate, outcome.Name);
                    }
                }
            );
        }
        catch (DbUpdateConcurrencyException)
        {
            await using var db = await databases.CreateDbContextAsync();
            return outcome with
            {
                Refusal = await db.DescribeConflictAsync(a => a.ProjectId == outcome.ProjectId, CancellationToken.None, outcome.Name),
            };
        }
        catch (RuleException refusal)
        {
            return outcome with { Refusal = refusal };
        }
    }

    /// <summary>Loads a project that the viewer may edit, with its client and manager.</summary>
    /// <exception cref="RuleException"><see cref="RuleError.NotFound"/> or <see cref="RuleError.NotAllowed"/>.</exception>
    public static async Task<Project> LoadProjectAsync(HexaDbContext db, Viewer viewer, int id)
    {
        var project =
            await db.Projects.VisibleTo(db, viewer).Include(p => p.Client).Include(p => p.Manager).FirstOrDefaultAsync(p => p.Id == id)
            ?? throw new RuleException(RuleError.NotFound);
        if (!ProjectEditing.CanEdit(viewer, project.ManagerId, project.Manager?.TeamId, project.Client.TeamId))
            throw new RuleException(RuleError.NotAllowed);
        return project;
    }
}
