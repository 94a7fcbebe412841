using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class DiaryVisits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Activity_ActorId",
                table: "Activity");

            migrationBuilder.AlterColumn<int>(
                name: "PromiseId",
                table: "Reminders",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "INTEGER");

            migrationBuilder.AddColumn<int>(
                name: "DedicationId",
                table: "Reminders",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "DiaryVisits",
                columns: table => new
                {
                    PersonId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<int>(type: "INTEGER", nullable: false),
                    OfId = table.Column<int>(type: "INTEGER", nullable: false),
                    LastActivityId = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DiaryVisits", x => new { x.PersonId, x.Kind, x.OfId });
                    table.ForeignKey(
                        name: "FK_DiaryVisits_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_Status_FinishedAt",
                table: "Tasks",
                columns: new[] { "Status", "FinishedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Reminders_DedicationId_PersonId_Kind",
                table: "Reminders",
                columns: new[] { "DedicationId", "PersonId", "Kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Activity_ActorId_Id",
                table: "Activity",
                columns: new[] { "ActorId", "Id" });

            migrationBuilder.AddForeignKey(
                name: "FK_Reminders_Dedications_DedicationId",
                table: "Reminders",
                column: "DedicationId",
                principalTable: "Dedications",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Reminders_Dedications_DedicationId",
                table: "Reminders");

            migrationBuilder.DropTable(
                name: "DiaryVisits");

            migrationBuilder.DropIndex(
                name: "IX_Tasks_Status_FinishedAt",
                table: "Tasks");

            migrationBuilder.DropIndex(
                name: "IX_Reminders_DedicationId_PersonId_Kind",
                table: "Reminders");

            migrationBuilder.DropIndex(
                name: "IX_Activity_ActorId_Id",
                table: "Activity");

            migrationBuilder.DropColumn(
                name: "DedicationId",
                table: "Reminders");

            migrationBuilder.AlterColumn<int>(
                name: "PromiseId",
                table: "Reminders",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "INTEGER",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Activity_ActorId",
                table: "Activity",
                column: "ActorId");
        }
    }
}
