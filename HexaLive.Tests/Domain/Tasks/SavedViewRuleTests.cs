using HexaLive.Domain;
using HexaLive.Domain.Tasks;
using Xunit;
using static HexaLive.Tests.Domain.Samples;

namespace HexaLive.Tests.Domain.Tasks;

public sealed class SavedViewRuleTests
{
    [Fact]
    public void Saved_view_needs_a_name_and_a_filter()
    {
        var view = new SavedView(7, " Mis tareas ", "{}", shared: false);
        Assert.Equal(("Mis tareas", "{}", false), (view.Name, view.Content, view.Shared));

        view.Change("Tareas", """{"a":1}""", shared: true);
        Assert.Equal(("Tareas", """{"a":1}""", true), (view.Name, view.Content, view.Shared));

        AssertRefused(RuleError.Required, () => _ = new SavedView(7, " ", "{}", shared: false));
        AssertRefused(RuleError.TooLong, () => view.Change("Tareas", new string('x', 4001), shared: true));
    }
}
