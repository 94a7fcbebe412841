using HexaLive.Domain;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>A memory stream that throws if more than a maximum number of bytes are written.</summary>
internal sealed class SizeLimitedStream(int maxBytes) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count)
    {
        EnsureFits(count);
        base.Write(buffer, offset, count);
    }

    public override void WriteByte(byte value)
    {
        EnsureFits(1);
        base.WriteByte(value);
    }

    private void EnsureFits(int count)
    {
        if (Position + count > maxBytes)
            throw new RuleException(RuleError.FileTooLarge, maxBytes / 1024);
    }
}
