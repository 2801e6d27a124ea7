using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unpaired.Data.Checking;

/// <summary>What a check found.</summary>
/// <param name="Folder">The checked folder's full path.</param>
/// <param name="Layout">The layout; null if none was recognised.</param>
/// <param name="LayoutReason">"given", or what it was recognised by.</param>
/// <param name="Findings">The gravest first.</param>
/// <param name="Sets">Figures of each set.</param>
/// <param name="PicturesRead">Files that were decoded or tried.</param>
/// <param name="Interrupted">Whether the check was stopped before it had read all of them.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record DataReport(
    string Folder, DataLayout? Layout, string LayoutReason, IReadOnlyList<DataFinding> Findings,
    IReadOnlyList<SetStatistics> Sets, int PicturesRead, bool Interrupted, TimeSpan Elapsed)
{
    private static readonly JsonSerializerOptions JsonForm = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Findings that stop training or spoil it.</summary>
    public int Errors => Count(FindingSeverity.Error);

    /// <summary>Findings that are hardly wanted.</summary>
    public int Warnings => Count(FindingSeverity.Warning);

    /// <summary>Findings that are good to know.</summary>
    public int Notes => Count(FindingSeverity.Note);

    /// <summary>0 without errors, 1 with some, 130 if interrupted before any was found.</summary>
    [JsonIgnore]
    public int ExitCode => Errors > 0 ? 1 : Interrupted ? 130 : 0;

    /// <summary>The report as a JSON object; names of kinds in lower case with hyphens.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonForm);

    /// <summary>The report as text for a terminal.</summary>
    /// <param name="perKind">Findings of each kind to list; the others are counted.</param>
    public string ToText(int perKind = 5) => DataReportText.Of(this, perKind);

    /// <summary>The report as a page of its own, without scripts.</summary>
    /// <param name="perKind">Findings of each kind to list; the others are counted.</param>
    public string ToHtml(int perKind = int.MaxValue) => DataReportPage.Of(this, perKind);

    /// <inheritdoc/>
    public override string ToString() => ToText();

    /// <summary>The heading: layout, pictures, counts.</summary>
    internal string Summary => string.Create(CultureInfo.InvariantCulture,
        $"{Errors:N0} error(s), {Warnings:N0} warning(s), {Notes:N0} note(s); {PicturesRead:N0} pictures read in ")
        + string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.0} s")
        + (Interrupted ? ", then interrupted: the rest was not looked at" : "");

    /// <summary>The layout in words.</summary>
    internal string LayoutText => Layout is { } layout
        ? $"Layout {layout.ToString().ToLowerInvariant()}" + (LayoutReason == "given" ? ""
            : $" (guessed: {LayoutReason})")
        : "Layout unknown";

    private int Count(FindingSeverity severity) => Findings.Count(finding => finding.Severity == severity);
}
