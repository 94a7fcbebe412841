using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.JSInterop;

namespace HexaLive.Web.Components.Forms;

/// <summary>
/// Unsaved form input (drafts), kept in the browser's local storage. Mark the form with <c>data-draft-key</c> and each text field with
/// <c>data-draft</c> and the name of its property. Then app.js stores every keystroke without a round trip. If others can change the same
/// record, <c>data-draft-version</c> holds the version being edited; it is stored as <c>Version</c>.
/// </summary>
public sealed class Drafts(IJSRuntime js, CurrentViewer current)
{
    // The browser stores typed values as text, including numbers.
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    /// <summary>Returns the storage key of the viewer's draft of a form, optionally for one record.</summary>
    /// <exception cref="SignedOutException">Nobody is signed in.</exception>
    public async Task<string> GetKeyAsync(string form, int? id = null) =>
        string.Join(
            ':',
            "hexa",
            form,
            (await current.GetAsync()).PersonId.ToString(CultureInfo.InvariantCulture),
            id?.ToString(CultureInfo.InvariantCulture)
        );

    /// <summary>Reads a draft. Returns null if no draft exists, or if the draft no longer fits the form and cannot be parsed.</summary>
    public async Task<T?> ReadAsync<T>(string key)
        where T : class
    {
        try
        {
            return await js.InvokeAsync<string?>("hexa.draft.get", key) is { } json ? JsonSerializer.Deserialize<T>(json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the saved values, overwritten by the values of the draft. If no draft can be parsed, returns the saved values unchanged.
    /// </summary>
    public async Task<T> RestoreAsync<T>(string key, T saved)
        where T : class
    {
        try
        {
            var values = JsonSerializer.SerializeToNode(saved, JsonOptions)!.AsObject();
            foreach (var (name, value) in await ReadAsync<JsonObject>(key) ?? [])
                if (value is not null)
                    values[name] = value.DeepClone();
            return values.Deserialize<T>(JsonOptions)!;
        }
        catch (JsonException)
        {
            return saved;
        }
    }

    /// <summary>Saves the form as a draft. The text typed in fields with <c>data-draft</c> takes precedence.</summary>
    public ValueTask StoreAsync<T>(string key, T form) => js.InvokeVoidAsync("hexa.draft.set", key, JsonSerializer.Serialize(form));

    /// <summary>Deletes a draft after the form was saved or discarded.</summary>
    public ValueTask DeleteAsync(string key) => js.InvokeVoidAsync("hexa.draft.clear", key);
}
