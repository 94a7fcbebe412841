using System.Text;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Measures the memory of large imports. No other test may run at the same time.</summary>
[CollectionDefinition(nameof(ImportSizeTests), DisableParallelization = true)]
[Collection(nameof(ImportSizeTests))]
public sealed class ImportSizeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nearly_100_MB_file_is_scanned_in_constant_memory()
    {
        await using var database = await TestDatabase.CreateAsync();
        var admin = await database.GetViewerAsync((await TestCompany.CreateAsync(database)).Admin);
        var size = CsvFile.MaxBytes - (1 << 20);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var stop = new CancellationTokenSource();
        var watch = Task.Run(() => WatchMemoryAsync(stop.Token), CancellationToken.None);

        var session = await database
            .Get<ImportJobs>()
            .UploadAsync(
                admin,
                "grande.csv",
                new RepeatingTextStream("Empresa de nombre largo;600 111 222;unas notas sobre el cliente, sin fin\n", size),
                true
            );

        await stop.CancelAsync();
        var (max, samples) = await watch;
        output.WriteLine(
            $"{session.Analysis.RowCount:N0} rows, {size >> 20} MB; "
                + $"alive at most {(max - before) / 1048576.0:N1} MB in {samples} samples"
        );
        Assert.InRange(session.Analysis.RowCount, 1_000_000, 2_000_000);
        Assert.True(samples > 3, "Too few samples.");
        Assert.InRange(max - before, long.MinValue, 20 << 20);
    }

    // Samples the memory in use while the file is uploaded and read. A full garbage collection can be slow and delays the upload. The pause
    // before each collection is as long as the previous collection, so that a slow machine both makes progress and takes samples.
    private static async Task<(long Max, int Samples)> WatchMemoryAsync(CancellationToken stop)
    {
        var (max, samples) = (0L, 0);
        var collecting = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            try
            {
                await Task.Delay(collecting, stop);
            }
            catch (OperationCanceledException)
            {
                // The upload has finished.
                return (max, samples);
            }
            var clock = System.Diagnostics.Stopwatch.StartNew();
            max = Math.Max(max, GC.GetTotalMemory(forceFullCollection: true));
            samples++;
            collecting = clock.Elapsed;
        }
    }
}

/// <summary>A stream that repeats one line up to a given size without holding it in memory.</summary>
internal sealed class RepeatingTextStream(string line, long size) : Stream
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes(line);
    private readonly byte[] _head = "nombre;telefono;notas\n"u8.ToArray();
    private long _at;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var take = (int)Math.Min(count, size - _at);
        for (var i = 0; i < take; i++, _at++)
            buffer[offset + i] = _at < _head.Length ? _head[_at] : _line[(_at - _head.Length) % _line.Length];
        return take;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
