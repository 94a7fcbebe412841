using System.Globalization;
using System.Text.Json;
using Microsoft.JSInterop;

namespace HexaLive.Web.Components;

/// <summary>
/// What is typed in a form and not saved yet, kept in the person's browser. Mark the form with <c>data-draft-key</c> and its text fields with
/// <c>data-draft</c> and the property's name: each keystroke is kept there without the server. A form of something that others change too says with
/// <c>data-draft-version</c> which version is typed over; it is kept as <c>Version</c>.
/// </summary>
public sealed class Drafts(IJSRuntime js, CurrentViewer current)
{
    /// <summary>The key of the viewer's draft of a form, perhaps of one thing in it.</summary>
    /// <exception cref="SignedOutException">Nobody is signed in.</exception>
    public async Task<string> KeyAsync(string form, int? id = null) =>
        string.Join(':', "hexa", form, (await current.GetAsync()).PersonId.ToString(CultureInfo.InvariantCulture), id?.ToString(CultureInfo.InvariantCulture));

    /// <summary>The draft; null where there is none, or one of an older form.</summary>
    public async Task<T?> ReadAsync<T>(string key) where T : class
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

    /// <summary>Keeps what was chosen beside what is typed.</summary>
    public ValueTask KeepAsync<T>(string key, T form) => js.InvokeVoidAsync("hexa.draft.set", key, JsonSerializer.Serialize(form));

    /// <summary>It was saved, or is not wanted.</summary>
    public ValueTask ForgetAsync(string key) => js.InvokeVoidAsync("hexa.draft.clear", key);
}
