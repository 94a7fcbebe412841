using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Data.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CompanyCountry : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Country",
                table: "Company",
                type: "TEXT",
                maxLength: 2,
                nullable: false,
                defaultValue: "ES");

            // The application computes the pending keys after the upgrade.
            migrationBuilder.Sql("""UPDATE "Clients" SET "PhoneKey" = '?' WHERE "Phone" IS NOT NULL""");
            migrationBuilder.Sql("""UPDATE "ContactPhone" SET "Key" = '?'""");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Country",
                table: "Company");

            migrationBuilder.Sql("""UPDATE "Clients" SET "PhoneKey" = substr("PhoneKey", -9)""");
            migrationBuilder.Sql("""UPDATE "ContactPhone" SET "Key" = substr("Key", -9)""");
        }
    }
}
