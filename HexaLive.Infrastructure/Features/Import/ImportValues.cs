using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>Reads days, hours and durations as people write them, and knows usual words for statuses, priorities and channels in both languages.</summary>
public static partial class ImportValues
{
    private static readonly FrozenDictionary<ImportField, FrozenDictionary<string, string>> Words = new Dictionary<ImportField, FrozenDictionary<string, string>>
    {
        [ImportField.Status] = List(
            (nameof(WorkTaskStatus.Pending), "pending,pendiente,new,nueva,nuevo,open,abierta,abierto,to do,todo,not started,sin empezar,sin iniciar,prospecting,backlog,created,registrada,planned,planificada,tp"),
            (nameof(WorkTaskStatus.InProgress), "in progress,inprogress,en curso,en proceso,started,iniciada,iniciado,empezada,engaging,working,doing,active,activa,activo,on hold,waiting,en espera,feedback,assigned,asignada,asignado,tc"),
            (nameof(WorkTaskStatus.Finished), "finished,terminada,terminado,finalizada,finalizado,done,hecha,hecho,closed,cerrada,cerrado,completed,complete,completada,completado,won,lost,ganada,ganado,perdida,perdido,resolved,resuelta,resuelto,cancelled,canceled,cancelada,cancelado,rejected,rechazada,rechazado,tf")),
        [ImportField.Priority] = List(
            (nameof(TaskPriority.Low), "low,baja,bajo,minor,menor,lowest,trivial,p4"),
            (nameof(TaskPriority.Normal), "normal,medium,media,medio,moderate,standard,p3"),
            (nameof(TaskPriority.High), "high,alta,alto,major,important,importante,p2"),
            (nameof(TaskPriority.Urgent), "urgent,urgente,critical,critica,critico,immediate,inmediata,highest,blocker,muy alta,p1")),
        [ImportField.Kind] = List(
            (nameof(ProjectKind.Commercial), "commercial,comercial,sales,ventas,venta,c"),
            (nameof(ProjectKind.Production), "production,produccion,p,servicio,service,delivery")),
        [ImportField.Channel] = List(
            (nameof(DedicationChannel.Call), "call,llamada,phone,telefono,tel,telephone,telefonica,llamada telefonica"),
            (nameof(DedicationChannel.Visit), "visit,visita,on site,in situ,presencial"),
            (nameof(DedicationChannel.Email), "email,e-mail,mail,correo,correo electronico"),
            (nameof(DedicationChannel.Meeting), "meeting,reunion,videoconference,videoconferencia,teams,zoom,video call,videollamada"),
            (nameof(DedicationChannel.Other), "other,otro,otros,otra,others,work,trabajo,oficina,whatsapp")),
        [ImportField.Language] = List(
            ("es", "es,spa,espanol,spanish,castellano,es-es,esp"),
            ("en", "en,eng,ingles,english,en-us,en-gb,ing")),
    }.ToFrozenDictionary();

    /// <summary>Our values of a field of choices, by name.</summary>
    public static IReadOnlyList<string> Choices(ImportField field) => field switch
    {
        ImportField.Status => Enum.GetNames<WorkTaskStatus>(),
        ImportField.Priority => Enum.GetNames<TaskPriority>(),
        ImportField.Kind => Enum.GetNames<ProjectKind>(),
        ImportField.Channel => Enum.GetNames<DedicationChannel>(),
        _ => Person.Languages,
    };

