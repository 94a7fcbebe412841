using System.Net;
using System.Text.RegularExpressions;

namespace HexaLive.Benchmarks;

/// <summary>A person signed in through the sign-in form, as in a browser. All screens of the person share these cookies.</summary>
internal sealed partial class SignedInUser : IDisposable
{
    private SignedInUser(Uri address) =>
        Http = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };

    public CookieContainer Cookies { get; } = new();
    public HttpClient Http { get; }

    public static async Task<SignedInUser> SignInAsync(Uri address, string email, string password, CancellationToken cancellationToken)
    {
        var user = new SignedInUser(address);
        var page = await user.Http.GetStringAsync("account/login", cancellationToken);
        var form = FormPattern().Matches(page).Select(m => m.Value).First(f => f.Contains("Form.Password", StringComparison.Ordinal));
        var fields = HiddenFieldPattern()
            .Matches(form)
            .ToDictionary(m => WebUtility.HtmlDecode(m.Groups[1].Value), m => WebUtility.HtmlDecode(m.Groups[2].Value));
        (fields["Form.Email"], fields["Form.Password"]) = (email, password);
        using var content = new FormUrlEncodedContent(fields);
        using var response = await user.Http.PostAsync("account/login?returnUrl=%2Faccount%2Fprofile", content, cancellationToken);
        if (!response.IsSuccessStatusCode || response.RequestMessage!.RequestUri!.AbsolutePath == "/account/login")
            throw new InvalidOperationException($"{email} could not sign in.");
        return user;
    }

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormPattern();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex HiddenFieldPattern();
}
