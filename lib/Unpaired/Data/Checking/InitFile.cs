using System.Globalization;

namespace Unpaired.Data.Checking;

/// <summary>One record of an INIT file.</summary>
/// <param name="Line">Of its path, from 1.</param>
/// <param name="Path">As it stands there.</param>
/// <param name="Size">Columns and rows, if they could be read.</param>
/// <param name="Boxes">How many were read.</param>
internal sealed record InitRecord(int Line, string Path, (double Width, double Height)? Size, int Boxes);

/// <summary>
/// Reads INIT's text format: index; path; dimensions; 0; number of boxes; that many lines "label x1 y1 x2 y2"; two
/// empty lines. After a broken record reading goes on at the next empty line.
/// </summary>
/// <remarks>Specification dunit.md, section 8.</remarks>
internal sealed class InitFile
{
    private readonly CheckContext context;
    private readonly string file;
    private readonly string[] lines;
    private int at;

    private InitFile(CheckContext context, string file)
    {
        (this.context, this.file) = (context, file);
        lines = [.. File.ReadLines(file).Select(line => line.Trim())];
    }

    /// <summary>Reads; null if the file cannot be opened.</summary>
    public static IReadOnlyList<InitRecord>? Read(CheckContext context, string file)
    {
        try
        {
            return new InitFile(context, file).Records();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            context.Error(FindingKind.AnnotationMissing, file, "an INIT file", problem.Message.TrimEnd('.'),
                "Correct the name or the rights.");
            return null;
        }
    }

    /// <summary>The first words of all box lines.</summary>
    public static IEnumerable<(int Line, string Label)> Labels(string file) => File.ReadLines(file)
        .Select((text, index) => (Line: index + 1, Words: Words(text)))
        .Where(entry => entry.Words.Length == 5 && entry.Words.Skip(1).All(word => Number(word) is not null))
        .Select(entry => (entry.Line, entry.Words[0]));

    /// <summary>Whether a file begins with an index, a path, dimensions, a 0 and a count.</summary>
    public static bool LooksLikeInit(string file)
    {
        string[] start = [.. File.ReadLines(file).Take(20).Select(line => line.Trim()).SkipWhile(line =>
            line.Length == 0)
            .Take(5)];
        return start.Length == 5 && int.TryParse(start[0], out _) && Number(start[1]) is null
            && Words(start[2]) is { Length: 2 or 3 } size && size.All(word => Number(word) is not null)
            && int.TryParse(start[3], out _) && int.TryParse(start[4], out _);
    }

    private List<InitRecord> Records()
    {
        var records = new List<InitRecord>();
        int? index = null;
        while (true)
        {
            while (at < lines.Length && lines[at].Length == 0)
                at++;
            if (at >= lines.Length)
                break;
            if (int.TryParse(lines[at], out int number))
            {
                if (index is { } before && number != before + 1)
                    context.Warning(FindingKind.LabelGap, Here, $"record {before + 1}", $"{number}",
                        "Number the records one after the other; is one missing?");
                index = number;
                at++;
            }
            else
            {
                Field("the record's index, a whole number", Shown());
                index = null;
                at += Words(lines[at]).Length == 5 ? 1 : 0; // a box line too many
            }
            if (Record() is { } record)
                records.Add(record);
            else
                while (at < lines.Length && lines[at].Length > 0)
                    at++;
        }
        if (records.Count == 0)
            context.Error(FindingKind.ListEmpty, file, "INIT's records", "none", "Is this the right file?");
        return records;
    }

    private InitRecord? Record()
    {
        int line = at + 1;
        if (at >= lines.Length || lines[at].Length == 0 || Number(lines[at]) is not null)
        {
            Field("the picture's path", Shown());
            return null;
        }
        string path = lines[at++];
        double?[] size = at < lines.Length ? [.. Words(lines[at]).Select(Number)] : [];
        if (size.Length is not (2 or 3) || size.Contains(null))
        {
            Field("the picture's width and height", Shown());
            return null;
        }
        at++;
        if (at < lines.Length && lines[at] == "0")
            at++;
        else
            Field("a line with 0", Shown());
        if (at >= lines.Length || !int.TryParse(lines[at], out int stated) || stated < 0)
        {
            Field("the number of boxes", Shown());
            return null;
        }
        at++;
        var dimensions = (size[0]!.Value, size[1]!.Value);
        int boxes = Boxes(dimensions, stated);
        if (at < lines.Length && (lines[at].Length > 0 || (at + 1 < lines.Length && lines[at + 1].Length > 0)))
            context.Warning(FindingKind.AnnotationField, Here, "two empty lines after a record", Shown(),
                "Add them: the original's reader counts lines.");
        return new InitRecord(line, path, dimensions, boxes);
    }

    private int Boxes((double, double) size, int stated)
    {
        int found = 0, first = at + 1;
        for (; at < lines.Length && Words(lines[at]) is { Length: > 1 } words; at++, found++)
        {
            double?[] corners = [.. words.Skip(1).Select(Number)];
            if (corners.Length != 4 || corners.Contains(null))
                Field("a box: label x1 y1 x2 y2", Shown());
            else
                BoxChecks.Check(context, Here,
                    (corners[0]!.Value, corners[1]!.Value, corners[2]!.Value, corners[3]!.Value), size);
        }
        if (found != stated)
            context.Error(FindingKind.CountMismatch, $"{context.Relative(file)}:{first - 1}",
                $"{stated} box(es), as stated",
                $"{found}", "Correct the number: the original's reader goes astray after it.");
        return found;
    }

    private string Here => $"{context.Relative(file)}:{Math.Min(at, Math.Max(0, lines.Length - 1)) + 1}";

    private string Shown() => at >= lines.Length ? "the end of the file" : lines[at].Length == 0 ? "an empty line"
        : $"'{(lines[at].Length <= 60 ? lines[at] : lines[at][..57] + "...")}'";

    private void Field(string expected, string found) =>
        context.Error(FindingKind.AnnotationField, Here, expected, found, "Correct the record.");

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static double? Number(string word) =>
        double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
