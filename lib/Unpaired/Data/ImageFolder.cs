using System.IO.Enumeration;

namespace Unpaired.Data;

/// <summary>All pictures below a folder, in the order of the original loaders.</summary>
/// <remarks>
/// Original: MUNIT and UNIT data.py, ImageFolder; specification unit.md, section 8. Folders are searched recursively,
/// links
/// to folders are not followed, links to files are. A file counts if its name ends in one of the suffixes, upper and
/// lower
/// case told apart. The full paths are sorted by code point: "B" before "a", "a10" before "a9". Which picture is
/// number 7 therefore depends on the suffixes; <see cref="OriginalSuffixes"/>, the default, gives the original's
/// numbers.
/// </remarks>
public sealed class ImageFolder : IPictureSource
{
    private readonly string[] paths;

    /// <summary>Lists a folder; pictures are read when asked for.</summary>
    /// <param name="folder">The top.</param>
    /// <param name="suffixes">Endings that count; <see cref="OriginalSuffixes"/> unless given.</param>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    /// <exception cref="InvalidOperationException">No picture in it.</exception>
    public ImageFolder(string folder, IReadOnlyList<string>? suffixes = null)
    {
        Folder = folder;
        suffixes ??= OriginalSuffixes;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
                $"Image folder '{folder}': expected a folder of pictures, " +
                $"found {(File.Exists(folder) ? "a file" : "nothing")}.");
        var files = FilesBelow(folder);
        paths = [.. files.Where(file => suffixes.Any(suffix => file.EndsWith(suffix, StringComparison.Ordinal)))];
        if (paths.Length == 0)
            throw new InvalidOperationException(
                $"Image folder '{folder}': expected files ending in {string.Join(", ", suffixes)}; " +
                $"found {Summary(files)}.");
        Array.Sort(paths, CompareByCodePoint);
    }

    /// <summary>The endings that MUNIT and UNIT accept, case as listed.</summary>
    public static IReadOnlyList<string> OriginalSuffixes { get; } =
        [".jpg", ".JPG", ".jpeg", ".JPEG", ".png", ".PNG", ".ppm", ".PPM", ".bmp", ".BMP"];

    /// <summary>The original's endings and WebP's, an addition of ours that changes the numbering of folders with
    /// such files.</summary>
    public static IReadOnlyList<string> ExtendedSuffixes { get; } = [.. OriginalSuffixes, ".webp", ".WEBP"];

    /// <summary>The top folder, as given.</summary>
    public string Folder { get; }

    /// <summary>The files, in order: the folder as given, then / between names on every system.</summary>
    public IReadOnlyList<string> Paths => paths;

    /// <inheritdoc/>
    public int Count => paths.Length;

    /// <inheritdoc/>
    public Picture this[int index] => PictureFile.Load(paths[index]);

    /// <inheritdoc/>
    public string NameOf(int index) => paths[index];

    private static List<string> FilesBelow(string folder)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None, // hidden files count
            IgnoreInaccessible = false,
        };
        var found = new FileSystemEnumerable<string>(folder, (ref entry) => entry.ToSpecifiedFullPath(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
        return [.. found.Select(path => path.Replace('\\', '/'))];
    }

    private static string Summary(List<string> files)
    {
        if (files.Count == 0)
            return "no files at all";
        var kinds = files.GroupBy(Path.GetExtension).OrderByDescending(kind => kind.Count()).Take(4)
            .Select(kind => $"{kind.Count()} ending in '{kind.Key}'");
        return $"{files.Count} other file(s): {string.Join(", ", kinds)}. " +
            "Case matters; pass ImageFolder.ExtendedSuffixes or your own list to accept others";
    }

    /// <summary>As Python compares strings; comparing UTF-16 units would differ beyond the first 65,536
    /// characters.</summary>
    private static int CompareByCodePoint(string first, string second)
    {
        int common = first.AsSpan().CommonPrefixLength(second);
        if (common == first.Length || common == second.Length)
            return first.Length - second.Length;
        char a = first[common], b = second[common];
        bool wideA = char.IsSurrogate(a), wideB = char.IsSurrogate(b);
        return wideA == wideB ? a.CompareTo(b) : wideA ? 1 : -1;
    }
}
