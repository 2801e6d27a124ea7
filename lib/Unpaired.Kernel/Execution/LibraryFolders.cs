using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Unpaired.Kernel;

/// <summary>
/// Folders of referenced libraries, searched for whatever those libraries need. Everything is loaded once, into the
/// default context, so that types have one identity and native libraries one owner.
/// </summary>
internal static class LibraryFolders
{
    private static readonly Lock Gate = new();
    private static readonly List<string> Folders = [];
    private static bool installed;

    /// <summary>The folders, in the order in which they were added.</summary>
    public static IReadOnlyList<string> All
    {
        get
        {
            lock (Gate)
                return [.. Folders];
        }
    }

    public static void Add(string folder)
    {
        lock (Gate)
        {
            Install();
            if (!Folders.Contains(folder))
                Folders.Add(folder);
        }
    }

    /// <summary>A managed library of that simple name in one of the folders, or null.</summary>
    public static string? Find(string simpleName) =>
        All.Select(folder => Path.Combine(folder, simpleName + ".dll")).FirstOrDefault(File.Exists);

    private static void Install()
    {
        if (installed)
            return;
        installed = true;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name is { } simpleName && Find(simpleName) is { } path ? Load(context, path) : null;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => LoadNative(name);
    }

    private static Assembly? Load(AssemblyLoadContext context, string path)
    {
        try
        {
            return context.LoadFromAssemblyPath(path);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException)
        {
            return null; // another version is already there, or it is not managed: the runtime reports it
        }
    }

    private static nint LoadNative(string name)
    {
        string subfolder = Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        foreach (string folder in All)
            foreach (string candidate in NativeNames(name))
                foreach (string place in new[] { folder, Path.Combine(folder, subfolder) })
                    if (File.Exists(Path.Combine(place, candidate))
                        && NativeLibrary.TryLoad(Path.Combine(place, candidate), out nint handle))
                        return handle;
        return 0;
    }

    private static IEnumerable<string> NativeNames(string name)
    {
        string extension = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        yield return name;
        yield return name + extension;
        if (!OperatingSystem.IsWindows())
        {
            yield return $"lib{name}{extension}";
            yield return $"lib{name}";
        }
    }
}
