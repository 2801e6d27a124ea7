using System.Runtime.CompilerServices;

namespace Unpaired.Tests.CocoFunit;

/// <summary>Where the golden data for these tests lie: the original's numbers, copied into the repository.</summary>
internal static class CocoFunitGoldens
{
    internal static string Folder { get; } = Below("coco-funit");

    internal static string File(string name) => Path.Combine(Folder, name);

    private static string Below(string system, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens", system));
}
