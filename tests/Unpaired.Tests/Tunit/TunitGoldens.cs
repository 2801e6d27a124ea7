using System.Runtime.CompilerServices;

namespace Unpaired.Tests.Tunit;

/// <summary>Where the golden data for these tests lie: the original's numbers, copied into the repository.</summary>
internal static class TunitGoldens
{
    internal static string Folder { get; } = Below("tunit");

    internal static string File(string name) => Path.Combine(Folder, name);

    internal static string Below(string system, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens", system));
}
