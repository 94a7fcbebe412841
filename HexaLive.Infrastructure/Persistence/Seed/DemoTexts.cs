namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>The words of the demo company: people, clients and what reps write after a call.</summary>
internal static class DemoTexts
{
    public const string Password = "HexaLive-demo-1";

    /// <summary>Name, e-mail, team (0 head office, 1 north, 2 centre, 3 south), 0 rep, 1 manager, 2 administrator.</summary>
    public static readonly (string Name, string Email, int Team, int Role)[] People =
    [
        ("Ana Belén Ortega", "admin@demo.local", 0, 2),
        ("Javier Mendizábal", "manager@demo.local", 1, 1),
        ("Lucía Fernández", "rep@demo.local", 1, 0),
        ("Iker Zubizarreta", "iker.zubizarreta@demo.local", 1, 0),
        ("Nerea Aguirre", "nerea.aguirre@demo.local", 1, 0),
        ("Pablo Rivas", "pablo.rivas@demo.local", 1, 0),
        ("Carmen Hidalgo", "carmen.hidalgo@demo.local", 2, 1),
        ("Sergio Núñez", "sergio.nunez@demo.local", 2, 0),
        ("Marta Cuesta", "marta.cuesta@demo.local", 2, 0),
        ("Óscar Peña", "oscar.pena@demo.local", 2, 0),
        ("Beatriz Salas", "beatriz.salas@demo.local", 2, 0),
        ("Antonio Maldonado", "antonio.maldonado@demo.local", 3, 1),
        ("Rocío Jiménez", "rocio.jimenez@demo.local", 3, 0),
        ("Manuel Cabrera", "manuel.cabrera@demo.local", 3, 0),
        ("Inmaculada Reyes", "inmaculada.reyes@demo.local", 3, 0),
    ];

    /// <summary>Name, town, team.</summary>
    public static readonly (string Name, string Town, int Team)[] Clients =
    [
        ("Conservas Cantábrico", "Santoña", 1), ("Talleres Arrieta", "Éibar", 1), ("Panificadora Urola", "Azpeitia", 1), ("Bodegas Monte Ezcaba", "Pamplona", 1),
        ("Forjas del Nervión", "Basauri", 1), ("Lácteos Peña Mayor", "Nava", 1), ("Muebles Txindoki", "Ordizia", 1), ("Transportes Begoña", "Bilbao", 1),
        ("Pinturas Galerna", "Gijón", 1), ("Sidrería Etxeberria", "Astigarraga", 1), ("Papelera del Oria", "Tolosa", 1), ("Astilleros Rías Altas", "Ferrol", 1),
        ("Grupo Pérez Montes", "León", 1), ("Quesería Valle de Arán", "Vielha", 1),
        ("Clínica Dental Castellana", "Madrid", 2), ("Imprenta Cervantes", "Alcalá de Henares", 2), ("Hoteles Gran Meseta", "Valladolid", 2), ("Cerámicas Talavera", "Talavera de la Reina", 2),
        ("Distribuciones Henares", "Guadalajara", 2), ("Jamones La Dehesa", "Guijuelo", 2), ("Electricidad Mesón", "Getafe", 2), ("Colegio San Isidro", "Madrid", 2),
        ("Reformas Núñez e Hijos", "Toledo", 2), ("Agrícola Tierra de Campos", "Palencia", 2), ("Farmacéutica Duero", "Soria", 2), ("Logística Barajas", "Coslada", 2),
        ("Ópticas Mirasierra", "Madrid", 2), ("Gráficas Segovia", "Segovia", 2),
        ("Aceites Sierra Mágina", "Jaén", 3), ("Naviera del Estrecho", "Algeciras", 3), ("Cítricos Guadalquivir", "Sevilla", 3), ("Hotel Bahía de Málaga", "Málaga", 3),
        ("Mármoles Macael", "Macael", 3), ("Invernaderos Poniente", "El Ejido", 3), ("Bodegas Pago Jerez", "Jerez de la Frontera", 3), ("Construcciones Azahar", "Córdoba", 3),
        ("Pesquera Isla Canela", "Ayamonte", 3), ("Supermercados La Vega", "Granada", 3), ("Calzados Ubrique", "Ubrique", 3), ("Energía Solar Tabernas", "Almería", 3),
    ];

    public static readonly string[] FirstNames =
        ["María", "Jesús", "Elena", "Rafael", "Pilar", "Andrés", "Teresa", "Fernando", "Sonia", "Ramón", "Isabel", "Gonzalo", "Raquel", "Álvaro", "Cristina", "Emilio", "Silvia", "Joaquín", "Amaia", "Ignacio"];

    public static readonly string[] Surnames =
        ["García", "López", "Martín", "Etxeberria", "Romero", "Navarro", "Iglesias", "Castro", "Vidal", "Ibáñez", "Molina", "Serrano", "Crespo", "Bravo", "Gallego", "Soto", "Arias", "Campos", "Rey", "Lozano"];

    public static readonly string[] Positions = ["Compras", "Gerencia", "Jefe de taller", "Administración", "Dirección técnica", "Recepción", "Calidad"];

    public static readonly string[] Products =
        ["etiquetas térmicas", "lectores de código de barras", "la impresora industrial", "cajas de cartón reforzado", "film retráctil", "la flejadora", "la báscula de plataforma", "el software de almacén", "palés reciclados", "la selladora de bandejas"];

