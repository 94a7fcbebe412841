using HexaLive.Domain.Teams;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// The trade of a client, which determines the products and machines that the client buys. Machine names include their article.
/// </summary>
internal enum Trade
{
    Food,
    Drinks,
    Industry,
    Logistics,
    Services,
}

/// <summary>The names of the demo company, which sells packaging, labelling and weighing products and machines.</summary>
internal static class DemoTexts
{
    public const string Password = "HexaLive-demo-1";

    /// <summary>
    /// Name, e-mail, team (0 head office, 1 north, 2 centre, 3 south) and role (0 representative, 1 manager, 2 administrator).
    /// </summary>
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

    public static readonly string[] Teams = ["Central", "Zona Norte", "Zona Centro", "Zona Sur"];

    /// <summary>Name, town, team and trade.</summary>
    public static readonly (string Name, string Town, int Team, Trade Trade)[] Clients =
    [
        ("Conservas Cantábrico", "Santoña", 1, Trade.Food),
        ("Talleres Arrieta", "Éibar", 1, Trade.Industry),
        ("Panificadora Urola", "Azpeitia", 1, Trade.Food),
        ("Bodegas Monte Ezcaba", "Pamplona", 1, Trade.Drinks),
        ("Forjas del Nervión", "Basauri", 1, Trade.Industry),
        ("Lácteos Peña Mayor", "Nava", 1, Trade.Food),
        ("Muebles Txindoki", "Ordizia", 1, Trade.Industry),
        ("Transportes Begoña", "Bilbao", 1, Trade.Logistics),
        ("Pinturas Galerna", "Gijón", 1, Trade.Industry),
        ("Sidrería Etxeberria", "Astigarraga", 1, Trade.Drinks),
        ("Papelera del Oria", "Tolosa", 1, Trade.Industry),
        ("Astilleros Rías Altas", "Ferrol", 1, Trade.Industry),
        ("Grupo Pérez Montes", "León", 1, Trade.Logistics),
        ("Quesería Valle de Arán", "Vielha", 1, Trade.Food),
        ("Clínica Dental Castellana", "Madrid", 2, Trade.Services),
        ("Imprenta Cervantes", "Alcalá de Henares", 2, Trade.Industry),
        ("Hoteles Gran Meseta", "Valladolid", 2, Trade.Services),
        ("Cerámicas Talavera", "Talavera de la Reina", 2, Trade.Industry),
        ("Distribuciones Henares", "Guadalajara", 2, Trade.Logistics),
        ("Jamones La Dehesa", "Guijuelo", 2, Trade.Food),
        ("Electricidad Mesón", "Getafe", 2, Trade.Industry),
        ("Colegio San Isidro", "Madrid", 2, Trade.Services),
        ("Reformas Núñez e Hijos", "Toledo", 2, Trade.Industry),
        ("Agrícola Tierra de Campos", "Palencia", 2, Trade.Food),
        ("Farmacéutica Duero", "Soria", 2, Trade.Services),
        ("Logística Barajas", "Coslada", 2, Trade.Logistics),
        ("Ópticas Mirasierra", "Madrid", 2, Trade.Services),
        ("Gráficas Segovia", "Segovia", 2, Trade.Industry),
        ("Aceites Sierra Mágina", "Jaén", 3, Trade.Drinks),
        ("Naviera del Estrecho", "Algeciras", 3, Trade.Logistics),
        ("Cítricos Guadalquivir", "Sevilla", 3, Trade.Food),
        ("Hotel Bahía de Málaga", "Málaga", 3, Trade.Services),
        ("Mármoles Macael", "Macael", 3, Trade.Industry),
        ("Invernaderos Poniente", "El Ejido", 3, Trade.Food),
        ("Bodegas Pago Jerez", "Jerez de la Frontera", 3, Trade.Drinks),
        ("Construcciones Azahar", "Córdoba", 3, Trade.Industry),
        ("Pesquera Isla Canela", "Ayamonte", 3, Trade.Food),
        ("Supermercados La Vega", "Granada", 3, Trade.Logistics),
        ("Calzados Ubrique", "Ubrique", 3, Trade.Industry),
        ("Energía Solar Tabernas", "Almería", 3, Trade.Industry),
    ];

