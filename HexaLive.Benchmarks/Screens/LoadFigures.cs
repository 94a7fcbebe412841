using Microsoft.Playwright;

namespace HexaLive.Benchmarks.Screens;

/// <summary>
/// What a browser needs for the first page: bytes, times, the work of the main thread and layout shifts, with an empty cache (cold) and
/// with the files of an earlier visit (warm).
/// </summary>
internal sealed class LoadFigures(PublishedSite site, Chrome chrome, IReadOnlyList<ScreenKind> kinds, FigureTable table)
{
    private const double WireGoal = 250;
    private const double ColdGoal = 2_000;
    private const double WarmGoal = 1_200;
    private const double PaintGoal = 2_000;
    private const double ShiftGoal = 0.02;
    private const double Kilobyte = 1_000;
    private const string SignIn = "sign-in";

    // The pages with a goal for the largest contentful paint on a phone.
    private static readonly string[] Painted = [SignIn, "today", "tasks", "task"];

    /// <summary>Measures every kind of screen on a desktop with a slow connection and on a throttled phone.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var screens = kinds.Select(k => (k.Name, k.Path, Email: (string?)k.Email)).Prepend((SignIn, "/account/login", null)).ToList();
        // The first visit of each page compiles the server's code and is not measured.
        foreach (var (name, path, email) in screens)
            await LoadAsync(Device.Desktop, Line.Near, path, email, _ => { }, _ => { }, cancellationToken);
        foreach (var (name, path, email) in screens)
        {
            Console.WriteLine($"Browser: {name}…");
            await LoadAsync(Device.Desktop, Line.Slow, path, email, AddCold, AddWarm, cancellationToken);
            await LoadAsync(Device.Phone, Line.Fast4G, path, email, AddPhone, AddPhoneWarm, cancellationToken);

            void AddCold(PageLoad load)
            {
                table.Add($"first page on the wire, cold", name, "KB", load.BytesDown / Kilobyte, WireGoal);
                table.Add($"content visible, {Line.Slow.Name}, cold", name, "ms", load.Seen.Content, ColdGoal);
                table.Add("layout shift", $"{name}, desktop", "", load.Seen.Cls, ShiftGoal);
                table.Add("main thread", $"{name}, desktop", "ms", load.MainThread);
                table.Add("long tasks", $"{name}, desktop", "ms", load.Seen.Long);
                table.Add("elements", $"{name}, desktop", "", load.Seen.Elements);
            }

            void AddWarm(PageLoad load)
            {
                table.Add($"content visible, {Line.Slow.Name}, warm", name, "ms", load.Seen.Content, WarmGoal);
                table.Add("next visit on the wire, warm", name, "KB", load.BytesDown / Kilobyte);
            }

            void AddPhone(PageLoad load)
            {
                double? goal = Painted.Contains(name) ? PaintGoal : null;
                table.Add($"largest contentful paint, phone, {Line.Fast4G.Name}, cold", name, "ms", load.Seen.Lcp, goal);
                table.Add($"content visible, phone, {Line.Fast4G.Name}, cold", name, "ms", load.Seen.Content);
                table.Add("layout shift", $"{name}, phone", "", load.Seen.Cls, ShiftGoal);
                table.Add("main thread", $"{name}, phone", "ms", load.MainThread);
                table.Add("long tasks", $"{name}, phone", "ms", load.Seen.Long);
            }

            void AddPhoneWarm(PageLoad load) =>
                table.Add($"content visible, phone, {Line.Fast4G.Name}, warm", name, "ms", load.Seen.Content);
        }
    }

    private async Task LoadAsync(
        Device device,
        Line line,
        string path,
        string? email,
        Action<PageLoad> cold,
        Action<PageLoad> warm,
        CancellationToken cancellationToken
    )
    {
        await using var network = line.OpenTo(site.Address);
        await using var context = await chrome.OpenContextAsync(device, site.Address, network, email, cancellationToken);
        foreach (var visit in new[] { cold, warm })
        {
            var (page, session) = await Chrome.OpenPageAsync(context, device);
            visit(await PageLoad.MeasureAsync(page, session, network, path));
            await page.CloseAsync();
        }
    }
}
