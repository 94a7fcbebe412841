using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace HexaLive.Infrastructure.Data.SqlServer;

/// <summary>The database context for SQL Server and Azure SQL.</summary>
public sealed class SqlServerHexaDbContext(DbContextOptions<SqlServerHexaDbContext> options) : HexaDbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder
            .HasDbFunction(SqlText.FoldMethod)
            .HasTranslation(arguments => new CollateExpression(arguments[0], "Latin1_General_100_CI_AI"));
    }
}

/// <summary>Creates the context for the EF Core tool that creates migrations. Does not connect to a server.</summary>
public sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerHexaDbContext>
{
    /// <inheritdoc />
    public SqlServerHexaDbContext CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<SqlServerHexaDbContext>()
                .UseSqlServer("Server=localhost;Database=HexaLive")
                .UseApplicationServiceProvider(new ServiceCollection().AddIdentitySchema().BuildServiceProvider())
                .Options
        );
}
