using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HexaLive.Infrastructure.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class CompanyCountry : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "Key",
                table: "ContactPhone",
                type: "nvarchar(50)",
                maxLength: 50,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(9)",
                oldMaxLength: 9);

            migrationBuilder.AddColumn<string>(
                name: "Country",
                table: "Company",
                type: "nvarchar(2)",
                maxLength: 2,
                nullable: false,
                defaultValue: "ES");

            migrationBuilder.AlterColumn<string>(
                name: "PhoneKey",
                table: "Clients",
                type: "nvarchar(50)",
                maxLength: 50,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "nvarchar(9)",
                oldMaxLength: 9,
                oldNullable: true);

            // The application computes the pending keys after the upgrade.
            migrationBuilder.Sql("UPDATE [Clients] SET [PhoneKey] = N'?' WHERE [Phone] IS NOT NULL");
            migrationBuilder.Sql("UPDATE [ContactPhone] SET [Key] = N'?'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Country",
                table: "Company");

            migrationBuilder.Sql("UPDATE [Clients] SET [PhoneKey] = RIGHT([PhoneKey], 9)");
            migrationBuilder.Sql("UPDATE [ContactPhone] SET [Key] = RIGHT([Key], 9)");

            migrationBuilder.AlterColumn<string>(
                name: "Key",
                table: "ContactPhone",
                type: "nvarchar(9)",
                maxLength: 9,
                nullable: false,
                oldClrType: typeof(string),
                oldType: "nvarchar(50)",
                oldMaxLength: 50);

            migrationBuilder.AlterColumn<string>(
                name: "PhoneKey",
                table: "Clients",
                type: "nvarchar(9)",
                maxLength: 9,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "nvarchar(50)",
                oldMaxLength: 50,
                oldNullable: true);
        }
    }
}
