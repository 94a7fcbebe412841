using HexaLive.Domain.Mail;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Mail;

/// <summary>The kinds of e-mails, and the attempts to send them.</summary>
public sealed class MailRuleTests
{
    [Fact]
    public void Every_way_of_creating_a_mail_sets_the_kind_of_the_mail()
    {
        Assert.Equal(MailKind.Reminders, new OutgoingMail(7, Now).Kind);
        Assert.Equal(MailKind.Digest, new OutgoingMail(7, Today, Now).Kind);
        Assert.Equal(MailKind.Report, OutgoingMail.ForReport(7, 1, Now).Kind);
        Assert.Equal(MailKind.ScheduleStopped, OutgoingMail.ForStoppedSchedule(7, 1, Now).Kind);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(7, 64)]
    public void Failed_mail_is_retried_after_a_delay_that_doubles_each_time(int attempts, int minutes)
    {
        var mail = CreateFailedMail(attempts);

        mail.Fail("Timeout", isPermanent: false, Now);

        Assert.Equal((MailState.Waiting, Now.AddMinutes(minutes), null), (mail.State, mail.NextAttemptAt, mail.EndedAt));
        Assert.Equal("Timeout", mail.Error);
    }

    [Fact]
    public void Mail_is_not_retried_after_the_eighth_failed_attempt()
    {
        var mail = CreateFailedMail(8);

        mail.Fail("Timeout", isPermanent: false, Now.AddHours(2));

        Assert.Equal((MailState.Failed, Now.AddHours(2)), (mail.State, mail.EndedAt));
    }

    [Theory]
    [InlineData(500, 500)]
    [InlineData(501, 500)]
    public void Long_error_is_cut_to_500_characters(int length, int kept)
    {
        var mail = CreateFailedMail(1);

        mail.Fail(new string('x', length), isPermanent: false, Now);

        Assert.Equal(kept, mail.Error!.Length);
    }

    [Fact]
    public void Sending_a_mail_clears_the_error_of_its_earlier_attempt()
    {
        var mail = CreateFailedMail(1);
        mail.Fail("Timeout", isPermanent: false, Now);

        mail.MarkSent(Now.AddMinutes(1));

        Assert.Equal((MailState.Sent, null, Now.AddMinutes(1)), (mail.State, mail.Error, mail.EndedAt));
    }

    [Fact]
    public void Retry_queues_only_failed_mails_and_records_their_number_in_one_activity_row()
    {
        var (first, second, sent) = (CreateFailedMail(8), CreateFailedMail(8), CreateFailedMail(1));
        first.Fail("Timeout", isPermanent: false, Now);
        second.Fail("550", isPermanent: true, Now);
        sent.MarkSent(Now);

        OutgoingMail.Retry([sent, first, second], By);

        Assert.Equal([MailState.Sent, MailState.Waiting, MailState.Waiting], new[] { sent, first, second }.Select(m => m.State));
        Assert.Equal((0, Now, null), (second.Attempts, second.NextAttemptAt, second.EndedAt));
        var row = Assert.Single(new[] { sent, first, second }.SelectMany(m => m.DrainActivity()));
        Assert.Equal(("2", 2), (row.To, row.Count));
    }

    [Fact]
    public void Retry_records_nothing_if_no_mail_has_failed()
    {
        var waiting = CreateFailedMail(1);

        OutgoingMail.Retry([waiting], By);

        Assert.Empty(waiting.DrainActivity());
        Assert.Equal(1, waiting.Attempts);
    }

    private static OutgoingMail CreateFailedMail(int times) => new OutgoingMail(7, Now).With(nameof(OutgoingMail.Attempts), times);
}
