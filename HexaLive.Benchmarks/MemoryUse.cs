namespace HexaLive.Benchmarks;

/// <summary>The memory that this process holds after a full garbage collection, in bytes.</summary>
internal sealed record MemoryUse(long Managed, long WorkingSet, long Private = 0)
{
    public static MemoryUse Now()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return new MemoryUse(GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet, PrivateMemory.Now());
    }

    public static MemoryUse operator -(MemoryUse after, MemoryUse before) =>
        new(after.Managed - before.Managed, after.WorkingSet - before.WorkingSet, after.Private - before.Private);
}
