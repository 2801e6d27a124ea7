using System.Globalization;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>One layer's output beside what the original's code computed.</summary>
/// <param name="Name">As in the original's named_modules, for example enc_content.model.1.</param>
/// <param name="Relative">The largest difference over the largest magnitude that the original computed.</param>
/// <param name="Channels">The same for each channel, over the layer's largest magnitude.</param>
public sealed record ComparedLayer(string Name, double Relative, IReadOnlyList<double> Channels)
{
    /// <summary>Name and relative difference.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Relative:0.0e-0}");

    /// <summary>Compares two outputs of one picture.</summary>
    /// <param name="name">Of the layer.</param>
    /// <param name="theirs">[1, channels, …].</param>
    /// <param name="ours">The same shape, or as many numbers.</param>
    internal static ComparedLayer Of(string name, Tensor theirs, Tensor ours)
    {
        using var scope = NewDisposeScope();
        long channels = theirs.shape[1];
        if (ours.numel() != theirs.numel())
            return new ComparedLayer(
                name, double.PositiveInfinity, [.. Enumerable.Repeat(double.PositiveInfinity, (int)channels)]);
        var expected = theirs.to(float64).reshape(channels, -1);
        var difference = (ours.to(float64).reshape(channels, -1) - expected).abs().amax([1]);
        double magnitude = expected.abs().max().item<double>();
        double[] each = [.. difference.data<double>().Select(value => magnitude > 0 ? value / magnitude : value)];
        return new ComparedLayer(name, each.Max(), each);
    }
}

/// <summary>The layers of a network beside what the original's code computed, in the order of computation.</summary>
/// <param name="System">The system, for example munit.</param>
/// <param name="Layers">All layers that could be compared.</param>
public sealed record LayerComparison(string System, IReadOnlyList<ComparedLayer> Layers)
{
    private const double Smallest = 1e-17; // below the last digit of a double: stands for equality
    private const int MostColumns = 12;

    /// <summary>The largest relative difference.</summary>
    public double Worst => Layers.Max(layer => layer.Relative);

    /// <summary>A layer by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ComparedLayer this[string name] => Layers.FirstOrDefault(layer => layer.Name == name)
        ?? throw new ArgumentException(
            $"No layer '{name}'; there are {string.Join(", ", Layers.Select(layer => layer.Name))}.", nameof(name));

    /// <summary>The first layer that differs by more than a tolerance; null if none does.</summary>
    /// <param name="tolerance">Relative; the default is that of golden data in double precision.</param>
    public ComparedLayer? FirstApart(double tolerance = 1e-9) =>
        Layers.FirstOrDefault(layer => !(layer.Relative <= tolerance));

    /// <summary>A row for each layer, a column for each channel: where in the network, and in which channels, numbers
    /// part. Layers with many channels are folded: a cell shows the largest of its neighbours.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="alt">What is to be seen; null for a sentence that says how far the layers are apart.</param>
    public Chart ToHeatMap(string title, string? alt = null)
    {
        int columns = Math.Min(MostColumns, Layers.Max(layer => layer.Channels.Count));
        var values = Empty(Layers.Count, columns);
        for (int row = 0; row < Layers.Count; row++)
        {
            var channels = Layers[row].Channels;
            for (int i = 0; i < channels.Count; i++)
            {
                int column = channels.Count <= columns ? i : i * columns / channels.Count;
                values[row, column] = Larger(values[row, column], Exponent(channels[i]));
            }
        }

        var apart = FirstApart();
        alt ??= FormattableString.Invariant($"Relative difference of {Layers.Count} layers by channel, at most ")
            + FormattableString.Invariant($"{Worst:0.0e-0}") + (apart is null ? "; all agree." : $"; the first that differs is {apart.Name}.");
        return new Chart(title, alt, "channel", "")
        {
            Width = 760,
            Height = 140 + 20 * Layers.Count,
        }.HeatMap("power of ten", values, Layers.Select(layer => layer.Name), Numbers(columns));
    }

    /// <summary>A row for each network, a column for each layer in the order of computation.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="comparisons">With the names of the rows.</param>
    /// <exception cref="ArgumentException">No comparisons.</exception>
    public static Chart HeatMapOf(string title, IReadOnlyList<(string Name, LayerComparison Comparison)> comparisons)
    {
        if (comparisons.Count == 0)
            throw new ArgumentException("Expected at least one comparison; got none.", nameof(comparisons));
        int columns = comparisons.Max(one => one.Comparison.Layers.Count);
        var values = Empty(comparisons.Count, columns);
        for (int row = 0; row < comparisons.Count; row++)
        {
            var layers = comparisons[row].Comparison.Layers;
            for (int column = 0; column < layers.Count; column++)
                values[row, column] = Exponent(layers[column].Relative);
        }

        double worst = comparisons.Max(one => one.Comparison.Worst);
        int layersInAll = comparisons.Sum(one => one.Comparison.Layers.Count);
        return new Chart(title,
            FormattableString.Invariant($"{layersInAll} layers of {comparisons.Count} networks against the original code; ")
            + FormattableString.Invariant($"largest relative difference {worst:0.0e-0}."),
            "layer, in the order of computation", "")
        {
            Width = 860,
            Height = 150 + 34 * comparisons.Count,
        }.HeatMap("power of ten", values, comparisons.Select(one => one.Name), Numbers(columns));
    }

    private static double[,] Empty(int rows, int columns)
    {
        var values = new double[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                values[row, column] = double.NaN;
        }

        return values;
    }

    private static double Larger(double before, double value) => double.IsNaN(before) ? value : Math.Max(before, value);

    private static double Exponent(double relative) =>
        Math.Log10(Math.Clamp(double.IsNaN(relative) ? 1 : relative, Smallest, 1));

    private static IEnumerable<string> Numbers(int count) =>
        Enumerable.Range(1, count).Select(number => number.ToString(CultureInfo.InvariantCulture));
}
