using System.Text;
using HexaLive.Infrastructure.Features.Import;
using HexaLive.Tests.Support;
using Xunit;

namespace HexaLive.Tests.Infrastructure.Import;

/// <summary>Measures memory, so nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(ImportSizeTests), DisableParallelization = true)]
[Collection(nameof(ImportSizeTests))]
public sealed class ImportSizeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_file_of_nearly_a_hundred_megabytes_is_looked_over_in_flat_memory()
    {
        await using var database = await TestDatabase.CreateAsync();
        var admin = await database.ViewerAsync((await Company.CreateAsync(database)).Admin);
        var size = CsvFile.MaxBytes - (1 << 20);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (most, samples) = (before, 0);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        // What is alive while the file comes and is read. Collecting all takes long where much was loaded before: a tenth of the time goes into it, not all of it.
        var watch = Task.Run(async () =>
        {
            var collecting = TimeSpan.FromMilliseconds(10);
            try
            {
                while (true)
                {
                    await Task.Delay(9 * collecting, stop.Token);
                    var begun = clock.Elapsed;
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
                    samples++;
                    collecting = clock.Elapsed - begun;
                }
            }
            catch (OperationCanceledException)
            {
                // Measured.
            }
        }, CancellationToken.None);

        var session = await database.Get<ImportJobs>().UploadAsync(admin, "grande.csv", new EndlessText("Empresa de nombre largo;600 111 222;unas notas sobre el cliente, sin fin\n", size), true);

        await stop.CancelAsync();
        await watch;
        output.WriteLine($"{session.Scan.Rows:N0} rows, {size >> 20} MB in {clock.Elapsed.TotalSeconds:N1} s; alive at most {(most - before) / 1048576.0:N1} MB in {samples} samples");
        Assert.InRange(session.Scan.Rows, 1_000_000, 2_000_000);
        Assert.True(samples > 3, "Hardly looked at.");
        Assert.InRange(most - before, long.MinValue, 20 << 20);
    }
}

/// <summary>The same line over and over, up to a size; none of it in memory.</summary>
internal sealed class EndlessText(string line, long size) : Stream
{
    private readonly byte[] _line = Encoding.UTF8.GetBytes(line);
    private readonly byte[] _head = "nombre;telefono;notas\n"u8.ToArray();
    private long _at;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var take = (int)Math.Min(count, size - _at);
        for (var i = 0; i < take; i++, _at++) buffer[offset + i] = _at < _head.Length ? _head[_at] : _line[(_at - _head.Length) % _line.Length];
        return take;
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