    /// <summary>Title, description, minutes estimated, by type: 0 call, 1 visit, 2 quotation, 3 complaint, 4 installation.</summary>
    public static readonly (int Type, string Title, string Description)[] Tasks =
    [
        (0, "Llamada de seguimiento: {0}", "Confirmar si {0} cubre lo que necesitan este trimestre."),
        (0, "Renovación del contrato de mantenimiento", "Vence a final de mes. Proponer la cuota con dos visitas al año."),
        (0, "Reactivar cliente sin pedidos", "Llevan varios meses sin pedir. Averiguar si compran a otro."),
        (1, "Visita: presentar {0}", "Llevar muestra y tarifa. Pedir que esté también el jefe de taller."),
        (1, "Visita anual de revisión", "Repasar consumos, incidencias y previsión del año."),
        (2, "Oferta de {0}", "Piden precio para todo el año con entregas mensuales."),
        (2, "Presupuesto de ampliación de línea", "Falta el plano de planta. Incluir montaje y portes."),
        (2, "Oferta comparativa frente a la competencia", "Les han ofrecido un 8 % menos. Defender servicio y plazo."),
        (3, "Reclamación: {0} con defectos", "Piden abono o reposición. Hay fotos en el correo."),
        (3, "Reclamación por retraso en la entrega", "El pedido llegó cuatro días tarde y pararon la línea."),
        (3, "Factura con precio equivocado", "Se aplicó la tarifa antigua. Revisar y abonar la diferencia."),
        (4, "Puesta en marcha de {0}", "Coordinar con su técnico y dejar formadas a dos personas."),
        (4, "Formación al personal de almacén", "Media jornada en sus instalaciones."),
    ];

    /// <summary>What is written after an entry; {0} a product, {1} a contact, {2} a figure.</summary>
    public static readonly string[] Calls =
    [
        "Hablo con {1}. Le interesa {0}, pero quiere cerrar antes el presupuesto del año. Quedo en volver a llamar.",
        "No está {1}; me dicen que vuelve el lunes. Dejo recado con la centralita.",
        "{1} confirma que han probado {0} y están contentos. Pide precio para {2} unidades.",
        "Me pide un {2} % de descuento. Le explico que con pedido anual podríamos acercarnos.",
        "Comunica todo el rato. Le mando un correo con lo hablado y lo intento mañana.",
        "{1} dice que la decisión la toma gerencia y que se reúnen a final de semana.",
        "Han cambiado de responsable de compras: ahora es {1}. Me presento y quedamos en vernos.",
        "Aclaradas las dudas del plazo: {2} días desde el pedido. {1} lo pasa a dirección.",
        "Contesta {1}: siguen con el proveedor actual hasta agotar existencias, unas {2} semanas.",
        "Llamada breve. Recibieron la oferta y la están comparando con otra. Parece que vamos bien.",
    ];

    public static readonly string[] Visits =
    [
        "Visita en planta con {1}. Enseño {0}; les gusta el acabado. Toman medidas y nos dicen algo.",
        "Reunión con {1} y el jefe de producción. Ven {0} en marcha. Piden referencia de otro cliente.",
        "Recorro el almacén con {1}. Hay sitio para {2} palés más; podrían doblar el pedido.",
        "Visita corta: {1} tenía auditoría. Dejo catálogo y tarifa, y quedamos para otro día.",
        "Comida con {1}. Buena sintonía. El año que viene abren otra nave y cuentan con nosotros.",
    ];

    public static readonly string[] Quotes =
    [
        "Enviada la oferta de {0} a {1}: {2} unidades, portes incluidos. Válida un mes.",
        "Corrijo la oferta: faltaba el montaje. Sube {2} €. {1} lo entiende.",
        "{1} pide desglosar mano de obra y material. Lo preparo hoy mismo.",
        "Aceptan la oferta de {0}. Paso el pedido a administración.",
        "Han bajado la cantidad a {2} unidades. Recalculo y reenvío.",
    ];

    public static readonly string[] Complaints =
    [
        "{1} muy molesto: han llegado {2} unidades golpeadas. Recogemos el viernes y reponemos.",
        "Revisadas las fotos de {0}. Es defecto de fabricación; propongo abono completo.",
        "Hablo con transporte: el retraso fue por avería del camión. Se lo explico a {1} y compensamos los portes.",
        "{1} acepta la reposición, pero quiere que le avisemos antes de cada entrega.",
        "Emitido el abono de {2} €. Doy por cerrada la queja con {1}.",
    ];

    public static readonly string[] Emails =
    [
        "Correo a {1} con la ficha técnica de {0} y el plazo de entrega.",
        "{1} responde que lo estudian. Piden certificado de calidad; se lo adjunto.",
        "Mando a {1} el resumen de lo acordado y la próxima fecha.",
    ];

    public static readonly string[] NextNotes = ["Llamar a {1}", "Preguntar por la oferta", "Enviar muestra", "Confirmar visita", "Ver si han decidido", "Reclamar respuesta"];

    public static readonly string[] Outcomes =
        ["Pedido confirmado.", "No les interesa por ahora.", "Resuelto a satisfacción del cliente.", "Contrato renovado por un año.", "Perdido por precio.", "Instalado y funcionando."];
}
