using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel;

/// <summary>A package that could not be restored; the message says what was asked.</summary>
internal sealed class PackageRestoreException(string message) : Exception(message);

/// <summary>Gets packages by restoring a scratch project with the dotnet command.</summary>
internal sealed class PackageRestore(EngineOptions options)
{
    private readonly List<string> extraSources = [];
    private readonly Dictionary<string, string> requested = new(StringComparer.OrdinalIgnoreCase);

    public void AddSource(string source, string folder) =>
        extraSources.Add(source.Contains("://") ? source : Path.GetFullPath(Path.Combine(folder, source)));

    /// <summary>Restores a package along with those asked before, so that their versions agree.</summary>
    /// <returns>Its managed assemblies and those of the packages that it needs.</returns>
    /// <exception cref="PackageRestoreException">It cannot be had.</exception>
    public async Task<IReadOnlyList<string>> RestoreAsync(string package, string version, CancellationToken token)
    {
        var wanted = new Dictionary<string, string>(requested, requested.Comparer) { [package] = version };
        string project = ProjectText(wanted);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        string folder = Path.Combine(Path.GetTempPath(), "unpaired-packages", hash);
        Directory.CreateDirectory(folder);
        string projectFile = Path.Combine(folder, "packages.csproj");
        await File.WriteAllTextAsync(projectFile, project, token).ConfigureAwait(false);
        var (exitCode, output) = await DotnetAsync(["restore", projectFile, "--verbosity", "quiet"], folder, token)
            .ConfigureAwait(false);
        if (exitCode != 0)
            throw new PackageRestoreException(Explain(package, version, output));
        requested[package] = version;
        return ReadAssets(Path.Combine(folder, "obj", "project.assets.json"));
    }

    private string ProjectText(Dictionary<string, string> packages)
    {
        var text = new StringBuilder("<Project Sdk=\"Microsoft.NET.Sdk\">\n  <PropertyGroup>\n");
        void Property(string name, string value) =>
            text.Append($"    <{name}>{SecurityElement.Escape(value)}</{name}>\n");
        Property("TargetFramework", $"net{Environment.Version.Major}.0");
        Property("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier);
        Property("SelfContained", "false");
        if (options.PackageSources.Count > 0)
            Property("RestoreSources", string.Join(';', options.PackageSources.Concat(extraSources)));
        else if (extraSources.Count > 0)
            Property("RestoreAdditionalProjectSources", string.Join(';', extraSources));
        if (options.PackageFolder is { } packageFolder)
            Property("RestorePackagesPath", packageFolder);
        text.Append("  </PropertyGroup>\n  <ItemGroup>\n");
        foreach (var (name, version) in packages)
            text.Append($"    <PackageReference Include=\"{SecurityElement.Escape(name)}\" ")
                .Append($"Version=\"{SecurityElement.Escape(version)}\" />\n");
        return text.Append("  </ItemGroup>\n</Project>\n").ToString();
    }

    private static async Task<(int ExitCode, string Output)> DotnetAsync(
        string[] arguments, string folder, CancellationToken token)
    {
        string dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(dotnet, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        try
        {
            using var process = Process.Start(start)
                ?? throw new PackageRestoreException($"'{dotnet}' did not start.");
            using var cancelled =
                token.UnsafeRegister(state => ((Process)state!).Kill(entireProcessTree: true), process);
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new PackageRestoreException(
                $"packages are restored by the dotnet command, and '{dotnet}' cannot be started ({e.Message}).");
        }
    }

    private string Explain(string package, string version, string output)
    {
        string[] errors = [.. output.Split('\n').Where(l => l.Contains(": error "))
            .Select(l => l[(l.IndexOf(": error ", StringComparison.Ordinal) + 2)..].Trim()).Distinct().Take(3)];
        string detail = errors.Length > 0 ? string.Join(" ", errors) : output.Trim();
        string sources = options.PackageSources.Count > 0
            ? string.Join(", ", options.PackageSources.Concat(extraSources))
            : string.Join(", ", extraSources.Prepend("the package sources configured for the dotnet command"));
        return $"package {package} {version} could not be restored from {sources}. "
            + $"Without a network only packages in the local package folder can be had. {detail}";
    }

    /// <summary>
    /// Managed files of the restored packages; their native files' folders become known to the loader.
    /// </summary>
    private static List<string> ReadAssets(string path)
    {
        var assets = JsonNode.Parse(File.ReadAllText(path))!;
        string[] roots = [.. assets["packageFolders"]!.AsObject().Select(f => f.Key)];
        var target = assets["targets"]!.AsObject().OrderByDescending(t => t.Key.Length).First().Value!.AsObject();
        var managed = new List<string>();
        foreach (var (library, content) in target)
        {
            if (assets["libraries"]![library]?["path"]?.GetValue<string>() is not { } relative)
                continue;
            foreach (string file in Files(content!, "runtime", roots, relative)
                .Where(f => f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
                managed.Add(file);
            foreach (string file in Files(content!, "native", roots, relative))
                LibraryFolders.Add(Path.GetDirectoryName(file)!);
        }
        return managed;
    }

    private static IEnumerable<string> Files(JsonNode content, string kind, string[] roots, string relative) =>
        (content[kind] as JsonObject ?? []).Select(f => f.Key).Where(f => !f.EndsWith("/_._", StringComparison.Ordinal))
            .Select(f => roots.Select(root => Path.Combine(root, relative, f)).FirstOrDefault(File.Exists))
                .OfType<string>();
}
