namespace Unpaired.Data.Checking;

/// <summary>Class folders, with or without train and test above them; or pictures without any class.</summary>
internal static class TunitSurvey
{
    private const int HeldOut = 50; // the original's validation pictures of each class of animal_faces

    public static IReadOnlyList<PictureSet> Find(CheckContext context)
    {
        var folders = FolderScan.Folders(context, context.Folder);
        string? test = folders.Contains("test") ? "test" : folders.Contains("val") ? "val" : null;
        bool split = folders.Contains("train");
        if (split && test is null)
            context.Error(FindingKind.FolderMissing, "test", "folders 'train' and 'test'",
                $"only {ClassChecks.Some(folders)}", "Move some pictures of each class to test/CLASS.");
        if (!split && test is not null)
            context.Error(FindingKind.FolderMissing, "train", "folders 'train' and 'test'",
                $"only {ClassChecks.Some(folders)}", "Put the training pictures into train/CLASS.");
        if (test == "val")
            context.Warning(FindingKind.FolderMissing, "val", "a folder 'test'", "'val', as AFHQ's download calls it",
                "Rename it to 'test': the original looks for that name.");
        var sets = new List<PictureSet>();
        if (split || test is not null)
        {
            if (split)
                sets.Add(Set(context, "train", SetRole.Train));
            if (test is not null)
                sets.Add(Set(context, test, SetRole.Test));
            foreach (string other in folders.Except(["train", "test", "val"]))
                context.Note(FindingKind.FolderUnused, other, "train and test", "another folder", "Nothing to do.");
            ClassChecks.CheckSame(context, sets);
        }
        else
        {
            var whole = Set(context, "", SetRole.Train);
            sets.Add(whole);
            foreach (var group in whole.Pictures.Where(p => p.Domain.Length > 0).GroupBy(p => p.Domain))
                if (group.Count() <= HeldOut)
                    context.Warning(FindingKind.ClassSmall, group.Key, $"more than {HeldOut} pictures",
                        $"{group.Count()}", $"The original holds the last {HeldOut} of each class out for validation: "
                        + "add pictures, or split them into train and test yourself.");
        }
        foreach (var set in sets)
            ClassChecks.CheckCounts(context, set);
        return sets;
    }

    private static PictureSet Set(CheckContext context, string name, SetRole role)
    {
        string folder = Path.Combine(context.Folder, name).TrimEnd('/', '\\'), shown = name.Length == 0 ? "." : name;
        var pictures = FolderScan.Pictures(
            context, folder, FolderScan.TunitSuffixes, StringComparison.OrdinalIgnoreCase);
        if (pictures.Count == 0)
            context.Error(FindingKind.FolderEmpty, shown, "class folders with pictures", "no picture",
                "Put pictures there; is this the right folder level?");
        foreach (string empty in FolderScan.Folders(context, folder).Where(child => !pictures.Any(path =>
            path.StartsWith($"{folder.Slashed()}/{child}/", StringComparison.Ordinal))))
            context.Warning(FindingKind.FolderEmpty, $"{name}/{empty}".TrimStart('/'), "pictures of a class", "none",
                "Remove the folder: it counts as a class and shifts the numbers of the others.");
        int start = folder.Length + 1;
        var placed = pictures.Select(path => (Path: path, Slash: path.IndexOf('/', start))).ToList();
        int loose = placed.Count(picture => picture.Slash < 0);
        if (loose > 0 && loose < placed.Count)
            context.Error(FindingKind.ListEntryForm, shown, "pictures in class folders only",
                $"{loose} of {placed.Count} pictures beside them, such as "
                + $"{Path.GetFileName(placed.First(p => p.Slash < 0).Path)}", "Move them into a class folder.");
        else if (loose > 0)
            context.Note(FindingKind.ListEntryForm, shown, "one folder with the pictures", "pictures at the top",
                "The original wants them one folder down, where the class folders would be.");
        return new PictureSet(shown, role,
            [.. placed.Select(p => new SetPicture(p.Path, p.Slash < 0 ? "" : p.Path[start..p.Slash]))]);
    }
}
