namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// The phrases that open and close the comments of the demo company, by channel (see <see cref="TaskTemplate"/>). Placeholders: c
/// is the contact, k the position, x and X the next date, y the promised date.
/// </summary>
internal static class DemoPhrases
{
    public static readonly IReadOnlyDictionary<char, string[]> Openings = new Dictionary<char, string[]>
    {
        ['C'] =
        [
            "Llamo a {c}.",
            "Llamada de {c}.",
            "Hablo con {c}.",
            "Hablo con {c} ({k}).",
            "Me devuelve la llamada {c}.",
            "Al tercer intento consigo hablar con {c}.",
            "Llamada breve con {c}.",
            "{c}, por teléfono.",
            "Contesta {c}.",
        ],
        ['V'] =
        [
            "Visita a {c}.",
            "En sus instalaciones con {c}.",
            "Paso a ver a {c}.",
            "Visita en planta.",
            "Me recibe {c} ({k}).",
            "Visita sin cita, aprovechando la ruta.",
        ],
        ['S'] = ["Correo a {c}.", "Escribo a {c}.", "Correo enviado a {c}.", "Mail a {c} con copia a {k}.", ""],
        ['I'] = ["Correo de {c}.", "Recibo correo de {c}.", "Contesta {c} por correo.", "Mail de {c}."],
        ['M'] =
        [
            "Reunión con {c}.",
            "Reunión por videollamada con {c}.",
            "Nos reunimos con {c} y su equipo.",
            "Reunión en nuestra oficina con {c}.",
        ],
        ['O'] = ["", "", "Trabajo interno.", "Gestión interna."],
    };

    public static readonly string[] PromiseKept =
    [
        "Como quedamos.",
        "Tal como quedamos para el {y}.",
        "Según lo hablado.",
        "Según lo previsto.",
        "Lo que estaba apuntado para hoy.",
    ];

    public static readonly string[] PromiseBroken =
    [
        "No pude hacerlo el {y}, como estaba previsto.",
        "Con retraso: tocaba el {y}.",
        "Se me pasó la fecha del {y}; me disculpo.",
        "El {y} fue imposible.",
    ];

    public static readonly IReadOnlyDictionary<char, string[]> Closings = new Dictionary<char, string[]>
    {
        ['C'] =
        [
            "Quedo en llamar {x}.",
            "Volvemos a hablar {x}.",
            "Me pide que le llame {x}.",
            "Próximo contacto, {x}.",
            "Que le dé hasta {x}.",
            "Retomamos {x}.",
            "{X} le llamo.",
            "Quedamos en hablar {x}.",
            "",
        ],
        ['V'] =
        [
            "Siguiente paso, {x}.",
            "Quedamos en hablar {x}.",
            "Nos dicen algo antes: yo llamo {x}.",
            "Vuelvo a contactar {x}.",
            "Le llamo {x} para ver qué han decidido.",
        ],
        ['S'] = ["Si no contesta, llamo {x}.", "Hago seguimiento {x}.", "Le doy hasta {x}.", "Llamo {x} para comentarlo.", ""],
        ['I'] = ["Lo contesto y lo sigo {x}.", "Le llamo {x}.", "Tengo que responder antes de {x}.", "Próximo paso, {x}."],
        ['M'] = ["Nos volvemos a ver {x}.", "Siguiente revisión, {x}.", "Cada parte hace lo suyo y repasamos {x}."],
        ['O'] = ["Lo sigo {x}.", "Le informo {x}.", "Aviso al cliente {x}.", "Lo tengo que cerrar {x}."],
    };
}
