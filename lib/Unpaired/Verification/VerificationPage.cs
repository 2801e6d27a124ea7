using System.Globalization;
using System.Net;
using System.Text;

namespace Unpaired.Verification;

/// <summary>Writes a report as one HTML page that needs nothing else.</summary>
internal static class VerificationPage
{
    private const int BarWidth = 8, BarHeight = 40;

    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:100rem;padding:0 1rem;color:#222;
        background:#fff}
        table{border-collapse:collapse;margin:1rem 0}td,th{padding:.3rem .6rem;border-bottom:1px solid #ddd;
        text-align:left;vertical-align:middle}
        td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        th{white-space:nowrap}.bad{color:#a40000;font-weight:600;white-space:nowrap}.good{color:#1a6b1a}
        code{overflow-wrap:anywhere}svg{display:block;overflow:visible}.bar{fill:#4477aa}.over{fill:#cc3311}
        .limit{stroke:#888;stroke-dasharray:3 2}ul{margin:.2rem 0}
        @media(prefers-color-scheme:dark){body{color:#ddd;background:#1b1b1b}td,th{border-color:#444}.bad{color:#ff8a80}
        .good{color:#8bc98b}.bar{fill:#77aadd}}
        """;

    private static readonly string[] header =
    [
        "case", "where", "group", "tensors", "absolute error", "relative error", "allowed", "seconds", "verdict",
        "relative errors of all tensors", "worst tensor",
    ];

    public static string Of(VerificationReport report)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Verification</title>")
            .Append("<style>").Append(Style).Append("</style></head><body>\n<h1>Verification</h1>\n")
            .Append($"<p>{Encode(report.Directory)}</p>\n<p><strong>{Encode(report.Summary)}</strong></p>\n");
        Partings(page, report);
        page.Append("<table>\n<tr>").AppendJoin("", header.Select(h => $"<th>{h}</th>")).Append("</tr>\n");
        foreach (var result in report.Results)
            Row(page, result);
        page.Append("</table>\n<p>Histograms: relative errors by powers of ten from 1e-17 on the left to 1 on the right; "
            + "the first bar holds tensors that are equal; the dashed line is what is allowed.</p>\n");
        Messages(page, report);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Partings(StringBuilder page, VerificationReport report)
    {
        var parted = report.Results.Where(r => r.FirstApart is not null).ToList();
        if (parted.Count == 0)
            return;
        page.Append("<h2>Where the networks part</h2>\n<ul>\n");
        foreach (var result in parted)
            page.Append($"<li>{Encode(result.Name)}: {Encode(VerificationReport.Parting(result))}</li>\n");
        page.Append("</ul>\n");
    }

    private static void Row(StringBuilder page, GroupResult result)
    {
        string[] cells = VerificationReport.Row(result);
        string kind = result.Verdict == Verdict.Agrees ? "good" : "bad";
        page.Append("<tr>");
        for (int i = 0; i < 8; i++)
            page.Append($"<td{(i >= 3 ? " class=\"number\"" : "")}>{Encode(cells[i])}</td>");
        page.Append($"<td class=\"{kind}\">{Encode(cells[8])}</td><td>{Histogram(result)}</td>")
            .Append($"<td><code>{Encode(cells[9])}</code></td></tr>\n");
    }

    private static string Histogram(GroupResult result)
    {
        int most = result.Histogram.DefaultIfEmpty().Max();
        if (most == 0)
            return "";
        int width = BarWidth * GroupResult.HistogramBars;
        var svg = new StringBuilder(FormattableString.Invariant(
            $"<svg width=\"{width}\" height=\"{BarHeight + 4}\" role=\"img\" aria-label=\"histogram\">"));
        double allowed = result.Tolerance?.Relative ?? 0;
        int limit = GroupResult.BarOf(allowed);
        for (int i = 0; i < result.Histogram.Count; i++)
        {
            int count = result.Histogram[i];
            if (count == 0)
                continue;
            double height = Math.Max(2, BarHeight * (double)count / most);
            string kind = i >= limit ? "over" : "bar";
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{i * BarWidth}\" "
                + $"y=\"{BarHeight - height:0.#}\" width=\"{BarWidth - 1}\" height=\"{height:0.#}\">"
                + $"<title>{count} tensors {GroupResult.BarName(i)}</title></rect>");
        }

        int x = limit * BarWidth;
        svg.Append(CultureInfo.InvariantCulture,
            $"<line class=\"limit\" x1=\"{x}\" x2=\"{x}\" y1=\"0\" y2=\"{BarHeight + 4}\"/>");
        return svg.Append("</svg>").ToString();
    }

    private static void Messages(StringBuilder page, VerificationReport report)
    {
        var troubled = report.Results.Where(r => r.Messages.Count > 0).ToList();
        if (troubled.Count == 0)
            return;
        page.Append("<h2>Problems</h2>\n<ul>\n");
        foreach (var result in troubled)
        {
            foreach (string message in result.Messages)
                page.Append($"<li>{Encode(result.Name)}: <code>{Encode(message)}</code></li>\n");
        }

        page.Append("</ul>\n");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