    public static readonly string[] FirstNames =
    [
        "María",
        "Jesús",
        "Elena",
        "Rafael",
        "Pilar",
        "Andrés",
        "Teresa",
        "Fernando",
        "Sonia",
        "Ramón",
        "Isabel",
        "Gonzalo",
        "Raquel",
        "Álvaro",
        "Cristina",
        "Emilio",
        "Silvia",
        "Joaquín",
        "Amaia",
        "Ignacio",
        "Nuria",
        "Tomás",
        "Begoña",
        "Xabier",
        "Lourdes",
        "Vicente",
        "Olga",
        "Mikel",
        "Susana",
        "Alfonso",
    ];

    public static readonly string[] Surnames =
    [
        "García",
        "López",
        "Martín",
        "Etxeberria",
        "Romero",
        "Navarro",
        "Iglesias",
        "Castro",
        "Vidal",
        "Ibáñez",
        "Molina",
        "Serrano",
        "Crespo",
        "Bravo",
        "Gallego",
        "Soto",
        "Arias",
        "Campos",
        "Rey",
        "Lozano",
        "Uriarte",
        "Pérez",
        "Domínguez",
        "Galán",
        "Otero",
        "Carrasco",
    ];

    public static readonly string[] Positions =
    [
        "Compras",
        "Gerencia",
        "Producción",
        "Administración",
        "Dirección técnica",
        "Almacén",
        "Calidad",
        "Mantenimiento",
    ];

    public static readonly string[] Streets =
    [
        "Polígono Industrial Norte, nave",
        "Avenida de la Industria,",
        "Calle Mayor,",
        "Carretera Nacional, km",
        "Parque Empresarial, parcela",
        "Calle del Puerto,",
    ];

    public static readonly IReadOnlyDictionary<Trade, string[]> Products = new Dictionary<Trade, string[]>
    {
        [Trade.Food] =
        [
            "barquetas termosellables",
            "bolsas de vacío",
            "film de alta barrera",
            "cajas de cartón para cámara",
            "etiquetas de trazabilidad",
            "tapas de aluminio",
            "bandejas compostables",
            "estuches de cartoncillo",
            "etiquetas de alérgenos",
            "mallas con cabecera impresa",
        ],
        [Trade.Drinks] =
        [
            "cajas de seis botellas",
            "etiquetas en bobina",
            "cápsulas de estaño",
            "estuches de madera",
            "separadores de cartón",
            "tapones antirrelleno",
            "garrafas de cinco litros",
            "contraetiquetas con QR",
            "cajas regalo de tres botellas",
        ],
        [Trade.Industry] =
        [
            "cajas de triple canal",
            "fleje de poliéster",
            "cantoneras de cartón",
            "etiquetas metalizadas",
            "palés a medida",
            "bolsas anticorrosión",
            "precinto impreso",
            "etiquetas de seguridad",
            "espuma de embalaje a medida",
        ],
        [Trade.Logistics] =
        [
            "film estirable",
            "cajas de envío con autocierre",
            "etiquetas térmicas",
            "sobres acolchados",
            "cinta de papel engomado",
            "palés reciclados",
            "bolsas portadocumentos",
            "etiquetas de radiofrecuencia",
        ],
        [Trade.Services] =
        [
            "bolsas de papel con logotipo",
            "cajas pequeñas con tapa",
            "etiquetas removibles",
            "precintos de garantía",
            "bolsas esterilizables",
            "papel de seda impreso",
            "expositores de cartón",
        ],
    };

    public static readonly IReadOnlyDictionary<Trade, string[]> Machines = new Dictionary<Trade, string[]>
    {
        [Trade.Food] =
        [
            "la termoselladora",
            "la envasadora de vacío",
            "la etiquetadora peso-precio",
            "el detector de metales",
            "la pesadora multicabezal",
        ],
        [Trade.Drinks] = ["la etiquetadora lineal", "la formadora de cajas", "la encapsuladora", "la llenadora de seis caños"],
        [Trade.Industry] = ["la flejadora automática", "la báscula de plataforma", "el marcador láser", "la retractiladora"],
        [Trade.Logistics] =
        [
            "la enfardadora",
            "la precintadora",
            "la impresora industrial",
            "el lector de sobremesa",
            "el programa de almacén",
        ],
        [Trade.Services] = ["la impresora de etiquetas", "la selladora de bolsas", "el dispensador de precinto"],
    };
}
