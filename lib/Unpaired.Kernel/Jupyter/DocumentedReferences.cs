using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Unpaired.Kernel.Jupyter;

/// <summary>The references of cells with their documentation, for hover; finds the same files as
/// <paramref name="inner"/>.</summary>
internal sealed class DocumentedReferences(MetadataReferenceResolver inner) : MetadataReferenceResolver
{
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> Known =
        new(StringComparer.Ordinal);

    public override bool ResolveMissingAssemblies => inner.ResolveMissingAssemblies;

    /// <summary>The same assembly, read once, with what is written about it beside it or in the framework's
    /// packs.</summary>
    public PortableExecutableReference Documented(PortableExecutableReference reference)
    {
        if (reference.FilePath is not { } path)
            return reference;
        return Known.GetOrAdd(path, _ =>
        {
            string beside = Path.ChangeExtension(path, ".xml");
            DocumentationProvider documentation = File.Exists(beside)
                ? XmlDocumentationProvider.CreateFromFile(beside)
                : new FrameworkDocumentation(Path.GetFileNameWithoutExtension(path));
            return reference.GetMetadata() is AssemblyMetadata metadata
                ? metadata.GetReference(documentation, filePath: path) : reference;
        });
    }

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties) =>
        [.. inner.ResolveReference(reference, baseFilePath, properties).Select(Documented)];

    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        inner.ResolveMissingAssembly(definition, referenceIdentity) is { } found ? Documented(found) : null;

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => inner.GetHashCode();
}

/// <summary>
/// Documentation of the framework's own types, from the SDK's reference packs where they are installed. Files are
/// searched, not loaded: together they are 30 MB.
/// </summary>
internal sealed class FrameworkDocumentation(string assembly) : DocumentationProvider
{
    private static readonly Lazy<string?> Folder = new(FindFolder);
    private static readonly ConcurrentDictionary<string, string?> Found = new(StringComparer.Ordinal);

    /// <summary>What is written of a member, in the file beside its assembly or in the framework's; null if
    /// nothing.</summary>
    /// <param name="assembly">Path of the assembly.</param>
    /// <param name="id">As XML documentation files name it: "M:System.Math.Abs(System.Int32)".</param>
    public static string? Of(string assembly, string id)
    {
        string beside = Path.ChangeExtension(assembly, ".xml");
        return File.Exists(beside)
            ? SearchFile(beside, $"<member name=\"{id}\">")
            : new FrameworkDocumentation(Path.GetFileNameWithoutExtension(assembly)).Search(id, CancellationToken.None);
    }

    public override bool Equals(object? other) => other is FrameworkDocumentation same && same.Name == Name;

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name);

    private string Name => assembly;

    protected override string? GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken) =>
        Found.GetOrAdd(documentationMemberID, id => Search(id, cancellationToken));

    private string? Search(string id, CancellationToken cancellation)
    {
        if (Folder.Value is not { } folder)
            return null;
        // Most types of System.Private.CoreLib are documented in System.Runtime.xml.
        string[] likely = [Path.Combine(folder, Name + ".xml"), Path.Combine(folder, "System.Runtime.xml")];
        foreach (string file in likely.Where(File.Exists).Concat(Directory.EnumerateFiles(folder, "*.xml")).Distinct())
        {
            cancellation.ThrowIfCancellationRequested();
            if (SearchFile(file, $"<member name=\"{id}\">") is { } text)
                return text;
        }
        return null;
    }

    private static string? SearchFile(string file, string start)
    {
        var member = new List<string>();
        foreach (string line in File.ReadLines(file))
        {
            if (member.Count == 0 && !line.Contains(start, StringComparison.Ordinal))
                continue;
            member.Add(line.Trim());
            if (line.Contains("</member>", StringComparison.Ordinal))
                return string.Join('\n', member);
        }
        return null;
    }

    /// <summary>packs/Microsoft.NETCore.App.Ref/VERSION/ref/netN.0 beside the shared framework.</summary>
    private static string? FindFolder()
    {
        string? root = Path.GetDirectoryName(typeof(object).Assembly.Location);
        for (int up = 0; up < 3; up++) // VERSION, Microsoft.NETCore.App, shared
            root = Path.GetDirectoryName(root);
        string packs = Path.Combine(root ?? "", "packs", "Microsoft.NETCore.App.Ref");
        if (root is null || !Directory.Exists(packs))
            return null;
        return Directory.EnumerateDirectories(packs).OrderDescending(StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "ref", $"net{Environment.Version.Major}.0"))
            .FirstOrDefault(Directory.Exists);
    }
}
