using HexaLive.Domain.Jobs;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Jobs;

/// <summary>The log of recurring jobs.</summary>
public sealed class JobRunRuleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly JobRun _run = new("Digest", "node-1", Now);

    [Fact]
    public void Job_run_that_processed_no_item_and_had_no_error_is_idle()
    {
        var (busy, failed, ended) = (new JobRun("Digest", "node-1", Now), new JobRun("Digest", "node-1", Now), _run);
        Assert.False(_run.Idle);

        busy.End(1, Second, Now);
        failed.Fail("Timeout", Second, Now);
        ended.End(0, Second, Now);

        Assert.Equal((false, false, true), (busy.Idle, failed.Idle, ended.Idle));
    }

    [Fact]
    public void Consecutive_idle_runs_of_a_job_share_one_row()
    {
        _run.End(0, Second, Now);
        _run.AddIdleRun(2 * Second, Now.AddMinutes(1));
        _run.AddIdleRun(3 * Second, Now.AddMinutes(2));

        Assert.Equal((3, 3000, Now, Now.AddMinutes(2)), (_run.Runs, _run.Milliseconds, _run.StartedAt, _run.EndedAt));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000)]
    public void Long_error_is_cut_to_1000_characters(int length, int kept)
    {
        _run.Fail(new string('x', length), Second, Now);

        Assert.Equal(kept, _run.Error!.Length);
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(101, 100)]
    public void Long_server_name_is_cut_to_100_characters(int length, int kept) =>
        Assert.Equal(kept, new JobRun("Digest", new string('x', length), Now).Server.Length);

    [Fact]
    public void Duration_of_a_very_long_job_run_does_not_overflow()
    {
        _run.End(1, TimeSpan.FromDays(60), Now);

        Assert.Equal(int.MaxValue, _run.Milliseconds);
    }
}
