using HexaLive.Domain.Projects;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>The texts of the demo company's production tasks.</summary>
internal static class ProductionTaskTemplates
{
    public static readonly TaskTemplate[] All =
    [
        new(
            3,
            2,
            ProjectKind.Production,
            2,
            60,
            [
                "Reclamación: {p} con defectos",
                "Reclamación por retraso del pedido {n}",
                "Queja: faltan unidades en el pedido {n}",
                "Reclamación: {p} fuera de medida",
            ],
            [
                "Piden abono o reposición. Hay fotos en el correo.",
                "El pedido {n} llegó tarde y pararon la línea.",
                "Lote afectado: {q}. Recoger muestra para calidad.",
            ],
            [
                "CMucho malestar: del pedido {n} han llegado {q} golpeadas. Pide solución hoy.",
                "ILlegan fotos del lote: se ve el defecto a simple vista. Acuso recibo y abro parte.",
                "CHan tenido que parar por {p}. Me pide que vaya alguien a verlo.",
                "CEl camión del {n} no apareció y nadie les avisó. Se quejan con razón.",
                "CEn el recuento les faltan unidades de {p}; el albarán está firmado sin reservas.",
            ],
            [
                "OReviso con calidad las fotos de {p}: es de fabricación. Proponemos abono.",
                "OHablo con transporte: avería del camión, lo reconocen. Reclamamos los portes.",
                "CLe explico lo que ha pasado y que reponemos {q} sin coste. Se calma.",
                "VRecojo muestras del lote y hablo con producción. Apartamos lo que queda en un palé.",
                "SEnvío informe de calidad con causa y medida correctora.",
                "CPide que la reposición llegue antes del fin de semana o compran fuera.",
                "OFábrica mete la reposición en el turno de noche. Sale mañana.",
                "CAcepta la reposición, pero quiere que avisemos antes de cada entrega.",
                "IPreguntan quién asume la mano de obra perdida.",
                "SPropuesta de compensación: abono de {e} y portes a nuestro cargo.",
            ],
            [
                "CRecibida la reposición y revisada: bien.",
                "SEmitido el abono y enviado a su administración.",
                "CPreguntan por el abono, todavía no les ha llegado.",
                "VVisita de cortesía tras la queja. Agradecen la rapidez y enseñan la línea en marcha.",
            ],
            [
                "No podemos repetir este fallo con ellos.",
                "El lote venía de la tirada de la semana anterior.",
                "Gerencia está al tanto.",
                "Mencionan la penalización del acuerdo.",
                "Aviso a {jefe} por si llaman a dirección.",
            ],
            [
                "Llamar a {c}: reposición",
                "Confirmar recogida del lote",
                "Enviar informe de calidad",
                "Comprobar el abono",
                "Avisar de la entrega del {n}",
            ],
            [
                "Repuesto y abonado. Cliente conforme.",
                "Abono de {e}. Cerrada.",
                "No procede: golpe en su almacén. Lo aceptan.",
                "Resuelto; se cambia la referencia de {p}.",
            ]
        ),
        new(
            4,
            0,
            ProjectKind.Production,
            3,
            120,
            ["Avería de {m}", "Parada de línea: {m}", "Falla {m} al arrancar", "Revisión urgente de {m}"],
            [
                "Parados desde primera hora. Dar prioridad.",
                "Fallo intermitente; el técnico pide repuesto.",
                "En garantía hasta fin de año.",
            ],
            [
                "CEstán parados: {m} da error al arrancar. Aviso al servicio técnico.",
                "CLes falla {m} cada pocas horas; lo reinician y sigue.",
                "IEnvían vídeo de {m}: hace un ruido que no es normal.",
                "CPide técnico hoy mismo. Le consigo hueco a última hora.",
            ],
            [
                "VCon el técnico en planta: es el sensor. Lo limpiamos y arranca, pero hay que cambiarlo.",
                "ORepuesto pedido a fábrica, plazo de {w}. Busco uno en otro almacén.",
                "CSiguen trabajando a media velocidad. Les digo que el repuesto sale hoy.",
                "VCambiada la placa de {m}. Una hora de pruebas sin fallo.",
                "CHa vuelto a pararse. El técnico vuelve con otra resistencia.",
                "SPresupuesto de la reparación: {e}. Pido conformidad por escrito.",
                "IDan conformidad al presupuesto, pero quieren máquina de sustitución.",
                "OMiro si la máquina de demostración está libre: se la podemos dejar dos semanas.",
                "CEl operario nuevo la estaba programando mal. Le doy los pasos por teléfono.",
            ],
            [
                "CLlevan tres días sin fallo.",
                "VRevisión final de {m} con mantenimiento. Dejo lista de recambios recomendados.",
                "CPiden revisión preventiva cada seis meses.",
                "SEnvío parte de trabajo para firmar.",
            ],
            [
                "Les pilla en plena campaña.",
                "La máquina tiene más de ocho años.",
                "Mantenimiento colabora mucho.",
                "El técnico pide que no la reinicien sin avisar.",
            ],
            ["¿Sigue bien {m}?", "Técnico en planta", "Reclamar el repuesto", "Enviar parte para firma", "Llamar a mantenimiento"],
            [
                "Reparada: cambiado el sensor.",
                "Arreglada en garantía.",
                "Reparada por {e}, conforme.",
                "Sin arreglo rentable; pasa a oferta de máquina nueva.",
            ]
        ),
        new(
            5,
            null,
            ProjectKind.Production,
            1,
            240,
            ["Puesta en marcha de {m}", "Instalación de {m}", "Formación en {m}", "Ampliación de línea con {m}"],
            [
                "Coordinar con su técnico y dejar formadas a dos personas.",
                "Falta el plano de planta. Incluir montaje y portes.",
                "Entrega prevista en {w}.",
            ],
            [
                "MReunión de arranque con producción y mantenimiento. Fijamos fechas para {m}.",
                "CHablo con su electricista: falta toma trifásica y aire a seis bares.",
                "IMandan el plano de planta con el hueco para {m}.",
                "VReplanteo en planta. Hay que ensanchar el paso para entrar {m}.",
            ],
            [
                "OFábrica confirma salida de {m} en {w}.",
                "CRetrasan una semana: no tienen lista la acometida.",
                "VDescarga de {m} y colocación. Sin golpes; falta nivelar.",
                "VMontaje y primeras pruebas con {p}: 20 por minuto, hay que ajustar.",
                "SEnvío manual, esquema eléctrico y declaración CE.",
                "VFormación a cuatro personas del turno de mañana. Queda el de tarde.",
                "CEl turno de noche tiene dudas con los cambios de formato.",
                "OAjusto con el técnico la receta para {p}.",
                "MSeguimiento con dirección técnica: rendimiento al 85 %, objetivo el 95 %.",
            ],
            [
                "VPrueba de aceptación de {m}: cumple. Firman acta con dos pendientes menores.",
                "CYa trabajan a velocidad normal.",
                "SMando acta firmada y lista de pendientes.",
                "CPiden otra media jornada de formación.",
            ],
            [
                "Muy implicados en planta.",
                "La prevención de riesgos la lleva una empresa externa: avisar antes de entrar.",
                "Acceso solo con calzado de seguridad.",
                "Quieren fotos para su revista interna.",
            ],
            [
                "Confirmar fecha de montaje",
                "Visita a planta: {m}",
                "Llamar a {c}: acometida",
                "Enviar documentación",
                "Prueba de aceptación",
            ],
            [
                "Instalado y funcionando.",
                "Formación impartida a los dos turnos.",
                "Aceptación firmada sin pendientes.",
                "Cancelada por el cliente antes del montaje.",
            ]
        ),
        new(
            7,
            4,
            ProjectKind.Production,
            1,
            40,
            ["Artes finales de {p}", "Prueba de imprenta: {p}", "Nuevo diseño de {p}", "Seguimiento del pedido {n}"],
            [
                "Cambian el logotipo. Pedir ficheros vectoriales.",
                "Tirada de {q}. No imprimir sin visto bueno.",
                "Para la campaña: en planta antes de {w}.",
            ],
            [
                "IEnvían el diseño de {p}; el fichero viene en baja resolución. Se lo reclamo.",
                "CQuiere actualizar {p} con la imagen nueva. Tirada de {q}.",
                "CNecesita el {n} antes de lo previsto por un pico de ventas.",
                "SLe mando la plantilla con troquel y zonas de seguridad.",
            ],
            [
                "OPreimpresión detecta un texto fuera de corte. Preparo corrección.",
                "SPrueba de color enviada para aprobación.",
                "CVe el rojo demasiado apagado. Pide otra prueba.",
                "INos devuelven la prueba con dos correcciones de texto legal.",
                "CLa tiene marketing, contestan esta semana.",
                "OFábrica da fecha para el {n}: {w}.",
                "CLe ofrezco entrega parcial del {n}: la mitad ya y el resto en {w}.",
                "VLlevo la prueba impresa en su material. La ven a la luz de la nave y la aprueban.",
                "CPregunta si puede bajar a menos de {q}. Le explico el coste de arranque.",
            ],
            [
                "IVisto bueno por escrito. Pasa a imprenta.",
                "CConfirmo que el {n} está en máquina.",
                "SAviso de expedición del {n} con número de seguimiento.",
                "CRecibido el {n}, falta revisar un palé.",
            ],
            [
                "El texto legal cambia en enero.",
                "Guardar la versión anterior por si acaso.",
                "Marketing y compras no siempre coinciden.",
                "Se imprime junto con otra referencia para ahorrar.",
            ],
            [
                "Reclamar visto bueno a {c}",
                "Enviar prueba de color",
                "¿Ha llegado el {n}?",
                "Llamar a marketing",
                "Confirmar fecha del {n}",
            ],
            [
                "Aprobado e impreso. Entregado el {n}.",
                "Entregado en plazo.",
                "Anulado: cambian de formato.",
                "Entregado en dos veces, conforme.",
            ]
        ),
    ];
}
