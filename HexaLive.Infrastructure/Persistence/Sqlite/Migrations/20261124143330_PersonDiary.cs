using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class PersonDiary : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Activity_ActorId_Id",
                table: "Activity");

            migrationBuilder.AddColumn<int>(
                name: "PersonId",
                table: "Activity",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.Sql("UPDATE \"Activity\" SET \"PersonId\" = COALESCE((SELECT d.\"PersonId\" FROM \"Dedications\" d WHERE d.\"Id\" = \"Activity\".\"DedicationId\"), \"ActorId\");");

            migrationBuilder.CreateIndex(
                name: "IX_Activity_ActorId",
                table: "Activity",
                column: "ActorId");

            migrationBuilder.CreateIndex(
                name: "IX_Activity_PersonId_Id",
                table: "Activity",
                columns: new[] { "PersonId", "Id" });

            migrationBuilder.AddForeignKey(
                name: "FK_Activity_People_PersonId",
                table: "Activity",
                column: "PersonId",
                principalTable: "People",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Activity_People_PersonId",
                table: "Activity");

            migrationBuilder.DropIndex(
                name: "IX_Activity_ActorId",
                table: "Activity");

            migrationBuilder.DropIndex(
                name: "IX_Activity_PersonId_Id",
                table: "Activity");

            migrationBuilder.DropColumn(
                name: "PersonId",
                table: "Activity");

            migrationBuilder.CreateIndex(
                name: "IX_Activity_ActorId_Id",
                table: "Activity",
                columns: new[] { "ActorId", "Id" });
        }
    }
}
