using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>The collection of tests that measure times between processes and therefore run alone.</summary>
[CollectionDefinition(nameof(NonParallel), DisableParallelization = true)]
public sealed class NonParallel;