    /// <summary>Our value for each of the file's (comparable form); null where nothing is usual.</summary>
    public static ImmutableDictionary<string, string?> Propose(ImportField field, IEnumerable<string> values)
    {
        var all = values.ToList();
        var numbers = all.Select(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
        var most = numbers.Count == 0 ? 0 : numbers.Max();
        var isScale = field == ImportField.Priority && most is > 0 and <= 10 && numbers.TrueForAll(n => n >= 0);
        return all.Select((v, i) => KeyValuePair.Create(v, isScale ? OfScale(numbers[i], most) : Words[field].GetValueOrDefault(v))).ToImmutableDictionary();
    }

    // The higher number presses more, as in 1 to 10.
    private static string OfScale(int n, int most) => (most switch
    {
        > 5 => n switch { <= 3 => TaskPriority.Low, <= 6 => TaskPriority.Normal, <= 8 => TaskPriority.High, _ => TaskPriority.Urgent },
        5 => n switch { <= 1 => TaskPriority.Low, <= 3 => TaskPriority.Normal, 4 => TaskPriority.High, _ => TaskPriority.Urgent },
        _ => (TaskPriority)Math.Clamp(n - 1, 0, 3),
    }).ToString();

    /// <summary>A day and perhaps its hour: 2026-03-02, 2026-03-02T10:30, 2/3/26 9:05, 20260302. Null when it is none.</summary>
    public static (DateOnly Day, TimeOnly? Time)? Date(string text, DateOrder order)
    {
        var match = DatePattern().Match(text.Trim());
        if (!match.Success) return null;
        int year, month, day;
        if (match.Groups["y"].Success) (year, month, day) = (Int(match, "y"), Int(match, "m"), Int(match, "d"));
        else
        {
            year = Int(match, "year");
            if (match.Groups["year"].Length <= 2) year += year < 70 ? 2000 : 1900;
            (day, month) = order == DateOrder.DayFirst ? (Int(match, "a"), Int(match, "b")) : (Int(match, "b"), Int(match, "a"));
        }
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        TimeOnly? time = null;
        if (match.Groups["time"].Success)
        {
            if (Time(match.Groups["time"].Value) is not { } at) return null;
            time = at;
        }
        return (new DateOnly(year, month, day), time);
    }

    /// <summary>An hour: 10:30, 9.05, 10:30:15, 9:05 PM. Null when it is none.</summary>
    public static TimeOnly? Time(string text)
    {
        var match = TimePattern().Match(text.Trim());
        if (!match.Success) return null;
        var (hour, minute) = (Int(match, "h"), Int(match, "m"));
        if (match.Groups["half"].Success)
        {
            if (hour is < 1 or > 12) return null;
            hour = hour % 12 + (char.ToLowerInvariant(match.Groups["half"].Value[0]) == 'p' ? 12 : 0);
        }
        return hour > 23 || minute > 59 ? null : new TimeOnly(hour, minute);
    }

    /// <summary>Minutes of a duration: 90, 1:30, 1 h 30 min, 1,5 h. Null when it is none.</summary>
    public static int? Minutes(string text, DurationUnit unit)
    {
        text = text.Trim().ToLowerInvariant();
        var clock = ClockPattern().Match(text);
        if (clock.Success) return Int(clock, "h") * 60 + Int(clock, "m");
        var words = WordsPattern().Match(text);
        if (!words.Success) return null;
        var hours = words.Groups["hours"];
        var rest = words.Groups["rest"];
        double? minutes = (hours.Success, rest.Success) switch
        {
            (true, true) => Number(hours.Value) * 60 + Number(rest.Value),
            (true, false) => Number(hours.Value) * 60,
            (false, true) when words.Groups["min"].Success || unit == DurationUnit.Minutes => Number(rest.Value),
            (false, true) => Number(rest.Value) * 60,
            _ => null,
        };
        return minutes is null or > 10_000_000 ? null : (int)Math.Round(minutes.Value, MidpointRounding.AwayFromZero);
    }

    internal static bool IsFraction(string text) => FractionPattern().IsMatch(text);

    internal static (int First, int Second)? Numbers(string text)
    {
        // Only what begins with a number can be a date; most cells are decided by their first character.
        if (!char.IsAsciiDigit(text[0])) return null;
        var match = DatePattern().Match(text);
        return match.Success && match.Groups["a"].Success ? (Int(match, "a"), Int(match, "b")) : null;
    }

    private static FrozenDictionary<string, string> List(params (string Ours, string Theirs)[] lists) =>
        lists.SelectMany(l => l.Theirs.Split(',').Select(t => (Theirs: t, l.Ours))).ToFrozenDictionary(x => x.Theirs, x => x.Ours);

    // 1.440 is a thousand and some, 1.5 and 1,5 are one and a half.
    private static double? Number(string text)
    {
        var plain = ThousandsPattern().IsMatch(text) ? text.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal) : text.Replace(',', '.');
        return double.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static int Int(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?:(?<y>\d{4})[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})|(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})|(?<a>\d{1,2})[-/. ](?<b>\d{1,2})[-/. ](?<year>\d{4}|\d{2}))(?:[T ]\s*(?<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?)Z?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"^(?<h>\d{1,2})[:.](?<m>\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?:(?<half>[ap])\.?\s?m\.?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^(?<h>\d{1,4}):(?<m>[0-5]\d)(?::[0-5]\d)?$")]
    private static partial Regex ClockPattern();

    [GeneratedRegex(@"^(?:(?<hours>\d{1,7}(?:[.,]\d+)?)\s*(?:h|hs|hr|hrs|hours?|horas?)\.?)?\s*(?:(?<rest>\d{1,3}(?:[.,]\d{3})+|\d{1,9}(?:[.,]\d+)?)\s*(?<min>m|min|mins|minutes?|minutos?|')?\.?)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WordsPattern();

    [GeneratedRegex(@"^\d{1,3}(?:[.,]\d{3})+$")]
    private static partial Regex ThousandsPattern();

    [GeneratedRegex(@"^\d{1,3}[.,]\d{1,2}$")]
    private static partial Regex FractionPattern();
}
