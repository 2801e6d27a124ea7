using System.Globalization;
using Unpaired.Display;

namespace Unpaired.Metrics.Clustering;

/// <summary>Several clusterings of the same items, each method with several seeds: what was found and how much of it is
/// luck.</summary>
public sealed class ClusterReport
{
    private readonly IReadOnlyList<(string Method, IReadOnlyList<ClusteringScores> Runs)> methods;

    /// <summary>Collects scores.</summary>
    /// <param name="methods">Names and one clustering a seed; at least one method, each with at least one run, no name
    /// twice, all about the same labels.</param>
    /// <exception cref="ArgumentException">Anything else.</exception>
    public ClusterReport(params IReadOnlyList<(string Method, IReadOnlyList<ClusteringScores> Runs)> methods)
    {
        if (methods.Count == 0) throw new ArgumentException("Expected at least one method; got none.", nameof(methods));
        if (methods.FirstOrDefault(method => method.Runs.Count == 0) is { Method: { } none })
            throw new ArgumentException($"Method '{none}': expected at least one run; got none.", nameof(methods));
        if (methods.CountBy(method => method.Method).FirstOrDefault(named => named.Value > 1) is { Key: { } twice })
            throw new ArgumentException($"Expected different names of methods; got '{twice}' twice.", nameof(methods));
        var labels = methods[0].Runs[0].Table.LabelSums;
        if (methods.FirstOrDefault(method => method.Runs.Any(run => !run.Table.LabelSums.SequenceEqual(labels)))
            is { Method: { } other })
            throw new ArgumentException(
                $"Method '{other}': expected clusterings of the same items as the first method's.", nameof(methods));
        this.methods = methods;
    }

    /// <summary>What was scored, in the order given.</summary>
    public IReadOnlyList<string> Methods => [.. methods.Select(method => method.Method)];

    /// <summary>The mean accuracy of a method over its runs, 0 to 1.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public double this[string method] => Spread(Find(method), scores => scores.Accuracy).Mean;

    /// <summary>The lowest accuracy of a method's runs, 0 to 1.</summary>
    /// <exception cref="KeyNotFoundException">No such method.</exception>
    public double Lowest(string method) => Spread(Find(method), scores => scores.Accuracy).Low;

    /// <summary>Bars of the mean accuracy with its standard deviation over seeds, and chance.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title)
    {
        var spreads = methods.Select(method => Spread(method.Runs, scores => scores.Accuracy)).ToList();
        return new Chart(title, ToString(), "method", "clustering accuracy")
            .Bars("mean over seeds, with standard deviation", Methods, spreads.Select(spread => spread.Mean),
                spreads.Select(spread => spread.Deviation))
            .Reference(Chance, "largest class");
    }

    /// <summary>A row for each method: mean over seeds, in brackets the lowest and the highest one.</summary>
    public DataTable ToTable()
    {
        var table = new DataTable(
            $"Clusters of {methods[0].Runs[0].Table.Total} pictures of {methods[0].Runs[0].Table.LabelCount} species, "
                + "mean over seeds, in brackets the lowest and the highest",
            "method", "seeds", "accuracy", "purity", "NMI", "ARI");
        foreach (var (method, runs) in methods)
        {
            string Shown(Func<ClusteringScores, double> score) => Spread(runs, score).ToString();
            table.Add(method, runs.Count, Shown(run => run.Accuracy), Shown(run => run.Purity),
                Shown(run => run.NormalizedInformation()), Shown(run => run.AdjustedRand));
        }
        return table;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"Accuracy against {methods[0].Runs[0].Table.LabelCount} labels, mean (lowest to highest): "
        + string.Join("; ", methods.Select(method =>
            $"{method.Method} {Spread(method.Runs, scores => scores.Accuracy)}"))
        + ".";

    /// <summary>The accuracy of putting everything into one cluster.</summary>
    private double Chance => methods[0].Runs[0].Table is var table ? table.LabelSums.Max() / (double)table.Total : 0;

    private IReadOnlyList<ClusteringScores> Find(string method) =>
        methods.FirstOrDefault(entry => entry.Method == method).Runs
        ?? throw new KeyNotFoundException($"No method '{method}'; the report has {string.Join(", ", Methods)}.");

    private static SeedSpread Spread(IReadOnlyList<ClusteringScores> runs, Func<ClusteringScores, double> score)
    {
        double[] values = [.. runs.Select(score)];
        double mean = values.Average();
        double deviation = values.Length == 1 ? 0
            : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return new SeedSpread(mean, deviation, values.Min(), values.Max());
    }

    private readonly record struct SeedSpread(double Mean, double Deviation, double Low, double High)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Mean:F3} ({Low:F3} to {High:F3})");
    }
}
