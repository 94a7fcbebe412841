using System.Collections.Frozen;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>The fields of each kind in the order of a form, with the normalised headings that identify them.</summary>
internal static class KnownHeadings
{
    private static readonly (ImportField Field, string[] Headings)[] People =
    [
        CreateHeading(
            ImportField.ExternalKey,
            "external key,clave externa,clave,id,key,employee id,employee number,codigo empleado",
            "numero de empleado,person id"
        ),
        CreateHeading(
            ImportField.Name,
            "name,nombre,full name,nombre completo,nombre y apellidos,person,persona,employee,empleado,agent",
            "agente,sales agent,comercial,vendedor,representative,representante,salesperson"
        ),
        CreateHeading(ImportField.Email, "email,e mail,mail,correo,correo electronico,email address"),
        CreateHeading(ImportField.Team, "team,equipo,zona,zone,region,regional office,oficina,office,delegacion,department,departamento"),
        CreateHeading(
            ImportField.TeamLead,
            "manager,jefe,jefa,responsable,responsable de equipo,supervisor,team manager,boss,sales manager",
            "jefe de zona,team lead,jefe de equipo,lead"
        ),
        CreateHeading(ImportField.Language, "language,idioma,lengua,lang"),
        CreateHeading(ImportField.TimeZone, "time zone,timezone,zona horaria,huso horario,tz"),
    ];

    private static readonly (ImportField Field, string[] Headings)[] Clients =
    [
        CreateHeading(ImportField.ExternalKey, "external key,clave externa,clave,id,key,client id,customer id,account id,id cliente"),
        CreateHeading(
            ImportField.Name,
            "name,nombre,client,cliente,company,empresa,account,cuenta,customer,razon social,account name",
            "company name,client name,nombre cliente,nombre comercial"
        ),
        CreateHeading(ImportField.Code, "code,codigo,client code,codigo cliente,cod,cod cliente,numero de cliente,customer number"),
        CreateHeading(ImportField.TaxId, "tax id,nif,cif,vat,vat number,tax number,nif cif,cif nif,identificacion fiscal"),
        CreateHeading(ImportField.Team, "team,equipo,zona,zone,region,delegacion,territory,territorio"),
        CreateHeading(ImportField.Phone, "phone,telefono,tel,telephone,movil,mobile,tfno,telefono fijo"),
        CreateHeading(ImportField.Email, "email,e mail,mail,correo,correo electronico"),
        CreateHeading(ImportField.Website, "website,web,site web,pagina web,sitio web,url"),
        CreateHeading(ImportField.Address, "address,direccion,domicilio,office location,location,ubicacion,street,calle"),
        CreateHeading(ImportField.Notes, "notes,notas,observaciones,comments,comentarios,remarks"),
        CreateHeading(
            ImportField.ContactName,
            "contact,contacto,contact name,nombre contacto,nombre de contacto,persona de contacto,contact person,nombre del contacto"
        ),
        CreateHeading(ImportField.ContactPosition, "position,cargo,puesto,contact position,cargo contacto,cargo del contacto,job title"),
        CreateHeading(
            ImportField.ContactPhone,
            "contact phone,telefono contacto,telefono del contacto,telefono de contacto,movil contacto"
        ),
        CreateHeading(
            ImportField.ContactEmail,
            "contact email,correo contacto,correo del contacto,email contacto,email del contacto,contact e mail"
        ),
    ];

    private static readonly (ImportField Field, string[] Headings)[] Projects =
    [
        CreateHeading(ImportField.ExternalKey, "external key,clave externa,clave,id,key,project id,id proyecto"),
        CreateHeading(ImportField.Code, "code,codigo,project code,codigo proyecto,cod,reference,referencia"),
        CreateHeading(ImportField.Name, "name,nombre,project,proyecto,project name,nombre proyecto"),
        CreateHeading(ImportField.Client, "client,cliente,account,cuenta,customer,company,empresa,codigo cliente,client code"),
        CreateHeading(ImportField.Kind, "kind,clase,tipo,type,project kind,clase de proyecto,tipo de proyecto,project type"),
        CreateHeading(
            ImportField.ProjectLead,
            "manager,responsable,jefe,jefe de proyecto,project manager,owner,gestor,project lead",
            "responsable del proyecto,lead"
        ),
        CreateHeading(ImportField.PlannedStart, "planned start,inicio previsto,inicio,start,start date,fecha inicio,fecha de inicio,desde"),
        CreateHeading(ImportField.PlannedEnd, "planned end,fin previsto,fin,end,end date,fecha fin,fecha de fin,due date,hasta"),
        CreateHeading(ImportField.Description, "description,descripcion,notes,notas,observaciones,detalle"),
    ];

