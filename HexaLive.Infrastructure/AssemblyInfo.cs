using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("HexaLive.Tests")]
