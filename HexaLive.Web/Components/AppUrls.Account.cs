namespace HexaLive.Web.Components;

/// <summary>The addresses of the account pages and of sign-in.</summary>
public static partial class AppUrls
{
    public const string Login = "/account/login";
    public const string Logout = "/account/logout";
    public const string LoginCode = "/account/code";
    public const string ForgotPassword = "/account/forgot";
    public const string ResetPassword = "/account/reset";
    public const string Invitation = "/account/invitation";
    public const string Profile = "/account/profile";
    public const string Password = "/account/password";
    public const string TwoFactor = "/account/two-factor";
    public const string Passkeys = "/account/passkeys";
    public const string PasskeyCreation = "/account/passkeys/create";
    public const string PasskeyRequest = "/account/passkeys/get";
    public const string ReminderSettings = "/account/reminders";
    public const string ApiKeys = "/account/keys";
    public const string CalendarSettings = "/account/calendar";
    public const string LanguageRoute = "/account/language/{language}";
    public const string SessionCheck = "/account/still";

    /// <summary>The sign-in page, which leads to <paramref name="returnUrl"/> after the sign-in.</summary>
    public static string LoginWithReturn(string returnUrl) => AppendQuery(Login, ("returnUrl", returnUrl));

    /// <summary>The page that asks for the second factor.</summary>
    public static string LoginCodeWithReturn(bool remember, string returnUrl) =>
        AppendQuery(LoginCode, ("remember", remember ? "true" : "false"), ("returnUrl", returnUrl));

    /// <summary>The page on which a person replaces a forgotten password.</summary>
    public static string Reset(int user, string token) =>
        AppendQuery(ResetPassword, ("user", QueryValue.FormatValue(user)), ("token", token));

    /// <summary>The page on which an invited person sets the first password.</summary>
    public static string Invite(int user, string token) =>
        AppendQuery(Invitation, ("user", QueryValue.FormatValue(user)), ("token", token));

    /// <summary>The address that changes the language and then redirects to <paramref name="returnUrl"/>.</summary>
    public static string Language(string language, string returnUrl) => AppendQuery($"/account/language/{language}", ("back", returnUrl));

    /// <summary>Whether an address is an account page, which is not part of the interactive application.</summary>
    public static bool IsAccount(string address) => address.StartsWith("/account/", StringComparison.Ordinal);
}
