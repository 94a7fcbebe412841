using HexaLive.Infrastructure.Diagnostics;
using Microsoft.AspNetCore.Components.Server.Circuits;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HexaLive.Web;

/// <summary>Traces and metrics by OTLP, where somebody is named who takes them: <c>Otlp:Endpoint</c>, or the usual <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its companions.</summary>
internal static class TelemetrySetup
{
    /// <summary>Counts circuits, and registers the exporter where one is configured.</summary>
    public static IServiceCollection AddHexaTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<CircuitHandler, CircuitCount>();
        var endpoint = configuration["Otlp:Endpoint"];
        if (string.IsNullOrEmpty(endpoint) && string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return services;
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("hexalive", serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}"))
            .WithMetrics(metrics => metrics.AddMeter(HexaMetrics.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Server.Circuits").AddRuntimeInstrumentation())
            .WithTracing(traces => traces.AddSource(HexaMetrics.Name)
                // Health is asked each few seconds by whoever balances the load; the address of a calendar is its key.
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context => !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/calendar")));
        if (string.IsNullOrEmpty(endpoint)) telemetry.UseOtlpExporter();
        else telemetry.UseOtlpExporter(configuration["Otlp:Protocol"] == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc, new Uri(endpoint));
        return services;
    }

    private sealed class CircuitCount : CircuitHandler
    {
        public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            HexaMetrics.Circuits.Add(1);
            return Task.CompletedTask;
        }

        public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            HexaMetrics.Circuits.Add(-1);
            return Task.CompletedTask;
        }
    }
}
