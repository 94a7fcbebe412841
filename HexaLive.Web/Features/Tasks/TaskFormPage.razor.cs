using System.Globalization;
using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace HexaLive.Web.Features.Tasks;

/// <summary>Makes or edits a task. What is typed is kept in the browser until it is saved or cancelled; a conflict shows who was first and keeps it too.</summary>
public sealed partial class TaskFormPage(
    TaskCard card, TaskEditing editing, CurrentViewer current, NavigationManager navigation, Drafts drafts, ISnackbar snackbar,
    Texts say, IStringLocalizer<TasksText> texts, IStringLocalizer<SharedText> shared) : ComponentBase
{
    private TaskForm _form = new();
    private TaskChoices _choices = new([], [], [], []);
    private IReadOnlyList<Choice> _projects = [];
    private Choice? _project;
    private PresetValues? _preset;
    private string? _problem;
    private string _draftKey = "";
    private int _viewerId;
    private bool _canControl = true;
    private bool _conflict;
    private bool _projectMissing;
    private bool _ready;
    private bool _refused;
    private bool _saving;
    private bool _restored;

    [Parameter] public int? Number { get; set; }
    [SupplyParameterFromQuery(Name = "project")] private int? ProjectId { get; set; }

    private IStringLocalizer<TasksText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private Texts T => say;
    private string Heading => Number is null ? S["NewTask"] : L["EditTask"];
    private int? Responsible => _form.ResponsibleId ?? _preset?.ResponsibleId.Value ?? _viewerId;
    private int? Controller => _form.ControllerId ?? _preset?.ControllerId.Value;
    private TaskPriority Priority => _form.Priority ?? _preset?.Priority.Value ?? TaskPriority.Normal;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            var viewer = await current.GetAsync();
            _viewerId = viewer.PersonId;
            _draftKey = await drafts.KeyAsync("task", Number);
            var draft = await drafts.ReadAsync<TaskForm>(_draftKey);
            if (Number is { } number) await ReadTaskAsync(number);
            // A restored draft keeps the version that it was typed over: a change made meanwhile is told when it is saved.
            if (draft is not null) (_form, _restored) = (draft, true);
            if (Number is null && (ProjectId ?? draft?.ProjectId) is { } project && (await card.ProjectsAsync(viewer, null, project)) is [var chosen]) await PickProjectAsync(chosen);
            else if (Number is null) _choices = await card.ChoicesAsync(viewer, null);
            if (_project is null && Number is null) _projects = await card.ProjectsAsync(viewer, null);
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

    private async Task ReadTaskAsync(int number)
    {
        var viewer = await current.GetAsync();
        var task = await card.GetAsync(viewer, number);
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
        };
    }

    private async Task FindProjectsAsync(ChangeEventArgs e) => _projects = await card.ProjectsAsync(await current.GetAsync(), e.Value?.ToString());

    private async Task PickProjectAsync(Choice project)
    {
        (_project, _form.ProjectId, _projectMissing) = (project, project.Id, false);
        _choices = await card.ChoicesAsync(await current.GetAsync(), project.Id);
        await PresetAsync();
        await KeepAsync();
    }

    private async Task PresetAsync()
    {
        if (Number is null && _project is { } project)
            _preset = await editing.PresetAsync(await current.GetAsync(), project.Id, _form.TypeId, _form.OriginId, new TypedValues());
    }

    private async Task SetAsync(Action change, bool presets = false)
    {
        change();
        if (presets) await PresetAsync();
        await KeepAsync();
    }

    private async Task SaveAsync()
    {
        if (_saving) return;
        (_problem, _conflict, _projectMissing) = (null, false, Number is null && _project is null);
        if (_projectMissing) return;
        _saving = true;
        try
        {
            var viewer = await current.GetAsync();
            var id = Number ?? 0;
            if (Number is null)
            {
                var day = _form.NextDate ?? _preset?.NextAction.Value;
                id = await editing.CreateAsync(viewer, new NewTask(
                    _project!.Id, Typed(_form.Title), Typed(_form.Description), _form.TypeId, _form.OriginId, _form.ContactId,
                    _form.ResponsibleId, _form.ControllerId, _form.Priority, _form.EstimatedMinutes,
                    day is { } date ? new NextAction(date, null, Typed(_form.NextNote)) : null));
                snackbar.Add(L["Created"], Severity.Success);
            }
            else
            {
                await editing.EditAsync(viewer, id, _form.Version, new TaskFields(
                    _form.Title, _form.Description, _form.TypeId, _form.OriginId, _form.ContactId, Priority, _form.EstimatedMinutes), Responsible, Controller);
                snackbar.Add(S["Saved"], Severity.Success);
            }
            await drafts.ForgetAsync(_draftKey);
            navigation.NavigateTo($"tasks/{id}", replace: true);
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
        _form.Version = (await card.GetAsync(await current.GetAsync(), Number!.Value)).Version;
        await SaveAsync();
    }

    private async Task StartAgainAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        (_problem, _conflict, _restored) = (null, false, false);
        if (Number is { } number) await ReadTaskAsync(number);
        else _form = new TaskForm { ProjectId = _project?.Id };
    }

    private async Task CancelAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        navigation.NavigateTo(Number is { } number ? $"tasks/{number}" : "tasks");
    }

    private async Task KeepAsync() => await drafts.KeepAsync(_draftKey, _form);

    private string Because(PresetSource? source) => source is PresetSource.Type or PresetSource.Origin ? $"· {L[$"Preset_{source}"]}" : "";
    private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    private static int? Id(ChangeEventArgs e) => int.TryParse(e.Value?.ToString(), out var id) ? id : null;
    private static string? Iso(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What is typed, as its draft keeps it; null was not touched.</summary>
    public sealed class TaskForm
    {
        public int? ProjectId { get; set; }
        public int Version { get; set; }
        public string Title { get; set; } = "";
        public string Description { get; set; } = "";
        public int? TypeId { get; set; }
        public int? OriginId { get; set; }
        public int? ContactId { get; set; }
        public int? ResponsibleId { get; set; }
        public int? ControllerId { get; set; }
        public TaskPriority? Priority { get; set; }
        public int? EstimatedMinutes { get; set; }
        public DateOnly? NextDate { get; set; }
        public string NextNote { get; set; } = "";
    }
}
