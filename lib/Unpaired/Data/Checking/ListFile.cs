using System.Globalization;
using System.Text;

namespace Unpaired.Data.Checking;

/// <summary>Reads and judges a text file with one path a line.</summary>
internal static class ListFile
{
    private const int Sample = 200;

    /// <summary>The lines that are paths, trimmed, with their numbers from 1; null if it cannot be read.</summary>
    public static List<(int Line, string Entry)>? Entries(CheckContext context, string list)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(list);
        }
        catch (FileNotFoundException)
        {
            context.Error(FindingKind.ListMissing, list, "a list file", "nothing", "Correct its name, or write it.");
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            context.Error(FindingKind.FileUnreadable, list, "a list file", problem.Message.TrimEnd('.'),
                "Repair the rights.");
            return null;
        }
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
            context.Warning(FindingKind.ListEntryForm, $"{context.Relative(list)}:1", "plain UTF-8",
                "a byte-order mark", "Save it without: the original loaders take it for a part of the first path.");
        var entries = new List<(int, string)>();
        int number = 0;
        using var reader = new StreamReader(new MemoryStream(bytes));
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.Trim() is { Length: > 0 } entry)
                entries.Add((number, entry));
        }
        if (entries.Count == 0)
            context.Error(FindingKind.ListEmpty, list, "one path a line", "no path", "Write the paths into it.");
        return entries;
    }

    /// <summary>The folder to which most of some paths are relative; the first of equals.</summary>
    public static string BaseOf(IEnumerable<string> candidates, IReadOnlyCollection<string> entries)
    {
        int step = Math.Max(1, entries.Count / Sample);
        string[] sample = [.. entries.Where((_, index) => index % step == 0)];
        return candidates.MaxBy(folder => sample.Count(entry => Exists(folder, entry)))!;
    }

    /// <summary>The files that a list names and that are there; everything else is reported.</summary>
    public static List<string> Existing(
        CheckContext context, string list, string folder, IReadOnlyList<(int Line, string Entry)> entries)
    {
        if (HasLabels(context, list, folder, entries))
            return [];
        var found = new List<string>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, entry) in entries)
        {
            string where = $"{context.Relative(list)}:{line}", path = Full(folder, entry);
            if (entry.Contains('\\') && !Exists(folder, entry))
            {
                context.Error(FindingKind.ListEntryForm, where, "/ between folders", $"'{entry}'",
                    @"Replace every \ by /.");
                continue;
            }
            if (Path.IsPathRooted(entry))
                context.Warning(FindingKind.ListEntryForm, where, $"a path relative to {Show(context, folder)}",
                    $"'{entry}'", "Make it relative, so that the data can be moved.");
            if (!lines.TryAdd(path, line))
            {
                context.Warning(FindingKind.ListEntryRepeated, where, "each path once",
                    $"'{entry}' of line {lines[path]}",
                    "Remove one: it counts twice in training.");
                continue;
            }
            if (File.Exists(path) || new FileInfo(path).LinkTarget is not null)
            {
                found.Add(path);
                context.Seen.Add(path);
            }
            else
                context.Error(FindingKind.ListEntryMissing, where, $"a file in {Show(context, folder)}",
                    $"'{entry}', which is not there", "Correct the path, add the file, or remove the line.");
        }
        return found;
    }

    /// <summary>Folder and path together, / between.</summary>
    public static string Full(string folder, string entry) =>
        Path.GetFullPath(Path.Combine(folder, entry)).Slashed();

    /// <summary>Whether the file of an entry is there.</summary>
    public static bool Exists(string folder, string entry) => File.Exists(Full(folder, entry));

    private static string Show(CheckContext context, string folder) =>
        context.Relative(folder) == context.Folder ? "the folder" : $"'{context.Relative(folder)}'";

    /// <summary>Lines "path label": the loaders take all of it for the path.</summary>
    private static bool HasLabels(
        CheckContext context, string list, string folder, IReadOnlyList<(int Line, string Entry)> entries)
    {
        var labelled = new List<(int Line, int Label)>();
        foreach (var (line, entry) in entries)
        {
            int blank = entry.LastIndexOfAny([' ', '\t']);
            if (blank > 0 && !Exists(folder, entry) && Exists(folder, entry[..blank].TrimEnd())
                && int.TryParse(entry[(blank + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                    out int label))
                labelled.Add((line, label));
        }
        if (labelled.Count == 0)
            return false;
        context.Error(FindingKind.ListHasLabels, $"{context.Relative(list)}:{labelled[0].Line}",
            "one path a line, no label",
            $"a label after the path in {labelled.Count} lines",
            "Remove the labels: classes follow from the folders' names.");
        int[] labels = [.. labelled.Select(entry => entry.Label).Distinct().Order()];
        if (labels[0] != 0 || labels[^1] != labels.Length - 1)
        {
            int[] missing = [.. Enumerable.Range(0, Math.Min(labels[^1] + 1, 100_000)).Except(labels)];
            context.Warning(FindingKind.LabelGap, list, $"labels from 0 without a gap",
                $"{labels.Length} labels from {labels[0]} to {labels[^1]}"
                + (missing.Length > 0 ? $"; without {ClassChecks.Some(missing.Select(m => $"{m}"))}" : ""),
                "Number the classes from 0 on.");
        }
        return labelled.Count == entries.Count;
    }
}
