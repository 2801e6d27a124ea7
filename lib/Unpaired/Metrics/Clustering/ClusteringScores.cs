using System.Globalization;
using Unpaired.Display;

namespace Unpaired.Metrics.Clustering;

/// <summary>What mutual information is divided by to lie between 0 and 1.</summary>
public enum InformationNorm
{
    /// <summary>The mean of both entropies: the usual one.</summary>
    Arithmetic,

    /// <summary>The root of their product.</summary>
    Geometric,

    /// <summary>The smaller one.</summary>
    Minimum,

    /// <summary>The larger one.</summary>
    Maximum,
}

/// <summary>How well clusters agree with labels that they never saw.</summary>
/// <remarks>Natural logarithms; the definitions of scikit-learn 1.2, specification metrics.md, section 9.</remarks>
public sealed class ClusteringScores
{
    private readonly double labelEntropy;
    private readonly double clusterEntropy;

    /// <summary>Measures a table.</summary>
    public ClusteringScores(ContingencyTable table)
    {
        Table = table;
        Match = table.BestMatch();
        labelEntropy = Entropy(table.LabelSums, table.Total);
        clusterEntropy = Entropy(table.ClusterSums, table.Total);
        MutualInformation = Information(table);
        Accuracy = Enumerable.Range(0, table.ClusterCount).Where(c => Match[c] >= 0).Sum(c => table[Match[c], c])
            / (double)table.Total;
        Purity = Enumerable.Range(0, table.ClusterCount)
            .Sum(c => Enumerable.Range(0, table.LabelCount).Max(l => table[l, c])) / (double)table.Total;
        AdjustedRand = Rand(table);
    }

    /// <summary>Measures a clustering.</summary>
    /// <param name="labels">The truth, from 0, one an item.</param>
    /// <param name="clusters">From 0, one an item.</param>
    public static ClusteringScores Of(IReadOnlyList<int> labels, IReadOnlyList<int> clusters) =>
        new(new ContingencyTable(labels, clusters));

    /// <summary>What was counted.</summary>
    public ContingencyTable Table { get; }

    /// <summary>The label of each cluster in <see cref="Accuracy"/>; −1 for none.</summary>
    public IReadOnlyList<int> Match { get; }

    /// <summary>Share of items whose cluster is matched with their label, one to one and best in total; 0 to
    /// 1.</summary>
    public double Accuracy { get; }

    /// <summary>Share of items with the most frequent label of their cluster; 0 to 1, at least
    /// <see cref="Accuracy"/>.</summary>
    public double Purity { get; }

    /// <summary>What knowing the cluster tells of the label, in nats.</summary>
    public double MutualInformation { get; }

    /// <summary>Pairs put together rightly, corrected for chance: 0 for chance, 1 for equality.</summary>
    public double AdjustedRand { get; }

    /// <summary>Normalised mutual information, 0 to 1.</summary>
    public double NormalizedInformation(InformationNorm norm = InformationNorm.Arithmetic)
    {
        double divisor = norm switch
        {
            InformationNorm.Arithmetic => (labelEntropy + clusterEntropy) / 2,
            InformationNorm.Geometric => Math.Sqrt(labelEntropy * clusterEntropy),
            InformationNorm.Minimum => Math.Min(labelEntropy, clusterEntropy),
            InformationNorm.Maximum => Math.Max(labelEntropy, clusterEntropy),
            _ => throw new ArgumentOutOfRangeException(nameof(norm), norm, "Unknown norm."),
        };
        bool bothTrivial = labelEntropy == 0 && clusterEntropy == 0;
        return bothTrivial ? 1 : divisor == 0 ? 0 : MutualInformation / divisor;
    }

    /// <summary>The four scores as a table.</summary>
    public DataTable ToTable(string caption)
    {
        var table = new DataTable(caption, "score", "value") { Formats = [null, "F3"] };
        table.Add("accuracy", Accuracy);
        table.Add("purity", Purity);
        table.Add("normalised mutual information", NormalizedInformation());
        return table.Add("adjusted Rand index", AdjustedRand);
    }

    /// <summary>Labels as rows, clusters as columns, each cluster in the column of its label.</summary>
    /// <param name="title">The claim.</param>
    /// <param name="labelNames">One a label; numbers unless given.</param>
    public Chart ToConfusionChart(string title, IReadOnlyList<string>? labelNames = null)
    {
        var (values, columns) = Confusion();
        string alt = string.Create(CultureInfo.InvariantCulture,
            $"Confusion matrix of {Table.Total} items: {Accuracy:P1} lie in the cluster matched with their label.");
        return new Chart(title, alt, "cluster", "label").HeatMap("items", values,
            labelNames ?? Numbers(Enumerable.Range(0, Table.LabelCount)), columns);
    }

    /// <summary>Items of each label (rows) in each cluster (columns, each in the place of its label, those without one
    /// last).</summary>
    /// <returns>The counts, and the clusters' numbers in the order of the columns.</returns>
    public (double[,] Values, IReadOnlyList<string> Columns) Confusion()
    {
        int[] order = [.. Enumerable.Range(0, Table.ClusterCount).OrderBy(c => Match[c] < 0 ? int.MaxValue : Match[c])];
        double[,] values = new double[Table.LabelCount, Table.ClusterCount];
        for (int l = 0; l < Table.LabelCount; l++)
            for (int c = 0; c < order.Length; c++) values[l, c] = Table[l, order[c]];
        return (values, Numbers(order));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"accuracy {Accuracy:F3}, purity {Purity:F3}, NMI {NormalizedInformation():F3}, ARI {AdjustedRand:F3} "
        + $"({Table.Total} items, {Table.LabelCount} labels, {Table.ClusterCount} clusters)");

    private static string[] Numbers(IEnumerable<int> numbers) =>
        [.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))];

    private static double Entropy(IReadOnlyList<long> sums, long total) => -sums.Where(n => n > 0).Sum(n =>
    {
        double p = n / (double)total;
        return p * Math.Log(p);
    });

    private static double Information(ContingencyTable table)
    {
        double sum = 0, total = table.Total;
        for (int l = 0; l < table.LabelCount; l++)
        {
            for (int c = 0; c < table.ClusterCount; c++)
            {
                double n = table[l, c];
                if (n > 0) sum += n / total * Math.Log(total * n / ((double)table.LabelSums[l] * table.ClusterSums[c]));
            }
        }
        return sum;
    }

    private static double Rand(ContingencyTable table)
    {
        double Pairs(double n) => n * (n - 1) / 2;
        double together = 0;
        for (int l = 0; l < table.LabelCount; l++)
            for (int c = 0; c < table.ClusterCount; c++) together += Pairs(table[l, c]);
        double byLabel = table.LabelSums.Sum(n => Pairs(n)), byCluster = table.ClusterSums.Sum(n => Pairs(n));
        double all = Pairs(table.Total), expected = all == 0 ? 0 : byLabel * byCluster / all;
        double best = (byLabel + byCluster) / 2;
        return best == expected ? 1 : (together - expected) / (best - expected);
    }
}
