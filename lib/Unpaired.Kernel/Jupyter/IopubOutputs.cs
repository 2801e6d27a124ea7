using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>Sends a cell's outputs to the clients, under the request that ran it, also long after it has
/// ended.</summary>
internal sealed class IopubOutputs(KernelPublisher publisher, byte[] parent, bool silent) : ICellOutputs
{
    private const int LongestStream = 1 << 20; // characters in one message

    /// <summary>Header of the request that they belong to.</summary>
    public byte[] Parent => parent;

    /// <summary>The text of the result, for the history.</summary>
    public string? ResultText { get; private set; }

    public void Add(CellOutput output)
    {
        if (silent)
            return;
        switch (output)
        {
            case StreamOutput stream:
                Send(stream);
                break;
            case DisplayOutput display:
                publisher.Publish("display_data", Content(display.Data, display.Metadata, display.DisplayId), parent);
                break;
            case ResultOutput result:
                ResultText = result.Data.GetValueOrDefault(Mime.Text);
                var content = Content(result.Data, result.Metadata, null);
                content["execution_count"] = result.ExecutionCount;
                publisher.Publish("execute_result", content, parent);
                break;
            case ErrorOutput error:
                publisher.Publish("error", Error(error.Name, error.Message, error.Traceback), parent);
                break;
            case ClearOutput clear:
                publisher.Publish("clear_output", new JsonObject { ["wait"] = clear.Wait }, parent);
                break;
        }
    }

    /// <summary>Belongs to the cell that runs, if it is another one now: clients wait for that one's
    /// messages.</summary>
    public void Update(string displayId, IReadOnlyDictionary<string, string> data)
    {
        byte[] running = (CellContext.Current?.Outputs as IopubOutputs)?.Parent ?? parent;
        if (!silent)
            publisher.Publish("update_display_data", Content(data, null, displayId), running);
    }

    /// <summary>ename, evalue and traceback.</summary>
    public static JsonObject Error(string name, string message, IReadOnlyList<string> traceback) => new()
    {
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
    };

    /// <summary>A bundle as the protocol has it: JSON types as values, all others as text.</summary>
    public static JsonObject Bundle(IReadOnlyDictionary<string, string> data)
    {
        var bundle = new JsonObject();
        foreach (var (mime, text) in data)
            bundle[mime] = Mime.IsJson(mime) ? Parsed(text) : text;
        return bundle;
    }

    private JsonObject Content(
        IReadOnlyDictionary<string, string> data, JsonObject? metadata, string? displayId) => new()
        {
            ["data"] = Bundle(data),
            ["metadata"] = metadata?.DeepClone() ?? new JsonObject(),
            ["transient"] = displayId is null ? [] : new JsonObject { ["display_id"] = Unique(displayId) },
        };

    /// <summary>Pages that stay open over a restart still show what an earlier kernel named the same.</summary>
    private string Unique(string displayId) => $"{publisher.Session}-{displayId}";

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text; // a formatter's mistake must not cost the whole output
        }
    }

    private void Send(StreamOutput stream)
    {
        for (int start = 0; start < stream.Text.Length;)
        {
            int length = Math.Min(LongestStream, stream.Text.Length - start);
            if (start + length < stream.Text.Length && char.IsHighSurrogate(stream.Text[start + length - 1]))
                length--; // keep a pair together
            publisher.Publish("stream", new JsonObject
            {
                ["name"] = stream.Name,
                ["text"] = stream.Text.Substring(start, length),
            }, parent);
            start += length;
        }
    }
}
