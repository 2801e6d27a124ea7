using System.Runtime.CompilerServices;

namespace Unpaired.Tests.Unit;

/// <summary>Where the golden data for these tests lie: the original's numbers, copied into the repository.</summary>
internal static class UnitGoldens
{
    internal static string Folder { get; } = Below("unit");

    /// <summary>MUNIT's folder holds the pictures of the cases data and infer, which are the same files.</summary>
    internal static string PicturesFolder { get; } = Below("munit");

    internal static string File(string name) => Path.Combine(Folder, name);

    private static string Below(string system, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens", system));
}
