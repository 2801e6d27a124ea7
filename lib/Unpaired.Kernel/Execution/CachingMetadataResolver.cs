using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unpaired.Kernel;

/// <summary>
/// Finds referenced assemblies, reading each file once. (Roslyn's own resolver reads all metadata again for every cell:
/// a gigabyte over 300 cells.)
/// </summary>
internal sealed class CachingMetadataResolver(Func<IReadOnlyList<string>> searchFolders) : MetadataReferenceResolver
{
    private static readonly ConcurrentDictionary<(string Path, DateTime Written), PortableExecutableReference> Files =
        new();

    private static readonly Dictionary<string, string> Platform = ReadPlatform();
    private static readonly string FrameworkFolder = Path.GetDirectoryName(typeof(object).Assembly.Location) ?? "";
    private readonly ConcurrentDictionary<string, string> named = new(StringComparer.OrdinalIgnoreCase);

    public override bool ResolveMissingAssemblies => true;

    /// <summary>The assembly of that simple name that this process already has, or null.</summary>
    public static string? FindPlatform(string simpleName) => Platform.GetValueOrDefault(simpleName);

    /// <summary>An absolute path for what a #r line names, or null.</summary>
    public string? Find(string reference, string? baseFilePath)
    {
        if (Path.IsPathFullyQualified(reference))
            return File.Exists(reference) ? Path.GetFullPath(reference) : null;
        var folders = searchFolders().AsEnumerable();
        if (baseFilePath is not null && Path.GetDirectoryName(baseFilePath) is { Length: > 0 } beside)
            folders = folders.Prepend(beside);
        foreach (string folder in folders)
        {
            string path = Path.GetFullPath(Path.Combine(folder, reference));
            if (File.Exists(path))
                return path;
        }
        bool hasExtension = reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string simpleName = hasExtension ? reference[..^4] : reference;
        return named.GetValueOrDefault(simpleName) ?? Platform.GetValueOrDefault(simpleName);
    }

    /// <summary>The reference for a file, and its folder known to the loader from now on.</summary>
    public PortableExecutableReference Reference(string path)
    {
        if (Path.GetDirectoryName(path) is { } folder && !IsFramework(path))
        {
            LibraryFolders.Add(folder);
            named[Path.GetFileNameWithoutExtension(path)] = path;
        }
        return Files.GetOrAdd(
            (path, File.GetLastWriteTimeUtc(path)), static key => MetadataReference.CreateFromFile(key.Path));
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties) =>
        Find(reference, baseFilePath) is { } path ? [Reference(path)] : [];

    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition, AssemblyIdentity referenceIdentity)
    {
        string name = referenceIdentity.Name;
        string? platform = Platform.GetValueOrDefault(name);
        string? path = platform is not null && IsFramework(platform)
            ? platform
            : named.GetValueOrDefault(name) ?? Beside(definition, name) ?? LibraryFolders.Find(name) ?? platform;
        return path is null ? null : Reference(path);
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => 17;

    private static string? Beside(MetadataReference definition, string simpleName)
    {
        string? folder = Path.GetDirectoryName((definition as PortableExecutableReference)?.FilePath);
        string? path = folder is null ? null : Path.Combine(folder, simpleName + ".dll");
        return File.Exists(path) ? path : null;
    }

    private static bool IsFramework(string path) =>
        path.StartsWith(FrameworkFolder, StringComparison.Ordinal);

    private static Dictionary<string, string> ReadPlatform()
    {
        string list = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";
        var platform = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string path in list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            platform.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        return platform;
    }
}
