using System.Diagnostics;
using System.Globalization;

namespace Unpaired.Benchmarks;

/// <summary>Memory of this process as the operating system counts it.</summary>
internal static class ProcessMemory
{
    /// <summary>Resident now, in MB.</summary>
    public static double ResidentMegabytes => Process.GetCurrentProcess().WorkingSet64 / 1e6;

    /// <summary>The highest that it was, in MB.</summary>
    public static double PeakMegabytes => File.Exists("/proc/self/status")
        ? double.Parse(
            File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal))
                .Split([':', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024 / 1e6
        : Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
}
