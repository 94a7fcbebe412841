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
                QueryValue.Number(value("by")),
                QueryValue.Enum<DedicationChannel>(value("channel")),
                QueryValue.Day(value("from")),
                QueryValue.Day(value("to")),
                string.IsNullOrWhiteSpace(value("said")) ? null : value("said")
            )
        );

    /// <inheritdoc />
    public IEnumerable<(string Name, string? Value)> Write() =>
        [
            ("entries", Filter.OnlyEntries ? "1" : null),
            ("by", QueryValue.Of(Filter.PersonId)),
            ("channel", QueryValue.Of(Filter.Channel)),
            ("from", QueryValue.Of(Filter.From)),
            ("to", QueryValue.Of(Filter.To)),
            ("said", Filter.Text),
        ];
}
