using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Persistence.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class MinutesByTask : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Dedications_TaskId_Date",
                table: "Dedications");

            migrationBuilder.CreateIndex(
                name: "IX_Dedications_TaskId_Date_Minutes",
                table: "Dedications",
                columns: new[] { "TaskId", "Date", "Minutes" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Dedications_TaskId_Date_Minutes",
                table: "Dedications");

            migrationBuilder.CreateIndex(
                name: "IX_Dedications_TaskId_Date",
                table: "Dedications",
                columns: new[] { "TaskId", "Date" });
        }
    }
}
