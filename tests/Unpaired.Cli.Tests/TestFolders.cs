using System.Reflection;

namespace Unpaired.Cli.Tests;

/// <summary>Where this build came from, and a scratch folder for one test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("unpaired test ").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    public static string PackageCache => Metadata("PackageCache");

    private static string Metadata(string key) => typeof(ScratchFolder).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
