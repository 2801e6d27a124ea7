using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Unpaired.Data.Checking;

/// <summary>Writes a report as plain text: the sets, the counts, the findings.</summary>
internal static class DataReportText
{
    public static string Of(DataReport report, int perKind)
    {
        var text = new StringBuilder();
        text.AppendLine(report.Folder).AppendLine(report.LayoutText);
        if (report.Sets.Count > 0)
            Table(text.AppendLine(), SetRows(report));
        if (report.Findings.Count > 0)
        {
            Table(text.AppendLine(), [["severity", "finding", "count"], .. Groups(report).Select(group => new[]
            {
                SeverityOf(group.First()), NameOf(group.First()), Number(group.Count()),
            })]);
            foreach (var group in Groups(report))
                Findings(text.AppendLine(), [.. group], perKind);
        }
        return text.AppendLine().Append(report.Summary).ToString();
    }

    /// <summary>Findings of one severity and kind, the gravest first.</summary>
    public static IEnumerable<IGrouping<(FindingSeverity, FindingKind), DataFinding>> Groups(DataReport report) =>
        report.Findings.GroupBy(finding => (finding.Severity, finding.Kind));

    /// <summary>The table of sets, its first row the headings.</summary>
    public static List<string[]> SetRows(DataReport report)
    {
        List<string[]> rows = [["set", "pictures", "broken", "smallest", "commonest", "largest", "mean R G B",
            "formats",
            "MB", "classes"]];
        foreach (var set in report.Sets)
            rows.Add(
            [
                set.Name, Number(set.Pictures), Number(set.Broken), $"{set.Smallest}", $"{set.Commonest}",
                $"{set.Largest}", ColourOf(set), string.Join(", ", set.Formats.Select(format =>
                    $"{format.Key} {format.Value}")),
                (set.FileBytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture), ClassesOf(set),
            ]);
        return rows;
    }

    public static string SeverityOf(DataFinding finding) => finding.Severity.ToString().ToLowerInvariant();

    /// <summary>"PictureCutShort" as "picture cut short".</summary>
    public static string NameOf(DataFinding finding) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Kind.ToString()).Replace('-', ' ');

    private static string ColourOf(SetStatistics set) =>
        set.MeanColour is null ? "" : string.Join(" ", set.MeanColour.Select(c =>
            c.ToString("0", CultureInfo.InvariantCulture)));

    private static string ClassesOf(SetStatistics set) => set.Domains.Count < 2 ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"{set.Domains.Count}, of {set.Domains.Values.Min():N0} to {set.Domains.Values.Max():N0}");

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static void Findings(StringBuilder text, List<DataFinding> findings, int perKind)
    {
        text.AppendLine($"{SeverityOf(findings[0])}: {NameOf(findings[0])}");
        foreach (var finding in findings.Take(perKind))
            text.AppendLine($"  {Clean(finding.File)}")
                .AppendLine($"    expected {Clean(finding.Expected)}; found {Clean(finding.Found)}")
                .AppendLine($"    {Clean(finding.Repair)}");
        if (findings.Count > perKind)
            text.AppendLine($"  and {Number(findings.Count - perKind)} more (--all lists them)");
    }

    /// <summary>A file's name may hold anything, even what moves a terminal's cursor.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? '\u00B7' : c));

    private static void Table(StringBuilder text, List<string[]> rows)
    {
        int[] used = [.. Enumerable.Range(0, rows[0].Length).Where(c => rows.Skip(1).Any(row => row[c].Length > 0))];
        int[] widths = [.. used.Select(column => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", used.Select((column, place) =>
                Clean(row[column]).PadRight(widths[place]))).TrimEnd());
    }
}
