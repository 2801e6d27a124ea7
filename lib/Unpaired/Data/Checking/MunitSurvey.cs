namespace Unpaired.Data.Checking;

/// <summary>Two domains: four folders, or four lists.</summary>
internal static class MunitSurvey
{
    private const string AnswerFolder = "testTruth"; // written by the worlds' exports, read by evaluation
    private static readonly string[] Names = ["trainA", "trainB", "testA", "testB"];

    public static IReadOnlyList<PictureSet> Find(CheckContext context)
    {
        if (context.Options.Lists.Count > 0)
            return [.. LayoutSurvey.Lists(context, () => []).Select(list => FromList(context, list))
                .OfType<PictureSet>()];
        var folders = FolderScan.Folders(context, context.Folder);
        var sets = new List<PictureSet>();
        foreach (string name in Names)
        {
            if (!folders.Contains(name))
            {
                context.Error(FindingKind.FolderMissing, name, $"a folder '{name}'", FoundInstead(folders),
                    Repair(context, name, folders));
                continue;
            }
            var (role, domain) = PictureSet.Parse(name);
            var pictures = FolderScan.Pictures(context, Path.Combine(context.Folder, name),
                ImageFolder.OriginalSuffixes, StringComparison.Ordinal);
            if (pictures.Count == 0)
                context.Error(FindingKind.FolderEmpty, name,
                    $"files ending in {string.Join(", ", ImageFolder.OriginalSuffixes)}", "none",
                        "Put pictures there.");
            sets.Add(new PictureSet(name, role, [.. pictures.Select(path => new SetPicture(path, domain))]));
        }
        foreach (string other in folders.Except([.. Names, AnswerFolder, "annotations"]))
            context.Note(FindingKind.FolderUnused, other, string.Join(", ", Names), "another folder",
                "Nothing to do, unless its pictures should take part.");
        return sets;
    }

    private static PictureSet? FromList(CheckContext context, string list)
    {
        if (ListFile.Entries(context, list) is not { } entries)
            return null;
        string folder = ListFile.BaseOf([context.Folder, Path.GetDirectoryName(list)!,
            .. FolderScan.Folders(context, context.Folder).Select(name => Path.Combine(context.Folder, name))],
            [.. entries.Select(entry => entry.Entry)]);
        var (role, domain) = PictureSet.Parse(Path.GetFileNameWithoutExtension(list));
        return new PictureSet(context.Relative(list), role,
            [.. ListFile.Existing(context, list, folder, entries).Select(path => new SetPicture(path, domain))]);
    }

    private static string FoundInstead(List<string> folders) =>
        folders.Count == 0 ? "no folder at all" : $"only {ClassChecks.Some(folders)}";

    private static string Repair(CheckContext context, string name, List<string> folders)
    {
        static string Plain(string text) => text.Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (folders.FirstOrDefault(folder => Plain(folder) == Plain(name)) is { } similar)
            return $"Rename '{similar}' to '{name}'.";
        if (folders.FirstOrDefault(folder => Directory.Exists(Path.Combine(context.Folder, folder, name))) is { } level)
            return $"Give the folder '{level}' below it instead.";
        return $"Make it and put domain {name[^1]}'s pictures for {(name[1] == 'r' ? "training" : "testing")} there.";
    }
}
