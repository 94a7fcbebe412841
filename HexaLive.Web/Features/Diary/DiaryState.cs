using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Diary;

/// <summary>The filter of a diary, kept in the address of the page that shows the diary.</summary>
public sealed record DiaryState(DiaryFilter Filter) : IUrlState<DiaryState>
{
    /// <inheritdoc />
    public static DiaryState Parse(Func<string, string?> getValue) =>
        new(
            new DiaryFilter(
                getValue("entries") == "1",
                QueryValue.ParseNumber(getValue("by")),
                QueryValue.ParseEnum<DedicationChannel>(getValue("channel")),
                QueryValue.ParseDay(getValue("from")),
                QueryValue.ParseDay(getValue("to")),
                string.IsNullOrWhiteSpace(getValue("said")) ? null : getValue("said")
            )
        );

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> ToValues() =>
        [
            ("entries", Filter.OnlyEntries ? "1" : null),
            ("by", QueryValue.FormatValue(Filter.PersonId)),
            ("channel", QueryValue.FormatValue(Filter.Channel)),
            ("from", QueryValue.FormatValue(Filter.From)),
            ("to", QueryValue.FormatValue(Filter.To)),
            ("said", Filter.Text),
        ];
}
