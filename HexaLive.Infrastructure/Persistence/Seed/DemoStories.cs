using HexaLive.Domain.Projects;

namespace HexaLive.Infrastructure.Persistence.Seed;

/// <summary>
/// How one kind of task goes, from the first contact to the end. Lines begin with how it happened: C call, V visit, S sent mail,
/// I mail received, M meeting, O own work. <c>{…}</c>: c contact, p product, m machine, q quantity, e price, d discount, o offer, n order, f invoice, w weeks.
/// </summary>
internal sealed record Story(
    int Type, int? Origin, ProjectKind Kind, int Priority, int Estimate, string[] Titles, string[] Descriptions,
    string[] Start, string[] Middle, string[] Late, string[] Asides, string[] Notes, string[] Outcomes);

/// <summary>The stories of the demo company, in the words that reps use.</summary>
internal static class DemoStories
{
    public static readonly string[] Types =
        ["Llamada comercial", "Visita", "Oferta", "Reclamación", "Avería", "Instalación", "Cobro", "Artes finales"];

    public static readonly string[] Origins = ["Llamada del cliente", "Página web", "Queja", "Iniciativa propia", "Feria"];

    public static readonly Story[] All =
    [
        new(2, 0, ProjectKind.Commercial, 1, 60,
            ["Oferta de {p}", "Presupuesto anual de {p}", "Oferta de {p} con personalización", "Precio para {q} de {p}"],
            ["Piden precio para {q}, con entregas mensuales.", "Quieren comparar con su proveedor actual. Ojo con el plazo: {w}.", "Consumo previsto: {q} al año. Incluir portes."],
            [
                "CNecesita {p}: unas {q} al año. Quiere precio con portes incluidos.", "CMe explica lo que busca: {q} de {p}, entrega en {w}. Le preparo oferta.", "IPide precio de {q} de {p}. Adjunta plano con las medidas.",
                "VMe enseña lo que usan ahora y dónde se les rompe. Con {p} lo resolvemos; tomo medidas.", "CQuiere cambiar de proveedor: el actual les ha fallado dos veces con {p}.",
                "MRepasamos el consumo del año: salen {q} de {p}. Lo quieren cerrar en un solo pedido.",
            ],
            [
                "SLe mando la oferta {o}: {q} de {p} por {e}. Validez de 30 días.", "OCalculo la oferta {o}. Con {q} el margen aguanta hasta un {d} de descuento.", "CHa recibido la {o}. La tiene que ver con gerencia, pero el precio de {e} no le asusta.",
                "CNos piden bajar un {d}. Le digo que solo si suben la cantidad.", "IPregunta si los {e} de la oferta {o} llevan el transporte. Le confirmo que sí.", "CTiene otra oferta un {d} más barata, pero con plazo de {w} y sin muestras.",
                "CNo ha podido mirarla: están con el cierre de mes.", "SEnvío la {o} corregida: separo utillaje y precio por millar, como pedía.", "VLlevo muestras de {p}. Las prueban delante de mí y quedan conformes con el acabado.",
                "CPide desglosar la {o} por entregas. Serían cuatro, una por trimestre.", "OConsulto con fábrica el plazo de {p}: {w} desde la aprobación.",
            ],
            [
                "CGerencia ve bien la {o}. Falta que compras dé de alta el proveedor.", "CQuedan dos proveedores, nosotros y otro. Insisto en el servicio y en el stock de seguridad.", "SÚltima versión de la {o}: mantenemos {e} si confirman antes de fin de mes.",
                "CAcepta los {e}, pero quiere pagar a 60 días. Lo consulto con administración.", "IConfirman por correo que la {o} pasa a comité esta semana.", "MReunión con compras y producción: resueltas las dudas de {p}. Solo falta la firma.",
            ],
            ["La última partida que compraron fuera les salió desigual.", "Menciona que el año que viene abren otra línea.", "Ojo: la decisión no es solo de compras.", "Trabajan con stock muy justo.", "Les importa más el plazo que el precio.", "Valora mucho que tengamos almacén cerca."],
            ["Llamar a {c}: ¿han visto la {o}?", "Enviar la {o}", "Preguntar por la decisión de la {o}", "Llevar muestras de {p}", "Cerrar precio con {c}"],
            ["Aceptada la {o}: {q} por {e}.", "Perdida: otro proveedor un {d} más barato.", "Pedido {n} confirmado sobre la {o}.", "Aplazado al próximo ejercicio. No hay presupuesto este año.", "Ganada con un {d} de descuento por pedido único."]),
        new(1, 3, ProjectKind.Commercial, 1, 90,
            ["Visita: presentar {p}", "Visita anual de revisión", "Visita con dirección técnica por {m}", "Demostración de {m}"],
            ["Llevar muestra y tarifa. Que esté también producción.", "Repasar consumos, incidencias y previsión del año.", "Quieren ver {m} trabajando antes de decidir."],
            [
                "CLe propongo pasar a verles con muestras de {p}. Le parece bien, mira la agenda.", "SLe escribo con dos fechas posibles y el orden del día.", "CPrefiere que vayamos cuando esté el responsable de producción.",
                "CNo estaba; me atienden en centralita y dejo recado para la visita.", "IResponde que le va bien, pero que la reunión no pase de una hora.",
            ],
            [
                "VRecorremos planta. Enseño {p}; les gusta el acabado y piden {q} de prueba.", "VReunión con {c} y producción. El cuello de botella está en {m}: pierden media hora en cada cambio.", "VVisita corta, tenían auditoría. Dejo catálogo y tarifa.",
                "VMedimos el hueco para {m}: cabe justo, hay que mover el cuadro eléctrico.", "OPreparo la visita: consumos del último año e incidencias abiertas.", "SMando el resumen de la visita: tres acciones nuestras y dos suyas.",
                "CLe pregunto qué les pareció. Producción está convencida; falta el visto bueno de gerencia.", "VCuento lo que gastan hoy en {p}: con nuestro formato ahorran un {d}.", "CPide la ficha técnica y una referencia de otro cliente con {m}.",
            ],
            [
                "CHan probado la muestra de {p} una semana entera sin una sola parada.", "VSegunda visita, ya con gerencia. Preguntan por garantía y repuestos.", "SMando referencia y teléfono de un cliente que tiene {m} desde hace dos años.",
                "CPide que pasemos propuesta formal por {e}.", "MReunión de cierre: aprueban la prueba con {q}.",
            ],
            ["Buen trato, conviene mantener la visita cada semestre.", "Han renovado el almacén y hay sitio de sobra.", "La competencia estuvo la semana pasada.", "Les preocupa el plástico y la nueva tasa.", "Aparcar en la entrada de camiones; la otra está en obras."],
            ["Visita a {c}", "Confirmar la visita con {c}", "Enviar resumen de la visita", "Llamar tras la prueba de {p}", "Mandar ficha de {m}"],
            ["Visita hecha. Sale oferta {o}.", "Hecha; de momento siguen como están.", "Demostración bien valorada. Pasa a oferta por {e}.", "Pedido de prueba {n}: {q}.", "No recibe visitas hasta el año que viene."]),
        new(0, 1, ProjectKind.Commercial, 1, 20,
            ["Seguimiento de muestras de {p}", "Llamada de seguimiento: {p}", "Reactivar consumo de {p}", "Contacto por la web: {p}"],
            ["Llevan meses sin pedir. Averiguar si compran a otro.", "Se enviaron muestras; falta saber el resultado.", "Pidieron información en la web. Consumo aproximado: {q}."],
            [
                "CNo está, me dicen que mejor a primera hora.", "CMe cuenta que usan {p} de otro proveedor, unas {q} al año.", "CLlevan sin pedir desde el cambio de responsable. Me presento y repasamos.", "IContesta que recibió el catálogo y que le interesa {p}.",
                "CPide muestras de {p} para probarlas en línea.", "SLe envío ficha técnica de {p} y tarifa de este año.",
            ],
            [
                "CRecibidas las muestras. Las pasa a calidad y nos dice algo.", "CNo las han probado todavía, han tenido la línea parada.", "CLes va bien {p}, salvo el adhesivo en frío. Le propongo otra referencia.", "OHablo con almacén: salen hoy muestras nuevas por mensajería.",
                "CComunica toda la mañana. Al final me atiende: mándame precio para {q}.", "IManda fotos de la prueba de {p}: el sellado queda perfecto.", "CEstá de vacaciones; me atiende su compañero, que no sabe nada de las muestras.",
                "CSigue con el otro proveedor hasta agotar existencias, unas {w}.", "SLe recuerdo por correo que la tarifa cambia a fin de mes.", "CPregunta por el mínimo de {p}. Le digo que servimos desde {q}.",
            ],
            [
                "CCalidad aprueba la muestra. Quieren empezar con {q}.", "CVuelven a comprarnos: primer pedido {n} en camino.", "CMe dice que deciden en la reunión de compras.", "SMando condiciones: {e} por {q}, portes pagados.", "CPide un {d} para hacernos el pedido del semestre.",
            ],
            ["Mejor llamar antes de las diez.", "Muy amable, pero cuesta que concrete.", "Contesta antes al correo que al teléfono.", "El consumo sube en campaña.", "Tuvo un mal recuerdo de una entrega de hace años."],
            ["Llamar a {c}", "¿Han probado {p}?", "Enviar muestras nuevas", "Llamar a primera hora", "Mandar tarifa"],
            ["Vuelve a comprar: pedido {n}.", "No le interesa por ahora. Llamar en seis meses.", "Muestra aprobada; pasa a oferta {o}.", "Compra a otro por precio.", "Sin respuesta tras varios intentos."]),
        new(0, 3, ProjectKind.Commercial, 2, 45,
            ["Renovación del acuerdo anual", "Revisión de tarifa de {p}", "Renovación del mantenimiento de {m}"],
            ["Vence a final de mes. Proponer dos visitas al año.", "La subida de materia prima obliga a revisar un {d}.", "Facturación del año: {e}. Defender condiciones."],
            [
                "CLe adelanto que la tarifa de {p} sube un {d}. No le gusta, pero lo esperaba.", "SEnvío propuesta de renovación: {e} al año, con dos revisiones de {m}.", "OReviso lo que han comprado: {q} de {p}, un {d} más que el año pasado.",
                "MRepasamos el acuerdo: lo que ha funcionado y lo que no. Piden mejor plazo.",
            ],
            [
                "CDice que con esa subida tiene que pedir otros precios.", "CAceptaría si congelamos {p} hasta verano.", "IMandan el borrador con cambios: quieren penalización por retraso.", "OConsulto con dirección: podemos dejar la subida en la mitad si firman dos años.",
                "SContrapropuesta: subida del {d} solo en lo nuevo; lo servido queda igual.", "CQuiere incluir también {m} en el acuerdo.", "CNo ha podido verlo con gerencia, le insisto en que vence a fin de mes.", "VLe llevo la comparativa de costes. Reconoce que el servicio compensa.",
            ],
            [
                "CDe palabra está hecho: {e} y revisión trimestral.", "IDevuelven el acuerdo firmado a falta del sello.", "SVersión final del acuerdo enviada para firma.", "CLa firma se retrasa porque gerencia está de viaje.",
            ],
            ["Es cliente desde hace más de diez años.", "Conviene no apretar con el precio.", "Tiene comparativa de otros dos proveedores.", "El volumen justifica hacer un esfuerzo."],
            ["Llamar a {c}: renovación", "Enviar acuerdo para firma", "Ver contrapropuesta con dirección", "Reclamar el acuerdo firmado"],
            ["Acuerdo firmado por un año: {e}.", "Renovado dos años con subida del {d}.", "No renuevan: se quedan sin mantenimiento.", "Tarifa aceptada desde el próximo pedido."]),
        new(6, null, ProjectKind.Commercial, 2, 20,
            ["Factura {f} pendiente", "Cobro de la {f}", "Diferencia de precio en la {f}"],
            ["Vencida. Importe: {e}.", "Se aplicó la tarifa antigua; revisar y abonar la diferencia.", "Administración avisa de que llevan dos recibos devueltos."],
            ["CDice que la {f} no le consta. Se la reenvío.", "SReenvío la {f} con el albarán firmado.", "CHubo devolución del recibo por cambio de cuenta. Lo hablan con el banco.", "IAvisan de que la {f} lleva un precio que no es: esperaban un {d} menos."],
            [
                "CAdministración la tiene contabilizada; paga los días 10 y 25.", "CMe pasa con contabilidad: falta su número de pedido en la {f}.", "OReviso con administración: el cliente tiene razón en parte, faltaba el {d}.", "SMando abono por la diferencia y la {f} rectificada.",
                "CPromete transferencia esta semana, {e} completos.", "CReconoce que van justos de caja. Propone pagar en dos veces.", "INos pasan el justificante de la mitad.",
            ],
            ["CQueda solo el segundo pago.", "OAún no ha entrado la transferencia. Compruebo cuenta.", "CLe aviso de que no podemos servir {p} hasta que se ponga al día.", "IJustificante recibido: {e}."],
            ["Tono cordial en todo momento.", "Es la segunda vez este año.", "Contabilidad solo atiende por la mañana.", "Tienen pedido {n} retenido por esto."],
            ["Comprobar el cobro de la {f}", "Llamar a contabilidad", "Reclamar transferencia a {c}", "Enviar abono"],
            ["Cobrada la {f}: {e}.", "Rectificada y cobrada.", "Cobrada en dos plazos.", "Pasa a administración para reclamación formal."]),
        new(3, 2, ProjectKind.Production, 2, 60,
            ["Reclamación: {p} con defectos", "Reclamación por retraso del pedido {n}", "Queja: faltan unidades en el pedido {n}", "Reclamación: {p} fuera de medida"],
            ["Piden abono o reposición. Hay fotos en el correo.", "El pedido {n} llegó tarde y pararon la línea.", "Lote afectado: {q}. Recoger muestra para calidad."],
            [
                "CMucho malestar: del pedido {n} han llegado {q} golpeadas. Pide solución hoy.", "ILlegan fotos del lote: se ve el defecto a simple vista. Acuso recibo y abro parte.", "CHan tenido que parar por {p}. Me pide que vaya alguien a verlo.",
                "CEl camión del {n} no apareció y nadie les avisó. Se quejan con razón.", "CEn el recuento les faltan unidades de {p}; el albarán está firmado sin reservas.",
            ],
            [
                "OReviso con calidad las fotos de {p}: es de fabricación. Proponemos abono.", "OHablo con transporte: avería del camión, lo reconocen. Reclamamos los portes.", "CLe explico lo que ha pasado y que reponemos {q} sin coste. Se calma.",
                "VRecojo muestras del lote y hablo con producción. Apartamos lo que queda en un palé.", "SEnvío informe de calidad con causa y medida correctora.", "CPide que la reposición llegue antes del fin de semana o compran fuera.",
                "OFábrica mete la reposición en el turno de noche. Sale mañana.", "CAcepta la reposición, pero quiere que avisemos antes de cada entrega.", "IPreguntan quién asume la mano de obra perdida.", "SPropuesta de compensación: abono de {e} y portes a nuestro cargo.",
            ],
            ["CRecibida la reposición y revisada: bien.", "SEmitido el abono y enviado a su administración.", "CPreguntan por el abono, todavía no les ha llegado.", "VVisita de cortesía tras la queja. Agradecen la rapidez y enseñan la línea en marcha."],
            ["No podemos repetir este fallo con ellos.", "El lote venía de la tirada de la semana anterior.", "Gerencia está al tanto.", "Mencionan la penalización del acuerdo.", "Aviso a {jefe} por si llaman a dirección."],
            ["Llamar a {c}: reposición", "Confirmar recogida del lote", "Enviar informe de calidad", "Comprobar el abono", "Avisar de la entrega del {n}"],
            ["Repuesto y abonado. Cliente conforme.", "Abono de {e}. Cerrada.", "No procede: golpe en su almacén. Lo aceptan.", "Resuelto; se cambia la referencia de {p}."]),
        new(4, 0, ProjectKind.Production, 3, 120,
            ["Avería de {m}", "Parada de línea: {m}", "Falla {m} al arrancar", "Revisión urgente de {m}"],
            ["Parados desde primera hora. Dar prioridad.", "Fallo intermitente; el técnico pide repuesto.", "En garantía hasta fin de año."],
            [
                "CEstán parados: {m} da error al arrancar. Aviso al servicio técnico.", "CLes falla {m} cada pocas horas; lo reinician y sigue.", "IEnvían vídeo de {m}: hace un ruido que no es normal.", "CPide técnico hoy mismo. Le consigo hueco a última hora.",
            ],
            [
                "VCon el técnico en planta: es el sensor. Lo limpiamos y arranca, pero hay que cambiarlo.", "ORepuesto pedido a fábrica, plazo de {w}. Busco uno en otro almacén.", "CSiguen trabajando a media velocidad. Les digo que el repuesto sale hoy.",
                "VCambiada la placa de {m}. Una hora de pruebas sin fallo.", "CHa vuelto a pararse. El técnico vuelve con otra resistencia.", "SPresupuesto de la reparación: {e}. Pido conformidad por escrito.", "IDan conformidad al presupuesto, pero quieren máquina de sustitución.",
                "OMiro si la máquina de demostración está libre: se la podemos dejar dos semanas.", "CEl operario nuevo la estaba programando mal. Le doy los pasos por teléfono.",
            ],
            ["CLlevan tres días sin fallo.", "VRevisión final de {m} con mantenimiento. Dejo lista de recambios recomendados.", "CPiden revisión preventiva cada seis meses.", "SEnvío parte de trabajo para firmar."],
            ["Les pilla en plena campaña.", "La máquina tiene más de ocho años.", "Mantenimiento colabora mucho.", "El técnico pide que no la reinicien sin avisar."],
            ["¿Sigue bien {m}?", "Técnico en planta", "Reclamar el repuesto", "Enviar parte para firma", "Llamar a mantenimiento"],
            ["Reparada: cambiado el sensor.", "Arreglada en garantía.", "Reparada por {e}, conforme.", "Sin arreglo rentable; pasa a oferta de máquina nueva."]),
        new(5, null, ProjectKind.Production, 1, 240,
            ["Puesta en marcha de {m}", "Instalación de {m}", "Formación en {m}", "Ampliación de línea con {m}"],
            ["Coordinar con su técnico y dejar formadas a dos personas.", "Falta el plano de planta. Incluir montaje y portes.", "Entrega prevista en {w}."],
            [
                "MReunión de arranque con producción y mantenimiento. Fijamos fechas para {m}.", "CHablo con su electricista: falta toma trifásica y aire a seis bares.", "IMandan el plano de planta con el hueco para {m}.", "VReplanteo en planta. Hay que ensanchar el paso para entrar {m}.",
            ],
            [
                "OFábrica confirma salida de {m} en {w}.", "CRetrasan una semana: no tienen lista la acometida.", "VDescarga de {m} y colocación. Sin golpes; falta nivelar.", "VMontaje y primeras pruebas con {p}: 20 por minuto, hay que ajustar.", "SEnvío manual, esquema eléctrico y declaración CE.",
                "VFormación a cuatro personas del turno de mañana. Queda el de tarde.", "CEl turno de noche tiene dudas con los cambios de formato.", "OAjusto con el técnico la receta para {p}.", "MSeguimiento con dirección técnica: rendimiento al 85 %, objetivo el 95 %.",
            ],
            ["VPrueba de aceptación de {m}: cumple. Firman acta con dos pendientes menores.", "CYa trabajan a velocidad normal.", "SMando acta firmada y lista de pendientes.", "CPiden otra media jornada de formación."],
            ["Muy implicados en planta.", "La prevención de riesgos la lleva una empresa externa: avisar antes de entrar.", "Acceso solo con calzado de seguridad.", "Quieren fotos para su revista interna."],
            ["Confirmar fecha de montaje", "Visita a planta: {m}", "Llamar a {c}: acometida", "Enviar documentación", "Prueba de aceptación"],
            ["Instalado y funcionando.", "Formación impartida a los dos turnos.", "Aceptación firmada sin pendientes.", "Cancelada por el cliente antes del montaje."]),
        new(7, 4, ProjectKind.Production, 1, 40,
            ["Artes finales de {p}", "Prueba de imprenta: {p}", "Nuevo diseño de {p}", "Seguimiento del pedido {n}"],
            ["Cambian el logotipo. Pedir ficheros vectoriales.", "Tirada de {q}. No imprimir sin visto bueno.", "Para la campaña: en planta antes de {w}."],
            [
                "IEnvían el diseño de {p}; el fichero viene en baja resolución. Se lo reclamo.", "CQuiere actualizar {p} con la imagen nueva. Tirada de {q}.", "CNecesita el {n} antes de lo previsto por un pico de ventas.", "SLe mando la plantilla con troquel y zonas de seguridad.",
            ],
            [
                "OPreimpresión detecta un texto fuera de corte. Preparo corrección.", "SPrueba de color enviada para aprobación.", "CVe el rojo demasiado apagado. Pide otra prueba.", "INos devuelven la prueba con dos correcciones de texto legal.", "CLa tiene marketing, contestan esta semana.",
                "OFábrica da fecha para el {n}: {w}.", "CLe ofrezco entrega parcial del {n}: la mitad ya y el resto en {w}.", "VLlevo la prueba impresa en su material. La ven a la luz de la nave y la aprueban.", "CPregunta si puede bajar a menos de {q}. Le explico el coste de arranque.",
            ],
            ["IVisto bueno por escrito. Pasa a imprenta.", "CConfirmo que el {n} está en máquina.", "SAviso de expedición del {n} con número de seguimiento.", "CRecibido el {n}, falta revisar un palé."],
            ["El texto legal cambia en enero.", "Guardar la versión anterior por si acaso.", "Marketing y compras no siempre coinciden.", "Se imprime junto con otra referencia para ahorrar."],
            ["Reclamar visto bueno a {c}", "Enviar prueba de color", "¿Ha llegado el {n}?", "Llamar a marketing", "Confirmar fecha del {n}"],
            ["Aprobado e impreso. Entregado el {n}.", "Entregado en plazo.", "Anulado: cambian de formato.", "Entregado en dos veces, conforme."]),
    ];

