namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The task types, origins and task texts of the demo company, in the words that representatives use.</summary>
internal static class DemoTaskTemplates
{
    public static readonly string[] Types =
    [
        "Llamada comercial",
        "Visita",
        "Oferta",
        "Reclamación",
        "Avería",
        "Instalación",
        "Cobro",
        "Artes finales",
    ];

    public static readonly string[] Origins = ["Llamada del cliente", "Página web", "Queja", "Iniciativa propia", "Feria"];

    public static readonly TaskTemplate[] All = [.. CommercialTaskTemplates.All, .. ProductionTaskTemplates.All];
}
