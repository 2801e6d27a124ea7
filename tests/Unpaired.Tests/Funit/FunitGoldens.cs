using System.Runtime.CompilerServices;

namespace Unpaired.Tests.Funit;

/// <summary>Where the golden data for these tests lie: the original's numbers, copied into the repository.</summary>
internal static class FunitGoldens
{
    internal static string Folder { get; } = Below("funit");

    internal static string File(string name) => Path.Combine(Folder, name);

    private static string Below(string system, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens", system));
}
