using System.Globalization;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The parsed command line of <see cref="SeedCommand"/>.</summary>
internal sealed record SeedArguments(int Tasks, int Dedications, string File, bool Force)
{
    private const string TasksOption = "--tasks";
    private const string DedicationsOption = "--dedications";
    private const string DatabaseOption = "--database";
    private const int MaxTasks = 20_000_000;
    private const int MaxDedications = 200_000_000;

    /// <summary>Parses the arguments. Returns null and an <paramref name="error"/> if they are invalid.</summary>
    public static SeedArguments? Parse(string[] args, out string error)
    {
        var values = new Dictionary<string, string>();
        var force = false;
        error = "";
        for (var i = args is ["seed", ..] ? 1 : 0; i < args.Length; i++)
        {
            var name = args[i];
            if (name == "--force")
            {
                force = true;
                continue;
            }
            if (name is not (TasksOption or DedicationsOption or DatabaseOption))
                error = $"Unknown argument: {name}";
            else if (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal))
                error = $"{name} needs a value.";
            else if (name != DatabaseOption)
                error = FormatNumberError(name, args[i]);
            if (error.Length > 0)
                return null;
            values[name] = args[i];
        }
        var file = values.GetValueOrDefault(DatabaseOption, "");
        string[] missing =
        [
            .. new[] { TasksOption, DedicationsOption, DatabaseOption }.Where(n => string.IsNullOrWhiteSpace(values.GetValueOrDefault(n))),
        ];
        if (missing.Length > 0)
            error = $"Missing: {string.Join(", ", missing)}";
        else if (Directory.Exists(file))
            error = $"{file} is a folder.";
        return error.Length > 0
            ? null
            : new SeedArguments(ParseNumber(values[TasksOption]), ParseNumber(values[DedicationsOption]), Path.GetFullPath(file), force);

        static int ParseNumber(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static string FormatNumberError(string name, string value)
    {
        var (min, max) = name == TasksOption ? (1, MaxTasks) : (0, MaxDedications);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{name} must be a whole number from {min} to {max}, not {value}.");
    }
}
