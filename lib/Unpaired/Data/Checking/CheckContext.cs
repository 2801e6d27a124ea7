namespace Unpaired.Data.Checking;

/// <summary>What all parts of one check share: the folder, the options and the growing list of findings.</summary>
internal sealed class CheckContext(string folder, DataLayout layout, DataCheckOptions options)
{
    private readonly List<DataFinding> findings = [];
    private readonly Lock gate = new();

    /// <summary>The checked folder, without a separator at its end.</summary>
    public string Folder { get; } = folder;

    public DataLayout Layout => layout;

    public DataCheckOptions Options => options;

    public IReadOnlyList<DataFinding> Findings => findings;

    /// <summary>Sizes that annotations state: picture, where it is stated, columns, rows.</summary>
    public List<(string Path, string Where, double Width, double Height)> StatedSizes { get; } = [];

    /// <summary>Every file that was seen, for checks of names.</summary>
    public HashSet<string> Seen { get; } = new(StringComparer.Ordinal);

    public void Error(FindingKind kind, string file, string expected, string found, string repair) =>
        Add(kind, FindingSeverity.Error, file, expected, found, repair);

    public void Warning(FindingKind kind, string file, string expected, string found, string repair) =>
        Add(kind, FindingSeverity.Warning, file, expected, found, repair);

    public void Note(FindingKind kind, string file, string expected, string found, string repair) =>
        Add(kind, FindingSeverity.Note, file, expected, found, repair);

    public void Add(
        FindingKind kind, FindingSeverity severity, string file, string expected, string found, string repair)
    {
        var finding = new DataFinding(kind, severity, Relative(file), expected, found, repair);
        lock (gate)
            findings.Add(finding);
    }

    /// <summary>A path as the report shows it: relative to the folder where it is below it.</summary>
    public string Relative(string path)
    {
        path = path.Slashed();
        string top = Folder.Slashed() + "/";
        return path.StartsWith(top, StringComparison.Ordinal) ? path[top.Length..] : path;
    }
}
