using HexaLive.Domain.Projects;

namespace HexaLive.Infrastructure.Data.Seed;

/// <summary>
/// The texts for one kind of task, from the first contact to the end. The first letter of a line is the channel: C call, V visit,
/// S e-mail sent, I e-mail received, M meeting, O own work. Placeholders in <c>{…}</c>: c contact, p product, m machine, q
/// quantity, e price, d discount, o offer, n order, f invoice, w weeks.
/// </summary>
internal sealed record TaskTemplate(
    int Type,
    int? Origin,
    ProjectKind Kind,
    int Priority,
    int Estimate,
    string[] Titles,
    string[] Descriptions,
    string[] Start,
    string[] Middle,
    string[] Late,
    string[] Asides,
    string[] Notes,
    string[] Outcomes
);
