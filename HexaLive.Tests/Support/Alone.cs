using Xunit;

namespace HexaLive.Tests.Support;

/// <summary>Tests that measure how long something takes between processes: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
