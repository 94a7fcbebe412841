using System.Text;
using HexaLive.Domain.Clients;
using HexaLive.Domain.Reports;
using HexaLive.Domain.Shared;
using HexaLive.Infrastructure.Features.Reports;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Reporting;
using HexaLive.Web.Components;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using MiniExcelLibs;
using UglyToad.PdfPig;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Reports;

/// <summary>The contents of the e-mails that send reports.</summary>
public sealed partial class ReportSendingTests
{
    [Fact]
    public async Task Report_mail_contains_only_rows_in_the_owners_scope_and_escapes_text()
    {
        await _database
            .Get<TaskCreation>()
            .CreateAsync(
                _rep,
                new NewTask(
                    _company.Project.Id,
                    "Oferta <b>urgente</b>",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    HasNoNextAction: true
                )
            );
        await AddAsync(Monday, _rep, _admin);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());

        var mail = FindMailTo("admin@test.local");
        Assert.Contains("Seguimiento de oferta", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("Oferta &lt;b&gt;urgente&lt;/b&gt;", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>urgente", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Visita anual", mail.HtmlBody + mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Raúl Comercial te ha enviado el informe «Mis tareas».", mail.TextBody, StringComparison.Ordinal);
        // The report is private. The e-mail to this recipient has no link, because the recipient could not open the report.
        Assert.DoesNotContain("hexa.test/reports/" + _report, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("hexa.test/reports/" + _report, FindMailTo("rep@test.local").TextBody, StringComparison.Ordinal);
        // With the rights of the administrator, the same report also contains the tasks of the south.
        Assert.Equal(3, await _database.Get<ReportRunner>().CountAsync(_admin, Tasks, new ReportRequest()));
    }

    [Theory]
    [InlineData(ReportFormat.Excel, "Mis tareas 2026-03-09.xlsx")]
    [InlineData(ReportFormat.Pdf, "Mis tareas 2026-03-09.pdf")]
    [InlineData(ReportFormat.Csv, "Mis tareas 2026-03-09.csv")]
    public async Task Attachment_passes_through_a_mail_server_unchanged(ReportFormat format, string name)
    {
        await AddAsync(Monday with { Format = format }, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());

        var mail = FindMailTo("rep@test.local");
        Assert.Equal("Mis tareas · 9 mar 2026", mail.Subject);
        Assert.Contains(name, mail.TextBody, StringComparison.Ordinal);
        var part = Assert.IsAssignableFrom<MimePart>(Assert.Single(mail.Attachments));
        Assert.Equal(name, part.FileName);
        using var file = new MemoryStream();
        await part.Content!.DecodeToAsync(file);
        file.Position = 0;
        switch (format)
        {
            case ReportFormat.Excel:
                Assert.Contains(
                    file.Query().Cast<IDictionary<string, object>>(),
                    row => row.Values.Contains("Seguimiento de oferta") && row.Values.Contains("Construcciones Pérez")
                );
                break;
            case ReportFormat.Pdf:
                using (var pdf = PdfDocument.Open(file.ToArray()))
                    Assert.Contains(
                        "Seguimiento de oferta",
                        string.Join(" ", pdf.GetPages().SelectMany(p => p.GetWords()).Select(w => w.Text)),
                        StringComparison.Ordinal
                    );
                break;
            default:
                var bytes = file.ToArray();
                Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
                Assert.Contains("Seguimiento de oferta;Construcciones Pérez", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
                break;
        }
    }

    [Fact]
    public async Task Mail_uses_the_recipients_language_and_the_schedules_time_zone()
    {
        await using (var db = _database.Open())
        {
            var person = await db.People.SingleAsync(p => p.Id == _manager.PersonId);
            person.Edit(person.GetFields() with { TimeZone = "Atlantic/Canary", Language = "en" }, _database.System);
            await db.SaveChangesAsync();
        }
        await _database
            .Get<ReportEditing>()
            .SaveAsync(
                _rep,
                _report,
                0,
                "Mis tareas",
                null,
                Tasks with
                {
                    Where = ReportCriterion.AllOf(ReportCriterion.CreateTest("task.created", TestOperator.During, "?when")),
                    Parameters = [new("when", "Cuándo", "today")],
                }
            );
        await ScheduleEditing.AddAsync(
            _rep,
            _report,
            Monday,
            new Dictionary<string, string> { ["when"] = "last-week" },
            [_rep.PersonId, _manager.PersonId]
        );
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());

        Assert.Equal("Mis tareas · 2 mar 2026 – 8 mar 2026", FindMailTo("rep@test.local").Subject);
        var mail = FindMailTo("manager@test.local");
        Assert.Equal("Mis tareas · 2 Mar 2026 – 8 Mar 2026", mail.Subject);
        Assert.Contains("last week (2 Mar 2026 – 8 Mar 2026)", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("la semana pasada (2 mar 2026 – 8 mar 2026)", FindMailTo("rep@test.local").TextBody, StringComparison.Ordinal);
        Assert.Contains("Raúl Comercial has sent you the report", mail.TextBody, StringComparison.Ordinal);
        var address = mail.Headers[HeaderId.ListUnsubscribe]!.Trim('<', '>');
        Assert.StartsWith("https://hexa.test/reports/unsubscribe?link=", address, StringComparison.Ordinal);
        Assert.Equal(_manager.PersonId, _database.Get<ReportLinks>().Read(Uri.UnescapeDataString(address.Split("link=")[1]))!.PersonId);
        Assert.Contains(
            $"https://hexa.test/reports/{_report}?p.when=last-week",
            FindMailTo("rep@test.local").TextBody,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Attachment_that_is_too_large_is_replaced_by_a_notice()
    {
        _settings["Mail:MaxAttachment"] = "0.001";
        await AddAsync(Monday with { Format = ReportFormat.Pdf }, _rep, _manager);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(2, await SweepAsync());

        Assert.All(_server.Accepted, m => Assert.Empty(m.Attachments));
        Assert.Contains("demasiado grande", FindMailTo("rep@test.local").TextBody, StringComparison.Ordinal);
        Assert.Contains($"https://hexa.test/reports/{_report}", FindMailTo("rep@test.local").TextBody, StringComparison.Ordinal);
        Assert.Contains("Pide a Raúl Comercial", FindMailTo("manager@test.local").TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_text_contains_groups_and_their_totals()
    {
        await _database
            .Get<ReportEditing>()
            .SaveAsync(
                _rep,
                _report,
                0,
                "Mis tareas",
                null,
                Tasks with
                {
                    Groups = [new("client.name")],
                    Totals = [new(TotalFunction.Count), new(TotalFunction.Max, "task.number")],
                    Columns = [new("task.title"), new("task.number"), new("task.responsible")],
                }
            );
        await AddAsync(Monday, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());
        var text = FindMailTo("rep@test.local").TextBody!;
        Assert.Contains("Cliente: Construcciones Pérez\n", text, StringComparison.Ordinal);
        Assert.Contains($"Total Construcciones Pérez · Filas: 1 | {_company.Task.Id} |", text, StringComparison.Ordinal);
        Assert.Contains($"Total · Filas: 1 | {_company.Task.Id} |", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_shows_the_first_rows_and_the_totals_of_all_rows()
    {
        await using (var db = _database.Open())
        {
            var project = await db.Projects.Include(p => p.Client).SingleAsync(p => p.Id == _company.Project.Id);
            var people = await db.People.ToDictionaryAsync(p => p.Id);
            for (var i = 0; i < 230; i++)
                db.Tasks.Add(
                    new(
                        project,
                        new($"Tarea {i}"),
                        people[_rep.PersonId],
                        people[_manager.PersonId],
                        people[_admin.PersonId],
                        null,
                        new HexaLive.Domain.Shared.Actor(_rep.PersonId, _database.Now)
                    )
                );
            await db.SaveChangesAsync();
        }
        await AddAsync(Monday, _rep);
        _database.Time.SetUtcNow(Due);
        Assert.Equal(1, await SweepAsync());
        var mail = FindMailTo("rep@test.local");
        Assert.Contains("las primeras 200 de 231 filas", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Tarea 198 |", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Tarea 199 |", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Filas: 231", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal(
            mail.TextBody!.IndexOf("Filas: 231", StringComparison.Ordinal),
            mail.TextBody.LastIndexOf("Filas: 231", StringComparison.Ordinal)
        );
    }
}
