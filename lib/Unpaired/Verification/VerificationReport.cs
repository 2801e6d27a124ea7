using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unpaired.Verification;

/// <summary>What a verification found, as a table, as JSON and as an exit code.</summary>
/// <param name="Directory">What was searched.</param>
/// <param name="Results">One entry for each group, in order.</param>
/// <param name="Seconds">Time for everything.</param>
public sealed record VerificationReport(string Directory, IReadOnlyList<GroupResult> Results, double Seconds)
{
    private static readonly string[] header =
        ["case", "where", "group", "tensors", "abs. error", "rel. error", "allowed", "seconds", "verdict",
            "worst tensor"];

    private static readonly JsonSerializerOptions json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>
    /// 0: everything agrees. 1: something falls short. 2: nothing falls short, but a system, case or group is unknown,
    /// a file is unreadable, or nothing was found.
    /// </summary>
    public int ExitCode => Results.Any(r => r.Verdict == Verdict.FallsShort) ? 1
        : Results.Count > 0 && Results.All(r => r.Verdict == Verdict.Agrees) ? 0 : 2;

    /// <summary>The report as JSON: directory, seconds, exitCode and results.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, json);

    /// <summary>The report as one HTML page that needs nothing else: the table with histograms, where networks part,
    /// all problems.</summary>
    public string ToHtml() => VerificationPage.Of(this);

    /// <summary>How many groups and tensors, how long, how many of each verdict.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            var counts = Enum.GetValues<Verdict>().Select(v => (Verdict: v, Count: Results.Count(r => r.Verdict == v)));
            string summary = string.Join(
                ", ", counts.Where(c => c.Count > 0).Select(c => $"{c.Count} {Word(c.Verdict)}"));
            int tensors = Results.Where(r => r.Verdict is Verdict.Agrees or Verdict.FallsShort).Sum(r => r.Tensors);
            return string.Create(CultureInfo.InvariantCulture,
                $"{Results.Count} groups, {tensors} tensors compared in {Seconds:0.0} s: {summary}.");
        }
    }

    /// <summary>A table, then a line for each problem, then a summary.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        AppendTable(text, [header, .. Results.Select(Row)]);
        foreach (var result in Results.Where(r => r.Messages.Count > 0))
        {
            foreach (string message in result.Messages)
                text.Append($"{result.Name}: {message}\n");
        }

        foreach (var result in Results.Where(r => r.FirstApart is not null))
            text.Append($"{result.Name}: {Parting(result)}\n");
        return text.Append(Summary).ToString();
    }

    /// <summary>Where the networks part, in a sentence.</summary>
    internal static string Parting(GroupResult result) => $"group {result.Group} first parts at {result.FirstApart}"
        + (result.LastTogether is null ? ", its first tensor" : $"; {result.LastTogether} before it agrees");

    internal static string[] Row(GroupResult r) =>
    [
        r.System == "-" ? "-" : $"{r.System}/{r.Case}",
        r.Name,
        r.Group,
        r.Tensors.ToString(CultureInfo.InvariantCulture),
        r.WorstTensor is null ? "-" : Error(r.WorstAbsolute),
        r.WorstRelative is { } relative ? Error(relative) : "-",
        r.Tolerance is null ? "-" : r.WorstRelative is null && r.WorstTensor is not null
            ? $"{r.Tolerance.Absolute.ToString("0e-0", CultureInfo.InvariantCulture)} abs."
            : r.Tolerance.ToString(),
        r.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
        Word(r.Verdict),
        r.WorstTensor ?? "-",
    ];

    private static string Error(double value) =>
        value == 0 ? "0" : value.ToString("0.0e-0", CultureInfo.InvariantCulture);

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Agrees => "agrees",
        Verdict.FallsShort => "FALLS SHORT",
        Verdict.Unknown => "UNKNOWN",
        _ => "UNREADABLE",
    };

    private static void AppendTable(StringBuilder text, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(c => rows.Max(r => r[c].Length))];
        for (int i = 0; i < rows.Count; i++)
        {
            text.Append(Line(rows[i], widths)).Append('\n');
            if (i == 0)
                text.Append(Line([.. widths.Select(w => new string('-', w))], widths)).Append('\n');
        }
    }

    private static string Line(string[] cells, int[] widths)
    {
        // Numbers to the right: columns 3 to 7.
        var padded = cells.Select((c, i) => i is >= 3 and <= 7 ? c.PadLeft(widths[i]) : c.PadRight(widths[i]));
        return string.Join("  ", padded).TrimEnd();
    }
}
