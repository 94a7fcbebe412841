using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Features.Tasks;

/// <summary>
/// The form that edits a task. The browser keeps the input until the form is saved or cancelled. After a conflict, the form shows who
/// saved first and keeps the input.
/// </summary>
public sealed partial class TaskFormPage(
    TaskDetails card,
    TaskEditing editing,
    CurrentViewer current,
    NavigationManager navigation,
    Drafts drafts
) : ComponentBase
{
    private TaskForm _form = new();
    private TaskChoices _choices = new([], [], [], []);
    private string _draftKey = "";
    private bool _canControl = true;
    private bool _ready;
    private bool _refused;
    private bool _restored;

    [Parameter]
    public int Number { get; set; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            _draftKey = await drafts.GetKeyAsync("task", Number);
            var draft = await drafts.ReadAsync<TaskForm>(_draftKey);
            await LoadTaskAsync();
            // A restored draft keeps the version that it is based on, so that saving detects changes that other people have made since.
            if (draft is not null)
                (_form, _restored) = (draft, true);
            _ready = true;
        }
        catch (RuleException)
        {
            _refused = true;
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo(AppUrls.Login, forceLoad: true);
        }
    }

    private async Task LoadTaskAsync()
    {
        var viewer = await current.GetAsync();
        var task = await card.GetAsync(viewer, Number);
        if (!task.CanChange)
            throw new RuleException(RuleError.NotFound);
        _choices = await card.GetChoicesAsync(viewer, task.ProjectId);
        _canControl = task.CanControl;
        _restored = false;
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

    private async Task ChangeAsync(Action change)
    {
        change();
        await drafts.StoreAsync(_draftKey, _form);
    }

    private Task SaveAsync(Viewer viewer) =>
        editing.EditAsync(
            viewer,
            Number,
            _form.Version,
            new TaskFields(
                _form.Title,
                _form.Description,
                _form.TypeId,
                _form.OriginId,
                _form.ContactId,
                _form.Priority,
                _form.EstimatedMinutes
            ),
            _form.ResponsibleId,
            _form.ControllerId,
            _form.ProjectId
        );

    private void OnSaved() => navigation.NavigateTo(AppUrls.Task(Number), replace: true);

    private async Task KeepMineAsync(Viewer viewer) => _form.Version = (await card.GetAsync(viewer, Number)).Version;

    private void ShowTask() => navigation.NavigateTo(AppUrls.Task(Number));

    private static int? ParseId(ChangeEventArgs e) =>
        int.TryParse(e.Value?.ToString(), CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>The input, as kept in its draft.</summary>
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
