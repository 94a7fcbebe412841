using System.Collections.Frozen;
using HexaLive.Domain.Text;

namespace HexaLive.Infrastructure.Features.Import;

/// <summary>What the rows of a file are.</summary>
public enum ImportKind { People = 0, Clients = 1, Projects = 2, Tasks = 3, Dedications = 4 }

/// <summary>What a column of a file says.</summary>
public enum ImportField
{
    ExternalKey, Name, Email, Team, Manager, Language, TimeZone,
    Code, TaxId, Phone, Address, Notes, ContactName, ContactPosition, ContactPhone, ContactEmail,
    Client, Kind, PlannedStart, PlannedEnd, Description,
    Project, Type, Origin, Title, Priority, Status, Responsible, Controller, Originator, Created, NextDate, NextTime, NextNote, Estimate, FinishedAt, Outcome,
    Task, Person, Date, Minutes, Comment, Channel, Contact,
}

/// <summary>What a row may name that is not there yet.</summary>
public enum ImportReference { People = 0, Teams = 1, Clients = 2, Projects = 3, Types = 4, Origins = 5, Contacts = 6 }

/// <summary>The fields that each kind has, and the headings by which they are known in Spanish and English.</summary>
public static class ImportFields
{
    private static readonly FrozenDictionary<ImportKind, (ImportField Field, string Headings)[]> Known = new Dictionary<ImportKind, (ImportField, string)[]>
    {
        [ImportKind.People] =
        [
            (ImportField.ExternalKey, "external key,clave externa,clave,id,key,employee id,employee number,codigo empleado,numero de empleado,person id"),
            (ImportField.Name, "name,nombre,full name,nombre completo,nombre y apellidos,person,persona,employee,empleado,agent,agente,sales agent,comercial,vendedor,representative,representante,salesperson"),
            (ImportField.Email, "email,e mail,mail,correo,correo electronico,email address"),
            (ImportField.Team, "team,equipo,zona,zone,region,regional office,oficina,office,delegacion,department,departamento"),
            (ImportField.Manager, "manager,jefe,jefa,responsable,responsable de equipo,supervisor,team manager,boss,sales manager,jefe de zona"),
            (ImportField.Language, "language,idioma,lengua,lang"),
            (ImportField.TimeZone, "time zone,timezone,zona horaria,huso horario,tz"),
        ],
        [ImportKind.Clients] =
        [
            (ImportField.ExternalKey, "external key,clave externa,clave,id,key,client id,customer id,account id,id cliente"),
            (ImportField.Name, "name,nombre,client,cliente,company,empresa,account,cuenta,customer,razon social,account name,company name,client name,nombre cliente,nombre comercial"),
            (ImportField.Code, "code,codigo,client code,codigo cliente,cod,cod cliente,numero de cliente,customer number"),
            (ImportField.TaxId, "tax id,nif,cif,vat,vat number,tax number,nif cif,cif nif,identificacion fiscal"),
            (ImportField.Team, "team,equipo,zona,zone,region,delegacion,territory,territorio"),
            (ImportField.Phone, "phone,telefono,tel,telephone,movil,mobile,tfno,telefono fijo"),
            (ImportField.Email, "email,e mail,mail,correo,correo electronico"),
            (ImportField.Address, "address,direccion,domicilio,office location,location,ubicacion,street,calle"),
            (ImportField.Notes, "notes,notas,observaciones,comments,comentarios,remarks"),
            (ImportField.ContactName, "contact,contacto,contact name,nombre contacto,nombre de contacto,persona de contacto,contact person"),
            (ImportField.ContactPosition, "position,cargo,puesto,contact position,cargo contacto,cargo del contacto,job title"),
            (ImportField.ContactPhone, "contact phone,telefono contacto,telefono del contacto,telefono de contacto,movil contacto"),
            (ImportField.ContactEmail, "contact email,correo contacto,correo del contacto,email contacto,email del contacto,contact e mail"),
        ],
        [ImportKind.Projects] =
        [
            (ImportField.ExternalKey, "external key,clave externa,clave,id,key,project id,id proyecto"),
            (ImportField.Code, "code,codigo,project code,codigo proyecto,cod,reference,referencia"),
            (ImportField.Name, "name,nombre,project,proyecto,project name,nombre proyecto"),
            (ImportField.Client, "client,cliente,account,cuenta,customer,company,empresa,codigo cliente,client code"),
            (ImportField.Kind, "kind,clase,tipo,type,project kind,clase de proyecto,tipo de proyecto"),
            (ImportField.Manager, "manager,responsable,jefe,jefe de proyecto,project manager,owner,gestor"),
            (ImportField.PlannedStart, "planned start,inicio previsto,inicio,start,start date,fecha inicio,fecha de inicio,desde"),
            (ImportField.PlannedEnd, "planned end,fin previsto,fin,end,end date,fecha fin,fecha de fin,due date,hasta"),
            (ImportField.Description, "description,descripcion,notes,notas,observaciones,detalle"),
        ],
        [ImportKind.Tasks] =
        [
            (ImportField.ExternalKey, "external key,clave externa,clave,id,key,number,numero,num,opportunity id,task id,ticket,ticket id,id tarea,numero de tarea,referencia,reference,issue"),
            (ImportField.Client, "client,cliente,account,cuenta,customer,company,empresa,codigo cliente,client code"),
            (ImportField.Project, "project,proyecto,project name,codigo proyecto,project code"),
            (ImportField.Title, "title,titulo,task,tarea,asunto,subject,name,nombre,product,producto,opportunity,oportunidad,summary,resumen"),
            (ImportField.Description, "description,descripcion,detalle,details,notes,notas,observaciones"),
            (ImportField.Type, "type,tipo,task type,tipo de tarea,tracker,categoria,category"),
            (ImportField.Origin, "origin,origen,origen de incidencia,source,lead source,incidence origin"),
            (ImportField.Priority, "priority,prioridad,urgencia,urgency"),
            (ImportField.Status, "status,estado,stage,deal stage,etapa,fase,situacion,state"),
            (ImportField.Responsible, "responsible,responsable,sales agent,agent,agente,assignee,assigned to,asignado,asignado a,owner,propietario,comercial,responsable de realizarla"),
            (ImportField.Controller, "controller,control,responsable de control,responsable de controlarla,manager,supervisor,supervisa,controla"),
            (ImportField.Originator, "originator,generador,author,autor,created by,creado por,creada por,solicitante,reporter,quien la ha generado,generado por"),
            (ImportField.Created, "created,creada,creado,created at,fecha creacion,fecha de creacion,fecha alta,fecha de alta,alta,engage date,start date,fecha inicio,opened,abierta,date,fecha"),
            (ImportField.NextDate, "next action,proxima gestion,next action date,fecha proxima gestion,proxima fecha,next date,due,due date,vencimiento,fecha prevista,fecha limite"),
            (ImportField.NextTime, "next action time,hora,time,hora proxima gestion,next time"),
            (ImportField.NextNote, "next action note,nota proxima gestion,next note,nota,note,proximo paso,next step"),
            (ImportField.Estimate, "estimate,estimacion,estimated minutes,minutos estimados,estimated,tiempo estimado,estimated time,estimacion minutos"),
            (ImportField.FinishedAt, "finished,finished at,terminada,terminado,fecha fin,fecha de fin,close date,closed,closed at,cerrada,fecha cierre,fecha de cierre,finalizada,end date"),
            (ImportField.Outcome, "outcome,resultado,close value,result,resolution,resolucion,conclusion,valor"),
        ],
        [ImportKind.Dedications] =
        [
            (ImportField.ExternalKey, "external key,clave externa,clave,id,key,entry id,dedication id,id dedicacion"),
            (ImportField.Task, "task,tarea,task id,id tarea,number,numero,ticket,opportunity id,numero de tarea,task number,clave tarea,issue,task key"),
            (ImportField.Person, "person,persona,employee,empleado,user,usuario,quien,who,name,nombre,responsable,comercial,sales agent,agente"),
            (ImportField.Date, "date,fecha,day,dia,when,cuando"),
            (ImportField.Minutes, "minutes,minutos,min,duration,duracion,tiempo,time,horas,hours,spent,dedicacion,time spent"),
            (ImportField.Comment, "comment,comentario,que ha pasado,what happened,description,descripcion,notes,notas,observaciones,texto,text,comments,comentarios"),
            (ImportField.Channel, "channel,canal,medio,via,how,como,type,tipo"),
            (ImportField.Contact, "contact,contacto,contact name,persona de contacto,nombre contacto"),
        ],
    }.ToFrozenDictionary();

