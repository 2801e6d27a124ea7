namespace Unpaired.Kernel;

/// <summary>A place in a diagram, along its direction and across it, in pixels.</summary>
internal readonly record struct DiagramPoint(double Along, double Across);

/// <summary>A box that has its place; boxes without a node are where a long arrow passes a layer.</summary>
internal sealed class PlacedBox(DiagramNode? node, int layer, double length, double breadth)
{
    public DiagramNode? Node { get; } = node;

    public int Layer { get; } = layer;

    /// <summary>Size along the diagram's direction.</summary>
    public double Length { get; } = length;

    /// <summary>Size across it.</summary>
    public double Breadth { get; } = breadth;

    public double Along { get; set; }

    public double Across { get; set; }

    public List<PlacedBox> Before { get; } = [];

    public List<PlacedBox> After { get; } = [];
}

/// <summary>Arranges a flow chart in layers, so that arrows go one way and cross little.</summary>
internal sealed class DiagramLayout
{
    private const double LayerGap = 44, BoxGap = 26, Sweeps = 8;
    private readonly List<List<PlacedBox>> layers = [];
    private readonly Dictionary<string, PlacedBox> boxes = [];

    /// <param name="graph">The chart.</param>
    /// <param name="size">A box's size along and across the direction.</param>
    /// <param name="labelLength">A label's size along the direction.</param>
    public DiagramLayout(
        MermaidGraph graph, Func<DiagramNode, (double Along, double Across)> size, Func<string, double> labelLength)
    {
        var rank = Ranks(graph);
        foreach (var node in graph.Nodes)
        {
            var (along, across) = size(node);
            boxes[node.Id] = Add(new PlacedBox(node, rank[node.Id], along, across));
        }
        foreach (var edge in graph.Edges.Where(e => e.From != e.To))
            Routes.Add((edge, Route(edge)));
        Order();
        PlaceAcross();
        PlaceAlong(labelLength);
    }

    /// <summary>Each arrow with the boxes that it passes, from its start to its end.</summary>
    public List<(DiagramEdge Edge, List<PlacedBox> Stops)> Routes { get; } = [];

    public IEnumerable<PlacedBox> Boxes => boxes.Values;

    public double Length => layers[^1].Max(b => b.Along + b.Length / 2);

    public double Breadth => layers.SelectMany(l => l).Max(b => b.Across + b.Breadth / 2);

    /// <summary>The longest way to each box from a start; arrows that close a circle do not count.</summary>
    private static Dictionary<string, int> Ranks(MermaidGraph graph)
    {
        var rank = new Dictionary<string, int>();
        var state = new Dictionary<string, int>();
        var order = new List<string>();
        var forward = new HashSet<DiagramEdge>();
        foreach (var node in graph.Nodes)
            Visit(node.Id);
        order.Reverse();
        foreach (string id in order)
        {
            rank.TryAdd(id, 0);
            foreach (var edge in graph.Edges.Where(e => e.From == id && forward.Contains(e)))
                rank[edge.To] = Math.Max(rank.GetValueOrDefault(edge.To), rank[id] + 1);
        }
        return rank;

        void Visit(string id)
        {
            if (!state.TryAdd(id, 1))
                return;
            foreach (var edge in graph.Edges.Where(e => e.From == id))
                if (state.GetValueOrDefault(edge.To) != 1)
                {
                    forward.Add(edge);
                    Visit(edge.To);
                }
            state[id] = 2;
            order.Add(id);
        }
    }

    private PlacedBox Add(PlacedBox box)
    {
        while (layers.Count <= box.Layer)
            layers.Add([]);
        layers[box.Layer].Add(box);
        return box;
    }

    private List<PlacedBox> Route(DiagramEdge edge)
    {
        var (from, to) = (boxes[edge.From], boxes[edge.To]);
        var stops = new List<PlacedBox> { from };
        int step = Math.Sign(to.Layer - from.Layer);
        for (int layer = from.Layer + step; step != 0 && layer != to.Layer; layer += step)
            stops.Add(Add(new PlacedBox(null, layer, 0, 8)));
        stops.Add(to);
        for (int i = 1; i < stops.Count; i++)
        {
            var (first, second) = step >= 0 ? (stops[i - 1], stops[i]) : (stops[i], stops[i - 1]);
            first.After.Add(second);
            second.Before.Add(first);
        }
        return stops;
    }

    private void Order()
    {
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool down = sweep % 2 == 0;
            for (int i = 1; i < layers.Count; i++)
            {
                int layer = down ? i : layers.Count - 1 - i;
                var fixedPlaces = layers[down ? layer - 1 : layer + 1];
                layers[layer] = [.. layers[layer].OrderBy(
                    b => Mean(down ? b.Before : b.After, n => fixedPlaces.IndexOf(n), layers[layer].IndexOf(b)))];
            }
        }
    }

    private void PlaceAcross()
    {
        foreach (var layer in layers)
            Pack(layer, b => b.Across);
        for (int sweep = 0; sweep < Sweeps; sweep++)
            foreach (var layer in sweep % 2 == 0 ? layers : layers.AsEnumerable().Reverse())
                Pack(layer, b => Mean([.. b.Before, .. b.After], n => n.Across, b.Across));
        double least = layers.SelectMany(l => l).Min(b => b.Across - b.Breadth / 2);
        foreach (var box in layers.SelectMany(l => l))
            box.Across -= least;
    }

    /// <summary>Puts the boxes of a layer, in their order, as near as possible to where they want to be.</summary>
    private static void Pack(List<PlacedBox> layer, Func<PlacedBox, double> wish)
    {
        double[] wishes = [.. layer.Select(wish)];
        for (int i = 0; i < layer.Count; i++)
            layer[i].Across = i == 0 ? wishes[0] : Math.Max(wishes[i],
                layer[i - 1].Across + (layer[i - 1].Breadth + layer[i].Breadth) / 2 + BoxGap);
        double shift = layer.Select((b, i) => wishes[i] - b.Across).Average();
        foreach (var box in layer)
            box.Across += shift;
    }

    private void PlaceAlong(Func<string, double> labelLength)
    {
        double start = 0;
        for (int i = 0; i < layers.Count; i++)
        {
            double length = layers[i].Max(b => b.Length);
            foreach (var box in layers[i])
                box.Along = start + length / 2;
            double label = Routes.Where(r => r.Stops.Any(s => s.Layer == i) && r.Stops.Any(s => s.Layer == i + 1))
                .Select(r => r.Edge.Label.Length == 0 ? 0 : labelLength(r.Edge.Label) + 48).DefaultIfEmpty().Max();
            start += length + Math.Max(LayerGap, label);
        }
    }

    private static double Mean(List<PlacedBox> neighbours, Func<PlacedBox, double> value, double otherwise) =>
        neighbours.Count == 0 ? otherwise : neighbours.Average(value);
}
