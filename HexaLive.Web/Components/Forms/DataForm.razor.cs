using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Components.Forms;

/// <summary>
/// A form with its buttons. The form runs one save at a time and shows a broken rule on top or beside the field. If someone else changed
/// the record in the meantime, the person can keep their own input or load the other change. The form deletes the draft
/// (<see cref="Drafts"/>) after saving or cancelling. The parent component holds the input and restores the draft.
/// </summary>
public sealed partial class DataForm(
    CurrentViewer current,
    Drafts drafts,
    NavigationManager navigation,
    ISnackbar snackbar,
    TextFormatter texts,
    IJSRuntime js
) : ComponentBase
{
    private Func<Viewer, Task>? _lastAction;
    private ElementReference _root;
    private bool _started;

    [Parameter]
    public string Class { get; set; } = "panel-body form-grid";

    /// <summary>The fields.</summary>
    [Parameter, EditorRequired]
    public RenderFragment<DataForm> ChildContent { get; set; } = default!;

    /// <summary>Arranges <see cref="Body"/> and <see cref="Buttons"/>; null puts the buttons below the fields.</summary>
    [Parameter]
    public RenderFragment<DataForm>? Layout { get; set; }

    /// <summary>
    /// Whether the form is an HTML form: Enter in a field saves, and the browser validates the fields before saving.
    /// </summary>
    [Parameter]
    public bool SubmitOnEnter { get; set; }

    /// <summary>Returns whether the input can be sent; null if only the use case checks it.</summary>
    [Parameter]
    public Func<bool>? Validate { get; set; }

    /// <summary>Saves the input.</summary>
    [Parameter, EditorRequired]
    public EventCallback<Viewer> OnSave { get; set; }

    /// <summary>Raised after the input was saved and the draft deleted.</summary>
    [Parameter]
    public EventCallback OnSaved { get; set; }

    /// <summary>The message shown after saving, if any.</summary>
    [Parameter]
    public string? SavedText { get; set; }

    [Parameter]
    public EventCallback OnCancel { get; set; }

    /// <summary>The page that Cancel links to, instead of <see cref="OnCancel"/>.</summary>
    [Parameter]
    public string? CancelHref { get; set; }

    /// <summary>
    /// Raised after a conflict when the person keeps their own input. The handler reads the current version of the record, so that saving
    /// again overwrites the other person's change.
    /// </summary>
    [Parameter]
    public EventCallback<Viewer> OnKeepMine { get; set; }

    /// <summary>
    /// Raised after a conflict when the person chooses the other person's change. The handler reads that change. Without a handler, the
    /// form is cancelled.
    /// </summary>
    [Parameter]
    public EventCallback OnUseTheirs { get; set; }

    /// <summary>Returns the name of the field that a broken rule belongs to; null shows the message on top.</summary>
    [Parameter]
    public Func<RuleException, string?>? FieldOf { get; set; }

    /// <summary>Returns a special message for a broken rule shown beside its field; null uses the general message.</summary>
    [Parameter]
    public Func<RuleException, string?>? MessageOf { get; set; }

    /// <summary>The storage key of the draft (see <see cref="Drafts.GetKeyAsync"/>), if the form keeps one.</summary>
    [Parameter]
    public string? DraftKey { get; set; }

    /// <summary>The version of the record that the draft is based on.</summary>
    [Parameter]
    public int? DraftVersion { get; set; }

    /// <summary>Whether the draft stays when the person cancels.</summary>
    [Parameter]
    public bool KeepDraftOnCancel { get; set; }

    /// <summary>Whether the input shown comes from a draft, which the person may discard.</summary>
    [Parameter]
    public bool IsDraftRestored { get; set; }

    /// <summary>Raised when the person discards the restored draft.</summary>
    [Parameter]
    public EventCallback OnDiscard { get; set; }

    /// <summary>The selector of the field that gets the focus when the form opens. If set, Ctrl+Enter saves.</summary>
    [Parameter]
    public string? Focus { get; set; }

    [Parameter]
    public bool CancelOnEscape { get; set; }

    /// <summary>The CSS class of the row of buttons; null if the fields place the buttons themselves.</summary>
    [Parameter]
    public string? ActionsClass { get; set; } = "wide form-actions";

    /// <summary>Content in front of the buttons.</summary>
    [Parameter]
    public RenderFragment? ActionsStart { get; set; }

    [Parameter]
    public string? SaveText { get; set; }

    [Parameter]
    public string? CancelText { get; set; }

    [Parameter]
    public Size ButtonSize { get; set; } = Size.Medium;

    /// <summary>Whether the form has no Save button.</summary>
    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>Whether Save is disabled.</summary>
    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>Whether an action of the form is running.</summary>
    public bool IsSaving { get; private set; }

    /// <summary>The rule that refused the last action.</summary>
    public RuleException? Problem { get; private set; }

    private EventCallback<KeyboardEventArgs> OnKey =>
        CancelOnEscape ? EventCallback.Factory.Create<KeyboardEventArgs>(this, OnKeyAsync) : default;

    private EventCallback KeepMine => OnKeepMine.HasDelegate ? EventCallback.Factory.Create(this, KeepMineAsync) : default;

    /// <summary>Returns the message of the broken rule that belongs to a field.</summary>
    public string? ProblemOf(string field) =>
        Problem is not null && FieldOf?.Invoke(Problem) == field ? MessageOf?.Invoke(Problem) ?? texts.Describe(Problem) : null;

    /// <summary>Returns the <c>aria-invalid</c> value of a field.</summary>
    public string AriaInvalid(string field) => ProblemOf(field) is null ? "false" : "true";

    /// <summary>Saves the input, unless it is invalid or being saved.</summary>
    public async Task SaveAsync()
    {
        if (IsSaving)
            return;
        Problem = null;
        if (Validate is null || Validate())
            await RunActionAsync(SubmitAsync);
    }

    /// <summary>Runs an action other than saving. The form shows a broken rule, and lets the person resolve a conflict.</summary>
    public Task RunActionAsync(Func<Viewer, Task> action)
    {
        if (IsSaving)
            return Task.CompletedTask;
        _lastAction = action;
        return CatchErrorsAsync(action);
    }

    /// <summary>Removes the message of the last action. Call this method before the form is shown again.</summary>
    public void Reset() => Problem = null;

    /// <summary>Cancels: deletes the draft and lets the parent component close the form.</summary>
    public async Task CancelAsync()
    {
        if (!KeepDraftOnCancel)
            await DeleteDraftAsync();
        await OnCancel.InvokeAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_started || Focus is null || _root.Id is null)
            return;
        _started = true;
        await js.InvokeVoidAsync("hexa.form.start", _root, Focus);
    }

    private async Task SubmitAsync(Viewer viewer)
    {
        await OnSave.InvokeAsync(viewer);
        await DeleteDraftAsync();
        if (SavedText is not null)
            snackbar.Add(SavedText, Severity.Success);
        await OnSaved.InvokeAsync();
    }

    private Task KeepMineAsync() =>
        CatchErrorsAsync(async viewer =>
        {
            await OnKeepMine.InvokeAsync(viewer);
            await _lastAction!(viewer);
        });

    private Task UseTheirsAsync() =>
        CatchErrorsAsync(async _ =>
        {
            await DeleteDraftAsync();
            await (OnUseTheirs.HasDelegate ? OnUseTheirs : OnCancel).InvokeAsync();
        });

    private async Task DiscardAsync()
    {
        await DeleteDraftAsync();
        Problem = null;
        await OnDiscard.InvokeAsync();
    }

    private Task OnKeyAsync(KeyboardEventArgs e) => e is { Key: "Escape", CtrlKey: false } ? CancelAsync() : Task.CompletedTask;

    private async Task DeleteDraftAsync()
    {
        if (!string.IsNullOrEmpty(DraftKey))
            await drafts.DeleteAsync(DraftKey);
    }

    private async Task CatchErrorsAsync(Func<Viewer, Task> action)
    {
        if (IsSaving)
            return;
        (Problem, IsSaving) = (null, true);
        StateHasChanged();
        try
        {
            await action(await current.GetAsync());
        }
        catch (RuleException refusal)
        {
            Problem = refusal;
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo(AppUrls.Login, forceLoad: true);
        }
        finally
        {
            IsSaving = false;
            StateHasChanged();
        }
    }
}
