using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Unpaired.Kernel.Jupyter;

/// <summary>The cells of this session, kept in memory.</summary>
internal sealed class KernelHistory
{
    private const int Session = 1;
    private readonly Lock gate = new();
    private readonly List<(int Line, string Input, string? Output)> entries = [];

    public void Add(int line, string input, string? output)
    {
        lock (gate)
            entries.Add((line, input, output));
    }

    /// <summary>Answers a history_request: tail, range or search.</summary>
    /// <exception cref="ArgumentException">Another kind of access.</exception>
    public JsonObject Answer(JsonObject content)
    {
        List<(int Line, string Input, string? Output)> found;
        lock (gate)
            found = [.. entries];
        string access = JupyterMessage.Text(content, "hist_access_type") ?? "tail";
        found = access switch
        {
            "tail" => found,
            "range" => Range(content, found),
            "search" => Search(content, found),
            _ => throw new ArgumentException($"hist_access_type: expected tail, range or search; found '{access}'."),
        };
        if (access != "range" && JupyterMessage.Number(content, "n") is { } count)
            found = [.. found.TakeLast(Math.Max(0, count))];
        bool withOutput = JupyterMessage.Flag(content, "output", false);
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(entry => (JsonNode)new JsonArray(
                Session, entry.Line,
                withOutput ? new JsonArray(entry.Input, entry.Output) : (JsonNode)entry.Input))]),
        };
    }

    private static List<(int Line, string Input, string? Output)> Range(
        JsonObject content, List<(int Line, string Input, string? Output)> found)
    {
        if (JupyterMessage.Number(content, "session") is not (null or 0 or Session))
            return []; // earlier sessions are not kept
        int start = JupyterMessage.Number(content, "start") ?? 0;
        int stop = JupyterMessage.Number(content, "stop") ?? int.MaxValue;
        return [.. found.Where(entry => entry.Line >= start && entry.Line < stop)];
    }

    private static List<(int Line, string Input, string? Output)> Search(
        JsonObject content, List<(int Line, string Input, string? Output)> found)
    {
        string pattern = JupyterMessage.Text(content, "pattern") ?? "*";
        var matching = found.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Input,
            ignoreCase: false));
        return JupyterMessage.Flag(content, "unique", false)
            ? [.. matching.Reverse().DistinctBy(entry => entry.Input).Reverse()]
            : [.. matching];
    }
}
