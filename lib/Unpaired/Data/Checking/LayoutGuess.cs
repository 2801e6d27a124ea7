namespace Unpaired.Data.Checking;

/// <summary>Recognises a layout by what lies in a folder.</summary>
internal static class LayoutGuess
{
    /// <summary>What a folder of each layout holds, for the report on one that fits none.</summary>
    public const string Known =
        "munit: trainA, trainB, testA, testB; funit: class folders and list files; tunit: class "
        + "folders; coco: pictures and JSON files; voc: JPEGImages and Annotations; init: pictures and text files";

    /// <summary>The layout and what speaks for it; null if nothing does.</summary>
    public static (DataLayout? Layout, string Reason) Of(string folder)
    {
        var names = Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).ToList();
        string[] domains = [.. names.Where(name => name is "trainA" or "trainB" or "testA" or "testB")];
        if (domains.Length > 0)
            return (DataLayout.Munit, $"it has the folders {string.Join(", ", domains.Order(StringComparer.Ordinal))}");
        if (names.Contains("Annotations") || names.Contains("JPEGImages"))
            return (DataLayout.Voc, "it has the folder Annotations or JPEGImages");
        if (CocoSurvey.FindFiles(folder).FirstOrDefault() is { } json)
            return (DataLayout.Coco, $"{Path.GetRelativePath(folder, json)} looks like COCO's");
        if (InitSurvey.FindFiles(folder).FirstOrDefault() is { } text)
            return (DataLayout.Init, $"{Path.GetRelativePath(folder, text)} looks like INIT's");
        if (FunitSurvey.TypeRoots(folder).Any())
            return (DataLayout.Funit, "it has COCO-FUNIT's folders images_content or images_style");
        if (FunitSurvey.FindLists(folder).FirstOrDefault() is { } list)
            return (DataLayout.Funit, $"{Path.GetRelativePath(folder, list)} looks like a list of pictures");
        string[] roles = [.. names.Where(name => name is "train" or "test" or "val")];
        if (roles.Length > 0)
            return (DataLayout.Tunit, $"it has the folders {string.Join(", ", roles.Order(StringComparer.Ordinal))}");
        if (names.Any(name => Directory.EnumerateFiles(Path.Combine(folder, name)).Any(CocoSurvey.IsPicture)))
            return (DataLayout.Tunit, "it has folders with pictures and no list");
        return Directory.EnumerateFiles(folder).Any(CocoSurvey.IsPicture)
            ? (DataLayout.Tunit, "it holds pictures without classes")
            : (null, "nothing in it fits a known layout");
    }
}
