using System.Reflection;

namespace Unpaired.Kernel;

/// <summary>Packages that need no restore because this process or a referenced folder has them already.</summary>
internal static class SuppliedPackages
{
    /// <summary>What is there for a package, or null. Path is null when the engine itself stands in for it.</summary>
    public static Supplied? Find(string package)
    {
        if (package.StartsWith("Microsoft.DotNet.Interactive", StringComparison.OrdinalIgnoreCase))
            return new Supplied("by this host", null);
        string name = Assembly(package);
        string? path = CachingMetadataResolver.FindPlatform(name) ?? LibraryFolders.Find(name);
        return path is null ? null
            : new Supplied($"{name} {AssemblyName.GetAssemblyName(path).Version?.ToString(3)}", path);
    }

    /// <summary>
    /// The assembly that a package is known by: its own name, but for packages that only carry native files.
    /// </summary>
    private static string Assembly(string package) =>
        package.StartsWith("TorchSharp-", StringComparison.OrdinalIgnoreCase)
        || package.StartsWith("libtorch-", StringComparison.OrdinalIgnoreCase) ? "TorchSharp"
        : package.StartsWith("SkiaSharp.NativeAssets.", StringComparison.OrdinalIgnoreCase) ? "SkiaSharp"
        : package.Equals("Plotly.NET.Interactive", StringComparison.OrdinalIgnoreCase) ? "Plotly.NET"
        : package;

    internal sealed record Supplied(string Description, string? Path);
}
