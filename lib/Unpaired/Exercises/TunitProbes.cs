using Unpaired.Metrics.Clustering;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 05 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class TunitProbes
{
    private const double Close = 1e-4;

    /// <summary>How often a picture is in pseudo domain i and its copy in j: symmetric, sums to 1.</summary>
    public static string? Joint(Func<Tensor, Tensor, Tensor> joint)
    {
        using var generator = new Generator(51);
        Tensor Drawn() => randn([7, 3], generator: generator).softmax(1);
        var (p, q) = (Drawn(), Drawn());
        var table = joint(p, q);
        if (!table.shape.SequenceEqual([3L, 3L]))
            return $"seven pictures and three pseudo domains gave [{string.Join(", ", table.shape)}] instead of [3, 3].";
        if (Value(table.sum()) is var sum && !(Math.Abs(sum - 1) <= Close))
            return $"the entries sum to {sum:0.####}, not to 1.";
        if (!(Value((table - table.t()).abs().max()) <= Close))
            return "the table is not symmetric: nothing says which view comes first.";
        double off = Value((table - TunitLosses.Joint(p, q)).abs().max());
        return off <= Close ? null : $"on drawn probabilities an entry is off by up to {off:0.####}.";
    }

    /// <summary>Mutual information of a table, zeros included.</summary>
    public static string? Information(Func<Tensor, double> information)
    {
        if (information(full([4, 4], 1 / 16f)) is var none && !(Math.Abs(none) <= Close))
            return $"when every entry is 1/16, one side says nothing of the other: 0, not {none:0.####}.";
        if (information(eye(4) / 4) is var most && !(Math.Abs(most - Math.Log(4)) <= Close))
            return $"four equal entries on the diagonal have ln 4 = 1.3863 nats, not {most:0.####}.";
        using var generator = new Generator(52);
        var table = rand([3, 5], generator: generator);
        table = table / table.sum();
        var independent = table.sum(1, keepdim: true) * table.sum(0, keepdim: true);
        double wanted = Value((table * (table / independent).log()).sum());
        double got = information(table);
        return Math.Abs(got - wanted) <= Close
            ? null
            : $"a drawn table of 3 x 5 has {wanted:0.####} nats; the answer is {got:0.####}. Are rows and columns both used?";
    }

    /// <summary>The contrastive loss of a batch.</summary>
    public static string? Contrast(Func<Tensor, Tensor, Tensor, double> contrast)
    {
        using var generator = new Generator(53);
        if (contrast(zeros(2, 4), zeros(2, 4), zeros(3, 4)) is var alike && !(Math.Abs(alike - Math.Log(4)) <= Close))
            return $"when its own key and three others look alike, the loss is ln 4 = 1.3863, not {alike:0.####}.";
        Tensor Drawn(long rows) => randn([rows, 6], generator: generator) * 0.2;
        var (query, key, queue) = (Drawn(5), Drawn(5), Drawn(8));
        double wanted = Value(TunitLosses.Contrast(query, key, queue));
        double got = contrast(query, key, queue);
        return Math.Abs(got - wanted) <= 1e-3 * wanted
            ? null
            : $"on drawn codes it is {wanted:0.####}; the answer is {got:0.####}. Temperature 0.07, mean over the batch.";
    }

    /// <summary>The share of items with the most frequent label of their cluster.</summary>
    public static string? Purity(Func<int[], int[], double> purity)
    {
        if (purity([0, 0, 1, 1], [3, 3, 5, 5]) is var same && !(Math.Abs(same - 1) <= Close))
            return $"clusters that are the labels under other names have purity 1, not {same:0.####}.";
        if (purity([0, 0, 1, 2], [0, 0, 0, 0]) is var one && !(Math.Abs(one - 0.5) <= Close))
            return $"everything in one cluster, half of it one label: 0.5, not {one:0.####}.";
        var random = new Random(54);
        int[] labels = [.. Enumerable.Range(0, 60).Select(_ => random.Next(4))];
        int[] clusters = [.. labels.Select(label => random.Next(3) == 0 ? random.Next(6) : label)];
        double wanted = ClusteringScores.Of(labels, clusters).Purity;
        double got = purity(labels, clusters);
        return Math.Abs(got - wanted) <= Close
            ? null
            : $"sixty drawn pictures have {wanted:0.####}; the answer is {got:0.####}. Two clusters may share a label.";
    }

    private static double Value(Tensor one) => one.to(float64).item<double>();
}
