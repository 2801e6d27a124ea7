namespace Unpaired.Data.Checking;

/// <summary>Class folders with list files (FUNIT), or class folders below images_content and images_style
/// (COCO-FUNIT).</summary>
internal static class FunitSurvey
{
    private static readonly string[] Types = ["images_content", "images_style"];

    public static IReadOnlyList<PictureSet> Find(CheckContext context)
    {
        if (context.Options.Lists.Count == 0 && TypeRoots(context.Folder).Any())
            return FromTypes(context);
        var lists = LayoutSurvey.Lists(context, () => FindLists(context.Folder));
        if (lists.Count == 0)
            context.Error(FindingKind.ListMissing, ".", "list files with one line 'CLASS/FILE' for each picture",
                "none in or beside the folder",
                "Write them, for example with 'find . -name \"*.jpg\" -printf \"%P\\n\" > list_train.txt', "
                + "or name them with --list.");
        List<PictureSet> sets = [.. lists.Select(list => FromList(context, list)).OfType<PictureSet>()];
        foreach (var set in sets)
            ClassChecks.CheckCounts(context, set);
        ClassChecks.CheckUnseen(context, sets);
        LayoutSurvey.CheckAllListed(context, OnDisk(context), sets);
        return sets;
    }

    /// <summary>Text files in the folder, and FOLDER_list_train.txt and the like beside it, whose lines look like
    /// paths.</summary>
    public static IEnumerable<string> FindLists(string folder)
    {
        string name = Path.GetFileName(folder);
        var beside = Path.GetDirectoryName(folder) is { Length: > 0 } parent && name.Length > 0
            ? Directory.EnumerateFiles(parent, name + "*.txt") : [];
        return Directory.EnumerateFiles(folder, "*.txt").Concat(beside).Where(LooksLikeList)
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Whether there are COCO-FUNIT's two folders, in this one or one below it.</summary>
    public static IEnumerable<string> TypeRoots(string folder) =>
        new[] { "", "train", "val", "test" }.Select(name => Path.Combine(folder, name))
            .Where(root => Types.Any(type => Directory.Exists(Path.Combine(root, type))));

    private static bool LooksLikeList(string file)
    {
        try
        {
            var lines = File.ReadLines(file).Select(line => line.Trim()).Where(line =>
                line.Length > 0).Take(20).ToList();
            bool named = Path.GetFileName(file).Contains("list", StringComparison.OrdinalIgnoreCase);
            return named || (lines.Count > 0 && lines.Count(line => line.Contains('/')
                || line.Contains('\\')) * 2 > lines.Count);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static PictureSet? FromList(CheckContext context, string list)
    {
        if (ListFile.Entries(context, list) is not { } entries)
            return null;
        string folder = ListFile.BaseOf([context.Folder, Path.GetDirectoryName(list)!,
            .. FolderScan.Folders(context, context.Folder).Select(name => Path.Combine(context.Folder, name))],
            [.. entries.Select(entry => entry.Entry)]);
        string top = folder.Slashed() + "/";
        var pictures = new List<SetPicture>();
        foreach (string path in ListFile.Existing(context, list, folder, entries))
        {
            string relative = path.StartsWith(top, StringComparison.Ordinal) ? path[top.Length..] : path;
            int slash = relative.IndexOf('/');
            if (slash <= 0)
                context.Error(FindingKind.ListEntryForm, list, "CLASS/FILE in each line",
                    $"'{relative}', without a class",
                    "Put the picture into its class's folder: the class is the text before the first /.");
            pictures.Add(new SetPicture(path, slash <= 0 ? relative : relative[..slash]));
        }
        return new PictureSet(context.Relative(list), PictureSet.Parse(Path.GetFileNameWithoutExtension(list)).Role,
            pictures);
    }

    private static IEnumerable<string> OnDisk(CheckContext context) =>
        FolderScan.FilesBelow(context, context.Folder)
            .Where(file => FolderScan.TunitSuffixes.Any(s => file.EndsWith(s, StringComparison.OrdinalIgnoreCase)));

    private static List<PictureSet> FromTypes(CheckContext context)
    {
        var sets = new List<PictureSet>();
        foreach (string root in TypeRoots(context.Folder))
            foreach (string type in Types)
            {
                string folder = Path.Combine(root, type), name = context.Relative(folder);
                if (!Directory.Exists(folder))
                {
                    context.Error(FindingKind.FolderMissing, name, $"folders {Types[0]} and {Types[1]}", $"no {type}",
                        "Make it; both may hold the same pictures.");
                    continue;
                }
                var pictures = FolderScan.Pictures(
                    context, folder, FolderScan.TunitSuffixes, StringComparison.OrdinalIgnoreCase);
                if (pictures.Count == 0)
                    context.Error(FindingKind.FolderEmpty, name, "pictures in class folders", "none",
                        "Put pictures there.");
                int start = folder.Slashed().Length + 1;
                var placed = pictures.Select(path => (Path: path, Slash: path.IndexOf('/', start))).ToList();
                foreach (var (path, _) in placed.Where(picture => picture.Slash < 0))
                    context.Error(FindingKind.ListEntryForm, path, $"{type}/CLASS/FILE",
                        "a picture without a class folder",
                        "Put it into its class's folder.");
                sets.Add(new PictureSet(name, PictureSet.Parse(Path.GetFileName(root)).Role,
                    [.. placed.Where(p => p.Slash > 0).Select(p => new SetPicture(p.Path, p.Path[start..p.Slash]))]));
            }
        foreach (var set in sets)
            ClassChecks.CheckCounts(context, set);
        return sets;
    }
}