    public static readonly IReadOnlyDictionary<char, string[]> Openings = new Dictionary<char, string[]>
    {
        ['C'] = ["Llamo a {c}.", "Llamada de {c}.", "Hablo con {c}.", "Hablo con {c} ({k}).", "Me devuelve la llamada {c}.", "Al tercer intento consigo hablar con {c}.", "Llamada breve con {c}.", "{c}, por teléfono.", "Contesta {c}."],
        ['V'] = ["Visita a {c}.", "En sus instalaciones con {c}.", "Paso a ver a {c}.", "Visita en planta.", "Me recibe {c} ({k}).", "Visita sin cita, aprovechando la ruta."],
        ['S'] = ["Correo a {c}.", "Escribo a {c}.", "Correo enviado a {c}.", "Mail a {c} con copia a {k}.", ""],
        ['I'] = ["Correo de {c}.", "Recibo correo de {c}.", "Contesta {c} por correo.", "Mail de {c}."],
        ['M'] = ["Reunión con {c}.", "Reunión por videollamada con {c}.", "Nos reunimos con {c} y su equipo.", "Reunión en nuestra oficina con {c}."],
        ['O'] = ["", "", "Trabajo interno.", "Gestión interna."],
    };

    public static readonly string[] Kept = ["Como quedamos.", "Tal como quedamos para el {y}.", "Según lo hablado.", "Según lo previsto.", "Lo que estaba apuntado para hoy."];

