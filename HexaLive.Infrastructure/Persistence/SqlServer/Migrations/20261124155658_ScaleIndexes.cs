using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class ScaleIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Tasks_ResponsibleId_Status_DueAt",
                table: "Tasks");

            migrationBuilder.DropIndex(
                name: "IX_Tasks_Status_DueAt",
                table: "Tasks");

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_ResponsibleId_Status_NextActionDate_DueAt",
                table: "Tasks",
                columns: new[] { "ResponsibleId", "Status", "NextActionDate", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_Status_NextActionDate_DueAt_Priority_CreatedAt",
                table: "Tasks",
                columns: new[] { "Status", "NextActionDate", "DueAt", "Priority", "CreatedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Tasks_ResponsibleId_Status_NextActionDate_DueAt",
                table: "Tasks");

            migrationBuilder.DropIndex(
                name: "IX_Tasks_Status_NextActionDate_DueAt_Priority_CreatedAt",
                table: "Tasks");

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_ResponsibleId_Status_DueAt",
                table: "Tasks",
                columns: new[] { "ResponsibleId", "Status", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Tasks_Status_DueAt",
                table: "Tasks",
                columns: new[] { "Status", "DueAt" });
        }
    }
}