    private static readonly (ImportField Field, string[] Headings)[] Tasks =
    [
        CreateHeading(
            ImportField.ExternalKey,
            "external key,clave externa,clave,id,key,number,numero,num,opportunity id,task id,ticket,ticket id",
            "id tarea,numero de tarea,referencia,reference,issue"
        ),
        CreateHeading(ImportField.Client, "client,cliente,account,cuenta,customer,company,empresa,codigo cliente,client code"),
        CreateHeading(ImportField.Project, "project,proyecto,project name,codigo proyecto,project code"),
        CreateHeading(
            ImportField.Title,
            "title,titulo,task,tarea,asunto,subject,name,nombre,product,producto,opportunity,oportunidad,summary",
            "resumen"
        ),
        CreateHeading(ImportField.Description, "description,descripcion,detalle,details,notes,notas,observaciones"),
        CreateHeading(ImportField.Type, "type,tipo,task type,tipo de tarea,tracker,categoria,category"),
        CreateHeading(ImportField.Origin, "origin,origen,origen de incidencia,source,lead source,incidence origin"),
        CreateHeading(ImportField.Priority, "priority,prioridad,urgencia,urgency"),
        CreateHeading(ImportField.Status, "status,estado,stage,deal stage,etapa,fase,situacion,state"),
        CreateHeading(
            ImportField.Responsible,
            "responsible,responsable,sales agent,agent,agente,assignee,assigned to,asignado,asignado a,owner",
            "propietario,comercial,responsable de realizarla"
        ),
        CreateHeading(
            ImportField.Controller,
            "controller,control,responsable de control,responsable de controlarla,manager,supervisor,supervisa",
            "controla,controlled by"
        ),
        CreateHeading(
            ImportField.Originator,
            "originator,generador,author,autor,created by,creado por,creada por,solicitante,reporter",
            "quien la ha generado,generado por,requested by,solicitada por"
        ),
        CreateHeading(
            ImportField.Created,
            "created,creada,creado,created at,fecha creacion,fecha de creacion,fecha alta,fecha de alta,alta",
            "engage date,start date,fecha inicio,opened,abierta,date,fecha"
        ),
        CreateHeading(
            ImportField.NextDate,
            "next action,proxima gestion,next action date,fecha proxima gestion,proxima fecha,next date,due",
            "due date,vencimiento,fecha prevista,fecha limite,next step,next step date,next step date time",
            "fecha de proxima gestion,fecha y hora de proxima gestion"
        ),
        CreateHeading(
            ImportField.NextTime,
            "next action time,hora,time,hora proxima gestion,next time,next step time,hora de proxima gestion"
        ),
        CreateHeading(
            ImportField.NextNote,
            "next action note,nota proxima gestion,next note,nota,note,proximo paso,next step note",
            "nota de proxima gestion"
        ),
        CreateHeading(
            ImportField.Estimate,
            "estimate,estimacion,estimated,estimado,estimada,estimados,estimadas,tiempo estimado,estimated time",
            "time estimate"
        ),
        CreateHeading(
            ImportField.FinishedAt,
            "finished,finished at,terminada,terminado,fecha fin,fecha de fin,close date,closed,closed at,cerrada",
            "fecha cierre,fecha de cierre,finalizada,end date"
        ),
        CreateHeading(ImportField.Outcome, "outcome,resultado,close value,result,resolution,resolucion,conclusion,valor"),
    ];

    private static readonly (ImportField Field, string[] Headings)[] Dedications =
    [
        CreateHeading(ImportField.ExternalKey, "external key,clave externa,clave,id,key,entry id,dedication id,id dedicacion"),
        CreateHeading(
            ImportField.Task,
            "task,tarea,task id,id tarea,number,numero,ticket,opportunity id,numero de tarea,task number",
            "clave tarea,issue,task key,clave de tarea"
        ),
        CreateHeading(
            ImportField.TaskNumber,
            "hexalive,hexalive number,hexalive task,hexalive task number,numero hexalive,numero de hexalive",
            "tarea hexalive,tarea de hexalive,numero de tarea de hexalive"
        ),
        CreateHeading(
            ImportField.Person,
            "person,persona,employee,empleado,user,usuario,quien,who,name,nombre,responsable,comercial",
            "sales agent,agente"
        ),
        CreateHeading(ImportField.Date, "date,fecha,day,dia,when,cuando"),
        CreateHeading(
            ImportField.Minutes,
            "minutes,minutos,min,h,duration,duracion,tiempo,time,horas,hours,spent,dedicacion,dedicadas,dedicados",
            "tiempo dedicado,worked,trabajadas,time spent"
        ),
        CreateHeading(
            ImportField.Comment,
            "comment,comentario,que ha pasado,what happened,description,descripcion,notes,notas,observaciones",
            "texto,text,comments,comentarios"
        ),
        CreateHeading(ImportField.Channel, "channel,canal,medio,via,how,como,type,tipo"),
        CreateHeading(ImportField.Contact, "contact,contacto,contact name,persona de contacto,nombre contacto"),
    ];

    public static readonly FrozenDictionary<ImportKind, (ImportField Field, string[] Headings)[]> ByKind = new Dictionary<
        ImportKind,
        (ImportField, string[])[]
    >
    {
        [ImportKind.People] = People,
        [ImportKind.Clients] = Clients,
        [ImportKind.Projects] = Projects,
        [ImportKind.Tasks] = Tasks,
        [ImportKind.Dedications] = Dedications,
    }.ToFrozenDictionary();

    // Each string lists headings, separated by commas.
    private static (ImportField, string[]) CreateHeading(ImportField field, params string[] lists) =>
        (field, [.. lists.SelectMany(list => list.Split(','))]);
}
