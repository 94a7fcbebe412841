using System.Globalization;
using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Web.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace HexaLive.Web.Features.Reports.Designer;

// Saves a design, either as the report itself or as a copy.
public sealed partial class DesignerPage
{
    private Task SaveAsync() => SaveAsync(then: null);

    private Task RunAsync() =>
        Id is not null && !_state!.IsChanged ? NavigateAsync(AppUrls.Report(Key)) : SaveAsync(id => AppUrls.Report(id));

    private Task SaveAsync(Func<int, string>? then) =>
        RunSaveAsync(async viewer =>
        {
            var now = _state!.Current;
            var definition = CriterionTree.RemoveUnfinished(now.Definition);
            if (Id is { } id)
            {
                _version = await editing.SaveAsync(viewer, id, _version, now.Name, now.Folder, definition);
            }
            else
            {
                id = await editing.AddAsync(viewer, now.Name, now.Folder, definition);
                then ??= made => AppUrls.EditReport(made);
            }
            await CloseAsync();
            if (then is not null)
                navigation.NavigateTo(then(id), replace: Id is null);
        });

    private Task SaveCopyAsync() =>
        RunSaveAsync(async viewer =>
        {
            var now = _state!.Current;
            // Rename a copy that has the same name as the original, because the two would be mistaken for each other.
            var name =
                now.Name == _state.Saved.Name
                    ? Text["CopyOf", now.Name].Value is var copy && copy.Length > 100
                        ? copy[..100]
                        : copy
                    : now.Name;
            var id = await editing.AddAsync(viewer, name, now.Folder, CriterionTree.RemoveUnfinished(now.Definition));
            await CloseAsync();
            navigation.NavigateTo(AppUrls.EditReport(id));
        });

    private async Task CloseAsync()
    {
        _state!.MarkSaved();
        (_restored, _conflict, _problem) = (false, false, null);
        await drafts.DeleteAsync(_draftKey);
        snackbar.Add(Shared["Saved"], Severity.Success);
    }

    private Task OverwriteAsync() =>
        RunSaveAsync(async viewer =>
        {
            _version = (await library.GetAsync(viewer, Key)).Version;
            _version = await editing.SaveAsync(
                viewer,
                Id!.Value,
                _version,
                _state!.Current.Name,
                _state.Current.Folder,
                CriterionTree.RemoveUnfinished(_state.Definition)
            );
            await CloseAsync();
        });

    private async Task RunSaveAsync(Func<Viewer, Task> save)
    {
        if (_saving || _state is null)
            return;
        (_problem, _conflict) = (null, false);
        if (_nameMissing = string.IsNullOrWhiteSpace(_state.Current.Name))
        {
            await js.InvokeVoidAsync("hexa.focus", "#report-name");
            return;
        }
        if (_state.Definition.Where.Nodes.Any(CriterionTree.IsUnfinished))
        {
            _problem = Text["UnfinishedProblem"];
            return;
        }
        _saving = true;
        try
        {
            await save(await current.GetAsync(_gone.Token));
        }
        catch (RuleException refusal)
        {
            (_problem, _conflict) = (format.Describe(refusal), refusal.Error == RuleError.Conflict);
        }
        catch (SignedOutException)
        {
            navigation.NavigateTo(AppUrls.Login, forceLoad: true);
        }
        finally
        {
            _saving = false;
        }
    }
}
