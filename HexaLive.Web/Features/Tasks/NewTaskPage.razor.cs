using HexaLive.Domain.Presets;
using HexaLive.Infrastructure.Access;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Components.Forms;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace HexaLive.Web.Features.Tasks;

/// <summary>The steps of the wizard.</summary>
public enum NewTaskStep
{
    Where,
    What,
    Who,
}

/// <summary>
/// The wizard that creates a task in three short steps. The step is in the URL. The browser keeps the input until the task is saved or
/// the wizard is cancelled.
/// </summary>
public sealed partial class NewTaskPage(
    TaskDetails card,
    ProjectPicker places,
    TaskCreation creation,
    CurrentViewer current,
    NavigationManager navigation,
    Drafts drafts,
    IJSRuntime js,
    TextFormatter texts
) : ComponentBase
{
    private NewTaskModel _model = new();
    private TaskChoices _choices = new([], [], [], []);
    private IReadOnlyList<SimilarTask> _similar = [];
    private IReadOnlyDictionary<string, string> _problems = new Dictionary<string, string>();
    private ProjectOption? _project;
    private PresetValues? _preset;
    private int? _clientId;
    private string _draftKey = "";
    private string _zone = "UTC";
    private DateOnly _today;
    private int _viewerId;
    private int _created;
    private bool _ready;
    private bool _restored;

    [SupplyParameterFromQuery(Name = "project")]
    private int? ProjectId { get; set; }

    [SupplyParameterFromQuery(Name = "client")]
    private int? ClientId { get; set; }

    [SupplyParameterFromQuery(Name = "contact")]
    private int? ContactId { get; set; }

    [SupplyParameterFromQuery(Name = "step")]
    private string? StepName { get; set; }

    private NewTaskStep Step =>
        _project is null ? NewTaskStep.Where
        : Enum.TryParse<NewTaskStep>(StepName, true, out var step) && Enum.IsDefined(step) ? step
        : NewTaskStep.What;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            var viewer = await current.GetAsync();
            (_viewerId, _zone, _today) = (viewer.PersonId, viewer.TimeZone, texts.Today(viewer.TimeZone));
            _draftKey = await drafts.GetKeyAsync("new-task");
            if (await drafts.ReadAsync<NewTaskModel>(_draftKey) is { } draft)
                (_model, _restored) = (draft, true);
            _clientId = ContactId is { } contact ? await places.FindClientOfContactAsync(viewer, contact) : ClientId;
            // The project or client from which the wizard was opened replaces the one in the draft. The draft's texts are kept.
            var project = ProjectId ?? (_clientId is null ? _model.ProjectId : null);
            _project = project is null ? null : await places.GetAsync(viewer, project.Value);
            if (_project is null && _clientId is not null && await places.FindAsync(viewer, null, _clientId) is [var only])
                _project = only;
            if (_project is not null)
                await UseProjectAsync(_project, ContactId);
            _ready = true;
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo(AppUrls.Login, forceLoad: true);
        }
    }

    private async Task PickAsync(ProjectOption project)
    {
        await UseProjectAsync(project, null);
        await StoreDraftAsync();
        GoTo(NewTaskStep.What);
    }

    private async Task UseProjectAsync(ProjectOption project, int? contactId)
    {
        // Another project may belong to another client, so clear the contact.
        if (_model.ProjectId != project.ProjectId)
            _model.ContactId = null;
        (_project, _clientId, _model.ProjectId) = (project, project.ClientId, project.ProjectId);
        _choices = await card.GetChoicesAsync(await current.GetAsync(), project.ProjectId);
        if (contactId is not null && _choices.Contacts.Any(c => c.Id == contactId))
            _model.ContactId = contactId;
        await ResolvePresetAsync();
    }

    private async Task ResolvePresetAsync()
    {
        var viewer = await current.GetAsync();
        _preset = await creation.ResolvePresetAsync(viewer, _project!.ProjectId, _model.TypeId, _model.OriginId, new EnteredTaskValues());
        _similar = await places.FindSimilarTasksAsync(viewer, _project.ClientId, _model.Title ?? _preset.Title.Value, _model.TypeId);
    }

    private async Task OnModelChangedAsync()
    {
        await ResolvePresetAsync();
        await StoreDraftAsync();
    }

    private async Task NextAsync()
    {
        _problems = _model.GetProblems(_preset, _today);
        if (Step == NewTaskStep.Where && _project is null)
            return;
        if (Step == NewTaskStep.What && _problems.ContainsKey(nameof(NewTaskModel.Title)))
            return;
        _problems = new Dictionary<string, string>();
        GoTo(Step + 1);
        await js.InvokeVoidAsync("hexa.focus", "h1");
    }

    private void GoTo(NewTaskStep step) =>
        navigation.NavigateTo(
            navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?>
                {
                    ["step"] = step.ToString().ToLowerInvariant(),
                    ["project"] = _project?.ProjectId,
                    ["client"] = null,
                    ["contact"] = null,
                }
            )
        );

    private bool Validate()
    {
        _problems = _model.GetProblems(_preset, _today);
        if (_problems.Count == 0)
            return true;
        // Go to the step that has the error.
        var step = _problems.ContainsKey(nameof(NewTaskModel.Title)) ? NewTaskStep.What : NewTaskStep.Who;
        if (step != Step)
            GoTo(step);
        return false;
    }

    private async Task SaveAsync(Viewer viewer) => _created = await creation.CreateAsync(viewer, _model.ToRequest(_preset));

    private void OnSaved() => navigation.NavigateTo(AppUrls.Task(_created), replace: true);

    private async Task StartAgainAsync()
    {
        (_model, _restored, _problems) = (new NewTaskModel { ProjectId = _project?.ProjectId }, false, new Dictionary<string, string>());
        if (_project is not null)
            await ResolvePresetAsync();
    }

    private void LeavePage() => navigation.NavigateTo(_project is null ? AppUrls.Tasks : AppUrls.Project(_project.ProjectId));

    private async Task StoreDraftAsync() => await drafts.StoreAsync(_draftKey, _model);

    private string? ProblemOf(string field) => _problems.TryGetValue(field, out var key) ? Text[key].Value : null;

    private string? DescribePreset(PresetSource? source) =>
        source switch
        {
            PresetSource.Type => Text["Preset_Type", _choices.Types.FirstOrDefault(t => t.Id == _model.TypeId)?.Name ?? ""].Value,
            PresetSource.Origin => Text["Preset_Origin", _choices.Origins.FirstOrDefault(t => t.Id == _model.OriginId)?.Name ?? ""].Value,
            _ => null,
        };
}
