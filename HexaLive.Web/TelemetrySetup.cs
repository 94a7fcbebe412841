using HexaLive.Infrastructure.Diagnostics;
using HexaLive.Web.Components;
using Microsoft.AspNetCore.Components.Server.Circuits;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HexaLive.Web;

/// <summary>
/// Exports traces and metrics by OTLP if an endpoint is configured: <c>Otlp:Endpoint</c>, or the standard
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and related environment variables.
/// </summary>
internal static class TelemetrySetup
{
    /// <summary>Registers the circuit counter and, if an endpoint is configured, the OTLP exporter.</summary>
    public static IServiceCollection AddHexaTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<CircuitHandler, CircuitCounter>();
        var endpoint = configuration["Otlp:Endpoint"];
        if (string.IsNullOrEmpty(endpoint) && string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return services;
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService("hexalive", serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}")
            )
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(
                        HexaMetrics.Name,
                        "Microsoft.AspNetCore.Hosting",
                        "Microsoft.AspNetCore.Components",
                        "Microsoft.AspNetCore.Components.Server.Circuits"
                    )
                    .AddRuntimeInstrumentation()
            )
            .WithTracing(traces =>
                traces
                    .AddSource(HexaMetrics.Name)
                    // Do not trace health checks, which load balancers poll every few seconds, or calendar requests, whose address
                    // contains a secret.
                    .AddAspNetCoreInstrumentation(requests =>
                        requests.Filter = context =>
                            !context.Request.Path.StartsWithSegments(AppUrls.Health)
                            && !context.Request.Path.StartsWithSegments(AppUrls.Calendars)
                    )
            );
        if (string.IsNullOrEmpty(endpoint))
            telemetry.UseOtlpExporter();
        else
            telemetry.UseOtlpExporter(
                configuration["Otlp:Protocol"] == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
                new Uri(endpoint)
            );
        return services;
    }

    private sealed class CircuitCounter : CircuitHandler
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
