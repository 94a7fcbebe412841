using Microsoft.EntityFrameworkCore;

namespace HexaLive.Infrastructure.Data;

/// <summary>Repeats an operation if a concurrent change made its save fail.</summary>
internal static class ConcurrencyRetry
{
    /// <summary>
    /// Runs an operation, and repeats it while its save fails because a row version changed or a concurrent save inserted the same
    /// unique key. Each attempt must create its own context and read everything again. Throws the exception of the last attempt if
    /// all attempts fail.
    /// </summary>
    public static async Task<T> RunAsync<T>(int maxAttempts, Func<Task<T>> operation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await operation();
            }
            catch (DbUpdateException e) when (attempt < maxAttempts && DatabaseErrors.IsConcurrentChange(e))
            {
                // The next attempt reads the changed data.
            }
        }
    }

    /// <inheritdoc cref="RunAsync{T}(int, Func{Task{T}})" />
    public static Task RunAsync(int maxAttempts, Func<Task> operation) =>
        RunAsync(
            maxAttempts,
            async () =>
            {
                await operation();
                return true;
            }
        );
}
