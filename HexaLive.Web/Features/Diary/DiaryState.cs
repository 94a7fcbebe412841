using HexaLive.Domain.Dedications;
using HexaLive.Infrastructure.Features.Diary;
using HexaLive.Web.Components;

namespace HexaLive.Web.Features.Diary;

/// <summary>The filter of a diary, kept in the address of the page that shows the diary.</summary>
public sealed record DiaryState(DiaryFilter Filter) : IUrlState<DiaryState>
{
    /// <inheritdoc />
    public static DiaryState Read(Func<string, string?> value) =>
        new(
            new DiaryFilter(
                value("entries") == "1",
                QueryValue.ParseNumber(value("by")),
                QueryValue.ParseEnum<DedicationChannel>(value("channel")),
                QueryValue.ParseDay(value("from")),
                QueryValue.ParseDay(value("to")),
                string.IsNullOrWhiteSpace(value("said")) ? null : value("said")
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
