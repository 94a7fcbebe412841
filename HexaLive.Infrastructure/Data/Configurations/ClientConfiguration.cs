using HexaLive.Domain.Clients;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Renewals;
using HexaLive.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HexaLive.Infrastructure.Data.Configurations;

internal sealed class ClientConfiguration : IEntityTypeConfiguration<Client>
{
    public void Configure(EntityTypeBuilder<Client> entity)
    {
        entity.Property(c => c.Code).HasMaxLength(30);
        entity.Property(c => c.Name).HasMaxLength(200);
        entity.Property(c => c.TaxId).HasMaxLength(30);
        entity.Property(c => c.Phone).HasMaxLength(PhoneNumber.MaxLength);
        entity.Property(c => c.PhoneKey).HasMaxLength(PhoneNumber.MaxLength);
        entity.Property(c => c.Email).HasMaxLength(254);
        entity.Property(c => c.Website).HasMaxLength(WebAddress.MaxLength);
        entity.Property(c => c.Address).HasMaxLength(500);
        entity.Property(c => c.Notes).HasMaxLength(4000);
        entity.HasSearchKey();
        entity.HasExternalKey();
        entity.HasVersion();
        entity.HasIndex(c => c.Name);
        entity.HasIndex(c => c.PhoneKey);
        entity.HasReference(c => c.Team, nameof(Client.TeamId));
        entity.HasReference<Client, Client>(nameof(Client.MergedIntoId));
        entity.HasMany(c => c.Contacts).WithOne(c => c.Client).HasForeignKey(c => c.ClientId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> entity)
    {
        entity.Property(c => c.Name).HasMaxLength(200);
        entity.Property(c => c.Position).HasMaxLength(100);
        entity.Property(c => c.Email).HasMaxLength(254);
        entity.HasSearchKey();
        entity.HasVersion();
        entity.HasMany(c => c.Phones).WithOne().HasForeignKey(p => p.ContactId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ContactPhoneConfiguration : IEntityTypeConfiguration<ContactPhone>
{
    public void Configure(EntityTypeBuilder<ContactPhone> entity)
    {
        entity.Property(p => p.Number).HasMaxLength(PhoneNumber.MaxLength);
        entity.Property(p => p.Key).HasMaxLength(PhoneNumber.MaxLength);
        entity.HasIndex(p => p.Key);
    }
}

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> entity)
    {
        entity.Property(p => p.Code).HasMaxLength(30);
        entity.Property(p => p.Name).HasMaxLength(200);
        entity.Property(p => p.Description).HasMaxLength(4000);
        entity.HasSearchKey();
        entity.HasExternalKey();
        entity.HasVersion();
        entity.HasIndex(p => p.Name);
        entity.HasReference(p => p.Client, nameof(Project.ClientId));
        entity.HasReference(p => p.Manager, nameof(Project.ManagerId));
    }
}

internal sealed class ProjectRenewalConfiguration : IEntityTypeConfiguration<ProjectRenewal>
{
    public void Configure(EntityTypeBuilder<ProjectRenewal> entity)
    {
        entity.Property(r => r.ToName).HasMaxLength(200);
        entity.HasIndex(r => r.RunId);
        // Ensures that only one new project is created if two people renew a project at the same time.
        entity.HasIndex(r => new { r.FromProjectId, r.Year }).IsUnique().HasFilter("UndoneAt IS NULL");
        entity.HasReference(r => r.By, nameof(ProjectRenewal.ById));
        entity.HasReference(r => r.From, nameof(ProjectRenewal.FromProjectId));
        entity.HasReference(r => r.To, nameof(ProjectRenewal.ToProjectId));
    }
}