    public static readonly string[] Broken = ["No pude hacerlo el {y}, como estaba previsto.", "Con retraso: tocaba el {y}.", "Se me pasó la fecha del {y}; me disculpo.", "El {y} fue imposible."];

    public static readonly IReadOnlyDictionary<char, string[]> Closings = new Dictionary<char, string[]>
    {
        ['C'] = ["Quedo en llamar {x}.", "Volvemos a hablar {x}.", "Me pide que le llame {x}.", "Próximo contacto, {x}.", "Que le dé hasta {x}.", "Retomamos {x}.", "{X} le llamo.", "Quedamos en hablar {x}.", ""],
        ['V'] = ["Siguiente paso, {x}.", "Quedamos en hablar {x}.", "Nos dicen algo antes: yo llamo {x}.", "Vuelvo a contactar {x}.", "Le llamo {x} para ver qué han decidido."],
        ['S'] = ["Si no contesta, llamo {x}.", "Hago seguimiento {x}.", "Le doy hasta {x}.", "Llamo {x} para comentarlo.", ""],
        ['I'] = ["Lo contesto y lo sigo {x}.", "Le llamo {x}.", "Tengo que responder antes de {x}.", "Próximo paso, {x}."],
        ['M'] = ["Nos volvemos a ver {x}.", "Siguiente revisión, {x}.", "Cada parte hace lo suyo y repasamos {x}."],
        ['O'] = ["Lo sigo {x}.", "Le informo {x}.", "Aviso al cliente {x}.", "Lo tengo que cerrar {x}."],
    };
}
