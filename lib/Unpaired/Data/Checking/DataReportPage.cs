using System.Net;
using System.Text;

namespace Unpaired.Data.Checking;

/// <summary>Writes a report as one HTML page that needs nothing else.</summary>
internal static class DataReportPage
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#222;
        background:#fff}
        table{border-collapse:collapse;margin:1rem 0}td,th{padding:.25rem .6rem;border-bottom:1px solid #ddd;
        text-align:left;vertical-align:top;overflow-wrap:anywhere}
        th{white-space:nowrap}.error{color:#a40000}.warning{color:#8a5a00}
        .note{color:#225}@media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}td,th{border-color:#444}
        .error{color:#ff8a80}.warning{color:#ffcc80}.note{color:#9fc5ff}}
        """;

    public static string Of(DataReport report, int perKind)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Data check</title><style>")
            .Append(Style).Append("</style></head><body>\n")
            .Append($"<h1>Data check</h1>\n<p>{Encode(report.Folder)}<br>{Encode(report.LayoutText)}</p>\n")
            .Append($"<p><strong>{Encode(report.Summary)}</strong></p>\n");
        if (report.Sets.Count > 0)
            Table(page, DataReportText.SetRows(report));
        foreach (var group in DataReportText.Groups(report))
        {
            var first = group.First();
            string severity = DataReportText.SeverityOf(first);
            string title = $"{severity}: {DataReportText.NameOf(first)} ({group.Count()})";
            page.Append($"<h2 class=\"{severity}\">{title}</h2>\n");
            Table(page, [["file", "expected", "found", "repair"],
                .. group.Take(perKind).Select(f => new[] { f.File, f.Expected, f.Found, f.Repair })]);
            if (group.Count() > perKind)
                page.Append($"<p>and {group.Count() - perKind} more</p>\n");
        }
        return page.Append("</body></html>\n").ToString();
    }

    private static void Table(StringBuilder page, List<string[]> rows)
    {
        page.Append("<table>\n");
        for (int i = 0; i < rows.Count; i++)
        {
            string cell = i == 0 ? "th" : "td";
            page.Append("<tr>").AppendJoin("", rows[i].Select(text =>
                $"<{cell}>{Encode(text)}</{cell}>")).Append("</tr>\n");
        }
        page.Append("</table>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
