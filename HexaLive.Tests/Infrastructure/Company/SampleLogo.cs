namespace HexaLive.Tests.Infrastructure.Company;

/// <summary>Image data that the company settings accept as a logo.</summary>
internal static class SampleLogo
{
    /// <summary>The signature of a PNG file and three more bytes: the shortest data that is accepted as a PNG.</summary>
    public static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
}
