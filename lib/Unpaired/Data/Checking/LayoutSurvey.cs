namespace Unpaired.Data.Checking;

/// <summary>Finds the sets of a layout; reports what is wrong with folders, lists and annotations.</summary>
internal static class LayoutSurvey
{
    public static IReadOnlyList<PictureSet> Find(CheckContext context) => context.Layout switch
    {
        DataLayout.Munit => MunitSurvey.Find(context),
        DataLayout.Funit => FunitSurvey.Find(context),
        DataLayout.Tunit => TunitSurvey.Find(context),
        DataLayout.Coco => CocoSurvey.Find(context),
        DataLayout.Voc => VocSurvey.Find(context),
        _ => InitSurvey.Find(context),
    };

    /// <summary>The list or annotation files to check: those that the options name, else the default.</summary>
    public static IReadOnlyList<string> Lists(CheckContext context, Func<IEnumerable<string>> others) =>
        context.Options.Lists.Count > 0
            ? [.. context.Options.Lists.Select(list =>
                (File.Exists(list) ? Path.GetFullPath(list) : Path.Combine(context.Folder, list)).Slashed())]
            : [.. others().Select(list => list.Slashed())];

    /// <summary>Pictures on the disk that no list and no annotation names.</summary>
    public static void CheckAllListed(CheckContext context, IEnumerable<string> onDisk, IEnumerable<PictureSet> sets)
    {
        var listed = sets.SelectMany(set => set.Pictures).Select(picture => picture.Path)
            .ToHashSet(StringComparer.Ordinal);
        foreach (string path in onDisk.Where(path => !listed.Contains(path)))
            context.Warning(FindingKind.PictureNotListed, path, "a picture that a list or an annotation names",
                "a picture that none names, which is never loaded", "Add it, or leave it if that is wanted.");
    }
}
