using HexaLive.Domain;
using HexaLive.Domain.TaskTypes;
using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Web.Components;
using HexaLive.Web.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Tasks;

/// <summary>The steps of the wizard.</summary>
public enum NewTaskStep { Where, What, Who }

/// <summary>Makes a task in three short steps. The step is in the address, what is typed is kept in the browser until it is saved or cancelled.</summary>
public sealed partial class NewTaskPage(
    TaskCard card, TaskPlaces places, TaskEditing editing, CurrentViewer current, NavigationManager navigation, Drafts drafts, IJSRuntime js, ISnackbar snackbar,
    Texts say, IStringLocalizer<TasksText> texts, IStringLocalizer<SharedText> shared) : ComponentBase
{
    private NewTaskModel _model = new();
    private TaskChoices _choices = new([], [], [], []);
    private IReadOnlyList<SimilarTask> _similar = [];
    private IReadOnlyDictionary<string, string> _problems = new Dictionary<string, string>();
    private TaskPlace? _place;
    private PresetValues? _preset;
    private ElementReference _root;
    private int? _clientId;
    private string? _problem;
    private string _draftKey = "";
    private string _zone = "UTC";
    private DateOnly _today;
    private int _viewerId;
    private bool _ready;
    private bool _started;
    private bool _saving;
    private bool _restored;

    [SupplyParameterFromQuery(Name = "project")] private int? ProjectId { get; set; }
    [SupplyParameterFromQuery(Name = "client")] private int? ClientId { get; set; }
    [SupplyParameterFromQuery(Name = "contact")] private int? ContactId { get; set; }
    [SupplyParameterFromQuery(Name = "step")] private string? StepName { get; set; }

    private IStringLocalizer<TasksText> L => texts;
    private IStringLocalizer<SharedText> S => shared;
    private NewTaskStep Step => _place is null ? NewTaskStep.Where : Enum.TryParse<NewTaskStep>(StepName, true, out var step) && Enum.IsDefined(step) ? step : NewTaskStep.What;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        try
        {
            var viewer = await current.GetAsync();
            (_viewerId, _zone, _today) = (viewer.PersonId, viewer.TimeZone, say.Today(viewer.TimeZone));
            _draftKey = await drafts.KeyAsync("new-task");
            if (await drafts.ReadAsync<NewTaskModel>(_draftKey) is { } draft) (_model, _restored) = (draft, true);
            _clientId = ContactId is { } contact ? await places.ClientOfAsync(viewer, contact) : ClientId;
            // Where it was begun from says where it goes; a draft of elsewhere keeps its words.
            var project = ProjectId ?? (_clientId is null ? _model.ProjectId : null);
            _place = project is null ? null : await places.GetAsync(viewer, project.Value);
            if (_place is null && _clientId is not null && await places.FindAsync(viewer, null, _clientId) is [var only]) _place = only;
            if (_place is not null) await UseAsync(_place, ContactId);
            _ready = true;
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo("account/login", forceLoad: true);
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_ready || _started) return;
        _started = true;
        await js.InvokeVoidAsync("hexa.form.start", _root, "input, textarea");
    }

    private async Task PickAsync(TaskPlace place)
    {
        await UseAsync(place, null);
        await KeepAsync();
        GoTo(NewTaskStep.What);
    }

    private async Task UseAsync(TaskPlace place, int? contactId)
    {
        // Somebody at another client is no contact of this one.
        if (_model.ProjectId != place.ProjectId) _model.ContactId = null;
        (_place, _clientId, _model.ProjectId) = (place, place.ClientId, place.ProjectId);
        _choices = await card.ChoicesAsync(await current.GetAsync(), place.ProjectId);
        if (contactId is not null && _choices.Contacts.Any(c => c.Id == contactId)) _model.ContactId = contactId;
        await PresetAsync();
    }

    private async Task PresetAsync()
    {
        var viewer = await current.GetAsync();
        _preset = await editing.PresetAsync(viewer, _place!.ProjectId, _model.TypeId, _model.OriginId, new TypedValues());
        _similar = await places.SimilarAsync(viewer, _place.ClientId, _model.Title ?? _preset.Title.Value, _model.TypeId);
    }

    private async Task ChangedAsync()
    {
        await PresetAsync();
        await KeepAsync();
    }

    private async Task NextAsync()
    {
        _problems = _model.Problems(_preset, _today);
        if (Step == NewTaskStep.Where && _place is null) return;
        if (Step == NewTaskStep.What && _problems.ContainsKey(nameof(NewTaskModel.Title))) return;
        _problems = new Dictionary<string, string>();
        GoTo(Step + 1);
        await js.InvokeVoidAsync("hexa.focus", "h1");
    }

    private void GoTo(NewTaskStep step) => navigation.NavigateTo(navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["step"] = step.ToString().ToLowerInvariant(),
        ["project"] = _place?.ProjectId,
        ["client"] = null,
        ["contact"] = null,
    }));

    private Task OnKeyAsync(KeyboardEventArgs e) => e is { Key: "Escape", CtrlKey: false } ? CancelAsync() : Task.CompletedTask;

    private async Task SaveAsync()
    {
        if (_saving) return;
        (_problem, _problems) = (null, _model.Problems(_preset, _today));
        if (_problems.Count > 0)
        {
            // What is wrong is on one of the steps: that one is shown.
            var step = _problems.ContainsKey(nameof(NewTaskModel.Title)) ? NewTaskStep.What : NewTaskStep.Who;
            if (step != Step) GoTo(step);
            return;
        }
        _saving = true;
        try
        {
            var id = await editing.CreateAsync(await current.GetAsync(), _model.ToRequest(_preset));
            await drafts.ForgetAsync(_draftKey);
            snackbar.Add(_model.Log ? L["CreatedAndLogged"] : L["Created"], Severity.Success);
            navigation.NavigateTo($"tasks/{id}", replace: true);
        }
        catch (RuleException refusal)
        {
            _problem = say.Of(refusal);
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

    private async Task StartAgainAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        (_model, _restored, _problem, _problems) = (new NewTaskModel { ProjectId = _place?.ProjectId }, false, null, new Dictionary<string, string>());
        if (_place is not null) await PresetAsync();
    }

    private async Task CancelAsync()
    {
        await drafts.ForgetAsync(_draftKey);
        navigation.NavigateTo(_place is null ? "tasks" : $"projects/{_place.ProjectId}");
    }

    private async Task KeepAsync() => await drafts.KeepAsync(_draftKey, _model);

    private string? ProblemOf(string field) => _problems.TryGetValue(field, out var key) ? L[key].Value : null;

    private string? Because(PresetSource? source) => source switch
    {
        PresetSource.Type => $"{L["Preset_Type"]} «{_choices.Types.FirstOrDefault(t => t.Id == _model.TypeId)?.Name}»",
        PresetSource.Origin => $"{L["Preset_Origin"]} «{_choices.Origins.FirstOrDefault(t => t.Id == _model.OriginId)?.Name}»",
        _ => null,
    };
}
