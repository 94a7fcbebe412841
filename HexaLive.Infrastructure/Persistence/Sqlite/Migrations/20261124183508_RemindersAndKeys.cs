using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class RemindersAndKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "MailId",
                table: "Reminders",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Round",
                table: "Reminders",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<DateTime>(
                name: "UntoldSince",
                table: "Reminders",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ChaseAt",
                table: "Promises",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DigestHour",
                table: "People",
                type: "INTEGER",
                nullable: false,
                defaultValue: 8);

            migrationBuilder.AddColumn<DateTime>(
                name: "NextDigestAt",
                table: "People",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "OverdueEvery",
                table: "People",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.CreateTable(
                name: "Absences",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PersonId = table.Column<int>(type: "INTEGER", nullable: false),
                    From = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    To = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    StandInId = table.Column<int>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    StartsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndsAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ReadAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Absences", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Absences_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Absences_People_StandInId",
                        column: x => x.StandInId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ApiKeys",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PersonId = table.Column<int>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Start = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LastUsedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKeys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ApiKeys_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CalendarFeeds",
                columns: table => new
                {
                    PersonId = table.Column<int>(type: "INTEGER", nullable: false),
                    TokenHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CalendarFeeds", x => x.PersonId);
                    table.ForeignKey(
                        name: "FK_CalendarFeeds_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "FollowUpRules",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    EscalateAfter = table.Column<int>(type: "INTEGER", nullable: false),
                    EscalateToManagerAfter = table.Column<int>(type: "INTEGER", nullable: false),
                    SilentAfter = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FollowUpRules", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "JobRuns",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Job = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    Server = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Took = table.Column<int>(type: "INTEGER", nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    Runs = table.Column<int>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JobRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Mails",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PersonId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    State = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Mails", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Mails_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReminderChoices",
                columns: table => new
                {
                    PersonId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    Channels = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReminderChoices", x => new { x.PersonId, x.Kind });
                    table.ForeignKey(
                        name: "FK_ReminderChoices_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_MailId",
                table: "Reminders",
                column: "MailId",
                filter: "MailId IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_SnoozedUntil",
                table: "Reminders",
                column: "SnoozedUntil",
                filter: "SnoozedUntil IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_TaskId_PersonId_Kind",
                table: "Reminders",
                columns: new[] { "TaskId", "PersonId", "Kind" },
                unique: true,
                filter: "Kind = 6");

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_UntoldSince",
                table: "Reminders",
                column: "UntoldSince",
                filter: "UntoldSince IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Promises_EndedAt_Outcome",
                table: "Promises",
                columns: new[] { "EndedAt", "Outcome" });

            migrationBuilder.CreateIndex(
                name: "IX_Promises_Outcome_ChaseAt",
                table: "Promises",
                columns: new[] { "Outcome", "ChaseAt" });

            migrationBuilder.CreateIndex(
                name: "IX_People_NextDigestAt",
                table: "People",
                column: "NextDigestAt");

            migrationBuilder.CreateIndex(
                name: "IX_Dedications_Date_PersonId_ClientId_Channel_Minutes",
                table: "Dedications",
                columns: new[] { "Date", "PersonId", "ClientId", "Channel", "Minutes" });

            migrationBuilder.CreateIndex(
                name: "IX_Absences_EndsAt",
                table: "Absences",
                column: "EndsAt");

            migrationBuilder.CreateIndex(
                name: "IX_Absences_PersonId_EndsAt",
                table: "Absences",
                columns: new[] { "PersonId", "EndsAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Absences_StandInId",
                table: "Absences",
                column: "StandInId");

            migrationBuilder.CreateIndex(
                name: "IX_ApiKeys_Hash",
                table: "ApiKeys",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ApiKeys_PersonId",
                table: "ApiKeys",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_CalendarFeeds_TokenHash",
                table: "CalendarFeeds",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_JobRuns_Job_Id",
                table: "JobRuns",
                columns: new[] { "Job", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Mails_PersonId_Day",
                table: "Mails",
                columns: new[] { "PersonId", "Day" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Mails_State_NextAttemptAt",
                table: "Mails",
                columns: new[] { "State", "NextAttemptAt" });

            // What fell due before is looked after from now on.
            migrationBuilder.Sql("UPDATE Promises SET ChaseAt = KeepBy WHERE FlaggedAt IS NOT NULL AND Outcome = 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Absences");

            migrationBuilder.DropTable(
                name: "ApiKeys");

            migrationBuilder.DropTable(
                name: "CalendarFeeds");

            migrationBuilder.DropTable(
                name: "FollowUpRules");

            migrationBuilder.DropTable(
                name: "JobRuns");

            migrationBuilder.DropTable(
                name: "Mails");

            migrationBuilder.DropTable(
                name: "ReminderChoices");

            migrationBuilder.DropIndex(
                name: "IX_Reminders_MailId",
                table: "Reminders");

            migrationBuilder.DropIndex(
                name: "IX_Reminders_SnoozedUntil",
                table: "Reminders");

            migrationBuilder.DropIndex(
                name: "IX_Reminders_TaskId_PersonId_Kind",
                table: "Reminders");

            migrationBuilder.DropIndex(
                name: "IX_Reminders_UntoldSince",
                table: "Reminders");

            migrationBuilder.DropIndex(
                name: "IX_Promises_EndedAt_Outcome",
                table: "Promises");

            migrationBuilder.DropIndex(
                name: "IX_Promises_Outcome_ChaseAt",
                table: "Promises");

            migrationBuilder.DropIndex(
                name: "IX_People_NextDigestAt",
                table: "People");

            migrationBuilder.DropIndex(
                name: "IX_Dedications_Date_PersonId_ClientId_Channel_Minutes",
                table: "Dedications");

            migrationBuilder.DropColumn(
                name: "MailId",
                table: "Reminders");

            migrationBuilder.DropColumn(
                name: "Round",
                table: "Reminders");

            migrationBuilder.DropColumn(
                name: "UntoldSince",
                table: "Reminders");

            migrationBuilder.DropColumn(
                name: "ChaseAt",
                table: "Promises");

            migrationBuilder.DropColumn(
                name: "DigestHour",
                table: "People");

            migrationBuilder.DropColumn(
                name: "NextDigestAt",
                table: "People");

            migrationBuilder.DropColumn(
                name: "OverdueEvery",
                table: "People");
        }
    }
}
