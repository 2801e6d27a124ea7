namespace Unpaired.Data.Checking;

/// <summary>What is judged over many pictures: repetitions, leaks, balance, batches, names.</summary>
internal static class SetChecks
{
    private const double LargestRatio = 5;

    /// <summary>Same pixels within a set, in two domains, and in training and test.</summary>
    public static void CheckDuplicates(
        CheckContext context, IReadOnlyList<PictureSet> sets, IReadOnlyDictionary<string, PictureFacts> facts)
    {
        var first = new Dictionary<string, List<Place>>();
        foreach (var set in sets)
            foreach (var picture in set.Pictures)
            {
                if (!facts.TryGetValue(picture.Path, out var known) || known.Hash is not { } hash)
                    continue;
                var place = new Place(set.Name, set.Role, picture.Domain, picture.Path);
                if (!first.TryGetValue(hash, out var places))
                    first[hash] = [place];
                else if (!places.Contains(place)) // a path listed twice is reported by the list's check
                {
                    Report(context, places, place);
                    places.Add(place);
                }
            }
    }

    /// <summary>Domains, or classes, of very different size; sets that do not fill a batch.</summary>
    public static void CheckBalance(CheckContext context, IReadOnlyList<PictureSet> sets)
    {
        foreach (var set in sets.Where(set => set.Pictures.Count > 0))
        {
            if (set.Pictures.Count < context.Options.BatchSize)
                context.Error(FindingKind.TooFewPictures, set.Name,
                    $"at least one batch, {context.Options.BatchSize} pictures",
                    $"{set.Pictures.Count}", "Add pictures or choose a smaller batch: an incomplete one is left out.");
        }
        var domains = sets.Where(set => set.Role != SetRole.Test).SelectMany(set => set.Pictures)
            .Where(picture => picture.Domain.Length > 0).GroupBy(picture => picture.Domain)
            .Select(group => (Name: group.Key, Count: group.Count())).OrderBy(domain => domain.Count).ToList();
        if (domains.Count < 2 || domains[^1].Count <= LargestRatio * domains[0].Count)
            return;
        string what = context.Layout is DataLayout.Funit or DataLayout.Tunit ? "classes" : "domains";
        context.Warning(FindingKind.Imbalance, domains[0].Name, $"{what} of similar size, up to {LargestRatio} : 1",
            $"{domains[0].Count:N0} training pictures in {domains[0].Name}, "
                + $"{domains[^1].Count:N0} in {domains[^1].Name}",
            "Add pictures to the small one or take some out of the large one.");
    }

    /// <summary>Names that make trouble elsewhere.</summary>
    public static void CheckNames(CheckContext context)
    {
        bool listsSplit = context.Layout is DataLayout.Funit or DataLayout.Init or DataLayout.Voc;
        foreach (string path in context.Seen.Order(StringComparer.Ordinal))
        {
            string name = context.Relative(path);
            if (name.Contains('\uFFFD'))
                context.Error(FindingKind.NameNotUtf8, path, "a name in UTF-8", "other bytes, shown as \uFFFD",
                    "Rename it (for example with 'convmv -f latin1 -t utf8'): it cannot be opened.");
            else if (name.Any(char.IsControl) || name.Split('/').Any(part => part != part.Trim()))
                context.Error(FindingKind.NameWithBlanks, path,
                    "a name without blanks at its ends and control characters",
                    $"'{name}'", "Rename it: list files and the original loaders trim it.");
            else if (listsSplit && name.Contains(' '))
                context.Warning(FindingKind.NameWithBlanks, path, "a name without blanks", $"'{name}'",
                    "Rename it: several of the original's tools split lines at blanks.");
        }
        foreach (var group in context.Seen.GroupBy(path => path.ToLowerInvariant()).Where(group => group.Count() > 1))
        {
            string[] names = [.. group.Order(StringComparer.Ordinal)];
            context.Warning(FindingKind.NameCollision, names[0], "names that differ in more than upper and lower case",
                string.Join(" and ", names.Select(name => $"'{context.Relative(name)}'")),
                "Rename one: on Windows and macOS one replaces the other.");
        }
    }

    private static void Report(CheckContext context, List<Place> before, Place place)
    {
        var crossing = before.FirstOrDefault(other => (other.Role, place.Role) is (SetRole.Train, SetRole.Test)
            or (SetRole.Test, SetRole.Train));
        if (crossing is not null)
        {
            context.Error(FindingKind.Leak, place.Path, "test pictures that training never sees",
                crossing.Path == place.Path
                    ? $"the same file in {crossing.Set} and {place.Set}"
                    : $"the same pixels as {context.Relative(crossing.Path)} in {crossing.Set}",
                "Take it out of one of the two: figures measured on it are too good.");
            return;
        }
        var other = before.FirstOrDefault(p => p.Domain != place.Domain) ?? before[0];
        if (other.Path == place.Path)
            return; // one file in two lists for the same purpose
        if (other.Domain != place.Domain)
            context.Warning(FindingKind.DuplicateAcrossDomains, place.Path, "a picture of one domain or class",
                $"the same pixels as {context.Relative(other.Path)} ({other.Domain} and {place.Domain})",
                "Remove it from the one where it does not belong.");
        else
            context.Warning(FindingKind.Duplicate, place.Path, "different pictures",
                $"the same pixels as {context.Relative(other.Path)}", "Remove one: it counts twice in training.");
    }

    private sealed record Place(string Set, SetRole Role, string Domain, string Path);
}
