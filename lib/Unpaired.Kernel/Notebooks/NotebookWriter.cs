using System.Text.Json.Nodes;

namespace Unpaired.Kernel;

/// <summary>Writes nbformat 4.5 in the canonical form that nbformat itself writes.</summary>
internal static class NotebookWriter
{
    private static readonly string[] Dropped = ["trusted", "orig_nbformat", "orig_nbformat_minor", "signature"];

    public static string Write(Notebook notebook)
    {
        var metadata = (JsonObject)notebook.Metadata.DeepClone();
        foreach (string key in Dropped)
            metadata.Remove(key);
        return CanonicalJson.Write(new JsonObject
        {
            ["cells"] = new JsonArray([.. notebook.Cells.Select(Cell)]),
            ["metadata"] = metadata,
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        });
    }

    private static JsonObject Cell(NotebookCell cell)
    {
        var metadata = (JsonObject)cell.Metadata.DeepClone();
        metadata.Remove("trusted");
        metadata.Remove("execution"); // time stamps of other runners
        var json = new JsonObject
        {
            ["cell_type"] = cell.Kind.ToString().ToLowerInvariant(),
            ["id"] = cell.Id,
            ["metadata"] = metadata,
            ["source"] = Lines(cell.Source),
        };
        if (cell.Attachments is { } attachments)
            json["attachments"] = attachments.DeepClone();
        if (cell.Kind == CellKind.Code)
        {
            json["execution_count"] = cell.ExecutionCount;
            json["outputs"] = new JsonArray([.. cell.Outputs.Select(Output)]);
        }
        return json;
    }

    private static JsonObject Output(CellOutput output) => output switch
    {
        StreamOutput stream => new JsonObject
        {
            ["name"] = stream.Name,
            ["output_type"] = "stream",
            ["text"] = Lines(stream.Text),
        },
        DisplayOutput display => new JsonObject
        {
            ["data"] = Bundle(display.Data),
            ["metadata"] = display.Metadata?.DeepClone() ?? new JsonObject(),
            ["output_type"] = "display_data",
        },
        ResultOutput result => new JsonObject
        {
            ["data"] = Bundle(result.Data),
            ["execution_count"] = result.ExecutionCount,
            ["metadata"] = result.Metadata?.DeepClone() ?? new JsonObject(),
            ["output_type"] = "execute_result",
        },
        ErrorOutput error => new JsonObject
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
        _ => throw new ArgumentException($"Unknown output {output.GetType()}.", nameof(output)),
    };

    private static JsonObject Bundle(IReadOnlyDictionary<string, string> data)
    {
        var json = new JsonObject();
        foreach (var (mime, value) in data)
            json[mime] = Mime.IsJson(mime) ? JsonNode.Parse(value)
                : Mime.IsText(mime) ? Lines(value)
                : JsonValue.Create(value);
        return json;
    }

    /// <summary>A text as a list of lines that keep their ends.</summary>
    private static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }
}