    // Of two kinds that fit as well, the first.
    private static readonly ImportKind[] Likely = [ImportKind.Clients, ImportKind.Projects, ImportKind.Tasks, ImportKind.People, ImportKind.Dedications];

    private static readonly FrozenDictionary<ImportKind, FrozenDictionary<string, ImportField>> ByHeading = Known.ToFrozenDictionary(
        k => k.Key,
        k => k.Value.SelectMany(f => f.Headings.Split(',').Select(h => (Heading: h, f.Field))).DistinctBy(x => x.Heading).ToFrozenDictionary(x => x.Heading, x => x.Field));

    /// <summary>The fields of a kind, in the order of a form.</summary>
    public static IReadOnlyList<ImportField> Of(ImportKind kind) => [.. Known[kind].Select(k => k.Field)];

    /// <summary>The fields that every row of a kind needs. A task needs a project or a client as well.</summary>
    public static IReadOnlyList<ImportField> Required(ImportKind kind) => kind switch
    {
        ImportKind.Projects => [ImportField.Name, ImportField.Client],
        ImportKind.Tasks => [ImportField.Title],
        ImportKind.Dedications => [ImportField.Task, ImportField.Person, ImportField.Date, ImportField.Minutes, ImportField.Comment],
        _ => [ImportField.Name],
    };

