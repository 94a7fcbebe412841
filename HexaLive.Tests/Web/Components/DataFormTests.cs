using Bunit;
using HexaLive.Domain;
using HexaLive.Infrastructure.Access;
using HexaLive.Tests.Support;
using HexaLive.Web.Components.Forms;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace HexaLive.Tests.Web.Components;

/// <summary>The behaviour of <c>DataForm</c>, which all forms share.</summary>
public sealed class DataFormTests : IAsyncLifetime
{
    private readonly List<string> _calls = [];
    private TestDatabase _database = null!;
    private ScreenContext _screens = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _screens = new ScreenContext(_database, (await TestCompany.CreateAsync(_database)).Rep, "en");
    }

    public async ValueTask DisposeAsync()
    {
        await _screens.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Second_click_on_save_while_the_form_is_saving_does_nothing()
    {
        var answer = new TaskCompletionSource();
        var form = Render(() => answer.Task);
        FindButton(form, "Save").Click();
        form.WaitForAssertion(() => Assert.Equal(["save"], _calls));
        Assert.True(FindButton(form, "Save").HasAttribute("disabled"));
        var second = form.InvokeAsync(form.Instance.SaveAsync);
        answer.SetResult();
        await second;
        form.WaitForAssertion(() => Assert.False(FindButton(form, "Save").HasAttribute("disabled")));
        Assert.Equal(["save", "saved"], _calls);
    }

    [Fact]
    public async Task Draft_is_deleted_after_the_form_is_saved_but_not_if_saving_is_refused()
    {
        var refused = true;
        var form = Render(() => refused ? throw new RuleException(RuleError.Required, "Name") : Task.CompletedTask);
        await ClickAsync(form, "Save");
        Assert.NotEmpty(form.Find(".problem").TextContent);
        Assert.DoesNotContain(_screens.JSInterop.Invocations, i => i.Identifier == "hexa.draft.clear");
        refused = false;
        await ClickAsync(form, "Save");
        Assert.Empty(form.FindAll(".problem"));
        Assert.Equal("key", Assert.Single(_screens.JSInterop.Invocations["hexa.draft.clear"]).Arguments[0]);
    }

    [Fact]
    public async Task Form_with_a_conflict_offers_both_versions()
    {
        var conflicts = 1;
        var form = Render(() => conflicts-- > 0 ? throw new RuleException(RuleError.Conflict, "Marta", "Name") : Task.CompletedTask);
        await ClickAsync(form, "Save");
        await ClickAsync(form, "Keep my version");
        Assert.Equal(["save", "keep", "save", "saved"], _calls);

        _calls.Clear();
        conflicts = 1;
        await ClickAsync(form, "Save");
        await ClickAsync(form, "Use their version");
        Assert.Equal(["save", "theirs"], _calls);
        Assert.Empty(form.FindAll(".problem"));
    }

    [Fact]
    public async Task Field_error_is_shown_only_at_its_field()
    {
        var form = Render(
            () => throw new RuleException(RuleError.Required, "Name"),
            p => p.Add(f => f.FieldOf, (Func<RuleException, string?>)(_ => "Name"))
        );
        await ClickAsync(form, "Save");
        Assert.Empty(form.FindAll(".problem"));
        Assert.NotEmpty(form.Find("span").TextContent);
        Assert.Equal("true", form.Find("span").GetAttribute("aria-invalid"));
    }

    [Fact]
    public async Task Form_with_invalid_input_is_not_saved()
    {
        var form = Render(() => Task.CompletedTask, p => p.Add(f => f.Validate, (Func<bool>)(() => false)));
        await ClickAsync(form, "Save");
        Assert.Empty(_calls);
    }

    private IRenderedComponent<DataForm> Render(Func<Task> save, Action<ComponentParameterCollectionBuilder<DataForm>>? more = null) =>
        _screens.Render<DataForm>(p =>
        {
            p.Add(f => f.DraftKey, "key");
            p.Add(f => f.OnSave, (Viewer _) => RecordCall("save", save));
            p.Add(f => f.OnSaved, () => _calls.Add("saved"));
            p.Add(f => f.OnKeepMine, (Viewer _) => _calls.Add("keep"));
            p.Add(f => f.OnUseTheirs, () => _calls.Add("theirs"));
            p.Add(f => f.ChildContent, (RenderFragment<DataForm>)RenderField);
            more?.Invoke(p);
        });

    private Task RecordCall(string name, Func<Task> then)
    {
        _calls.Add(name);
        return then();
    }

    private static RenderFragment RenderField(DataForm form) =>
        builder =>
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "aria-invalid", form.AriaInvalid("Name"));
            builder.AddContent(2, form.ProblemOf("Name"));
            builder.CloseElement();
        };

    private static AngleSharp.Dom.IElement FindButton(IRenderedComponent<DataForm> form, string text) =>
        form.FindAll("button").Single(b => b.TextContent.Trim() == text);

    private static Task ClickAsync(IRenderedComponent<DataForm> form, string text) =>
        FindButton(form, text).ClickAsync(new MouseEventArgs());
}
