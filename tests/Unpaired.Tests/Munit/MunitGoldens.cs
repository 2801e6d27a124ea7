using System.Runtime.CompilerServices;

namespace Unpaired.Tests.Munit;

/// <summary>Where the golden data for these tests lie: the original's numbers, copied into the repository.</summary>
internal static class MunitGoldens
{
    internal static string Folder { get; } = Below("munit");

    internal static string File(string name) => Path.Combine(Folder, name);

    private static string Below(string system, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens", system));
}
