using System.Net;
using System.Text.RegularExpressions;

namespace Unpaired.Kernel;

/// <summary>A box of a diagram.</summary>
/// <param name="Id">Its name in the source.</param>
/// <param name="Label">Its text; lines apart by \n.</param>
/// <param name="Shape">The opening brackets of the source: "[", "(", "{", "((", ...</param>
internal sealed record DiagramNode(string Id, string Label, string Shape);

/// <summary>An arrow of a diagram.</summary>
internal sealed record DiagramEdge(
    string From, string To, string Label, bool Arrow, bool BackArrow, bool Dotted, bool Thick);

/// <summary>A flow chart in Mermaid's notation: the part of it that teaching notebooks use.</summary>
internal sealed partial class MermaidGraph
{
    private readonly Dictionary<string, DiagramNode> nodes = [];

    private MermaidGraph(string direction) => Direction = direction;

    /// <summary>LR, RL, TD or BT.</summary>
    public string Direction { get; }

    public IReadOnlyCollection<DiagramNode> Nodes => nodes.Values;

    public List<DiagramEdge> Edges { get; } = [];

    /// <summary>
    /// The chart, or null when the source is another kind of diagram or uses more than is known here.
    /// </summary>
    public static MermaidGraph? Parse(string source)
    {
        MermaidGraph? graph = null;
        foreach (string line in source.ReplaceLineEndings("\n").Split('\n', ';').Select(l => l.Trim()))
        {
            if (line.Length == 0 || Ignored().IsMatch(line))
                continue;
            if (graph is null)
            {
                if (Header().Match(line) is not { Success: true } header)
                    return null;
                string direction = header.Groups["direction"].Value;
                graph = new MermaidGraph(direction is "TB" or "" ? "TD" : direction);
            }
            else if (!graph.Statement(line))
                return null;
        }
        return graph is { nodes.Count: > 0 } ? graph : null;
    }

    private bool Statement(string line)
    {
        int position = 0;
        if (Group(line, ref position) is not { } from)
            return false;
        while (position < line.Length)
        {
            var link = Link().Match(line, position);
            if (!link.Success)
                return false;
            position += link.Length;
            if (Group(line, ref position) is not { } to)
                return false;
            string stroke = link.Groups["line"].Value;
            string label = link.Groups["label"].Success ? link.Groups["label"].Value : link.Groups["text"].Value;
            foreach (string a in from)
                foreach (string b in to)
                    Edges.Add(new DiagramEdge(a, b, Clean(label), link.Groups["head"].Success,
                        link.Groups["back"].Success, stroke.Contains('.'), stroke.Contains('=')));
            from = to;
        }
        return true;
    }

    /// <summary>One box or several joined by "and" signs.</summary>
    private List<string>? Group(string line, ref int position)
    {
        var ids = new List<string>();
        do
        {
            var box = Box().Match(line, position);
            if (!box.Success)
                return null;
            position += box.Length;
            string id = box.Groups["id"].Value;
            if (box.Groups["open"].Success)
                nodes[id] = new DiagramNode(id, Clean(box.Groups["label"].Value), box.Groups["open"].Value);
            else
                nodes.TryAdd(id, new DiagramNode(id, id, "["));
            ids.Add(id);
        }
        while (And(line, ref position));
        return ids;
    }

    private static bool And(string line, ref int position)
    {
        if (position >= line.Length || line[position] != '&')
            return false;
        position++;
        return true;
    }

    private static string Clean(string label)
    {
        string text = label.Trim().Trim('"', '`').Trim();
        return WebUtility.HtmlDecode(Markup().Replace(LineBreak().Replace(text, "\n"), ""));
    }

    [GeneratedRegex(@"^(%%|classDef\b|class\b|style\b|linkStyle\b|click\b|accTitle|accDescr)")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"^(graph|flowchart)(\s+(?<direction>LR|RL|TD|TB|BT))?$")]
    private static partial Regex Header();

    [GeneratedRegex(@"\G\s*(?<id>\w+)(?<open>\[\[|\[\(|\(\[|\(\(|\{\{|\[/|\[|\(|\{|>)?"
        + @"(?(open)\s*(?<label>""[^""]*""|[^\[\](){}""]*?)\s*(\]\]|\)\]|\]\)|\)\)|\}\}|/\]|\]|\)|\}))(:::\w+)?\s*")]
    private static partial Regex Box();

    [GeneratedRegex(@"\G\s*(?<back><)?((?<line>--|==|-\.)\s+(?<text>[^|]+?)\s+(--+|==+|\.+-)(?<head>[>ox])?"
        + @"|(?<line>-\.+-|--+|==+)(?<head>[>ox](?=[\s|]))?)\s*(\|(?<label>[^|]*)\|)?\s*")]
    private static partial Regex Link();

    [GeneratedRegex(@"<br\s*/?>", RegexOptions.IgnoreCase)]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"</?[a-z]+>", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();
}
