using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>The collection of tests that measure time between processes. No other test runs at the same time.</summary>
[CollectionDefinition(nameof(NonParallel), DisableParallelization = true)]
public sealed class NonParallel;
