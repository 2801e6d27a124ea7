using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unpaired.Tests.Notebooks;

/// <summary>A committed notebook as its file says it, without running anything.</summary>
internal sealed partial class NotebookFile
{
    private NotebookFile(string path)
    {
        Path = path;
        Root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        Cells = [.. Root.GetProperty("cells").EnumerateArray().Select(cell => new NotebookCell(cell))];
    }

    public string Path { get; }

    public JsonElement Root { get; }

    public IReadOnlyList<NotebookCell> Cells { get; }

    public IEnumerable<NotebookCell> Code => Cells.Where(cell => cell.IsCode);

    public IEnumerable<NotebookCell> Text => Cells.Where(cell => !cell.IsCode);

    public static string Folder { get; } = System.IO.Path.Combine(RepositoryRoot(), "notebooks");

    /// <summary>Every notebook, relative to the folder of notebooks; what a run wrote is left out.</summary>
    public static IEnumerable<string> Names() =>
        Directory.EnumerateFiles(Folder, "*.ipynb", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Folder, path).Replace('\\', '/'))
            .Where(name => !name.StartsWith("executed/", StringComparison.Ordinal) && !name.Contains("/."))
            .Order(StringComparer.Ordinal);

    public static NotebookFile Open(string name) => new(System.IO.Path.Combine(Folder, name));

    /// <summary>Headings in order: level and text, without those inside fences.</summary>
    public IEnumerable<(int Level, string Text)> Headings()
    {
        foreach (var cell in Text)
        {
            bool isFenced = false;
            foreach (string line in cell.Lines)
            {
                isFenced ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
                if (!isFenced && Heading().Match(line) is { Success: true } match)
                    yield return (match.Groups[1].Length, match.Groups[2].Value);
            }
        }
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Notebooks.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("No folder above the tests holds Notebooks.sln.");
    }

    [GeneratedRegex("^(#{1,6}) +(.+)$")]
    private static partial Regex Heading();
}

/// <summary>One cell.</summary>
internal sealed class NotebookCell(JsonElement cell)
{
    public string Id { get; } = cell.TryGetProperty("id", out var id) ? id.GetString()! : "";

    public bool IsCode { get; } = cell.GetProperty("cell_type").GetString() == "code";

    public string Source { get; } = Joined(cell.GetProperty("source"));

    public IReadOnlyList<string> Lines => Source.Split('\n');

    public IReadOnlyList<string> Tags { get; } =
        cell.GetProperty("metadata").TryGetProperty("tags", out var tags)
            ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)]
            : [];

    /// <summary>What the outputs say in words: streams and plain text, not pictures.</summary>
    public string OutputText { get; } = string.Join('\n', Words(cell));

    private static IEnumerable<string> Words(JsonElement cell)
    {
        if (!cell.TryGetProperty("outputs", out var outputs))
            yield break;
        foreach (var output in outputs.EnumerateArray())
        {
            if (output.TryGetProperty("text", out var text))
                yield return Joined(text);
            if (output.TryGetProperty("data", out var data) && data.TryGetProperty("text/plain", out var plain))
                yield return Joined(plain);
        }
    }

    private static string Joined(JsonElement text) => text.ValueKind == JsonValueKind.Array
        ? string.Concat(text.EnumerateArray().Select(line => line.GetString()))
        : text.GetString()!;
}
