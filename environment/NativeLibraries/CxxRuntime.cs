using System.Runtime.InteropServices;

namespace Unpaired.NativeLibraries;

/// <summary>What was done with a library.</summary>
public enum RelaxOutcome
{
    /// <summary>The machine's C++ runtime has all that the library needs; nothing was written.</summary>
    NotNeeded,

    /// <summary>The relaxed copy was there already; nothing was written.</summary>
    UpToDate,

    /// <summary>A relaxed copy was written.</summary>
    Written,
}

/// <summary>
/// Makes a copy of a native library that an older C++ runtime (Debian 12, Ubuntu 22.04) accepts.
/// </summary>
/// <remarks>
/// TorchSharp 0.107's library asks for version GLIBCXX_3.4.32 of libstdc++ (GCC 13), of which it uses one symbol:
/// the hook that says "my translation units initialise iostreams through the library". The hook takes no arguments
/// and older runtimes do that initialisation anyway, so the copy calls a harmless function of libc in its place.
/// A library that needs anything else of a missing version is refused.
/// </remarks>
public static class CxxRuntime
{
    /// <summary>SONAME of the GNU C++ runtime.</summary>
    public const string SoName = "libstdc++.so.6";

    private const string InitialisationHook = "_ZSt21ios_base_library_initv";
    private const string HarmlessFunction = "getpid";

    private static readonly string[] Folders =
    [
        "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64",
        "/usr/lib/aarch64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib", "/lib",
    ];

    /// <summary>The machine's C++ runtime, or null if it is in none of the usual folders.</summary>
    public static string? Find() =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Linux)
            ? (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "")
                .Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(Folders)
                .Select(folder => Path.Combine(folder, SoName)).FirstOrDefault(File.Exists)
            : null;

    /// <summary>The versions that a library needs and the C++ runtime lacks.</summary>
    /// <param name="library">The library that is to be loaded.</param>
    /// <param name="runtime">The machine's libstdc++.so.6.</param>
    public static IReadOnlyList<VersionNeed> Missing(ElfImage library, ElfImage runtime)
    {
        var provided = runtime.Provides;
        return [.. library.Needs.Where(n => n.File == SoName && !n.IsWeak && !provided.Contains(n.Name))];
    }

    /// <summary>Writes a relaxed copy of <paramref name="library"/> if the machine needs one.</summary>
    /// <param name="library">Path of the library; never written.</param>
    /// <param name="copy">Path of the copy.</param>
    /// <param name="runtime">Path of the machine's libstdc++.so.6.</param>
    /// <returns>Whether <paramref name="copy"/> is the file to load, and whether it was written now.</returns>
    /// <exception cref="InvalidDataException">
    /// The library is no ELF file, or needs a symbol of a missing version for which there is no substitute.
    /// </exception>
    public static RelaxOutcome Relax(string library, string copy, string runtime)
    {
        var image = ElfImage.Load(library);
        var missing = Missing(image, ElfImage.Load(runtime));
        if (missing.Count == 0)
            return RelaxOutcome.NotNeeded;
        foreach (var need in missing)
        {
            foreach (var symbol in image.Symbols.Where(s => !s.IsDefined && s.Version == need.Index))
            {
                if (symbol.Name != InitialisationHook)
                    throw new InvalidDataException(
                        $"{library} needs '{symbol.Name}' of {need.Name}, which {runtime} lacks, and there is no " +
                        "substitute for it. Use a distribution with a newer C++ runtime (GCC 13 or later).");
                image.Redirect(symbol, HarmlessFunction);
            }
            image.MakeWeak(need);
        }
        return image.Save(copy) ? RelaxOutcome.Written : RelaxOutcome.UpToDate;
    }
}
