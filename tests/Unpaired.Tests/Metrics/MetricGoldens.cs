using Unpaired.Tests.Tunit;

namespace Unpaired.Tests.Metrics;

/// <summary>The golden data of the field's own metric code.</summary>
internal static class MetricGoldens
{
    internal static string Folder { get; } = TunitGoldens.Below("metrics");

    internal static string File(params ReadOnlySpan<string> parts) => Path.Combine([Folder, .. parts]);
}
