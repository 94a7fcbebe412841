using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class WeeksConsentAndLapses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Mails_State_NextAttemptAt",
                table: "Mails");

            migrationBuilder.AddColumn<int>(
                name: "AgreedVersion",
                table: "ReportSchedules",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "DeletedAt",
                table: "ReportSchedules",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "DefinitionVersion",
                table: "Reports",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "WorkingWeek",
                table: "People",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "CompanyWeek",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    Days = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CompanyWeek", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Promises_Outcome_KeepBy",
                table: "Promises",
                columns: new[] { "Outcome", "KeepBy" });

            migrationBuilder.CreateIndex(
                name: "IX_Mails_State_NextAttemptAt_ReportDeliveryId",
                table: "Mails",
                columns: new[] { "State", "NextAttemptAt", "ReportDeliveryId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "CompanyWeek");

            migrationBuilder.DropIndex(
                name: "IX_Promises_Outcome_KeepBy",
                table: "Promises");

            migrationBuilder.DropIndex(
                name: "IX_Mails_State_NextAttemptAt_ReportDeliveryId",
                table: "Mails");

            migrationBuilder.DropColumn(
                name: "AgreedVersion",
                table: "ReportSchedules");

            migrationBuilder.DropColumn(
                name: "DeletedAt",
                table: "ReportSchedules");

            migrationBuilder.DropColumn(
                name: "DefinitionVersion",
                table: "Reports");

            migrationBuilder.DropColumn(
                name: "WorkingWeek",
                table: "People");

            migrationBuilder.CreateIndex(
                name: "IX_Mails_State_NextAttemptAt",
                table: "Mails",
                columns: new[] { "State", "NextAttemptAt" });
        }
    }
}
