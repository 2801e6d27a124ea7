using System.Globalization;
using System.Text;
using System.Text.Json;
using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Metrics.Evaluations;

/// <summary>One measured number.</summary>
/// <param name="Name">What was measured, with the network where one was used.</param>
/// <param name="Value">The number.</param>
/// <param name="Low">Lower end of the 95 % interval, or of mean − deviation; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Better">lower, higher, or nothing where neither is.</param>
/// <param name="Remark">How it was computed, or what to mind.</param>
public sealed record EvaluationRow(
    string Name, double Value, double? Low = null, double? High = null, string Better = "", string Remark = "")
{
    /// <summary>A mean over questions with its bootstrap interval.</summary>
    internal static EvaluationRow OfMean(string name, IReadOnlyList<double> values, string better, string remark)
    {
        var interval = Bootstrap.OfMean(values);
        return double.IsNaN(interval.Low)
            ? new EvaluationRow(name, interval.Mean, Better: better, Remark: remark)
            : new EvaluationRow(name, interval.Mean, interval.Low, interval.High, better, remark);
    }
}

/// <summary>What <c>unpaired evaluate</c> found, as text, JSON, CSV and HTML.</summary>
/// <param name="Title">What was evaluated.</param>
/// <param name="Rows">The numbers.</param>
/// <param name="Notes">What a reader must know to use them.</param>
public sealed record EvaluationReport(string Title, IReadOnlyList<EvaluationRow> Rows, IReadOnlyList<string> Notes)
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A row by its name.</summary>
    /// <exception cref="KeyNotFoundException">No such row.</exception>
    public EvaluationRow this[string name] => Rows.FirstOrDefault(row => row.Name == name)
        ?? throw new KeyNotFoundException($"No row '{name}'; there are {string.Join(", ", Rows.Select(row => row.Name))}.");

    /// <summary>The numbers as a table.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(Title, "measure", "value", "95 % interval", "better", "remark");
        foreach (var row in Rows)
            table.Add(row.Name, Digits(row.Value), Interval(row), row.Better, row.Remark);
        return table;
    }

    /// <summary>Title, numbers and notes with full precision.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Form) + "\n";

    /// <summary>One line for each number, full precision, a header line first.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder("measure,value,low,high,better,remark\n");
        foreach (var row in Rows)
        {
            text.AppendJoin(',', Quoted(row.Name), Exact(row.Value), Exact(row.Low), Exact(row.High), row.Better,
                Quoted(row.Remark)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A page that needs no network.</summary>
    public string ToHtml() => $$"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>{{HtmlText.Escape(Title)}}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>body{font-family:sans-serif;max-width:70em;margin:2em auto;padding:0 1em;line-height:1.4}</style></head>
        <body><h1>Evaluation</h1>
        {{ToTable().Render(MimeTypes.Html)}}
        <ul>{{string.Concat(Notes.Select(note => $"<li>{HtmlText.Escape(note)}</li>"))}}</ul>
        </body></html>

        """;

    /// <summary>Writes evaluation.json, evaluation.csv and evaluation.html.</summary>
    /// <param name="folder">Made if it is missing.</param>
    /// <returns>The three paths.</returns>
    public IReadOnlyList<string> Save(string folder)
    {
        Directory.CreateDirectory(folder);
        List<string> paths = [];
        foreach (var (ending, text) in new[] { ("json", ToJson()), ("csv", ToCsv()), ("html", ToHtml()) })
        {
            paths.Add(Path.Combine(folder, $"evaluation.{ending}"));
            AtomicFile.WriteText(paths[^1], text);
        }
        return paths;
    }

    /// <summary>The table and the notes.</summary>
    public override string ToString() => string.Join('\n', Notes.Prepend("").Prepend(ToTable().Text)).TrimEnd();

    private static string Interval(EvaluationRow row) =>
        row is { Low: { } low, High: { } high } ? $"{Digits(low)} to {Digits(high)}" : "";

    private static string Digits(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
