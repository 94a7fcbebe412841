using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Tasks;

/// <summary>Edits a task. What is typed is kept in the browser until it is saved or cancelled; a conflict shows who was first and keeps it too.</summary>
public sealed partial class TaskFormPage(
    TaskCard card, TaskEditing editing, CurrentViewer current, NavigationManager navigation, Drafts drafts, ISnackbar snackbar,
    Texts say, IStringLocalizer<TasksText> texts, IStringLocalizer<SharedText> shared) : ComponentBase
{
    private TaskForm _form = new();
    private TaskChoices _choices = new([], [], [], []);
    private string? _problem;
    private string _draftKey = "";
    private bool _canControl = true;
    private bool _conflict;
    private bool _ready;
    private bool _refused;
    private bool _saving;
    private bool _restored;

    [Parameter] public int Number { get; set; }

    private IStringLocalizer<TasksText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private Texts T => say;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            _draftKey = await drafts.KeyAsync("task", Number);
            var draft = await drafts.ReadAsync<TaskForm>(_draftKey);
            await ReadAsync();
            // A restored draft keeps the version that it was typed over: a change made meanwhile is told when it is saved.
            if (draft is not null) (_form, _restored) = (draft, true);
            _ready = true;
        }
        catch (RuleException)
        {
            _refused = true;
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo("account/login", forceLoad: true);
        }
    }

    private async Task ReadAsync()
    {
        var viewer = await current.GetAsync();
        var task = await card.GetAsync(viewer, Number);
        if (!task.CanChange) throw new RuleException(RuleError.NotFound);
        _choices = await card.ChoicesAsync(viewer, task.ProjectId);
        _canControl = task.CanControl;
        _form = new TaskForm
        {
            Version = task.Version,
            Title = task.Title,
            Description = task.Description ?? "",
            TypeId = task.TypeId,
            OriginId = task.OriginId,
            ContactId = task.ContactId,
            Priority = task.Priority,
            EstimatedMinutes = task.EstimatedMinutes,
            ResponsibleId = task.ResponsibleId,
            ControllerId = task.ControllerId,
            ProjectId = task.ProjectId,
        };
    }

    private async Task SetAsync(Action change)
    {
        change();
        await drafts.KeepAsync(_draftKey, _form);
    }

    private async Task SaveAsync()
    {
        if (_saving) return;
        (_problem, _conflict, _saving) = (null, false, true);
        try
        {
            await editing.EditAsync(await current.GetAsync(), Number, _form.Version, new TaskFields(
                _form.Title, _form.Description, _form.TypeId, _form.OriginId, _form.ContactId, _form.Priority, _form.EstimatedMinutes), _form.ResponsibleId, _form.ControllerId, _form.ProjectId);
            snackbar.Add(S["Saved"], Severity.Success);
            await drafts.ForgetAsync(_draftKey);
            navigation.NavigateTo($"tasks/{Number}", replace: true);
        }
        catch (RuleException refusal)
        {
            (_problem, _conflict) = (say.Of(refusal), refusal.Error == RuleError.Conflict);
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo("account/login", forceLoad: true);
        }
        finally
        {
            _saving = false;
        }
    }

    private async Task OverwriteAsync()
    {
        _form.Version = (await card.GetAsync(await current.GetAsync(), Number)).Version;
        await SaveAsync();
    }

    private async Task StartAgainAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        (_problem, _conflict, _restored) = (null, false, false);
        await ReadAsync();
    }

    private async Task CancelAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        navigation.NavigateTo($"tasks/{Number}");
    }

    private static int? Id(ChangeEventArgs e) => int.TryParse(e.Value?.ToString(), out var id) ? id : null;
    /// <summary>What is typed, as its draft keeps it.</summary>
    public sealed class TaskForm
    {
        public int Version { get; set; }
        public string Title { get; set; } = "";
        public string Description { get; set; } = "";
        public int? TypeId { get; set; }
        public int? OriginId { get; set; }
        public int? ContactId { get; set; }
        public int? ResponsibleId { get; set; }
        public int? ControllerId { get; set; }
        public int? ProjectId { get; set; }
        public TaskPriority Priority { get; set; }
        public int? EstimatedMinutes { get; set; }
    }
}
