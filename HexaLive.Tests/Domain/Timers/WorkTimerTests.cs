using HexaLive.Domain.Timers;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Timers;

public sealed class WorkTimerTests
{
    [Theory]
    [InlineData(-60, 1)]
    [InlineData(0, 1)]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    [InlineData(86_400, 1440)]
    [InlineData(86_401, 1440)]
    public void Measured_time_is_rounded_up_to_whole_minutes_from_1_to_1440(int seconds, int minutes) =>
        Assert.Equal(minutes, WorkTimer.MinutesBetween(Now, Now.AddSeconds(seconds)));

    [Fact]
    public void Timer_restarted_for_another_task_begins_at_zero()
    {
        var timer = new WorkTimer(7, 5, Now);

        timer.Restart(6, Now.AddMinutes(1));

        Assert.Equal((7, 6, Now.AddMinutes(1)), (timer.PersonId, timer.TaskId, timer.StartedAt));
    }
}
