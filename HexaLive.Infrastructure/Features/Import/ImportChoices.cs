using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using HexaLive.Domain.Dedications;
using HexaLive.Domain.People;
using HexaLive.Domain.Projects;
using HexaLive.Domain.Tasks;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The common Spanish and English words for statuses, priorities, project kinds, channels and languages.</summary>
public static class ImportChoices
{
    private static readonly FrozenDictionary<ImportField, FrozenDictionary<string, string>> Synonyms = new Dictionary<
        ImportField,
        FrozenDictionary<string, string>
    >
    {
        [ImportField.Status] = SynonymsOf(
            (
                nameof(WorkTaskStatus.Pending),
                "pending,pendiente,new,nueva,nuevo,open,abierta,abierto,to do,todo,not started,sin empezar,"
                    + "sin iniciar,prospecting,backlog,created,registrada,planned,planificada,tp"
            ),
            (
                nameof(WorkTaskStatus.InProgress),
                "in progress,inprogress,en curso,en proceso,started,iniciada,iniciado,empezada,engaging,working,"
                    + "doing,active,activa,activo,on hold,waiting,en espera,feedback,assigned,asignada,asignado,tc"
            ),
            (
                nameof(WorkTaskStatus.Finished),
                "finished,terminada,terminado,finalizada,finalizado,done,hecha,hecho,closed,cerrada,cerrado,"
                    + "completed,complete,completada,completado,won,lost,ganada,ganado,perdida,perdido,resolved,"
                    + "resuelta,resuelto,cancelled,canceled,cancelada,cancelado,rejected,rechazada,rechazado,tf"
            )
        ),
        [ImportField.Priority] = SynonymsOf(
            (nameof(TaskPriority.Low), "low,baja,bajo,minor,menor,lowest,trivial,p4"),
            (nameof(TaskPriority.Normal), "normal,medium,media,medio,moderate,standard,p3"),
            (nameof(TaskPriority.High), "high,alta,alto,major,important,importante,p2"),
            (nameof(TaskPriority.Urgent), "urgent,urgente,critical,critica,critico,immediate,inmediata,highest,blocker,muy alta,p1")
        ),
        [ImportField.Kind] = SynonymsOf(
            (nameof(ProjectKind.Commercial), "commercial,comercial,sales,ventas,venta,c"),
            (nameof(ProjectKind.Production), "production,produccion,p,servicio,service,delivery")
        ),
        [ImportField.Channel] = SynonymsOf(
            (nameof(DedicationChannel.Call), "call,llamada,phone,telefono,tel,telephone,telefonica,llamada telefonica"),
            (nameof(DedicationChannel.Visit), "visit,visita,on site,in situ,presencial"),
            (nameof(DedicationChannel.Email), "email,e-mail,mail,correo,correo electronico"),
            (nameof(DedicationChannel.Meeting), "meeting,reunion,videoconference,videoconferencia,teams,zoom,video call,videollamada"),
            (nameof(DedicationChannel.Other), "other,otro,otros,otra,others,work,trabajo,oficina,whatsapp")
        ),
        [ImportField.Language] = SynonymsOf(
            ("es", "es,spa,espanol,spanish,castellano,es-es,esp"),
            ("en", "en,eng,ingles,english,en-us,en-gb,ing")
        ),
    }.ToFrozenDictionary();

    /// <summary>Returns the names of the choices of a field with a fixed set of values.</summary>
    public static IReadOnlyList<string> ValuesOf(ImportField field) =>
        field switch
        {
            ImportField.Status => Enum.GetNames<WorkTaskStatus>(),
            ImportField.Priority => Enum.GetNames<TaskPriority>(),
            ImportField.Kind => Enum.GetNames<ProjectKind>(),
            ImportField.Channel => Enum.GetNames<DedicationChannel>(),
            _ => Person.Languages,
        };

    /// <summary>Proposes a choice for each of the file's values (normalised); null if none is known.</summary>
    public static ImmutableDictionary<string, string?> Propose(ImportField field, IEnumerable<string> values)
    {
        var keys = values.ToList();
        var numbers = keys.Select(v => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1).ToList();
        var highest = numbers.Count == 0 ? 0 : numbers.Max();
        var isScale = field == ImportField.Priority && highest is > 0 and <= 10 && numbers.TrueForAll(n => n >= 0);
        return keys.Select(
                (v, i) => KeyValuePair.Create(v, isScale ? PriorityFromScale(numbers[i], highest) : Synonyms[field].GetValueOrDefault(v))
            )
            .ToImmutableDictionary();
    }

    // Converts a number on a scale, such as 1 to 10, to a priority. A higher number is more urgent.
    private static string PriorityFromScale(int number, int highest) =>
        (
            highest switch
            {
                > 5 => number switch
                {
                    <= 3 => TaskPriority.Low,
                    <= 6 => TaskPriority.Normal,
                    <= 8 => TaskPriority.High,
                    _ => TaskPriority.Urgent,
                },
                5 => number switch
                {
                    <= 1 => TaskPriority.Low,
                    <= 3 => TaskPriority.Normal,
                    4 => TaskPriority.High,
                    _ => TaskPriority.Urgent,
                },
                _ => (TaskPriority)Math.Clamp(number - 1, 0, 3),
            }
        ).ToString();

    private static FrozenDictionary<string, string> SynonymsOf(params (string Choice, string Synonyms)[] lists) =>
        lists.SelectMany(l => l.Synonyms.Split(',').Select(s => (Synonym: s, l.Choice))).ToFrozenDictionary(x => x.Synonym, x => x.Choice);
}
