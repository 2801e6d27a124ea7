namespace Unpaired.Data.Checking;

/// <summary>Lists folders as the loaders do, and goes on where a folder cannot be listed.</summary>
internal static class FolderScan
{
    /// <summary>The endings of TUNIT's loader, whatever their case.</summary>
    public static IReadOnlyList<string> TunitSuffixes { get; } =
        [".jpg", ".jpeg", ".png", ".ppm", ".bmp", ".pgm", ".tif", ".tiff", ".webp"];

    /// <summary>A path with / between names on every system; elsewhere \ may be a part of a name.</summary>
    public static string Slashed(this string path) =>
        Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>All files below a folder, sorted; links to folders are not followed.</summary>
    public static List<string> FilesBelow(CheckContext context, string folder)
    {
        var found = new List<string>();
        Visit(folder);
        found.Sort(StringComparer.Ordinal);
        context.Seen.UnionWith(found);
        return found;

        void Visit(string current)
        {
            foreach (var entry in Entries(context, current))
                if (entry is DirectoryInfo directory)
                {
                    if (directory.LinkTarget is null)
                        Visit(directory.FullName);
                }
                else
                    found.Add(entry.FullName.Slashed());
        }
    }

    /// <summary>The folders directly in a folder, by name, sorted; hidden ones left out.</summary>
    public static List<string> Folders(CheckContext context, string folder) =>
        [.. Entries(context, folder).OfType<DirectoryInfo>().Select(entry => entry.Name)
            .Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];

    /// <summary>The files directly in a folder, sorted.</summary>
    public static List<string> Files(CheckContext context, string folder) =>
        [.. Entries(context, folder).OfType<FileInfo>().Select(entry => entry.FullName.Slashed())
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// The pictures below a folder that a loader with these endings takes; what it passes over is reported.
    /// </summary>
    public static List<string> Pictures(
        CheckContext context, string folder, IReadOnlyList<string> suffixes, StringComparison comparison)
    {
        var pictures = new List<string>();
        foreach (string file in FilesBelow(context, folder))
        {
            if (suffixes.Any(suffix => file.EndsWith(suffix, comparison)))
                pictures.Add(file);
            else if (PictureFacts.Sniff(file) is { Format: { } format } header)
                context.Warning(FindingKind.PictureIgnored, file, $"a name ending in {string.Join(", ", suffixes)}",
                    $"a {format} picture named '{Path.GetFileName(file)}', which the loader passes over",
                    header.IsReadable && suffixes.FirstOrDefault(PictureHeader.Endings(format).Contains) is { } ending
                        ? $"Rename it to end in {ending}." : "Convert it to PNG or JPEG.");
            else
                context.Note(FindingKind.StrayFile, file, "pictures", "another file, which the loader passes over",
                    "Remove it, or leave it: it does no harm.");
        }
        return pictures;
    }

    private static FileSystemInfo[] Entries(CheckContext context, string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            if (!context.Findings.Any(f => f.Kind == FindingKind.FolderUnreadable
                && f.File == context.Relative(folder)))
                context.Error(FindingKind.FolderUnreadable, folder, "a folder that can be listed",
                    problem.Message.TrimEnd('.'), $"Give the user that trains the right to read it (chmod u+rx).");
            return [];
        }
    }
}
