using System.Collections.Concurrent;
using System.Net;
using HexaLive.Web.Components;
using Microsoft.Playwright;
using Xunit;
using Cookie = Microsoft.Playwright.Cookie;

namespace HexaLive.Tests.Support;

/// <summary>One instance of the product for the browser tests of a class, with the opened pages. It starts at the first sign-in.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private const string Password = "HexaLive-demo-1";

    private readonly ConcurrentBag<IBrowserContext> _contexts = [];
    private readonly ConcurrentDictionary<(string Email, Uri Node), Cookie[]> _signIns = [];
    private HexaApp? _app;

    /// <summary>Starts the product. By default, the product starts with the demo company.</summary>
    public Func<HexaApp> Start { get; init; } = () => new HexaApp();

    public HexaApp App => _app ??= Start();

    /// <summary>
    /// Opens a new browser context in which a person is signed in, and goes to a page. The person signs in once; later contexts get
    /// the same cookies. Without a browser, the test is skipped, or fails if HEXALIVE_REQUIRE_BROWSER is 1. <paramref name="host"/>
    /// replaces the IP address, because passkeys need a host name. <paramref name="node"/> opens the page on another node.
    /// </summary>
    public async Task<IPage> SignInAsync(
        string email,
        string path,
        string language = "es",
        int width = 1280,
        string? host = null,
        Uri? node = null
    )
    {
        Chromium.SkipIfMissing();
        node ??= host is null ? App.Address : new UriBuilder(App.Address) { Host = host }.Uri;
        var context = await Chromium.NewContextAsync(
            new()
            {
                Locale = language,
                BaseURL = node.ToString(),
                ViewportSize = new() { Width = width, Height = 850 },
                // Without animations, no element moves after Playwright has located it and before the click.
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        _contexts.Add(context);
        if (!_signIns.TryGetValue((email, node), out var cookies))
            _signIns[(email, node)] = cookies = await GetCookiesAsync(email, node);
        await context.AddCookiesAsync(cookies);
        var page = await context.NewPageAsync();
        ReportProblems(page);
        await page.GotoAsync(path);
        await page.Locator("h1").First.WaitForAsync();
        return page;
    }

    /// <summary>Fills in and submits the sign-in form that a page shows.</summary>
    public static async Task SendSignInFormAsync(IPage page, string email)
    {
        await page.FillAsync("[name='Form.Email']", email);
        await page.FillAsync("[name='Form.Password']", Password);
        await page.ClickAsync("button[type=submit]");
    }

    /// <summary>Chooses a file in the only file field of a page. Waits until Blazor handles the field.</summary>
    public static async Task ChooseFileAsync(IPage page, string name, string mimeType, byte[] content)
    {
        await page.WaitForFunctionAsync("document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = name,
                    MimeType = mimeType,
                    Buffer = content,
                }
            );
    }

    // Writes the problems of a page to the output of the test, which is shown if the test fails.
    private static void ReportProblems(IPage page)
    {
        var output = TestContext.Current.TestOutputHelper;
        page.Console += (_, message) => Write(message.Type == "error", message.Text);
        page.PageError += (_, error) => Write(true, error);
        page.RequestFailed += (_, request) => Write(true, $"{request.Url}: {request.Failure}");
        page.Response += (_, response) => Write(response.Status >= 400, $"{response.Url}: {response.Status}");

        void Write(bool isProblem, string text)
        {
            if (!isProblem)
                return;
            try
            {
                output?.WriteLine($"{page.Url}: {text}");
            }
            catch (InvalidOperationException)
            {
                // The test has ended.
            }
        }
    }

    /// <summary>Restarts the server on the same data and port.</summary>
    public async Task RestartServerAsync() => _app = await App.RestartAsync();

    /// <summary>
    /// Waits until all animations have ended, because dialogs and buttons do not have their final size and colour before that.
    /// </summary>
    public static Task WaitUntilIdleAsync(IPage page) =>
        page.WaitForFunctionAsync(
            "() => document.getAnimations().every(a => a.playState !== 'running' || a.effect?.getComputedTiming().iterations === Infinity)"
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
            await context.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static async Task<Cookie[]> GetCookiesAsync(string email, Uri node)
    {
        var jar = new CookieContainer();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = jar })
        {
            BaseAddress = node,
        };
        using var answer = await HexaApp.SignInAsync(browser, email, Password);
        if (answer.StatusCode != HttpStatusCode.Redirect)
            throw new InvalidOperationException($"{email} could not sign in: {answer.StatusCode}.");
        return
        [
            .. jar.GetAllCookies()
                .Select(c => new Cookie
                {
                    Name = c.Name,
                    Value = c.Value,
                    Domain = node.Host,
                    Path = c.Path,
                    HttpOnly = c.HttpOnly,
                }),
        ];
    }
}
