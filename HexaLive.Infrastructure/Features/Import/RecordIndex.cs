using System.IO.Hashing;
using System.Runtime.InteropServices;
using HexaLive.Domain.Shared;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The property by which a record is found.</summary>
internal enum LookupBy : byte
{
    Key = 0,
    Code = 1,
    TaxId = 2,
    Email = 3,
    Name = 4,
}

/// <summary>Normalises texts for looking up records.</summary>
internal static class LookupKey
{
    /// <summary>
    /// Returns the normalised form of a text for lookups. Keys are compared exactly, other texts ignoring case and accents.
    /// </summary>
    public static string Normalize(LookupBy lookupBy, string text) => lookupBy == LookupBy.Key ? text : SearchText.Normalize(text);

    /// <summary>
    /// Returns a 64-bit hash of a text, its kind and its scope. The scope is the serial number of the record within which the text
    /// is unique, or 0. Hashes are not stored.
    /// </summary>
    public static ulong Hash(string text, LookupBy lookupBy = LookupBy.Key, uint scope = 0) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)scope << 8 | (byte)lookupBy);
}

/// <summary>
/// Finds records by key, code, tax number, e-mail or name. Only hashes are kept, so that the index of a million clients takes only tens of
/// megabytes.
/// </summary>
internal sealed class RecordIndex<TReference>
    where TReference : RecordReference
{
    // The value is null if several records have the same text.
    private readonly Dictionary<ulong, TReference?> _references = [];

    /// <summary>Adds a record under a text. If a scope is given, the text needs to be unique only within that record.</summary>
    public void Add(LookupBy lookupBy, string text, TReference reference, RecordReference? scope = null)
    {
        var hash = Hash(lookupBy, text, scope);
        if (!_references.TryAdd(hash, reference) && _references[hash] != reference)
            _references[hash] = null;
    }

    /// <summary>Returns the only record with this text; null if there is no such record or there are several.</summary>
    public TReference? Find(LookupBy lookupBy, string text, RecordReference? scope = null) =>
        _references.GetValueOrDefault(Hash(lookupBy, text, scope));

    /// <summary>Returns whether any record has this text.</summary>
    public bool Contains(LookupBy lookupBy, string text) => _references.ContainsKey(Hash(lookupBy, text, null));

    /// <summary>Returns the only record with this name or code; null if there is no such record.</summary>
    /// <exception cref="ImportException"><see cref="ImportError.Ambiguous"/> if several records have this name or code.</exception>
    public TReference? FindUnambiguous(LookupBy lookupBy, string text, ImportField field, RecordReference? scope = null)
    {
        if (_references.TryGetValue(Hash(lookupBy, text, scope), out var found) && found is null)
            throw new ImportException(ImportError.Ambiguous, field, text);
        return found;
    }

    private static ulong Hash(LookupBy lookupBy, string text, RecordReference? scope) =>
        LookupKey.Hash(LookupKey.Normalize(lookupBy, text), lookupBy, scope?.Serial ?? 0);
}
