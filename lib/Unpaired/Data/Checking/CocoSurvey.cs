namespace Unpaired.Data.Checking;

/// <summary>Pictures with COCO's JSON files, in the folder or in 'annotations' below it.</summary>
internal static class CocoSurvey
{
    public static IReadOnlyList<PictureSet> Find(CheckContext context)
    {
        var files = LayoutSurvey.Lists(context, () => FindFiles(context.Folder));
        if (files.Count == 0)
            context.Error(FindingKind.AnnotationMissing, ".", "a JSON file in the folder or in 'annotations'", "none",
                "Copy the annotations there, or name them with --list.");
        List<PictureSet> sets = [.. files.Select(file => FromFile(context, file)).OfType<PictureSet>()];
        foreach (string folder in sets.SelectMany(set => set.Pictures).Select(p => Path.GetDirectoryName(p.Path)!)
            .Distinct().Order(StringComparer.Ordinal))
            LayoutSurvey.CheckAllListed(context, FolderScan.Files(context, folder).Where(IsPicture), sets);
        return sets;
    }

    /// <summary>JSON files that begin like COCO's.</summary>
    public static IEnumerable<string> FindFiles(string folder) =>
        new[] { folder, Path.Combine(folder, "annotations") }.Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*.json")).Where(LooksLikeCoco)
            .Order(StringComparer.Ordinal);

    /// <summary>Whether a name is that of a picture.</summary>
    public static bool IsPicture(string file) =>
        FolderScan.TunitSuffixes.Any(suffix => file.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));

    private static bool LooksLikeCoco(string file)
    {
        char[] start = new char[1 << 16];
        using var reader = new StreamReader(file);
        string text = new(start, 0, reader.ReadBlock(start));
        return new[] { "\"images\"", "\"annotations\"", "\"categories\"" }
            .Any(key => text.Contains(key, StringComparison.Ordinal));
    }

    private static PictureSet? FromFile(CheckContext context, string file)
    {
        if (CocoFile.Read(context, file) is not { } coco)
            return null;
        string stem = Path.GetFileNameWithoutExtension(file), below = Path.GetDirectoryName(file)!;
        string short_ = stem.Replace("instances_", "", StringComparison.Ordinal);
        string[] candidates =
        [
            Path.Combine(context.Folder, stem), Path.Combine(context.Folder, short_),
            Path.Combine(context.Folder, "images", short_), Path.Combine(context.Folder, "images"), context.Folder,
                below,
            .. FolderScan.Folders(context, context.Folder).Select(name => Path.Combine(context.Folder, name)),
        ];
        string folder = ListFile.BaseOf(candidates, [.. coco.Pictures.Select(picture => picture.File)]);
        var (role, domain) = PictureSet.Parse(stem);
        var pictures = new List<SetPicture>();
        var boxless = new List<string>();
        foreach (var picture in coco.Pictures)
        {
            string path = ListFile.Full(folder, picture.File);
            if (!picture.HasBoxes)
                boxless.Add(picture.File);
            if (File.Exists(path))
            {
                pictures.Add(new SetPicture(path, domain));
                context.Seen.Add(path);
                if (picture.Size is var (width, height))
                    context.StatedSizes.Add((path, $"{context.Relative(file)}: {picture.Where}", width, height));
            }
            else
                context.Error(FindingKind.ListEntryMissing, $"{context.Relative(file)}: {picture.Where}",
                    $"a picture in '{context.Relative(folder)}'", $"file_name '{picture.File}', which is not there",
                    "Add the picture, or take it and its boxes out of the file.");
        }
        BoxChecks.CheckBoxless(context, context.Relative(file), boxless, coco.Pictures.Count);
        return new PictureSet(context.Relative(file), role, pictures);
    }
}
