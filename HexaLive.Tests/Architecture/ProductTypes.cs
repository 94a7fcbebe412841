using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using HexaLive.Domain;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Tests.Architecture;

/// <summary>The types of the product with everything they use. They take much memory, so they are kept only while the tests run.</summary>
public sealed class ProductTypes
{
    public IReadOnlyList<IType> Types { get; } =
    [
        .. new ArchLoader()
            .LoadAssemblies(typeof(RuleException).Assembly, typeof(HexaDbContext).Assembly, typeof(Program).Assembly)
            .Build()
            .Types,
    ];
}
