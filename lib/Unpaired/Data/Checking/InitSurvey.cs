namespace Unpaired.Data.Checking;

/// <summary>Pictures with the INIT data set's text files, in the folder or in 'annotations' below it.</summary>
internal static class InitSurvey
{
    public static IReadOnlyList<PictureSet> Find(CheckContext context)
    {
        var files = LayoutSurvey.Lists(context, () => FindFiles(context.Folder));
        if (files.Count == 0)
            context.Error(FindingKind.AnnotationMissing, ".",
                "a text file with INIT's records in the folder or in 'annotations'", "none",
                "Copy the annotations there, or name them with --list.");
        List<PictureSet> sets = [.. files.Select(file => FromFile(context, file)).OfType<PictureSet>()];
        CheckLabels(context);
        foreach (string folder in sets.SelectMany(set => set.Pictures).Select(p => Path.GetDirectoryName(p.Path)!)
            .Distinct().Order(StringComparer.Ordinal))
            LayoutSurvey.CheckAllListed(context, FolderScan.Files(context, folder).Where(CocoSurvey.IsPicture), sets);
        return sets;

        void CheckLabels(CheckContext context)
        {
            if (context.Options.ClassNames is not { } names)
                return;
            foreach (string file in files.Where(File.Exists))
                foreach (var (line, label) in InitFile.Labels(file).Where(entry => !names.Contains(entry.Label)))
                    context.Error(FindingKind.UnknownCategory, $"{context.Relative(file)}:{line}",
                        "one of the given class names", $"'{label}'", "Correct the label or the list of names.");
        }
    }

    /// <summary>Text files that begin with one of INIT's records.</summary>
    public static IEnumerable<string> FindFiles(string folder) =>
        new[] { folder, Path.Combine(folder, "annotations") }.Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*.txt")).Where(InitFile.LooksLikeInit)
            .Order(StringComparer.Ordinal);

    private static PictureSet? FromFile(CheckContext context, string file)
    {
        if (InitFile.Read(context, file) is not { } records)
            return null;
        string folder = ListFile.BaseOf([context.Folder, Path.GetDirectoryName(file)!,
            Path.Combine(context.Folder, Path.GetFileNameWithoutExtension(file)),
            .. FolderScan.Folders(context, context.Folder).Select(name => Path.Combine(context.Folder, name))],
            [.. records.Select(record => record.Path)]);
        var (role, domain) = PictureSet.Parse(Path.GetFileNameWithoutExtension(file));
        var pictures = new List<SetPicture>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            string path = ListFile.Full(folder, record.Path), where = $"{context.Relative(file)}:{record.Line}";
            if (!lines.TryAdd(path, record.Line))
                context.Error(FindingKind.ListEntryRepeated, where, "each picture once",
                    $"'{record.Path}' of line {lines[path]} again", "Merge the two: boxes are keyed by path.");
            else if (File.Exists(path))
            {
                pictures.Add(new SetPicture(path, domain));
                context.Seen.Add(path);
                if (record.Size is var (width, height))
                    context.StatedSizes.Add((path, where, width, height));
            }
            else
                context.Error(FindingKind.ListEntryMissing, where, "a picture", $"'{record.Path}', which is not there",
                    "Correct the path (relative to the checked folder), add the picture, or remove the record.");
        }
        BoxChecks.CheckBoxless(context, context.Relative(file),
            [.. records.Where(record => record.Boxes == 0).Select(record => record.Path)], records.Count);
        return new PictureSet(context.Relative(file), role, pictures);
    }
}
