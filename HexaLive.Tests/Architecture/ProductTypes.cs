using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using HexaLive.Domain;
using HexaLive.Infrastructure.Data;

namespace HexaLive.Tests.Architecture;

/// <summary>
/// The types of the product and the types that they use. The model takes a lot of memory and is released after the tests.
/// </summary>
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
