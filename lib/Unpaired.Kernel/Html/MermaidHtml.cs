using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Unpaired.Kernel;

/// <summary>Mermaid diagrams: flow charts drawn, others readable as their source.</summary>
internal static class MermaidHtml
{
    private const double LetterWidth = 7.9, LineHeight = 18, Margin = 6;

    public static string Render(string source)
    {
        string text = WebUtility.HtmlEncode(source.Trim());
        return MermaidGraph.Parse(source) is { } graph
            ? $"<figure class=\"diagram\">{new Drawing(graph, source).Svg()}"
                + $"<details><summary>As text</summary><pre>{text}</pre></details></figure>\n"
            : $"<figure class=\"diagram\"><pre>{text}</pre>"
                + "<figcaption>A diagram, in Mermaid's notation</figcaption></figure>\n";
    }

    private sealed class Drawing(MermaidGraph graph, string source)
    {
        private readonly bool sideways = graph.Direction is "LR" or "RL";
        private readonly StringBuilder svg = new();
        private readonly string marker = "arrow-"
            + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..8];
        private double length;

        public string Svg()
        {
            var layout = new DiagramLayout(graph, node => Size(node) is var (w, h) && sideways ? (w, h) : (h, w),
                label => sideways ? Width(label) : Lines(label).Length * LineHeight);
            length = layout.Length;
            var (width, height) = sideways ? (layout.Length, layout.Breadth) : (layout.Breadth, layout.Length);
            svg.Append($"<svg viewBox=\"{N(-Margin)} {N(-Margin)} {N(width + 2 * Margin)} {N(height + 2 * Margin)}\" ")
                .Append($"width=\"{N(width + 2 * Margin)}\" role=\"img\" ")
                .Append($"aria-label=\"{WebUtility.HtmlEncode(Description())}\" ")
                .Append("font-size=\"14\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.4\">")
                .Append($"<defs><marker id=\"{marker}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" ")
                .Append("markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\">")
                .Append("<path d=\"M0 0L10 5L0 10z\" fill=\"currentColor\" stroke=\"none\"/></marker></defs>");
            foreach (var (edge, stops) in layout.Routes)
                Arrow(edge, stops);
            foreach (var box in layout.Boxes)
                Box(box);
            foreach (var (edge, stops) in layout.Routes.Where(r => r.Edge.Label.Length > 0))
                Label(edge.Label, stops);
            return svg.Append("</svg>").ToString();
        }

        private string Description() => "Diagram: " + string.Join("; ", graph.Edges.Select(e =>
            $"{Name(e.From)} to {Name(e.To)}{(e.Label.Length > 0 ? $" ({e.Label})" : "")}")).Replace('\n', ' ') + ".";

        private string Name(string id) => graph.Nodes.First(n => n.Id == id).Label;

        private void Arrow(DiagramEdge edge, List<PlacedBox> stops)
        {
            bool forward = stops[0].Layer <= stops[^1].Layer;
            var points = new List<DiagramPoint>();
            foreach (var stop in stops)
            {
                double exit = (ReferenceEquals(stop, stops[0]) == forward ? 0.5 : -0.5) * stop.Length;
                points.Add(new DiagramPoint(stop.Along + (stop.Node is null ? 0 : exit), stop.Across));
            }
            var path = new StringBuilder($"M{P(points[0])}");
            for (int i = 1; i < points.Count; i++)
            {
                double middle = (points[i - 1].Along + points[i].Along) / 2;
                path.Append($"C{P(points[i - 1] with { Along = middle })} ")
                    .Append($"{P(points[i] with { Along = middle })} {P(points[i])}");
            }
            svg.Append($"<path d=\"{path}\"")
                .Append(edge.Dotted ? " stroke-dasharray=\"3 4\"" : "").Append(edge.Thick ? " stroke-width=\"3\"" : "")
                .Append(edge.Arrow ? $" marker-end=\"url(#{marker})\"" : "")
                .Append(edge.BackArrow ? $" marker-start=\"url(#{marker})\"" : "").Append("/>");
        }

        private void Box(PlacedBox box)
        {
            var node = box.Node!;
            var (w, h) = Size(node);
            var (x, y) = XY(new DiagramPoint(box.Along, box.Across));
            double radius = node.Shape is "(" ? 8 : node.Shape is "([" or "((" or "[(" ? h / 2 : 3;
            const string Style = "style=\"fill:var(--panel)\"";
            var (left, right, top, bottom) = (N(x - w / 2), N(x + w / 2), N(y - h / 2), N(y + h / 2));
            svg.Append(node.Shape is "{" or "{{"
                ? $"<path {Style} d=\"M{left} {N(y)}L{N(x)} {top}L{right} {N(y)}L{N(x)} {bottom}z\"/>"
                : $"<rect {Style} x=\"{left}\" y=\"{top}\" width=\"{N(w)}\" height=\"{N(h)}\" rx=\"{N(radius)}\"/>");
            Text(node.Label, x, y);
        }

        private void Label(string label, List<PlacedBox> stops)
        {
            var (a, b) = (stops[(stops.Count - 1) / 2], stops[(stops.Count - 1) / 2 + 1]);
            int way = Math.Sign(b.Layer - a.Layer);
            double along = (a.Along + way * a.Length / 2 + b.Along - way * b.Length / 2) / 2;
            var (x, y) = XY(new DiagramPoint(along, (a.Across + b.Across) / 2));
            double w = Width(label) + 6, h = Lines(label).Length * LineHeight;
            svg.Append($"<rect style=\"fill:var(--page)\" stroke=\"none\" x=\"{N(x - w / 2)}\" y=\"{N(y - h / 2)}\" ")
                .Append($"width=\"{N(w)}\" height=\"{N(h)}\"/>");
            Text(label, x, y);
        }

        private void Text(string text, double x, double y)
        {
            string[] lines = Lines(text);
            double top = y - (lines.Length - 1) * LineHeight / 2;
            svg.Append(
                "<text text-anchor=\"middle\" dominant-baseline=\"central\" fill=\"currentColor\" stroke=\"none\">");
            for (int i = 0; i < lines.Length; i++)
                svg.Append(
                    $"<tspan x=\"{N(x)}\" y=\"{N(top + i * LineHeight)}\">{WebUtility.HtmlEncode(lines[i])}</tspan>");
            svg.Append("</text>");
        }

        private (double X, double Y) XY(DiagramPoint point)
        {
            double along = graph.Direction is "RL" or "BT" ? length - point.Along : point.Along;
            return sideways ? (along, point.Across) : (point.Across, along);
        }

        private string P(DiagramPoint point) => XY(point) is var (x, y) ? $"{N(x)} {N(y)}" : "";

        private static (double Width, double Height) Size(DiagramNode node)
        {
            double width = Width(node.Label) + 28, height = Lines(node.Label).Length * LineHeight + 20;
            return node.Shape switch
            {
                "{" or "{{" => (width * 1.3, height * 1.5),
                "((" => (Math.Max(width, height), height),
                _ => (width, height),
            };
        }

        private static double Width(string text) => Lines(text).Max(l => l.Length) * LetterWidth;

        private static string[] Lines(string text) => text.Split('\n');

        private static string N(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
    }
}
