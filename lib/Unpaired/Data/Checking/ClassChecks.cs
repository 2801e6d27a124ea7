namespace Unpaired.Data.Checking;

/// <summary>What layouts with classes are judged by: how many, how large, the same in training and test or
/// not.</summary>
internal static class ClassChecks
{
    /// <summary>Classes against the configuration's number and against K.</summary>
    public static void CheckCounts(CheckContext context, PictureSet set)
    {
        var classes = set.Pictures.GroupBy(picture => picture.Domain)
            .Select(group => (Name: group.Key, Count: group.Count())).OrderBy(c => c.Name,
                StringComparer.Ordinal).ToList();
        if (context.Options.ClassCount is { } stated && set.Role != SetRole.Test && classes.Count > 0
            && classes.Count != stated)
            context.Error(FindingKind.CountMismatch, set.Name, $"{stated} classes, as the configuration states",
                $"{classes.Count}: {Some(classes.Select(c => c.Name))}",
                "Correct the configuration's number of classes, or the data.");
        if (classes.Count == 1 && context.Layout == DataLayout.Funit && set.Role != SetRole.Test)
            context.Error(FindingKind.CountMismatch, set.Name, "at least two classes", $"one, {classes[0].Name}",
                "Translation between classes needs several: is this the right folder level?");
        foreach (var (name, count) in classes.Where(c => c.Count < context.Options.Shots))
            context.Add(FindingKind.ClassSmall, set.Role == SetRole.Test ? FindingSeverity.Error
                : FindingSeverity.Warning,
                $"{set.Name}: {name}", $"at least K = {context.Options.Shots} pictures of each class", $"{count}",
                "Add pictures, choose a smaller K, or leave the class out.");
    }

    /// <summary>Few-shot test classes should be unseen ones.</summary>
    public static void CheckUnseen(CheckContext context, IReadOnlyList<PictureSet> sets)
    {
        var seen = Names(sets, SetRole.Train);
        string[] shared = [.. Names(sets, SetRole.Test).Where(seen.Contains)];
        if (shared.Length > 0)
            context.Warning(FindingKind.ClassMismatch, sets.First(set => set.Role == SetRole.Test).Name,
                "test classes that training does not see", $"{shared.Length} of both: {Some(shared)}",
                "Few-shot figures are for unseen classes: take these out of one of the lists.");
    }

    /// <summary>Numbers of classes follow from their sorted names, so training and test need the same.</summary>
    public static void CheckSame(CheckContext context, IReadOnlyList<PictureSet> sets)
    {
        var (train, test) = (Names(sets, SetRole.Train), Names(sets, SetRole.Test));
        if (train.Count == 0 || test.Count == 0 || train.SetEquals(test))
            return;
        context.Error(FindingKind.ClassMismatch, "test", $"the classes of train: {Some(train)}", Some(test),
            "Give both the same folders: a class's number is its place in the sorted list of names.");
    }

    /// <summary>The first few of many names.</summary>
    public static string Some(IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        return all.Length <= 6 ? string.Join(", ", all) : $"{string.Join(", ", all.Take(5))} and {all.Length - 5} more";
    }

    private static HashSet<string> Names(IEnumerable<PictureSet> sets, SetRole role) =>
        [.. sets.Where(set => set.Role == role).SelectMany(set => set.Pictures).Select(picture => picture.Domain)];
}
