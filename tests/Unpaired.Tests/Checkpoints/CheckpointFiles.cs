using System.Runtime.CompilerServices;

namespace Unpaired.Tests.Checkpoints;

/// <summary>Where the committed files are, and a folder that vanishes after a test.</summary>
internal sealed class CheckpointFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("unpaired checkpoints ").FullName;

    public static string Golden(string name) => Path.Combine(Goldens(), "checkpoints", name);

    public static string Munit(string name) => Path.Combine(Goldens(), "munit", name);

    /// <summary>
    /// Where a test puts its copy of an original: in a folder that stays if UNPAIRED_COPIES names one, for
    /// tests/python/check_checkpoints.py to compare both in PyTorch.
    /// </summary>
    public string CopyOf(string original)
    {
        string folder = Environment.GetEnvironmentVariable("UNPAIRED_COPIES") ?? Folder;
        string relative = Path.GetRelativePath(Goldens(), original);
        return Path.Combine(folder, relative.Replace(Path.DirectorySeparatorChar, '~'));
    }

    public string New(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Goldens([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens"));
}
