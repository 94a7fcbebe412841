using HexaLive.Domain.Mail;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Mail;

/// <summary>The kinds of e-mails, and the attempts to send them.</summary>
public sealed class MailRuleTests
{
    [Fact]
    public void Each_mail_factory_sets_its_kind()
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
    public void Failed_attempt_is_repeated_after_a_time_that_doubles(int attempts, int minutes)
    {
        var mail = CreateFailedMail(attempts);

        mail.Fail("Timeout", isPermanent: false, Now);

        Assert.Equal((MailState.Waiting, Now.AddMinutes(minutes), null), (mail.State, mail.NextAttemptAt, mail.EndedAt));
        Assert.Equal("Timeout", mail.Error);
    }

    [Fact]
    public void Eighth_failed_attempt_is_the_last()
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
    public void Sent_mail_has_no_error_any_more()
    {
        var mail = CreateFailedMail(1);
        mail.Fail("Timeout", isPermanent: false, Now);

        mail.MarkSent(Now.AddMinutes(1));

        Assert.Equal((MailState.Sent, null, Now.AddMinutes(1)), (mail.State, mail.Error, mail.EndedAt));
    }

    [Fact]
    public void Retry_queues_failed_mails_only_and_counts_them_in_one_row()
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
    public void Retry_without_a_failed_mail_records_nothing()
    {
        var waiting = CreateFailedMail(1);

        OutgoingMail.Retry([waiting], By);

        Assert.Empty(waiting.DrainActivity());
        Assert.Equal(1, waiting.Attempts);
    }

    private static OutgoingMail CreateFailedMail(int times) => new OutgoingMail(7, Now).With(nameof(OutgoingMail.Attempts), times);
}