    /// <summary>Whether a field takes one of a list's values, which a value map translates.</summary>
    public static bool IsChoice(ImportField field) =>
        field is ImportField.Status or ImportField.Priority or ImportField.Kind or ImportField.Channel or ImportField.Language;

    /// <summary>Whether a field is a day or an instant.</summary>
    public static bool IsDate(ImportField field) =>
        field is ImportField.PlannedStart or ImportField.PlannedEnd or ImportField.Created or ImportField.NextDate or ImportField.FinishedAt or ImportField.Date;

    /// <summary>Whether a field is a duration.</summary>
    public static bool IsDuration(ImportField field) => field is ImportField.Minutes or ImportField.Estimate;

    /// <summary>The references that rows of a kind can name.</summary>
    public static IReadOnlyList<ImportReference> References(ImportKind kind) => kind switch
    {
        ImportKind.People => [ImportReference.People, ImportReference.Teams],
        ImportKind.Clients => [ImportReference.Teams],
        ImportKind.Projects => [ImportReference.Clients, ImportReference.People],
        ImportKind.Tasks => [ImportReference.Clients, ImportReference.Projects, ImportReference.People, ImportReference.Types, ImportReference.Origins],
        _ => [ImportReference.People, ImportReference.Contacts],
    };

    /// <summary>The columns' fields as the headings say them; case, accents and punctuation do not count. A field is given once.</summary>
    public static ImportField?[] Match(ImportKind kind, IReadOnlyList<string> headings)
    {
        var taken = new HashSet<ImportField>();
        return [.. headings.Select(h => ByHeading[kind].TryGetValue(Plain(h), out var field) && taken.Add(field) ? field : (ImportField?)null)];
    }

    /// <summary>The kind whose fields the headings name best.</summary>
    public static ImportKind Guess(IReadOnlyList<string> headings) => Likely.MaxBy(kind =>
    {
        var matched = Match(kind, headings).OfType<ImportField>().ToList();
        return Required(kind).All(matched.Contains) ? matched.Count : matched.Count - 100;
    });

    internal static string Plain(string heading)
    {
        var letters = SearchText.Of(heading).Select(c => char.IsLetterOrDigit(c) ? c : ' ').ToArray();
        return string.Join(' ', new string(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
