using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Unpaired.Kernel;

/// <summary>Reads nbformat 4.0 to 4.5 and says what is wrong with a file that is something else.</summary>
internal static partial class NotebookReader
{
    public static Notebook Load(string path)
    {
        if (!File.Exists(path))
            throw new NotebookFormatException(path, null, "no such file.");
        return Parse(File.ReadAllText(path), path);
    }

    public static Notebook Parse(string json, string file)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (JsonException e)
        {
            throw new NotebookFormatException(file, null, $"not JSON (line {e.LineNumber + 1}): {e.Message}");
        }
        if (root is not JsonObject notebook)
            throw new NotebookFormatException(file, null, "expected a JSON object; this is no notebook.");
        CheckVersion(notebook, file);
        if (notebook["cells"] is not JsonArray cells)
            throw new NotebookFormatException(file, null, "has no list of cells.");
        var result = new Notebook { Metadata = notebook["metadata"]?.DeepClone() as JsonObject ?? [] };
        var ids = new HashSet<string>();
        for (int i = 0; i < cells.Count; i++)
            result.Cells.Add(new CellReader(file, i + 1).Read(cells[i], ids));
        return result;
    }

    private static void CheckVersion(JsonObject notebook, string file)
    {
        string? found = notebook["nbformat"]?.ToJsonString();
        if (found is null)
            throw new NotebookFormatException(file, null, "has no \"nbformat\" number; this is no notebook.");
        if (found != "4")
            throw new NotebookFormatException(
                file, null, $"nbformat {found}; expected 4. Open and save it in a current editor to convert it.");
    }

    private static string NewId(string source, int cell, HashSet<string> ids)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{cell}\n{attempt}\n{source}"));
            string id = Convert.ToHexStringLower(hash)[..8];
            if (ids.Add(id))
                return id;
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex IdPattern();

    private sealed class CellReader(string file, int number)
    {
        public NotebookCell Read(JsonNode? node, HashSet<string> ids)
        {
            if (node is not JsonObject cell)
                throw Problem("expected an object.");
            var kind = cell["cell_type"]?.ToString() switch
            {
                "code" => CellKind.Code,
                "markdown" => CellKind.Markdown,
                "raw" => CellKind.Raw,
                var other => throw Problem($"cell_type is {Quote(other)}; expected code, markdown or raw."),
            };
            string source = Lines(cell["source"], "source").ReplaceLineEndings("\n");
            string id = cell["id"]?.ToString() is { } given ? CheckId(given, ids) : NewId(source, number, ids);
            var result = new NotebookCell(kind, id, source)
            {
                Metadata = cell["metadata"]?.DeepClone() as JsonObject ?? [],
                Attachments = cell["attachments"]?.DeepClone() as JsonObject,
                ExecutionCount = Count(cell["execution_count"]),
            };
            if (kind == CellKind.Code && cell["outputs"] is JsonArray outputs)
                result.Outputs.AddRange(outputs.Select(ReadOutput));
            return result;
        }

        private string CheckId(string id, HashSet<string> ids)
        {
            if (!IdPattern().IsMatch(id))
                throw Problem($"id '{id}' is not 1 to 64 letters, digits, - or _.");
            return ids.Add(id) ? id : throw Problem($"id '{id}' is taken by an earlier cell.");
        }

        private CellOutput ReadOutput(JsonNode? node)
        {
            if (node is not JsonObject output)
                throw Problem("an output is not an object.");
            var metadata = output["metadata"] is JsonObject { Count: > 0 } some ? (JsonObject)some.DeepClone() : null;
            return output["output_type"]?.ToString() switch
            {
                "stream" => new StreamOutput(output["name"]?.ToString() ?? "stdout", Lines(output["text"], "text")),
                "display_data" => new DisplayOutput(Bundle(output["data"])) { Metadata = metadata },
                "execute_result" => new ResultOutput(Bundle(output["data"]), Count(output["execution_count"]))
                {
                    Metadata = metadata,
                },
                "error" => new ErrorOutput(
                    output["ename"]?.ToString() ?? "", output["evalue"]?.ToString() ?? "",
                    output["traceback"] is JsonArray lines ? [.. lines.Select(l => l?.ToString() ?? "")] : []),
                var other => throw Problem(
                    $"output_type is {Quote(other)}; expected stream, display_data, execute_result or error."),
            };
        }

        private Dictionary<string, string> Bundle(JsonNode? node)
        {
            if (node is not JsonObject data)
                throw Problem("an output has no data object.");
            return data.ToDictionary(
                entry => entry.Key,
                entry => Mime.IsJson(entry.Key) ? entry.Value?.ToJsonString() ?? "null"
                    : Lines(entry.Value, entry.Key));
        }

        private string Lines(JsonNode? node, string what) => node switch
        {
            JsonArray lines => string.Concat(lines.Select(line => line?.ToString())),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.ToString(),
            _ => throw Problem($"{what} is neither a text nor a list of lines."),
        };

        private static int? Count(JsonNode? node) =>
            node is JsonValue value && value.TryGetValue(out int count) ? count : null;

        private NotebookFormatException Problem(string text) => new(file, number, text);

        private static string Quote(string? text) => text is null ? "missing" : $"'{text}'";
    }
}
