namespace HexaLive.Domain;

/// <summary>Thrown when a rule refuses a change. Nothing is saved.</summary>
/// <param name="error">The rule that refused the change.</param>
/// <param name="args">
/// The values for the message, in the order given in the documentation of the <see cref="RuleError"/> value.
/// </param>
public sealed class RuleException(RuleError error, params object[] args)
    : Exception(args.Length == 0 ? error.ToString() : $"{error}: {string.Join(", ", args)}")
{
    public RuleError Error { get; } = error;

    public IReadOnlyList<object> Args { get; } = args;
}
