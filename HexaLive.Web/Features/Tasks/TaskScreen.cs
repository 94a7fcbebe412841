using HexaLive.Infrastructure.Features.Tasks;
using HexaLive.Infrastructure.Live;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components;

namespace HexaLive.Web.Features.Tasks;

/// <summary>
/// Base class of the task explorer and the board. Both show many tasks, have saved views, and keep the whole filter in the URL.
/// </summary>
public abstract class TaskScreen : UrlStateComponent<TaskScreenState>
{
    [Inject]
    private SavedViews SavedViews { get; set; } = default!;

    [Inject]
    private TaskExplorer Explorer { get; set; } = default!;

    /// <summary>The address of the page, such as <see cref="AppUrls.Tasks"/>.</summary>
    protected abstract string Route { get; }

    /// <summary>The filter from the URL.</summary>
    protected virtual TaskFilter Filter => State.Content.Query.Filter;

    /// <summary>The saved views in the menu.</summary>
    protected IReadOnlyList<SavedViewRow> Views { get; private set; } = [];

    /// <summary>The saved view that the URL names, if any.</summary>
    protected SavedViewRow? View => Views.FirstOrDefault(v => v.Id == State.View);

    /// <summary>The options of the filter fields; null until they are loaded.</summary>
    protected ExplorerChoices? Choices { get; private set; }

    /// <summary>The names of the client, project and team in the filter.</summary>
    protected (string? Client, string? Project, string? Team) Names { get; private set; }

    /// <inheritdoc />
    protected override IEnumerable<LiveTopic> Topics =>
        [
            Filter switch
            {
                { Role: TaskRole.Controller } => LiveTopic.Controller(Viewer.PersonId),
                { Role: TaskRole.Responsible } => LiveTopic.Responsible(Viewer.PersonId),
                { ProjectId: { } project } => LiveTopic.Project(project),
                { ClientId: { } client } => LiveTopic.Client(client),
                _ => LiveTopic.All,
            },
        ];

    /// <inheritdoc />
    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!IsLoaded)
        {
            Views = await SavedViews.ListAsync(Viewer, cancellationToken);
            if (!HasQuery && Views.FirstOrDefault(v => v.IsDefault) is { } first)
            {
                Navigation.NavigateTo(AppUrls.TaskView(Route, first), replace: true);
                ReadAddress();
            }
        }
        var filter = Filter;
        if (
            filter
            is { TypeId: not null }
                or { OriginId: not null }
                or { ResponsibleId: not null }
                or { ControllerId: not null }
                or { OriginatorId: not null }
        )
            await LoadChoicesAsync();
        Names = await Explorer.ReadFilterNamesAsync(Viewer, filter, cancellationToken);
        await RefreshAsync(cancellationToken);
    }

    /// <summary>Loads the options of the filter fields, once.</summary>
    protected async Task LoadChoicesAsync() => Choices ??= await Explorer.GetChoicesAsync(Viewer, Disposed);

    /// <summary>Changes one value of the filter. <paramref name="name"/> is its query-string name; an empty value removes it.</summary>
    protected void SetFilterValue(string name, string? value)
    {
        var values = TaskAddress.ToValues(State.Content).ToDictionary(v => v.Name, v => v.Value);
        values[name] = value;
        Show(TaskAddress.ParseContent(values.GetValueOrDefault));
    }

    /// <summary>Shows another query or board layout, starting at the first page.</summary>
    protected void Show(TaskViewContent content) => Show(content, 1);

    /// <summary>Shows another page.</summary>
    protected void ShowPage(int page) => Show(State.Content, page);

    // Write view 0 ("no view") to the URL, because a URL without values opens the default view.
    private void Show(TaskViewContent content, int page) => GoTo(new TaskScreenState(State.View ?? 0, content, page));

    /// <summary>
    /// Reloads the list of saved views after a change, and opens the view with <paramref name="id"/> if an id is given.
    /// </summary>
    protected async Task OnViewsChangedAsync(int? id)
    {
        Views = await SavedViews.ListAsync(Viewer, Disposed);
        if (id is not null)
            GoTo(State with { View = id, Page = 1 });
    }
}
