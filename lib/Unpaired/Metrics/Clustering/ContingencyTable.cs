namespace Unpaired.Metrics.Clustering;

/// <summary>How many items have which label and lie in which cluster.</summary>
public sealed class ContingencyTable
{
    private readonly long[,] counts;

    /// <summary>Counts items.</summary>
    /// <param name="labels">The truth, from 0, one an item.</param>
    /// <param name="clusters">From 0, one an item.</param>
    /// <param name="labelCount">Rows; the largest label plus 1 unless given.</param>
    /// <param name="clusterCount">Columns; the largest cluster plus 1 unless given.</param>
    /// <exception cref="ArgumentException">No items, different numbers, or values out of range.</exception>
    public ContingencyTable(
        IReadOnlyList<int> labels, IReadOnlyList<int> clusters, int? labelCount = null, int? clusterCount = null)
    {
        if (labels.Count == 0 || labels.Count != clusters.Count)
            throw new ArgumentException(
                $"Expected at least one item with a label and a cluster each; got {labels.Count} labels and "
                + $"{clusters.Count} clusters.");
        LabelCount = labelCount ?? labels.Max() + 1;
        ClusterCount = clusterCount ?? clusters.Max() + 1;
        counts = new long[LabelCount, ClusterCount];
        for (int i = 0; i < labels.Count; i++)
        {
            if ((uint)labels[i] >= (uint)LabelCount || (uint)clusters[i] >= (uint)ClusterCount)
                throw new ArgumentException(
                    $"Item {i}: expected a label below {LabelCount} and a cluster below {ClusterCount}, both at least "
                    + $"0; got {labels[i]} and {clusters[i]}.");
            counts[labels[i], clusters[i]]++;
        }
        (Total, LabelSums, ClusterSums) = Sums(counts);
    }

    /// <summary>A table that was counted before.</summary>
    /// <param name="counts">[labels, clusters], none negative, not all 0.</param>
    /// <exception cref="ArgumentException">Anything else.</exception>
    public ContingencyTable(long[,] counts)
    {
        (LabelCount, ClusterCount) = (counts.GetLength(0), counts.GetLength(1));
        if (counts.Cast<long>().Any(count => count < 0) || counts.Cast<long>().All(count => count == 0))
            throw new ArgumentException("Expected counts of items, at least one of them above 0; got "
                + (counts.Cast<long>().Any(count => count < 0) ? "negative ones." : "no items."), nameof(counts));
        this.counts = (long[,])counts.Clone();
        (Total, LabelSums, ClusterSums) = Sums(counts);
    }

    /// <summary>Number of labels.</summary>
    public int LabelCount { get; }

    /// <summary>Number of clusters.</summary>
    public int ClusterCount { get; }

    /// <summary>Number of items.</summary>
    public long Total { get; }

    /// <summary>Items of each label.</summary>
    public IReadOnlyList<long> LabelSums { get; }

    /// <summary>Items of each cluster.</summary>
    public IReadOnlyList<long> ClusterSums { get; }

    /// <summary>Items of a label in a cluster.</summary>
    public long this[int label, int cluster] => counts[label, cluster];

    /// <summary>The label of each cluster so that the most items agree, each label used at most once.</summary>
    /// <returns>One entry per cluster; −1 for clusters that get no label because there are more of them.</returns>
    public IReadOnlyList<int> BestMatch()
    {
        double[,] gain = new double[ClusterCount, LabelCount];
        for (int c = 0; c < ClusterCount; c++)
            for (int l = 0; l < LabelCount; l++) gain[c, l] = counts[l, c];
        return Assignment.Maximise(gain);
    }

    /// <summary>The most frequent label of each cluster; of equal ones the first.</summary>
    public IReadOnlyList<int> MajorityMatch() => [.. Enumerable.Range(0, ClusterCount).Select(c =>
        Enumerable.Range(0, LabelCount).MaxBy(l => counts[l, c]))];

    private static (long Total, IReadOnlyList<long> Labels, IReadOnlyList<long> Clusters) Sums(long[,] counts)
    {
        var (rows, columns) = (Enumerable.Range(0, counts.GetLength(0)), Enumerable.Range(0, counts.GetLength(1)));
        return (counts.Cast<long>().Sum(), [.. rows.Select(l => columns.Sum(c => counts[l, c]))],
            [.. columns.Select(c => rows.Sum(l => counts[l, c]))]);
    }
}
