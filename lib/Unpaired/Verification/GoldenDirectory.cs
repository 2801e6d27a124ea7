using System.Text.Json;
using TorchSharp;

namespace Unpaired.Verification;

/// <summary>
/// Finds golden cases: JSON files that begin with "golden": {"system": …, "case": …}, whatever they are called.
/// </summary>
internal static class GoldenDirectory
{
    private const string TensorSuffix = ".safetensors";
    private static readonly string[] parts = ["trajectory", "resume"];

    /// <summary>A JSON or safetensors file that is no case, and why.</summary>
    public sealed record Problem(string Name, string Message);

    /// <summary>All cases below a directory (or of one JSON file), by path, and what could not be made one.</summary>
    public static (List<GoldenCase> Cases, List<Problem> Problems) Find(string directory, torch.ScalarType type)
    {
        var cases = new List<GoldenCase>();
        var problems = new List<Problem>();
        bool single = File.Exists(directory);
        string root = single ? Path.GetDirectoryName(Path.GetFullPath(directory))! : directory;
        if (!Directory.Exists(root))
        {
            problems.Add(new Problem(directory, "no such directory"));
            return (cases, problems);
        }

        var depth = single ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories;
        string[] files = [.. Directory.EnumerateFiles(root, "*", depth).Order(StringComparer.Ordinal)];
        var documents = new OrderedDictionary<string, JsonDocument>();
        foreach (string path in files.Where(p => p.EndsWith(".json", StringComparison.Ordinal)))
        {
            if (Parse(path, Name(root, path), problems) is { } document)
                documents.Add(path[..^".json".Length], document);
        }

        var tensors = files.Where(p => p.EndsWith(TensorSuffix, StringComparison.Ordinal))
            .Select(p => (Path: p, Owner: Owner(p, documents))).ToLookup(p => p.Owner?.Base ?? "");
        foreach (var (stem, document) in documents)
        {
            if (single && Path.GetFullPath(stem + ".json") != Path.GetFullPath(directory))
            {
                document.Dispose();
                continue;
            }

            var own = tensors[stem].Select(t => new GoldenTensors(t.Path, t.Owner!.Value.Part))
                .OrderBy(t => t.Part.Length > 0);
            cases.Add(new GoldenCase(stem + ".json", Name(root, stem), document, [.. own]) { Type = type });
        }

        if (single)
            problems.RemoveAll(p => p.Name != Path.GetFileName(directory));
        else
        {
            problems.AddRange(tensors[""].Select(t =>
                new Problem(Name(root, t.Path), "no JSON file speaks for these tensors")));
        }

        if (cases.Count == 0 && problems.Count == 0)
            problems.Add(new Problem(directory, "no JSON file here begins with \"golden\": {\"system\": …, \"case\": "
                + "…}"));
        return (cases, problems);
    }

    private static string Name(string root, string path) =>
        Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static (string Base, string Part)? Owner(
        string path, IReadOnlyDictionary<string, JsonDocument> documents)
    {
        string stem = path[..^TensorSuffix.Length];
        if (documents.ContainsKey(stem))
            return (stem, "");
        foreach (string part in parts)
        {
            if (stem.EndsWith("." + part, StringComparison.Ordinal)
                && documents.ContainsKey(stem[..^(part.Length + 1)]))
                return (stem[..^(part.Length + 1)], part);
        }

        // A case may speak for further files beside it: those that its "groups" name.
        string name = Path.GetFileName(stem);
        foreach (var (other, document) in documents)
        {
            if (Path.GetDirectoryName(other) == Path.GetDirectoryName(stem)
                && document.RootElement.TryGetProperty("groups", out var groups)
                && groups.ValueKind == JsonValueKind.Object && groups.TryGetProperty(name, out _))
                return (other, name);
        }

        return null;
    }

    /// <summary>
    /// The document if it is a golden case; null for other JSON files, which are none of our business.
    /// </summary>
    private static JsonDocument? Parse(string path, string name, List<Problem> problems)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            problems.Add(new Problem(name, $"cannot be read: {e.Message}"));
            return null;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("golden", out var golden))
        {
            if (IsText(golden, "system") && IsText(golden, "case"))
                return document;
            problems.Add(new Problem(name, "\"golden\" should hold \"system\" and \"case\" as text"));
        }

        document.Dispose();
        return null;
    }

    private static bool IsText(JsonElement element, string property) => element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String;
}
