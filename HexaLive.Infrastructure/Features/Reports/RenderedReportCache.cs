using System.Globalization;
using System.Runtime.ExceptionServices;

namespace HexaLive.Infrastructure.Features.Reports;

/// <summary>
/// Caches the reports of one run of the mail queue: recipients of the same delivery share one rendering per language. If rendering
/// a report fails, the run does not try again; all e-mails with that report fail and are retried later.
/// </summary>
internal sealed class RenderedReportCache
{
    private readonly Dictionary<string, RenderedReport> _byLanguage = [];
    private readonly Dictionary<(int Schedule, DateTime Due, string Language), Exception> _failed = [];
    private (int Schedule, DateTime Due) _current;

    public async Task<RenderedReport> GetAsync(int schedule, DateTime due, Func<Task<RenderedReport>> render)
    {
        // The e-mails of a delivery are sent one after another, so keep only the reports of the current delivery in memory.
        if (_current != (schedule, due))
            _byLanguage.Clear();
        _current = (schedule, due);
        var language = CultureInfo.CurrentUICulture.Name;
        if (_byLanguage.TryGetValue(language, out var report))
            return report;
        if (_failed.TryGetValue((schedule, due, language), out var exception))
            ExceptionDispatchInfo.Throw(exception);
        try
        {
            return _byLanguage[language] = await render();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _failed[(schedule, due, language)] = e;
            throw;
        }
    }
}
