using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Clustering;

/// <summary>Points in k groups round their means.</summary>
/// <param name="Clusters">One a point, 0 to k − 1.</param>
/// <param name="Centres">k × D.</param>
/// <param name="Inertia">Sum of squared distances to the own centre.</param>
/// <param name="Rounds">Until nothing moved.</param>
public sealed record KMeans(IReadOnlyList<int> Clusters, double[,] Centres, double Inertia, int Rounds)
{
    /// <summary>Lloyd's algorithm from the best of several k-means++ starts.</summary>
    /// <remarks>Arthur and Vassilvitskii, SODA 2007. The same seed gives the same groups.</remarks>
    /// <param name="points">[N, D], finite.</param>
    /// <param name="k">1 to N.</param>
    /// <param name="seed">Decides the starts.</param>
    /// <param name="starts">Runs of which the one with the least inertia counts.</param>
    /// <param name="mostRounds">Of each run.</param>
    /// <exception cref="ArgumentException">Another shape, numbers that are not finite, or a k out of range.</exception>
    public static KMeans Fit(Tensor points, int k, long seed = 1, int starts = 10, int mostRounds = 100)
    {
        if (points.dim() != 2 || k < 1 || k > points.shape[0] || starts < 1 || mostRounds < 1)
            throw new ArgumentException(
                $"Expected points [N, D], k from 1 to N, at least 1 start and 1 round; got "
                + $"[{string.Join(", ", points.shape)}], k {k}, {starts} starts, {mostRounds} rounds.");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = points.detach().to(float64).cpu().contiguous();
        if (!x.isfinite().all().item<bool>())
            throw new ArgumentException("Expected finite points; got some that are not.", nameof(points));
        KMeans? best = null;
        for (int start = 0; start < starts; start++)
        {
            var run = Run(x, k, new ItemRandom(seed, start), mostRounds);
            if (best is null || run.Inertia < best.Inertia) best = run;
        }
        return best!;
    }

    private static KMeans Run(Tensor x, int k, ItemRandom random, int mostRounds)
    {
        using var scope = NewDisposeScope();
        var norms = x.square().sum(1);
        var centres = Spread(x, k, random);
        long[] clusters = [];
        double inertia = 0;
        int round = 0;
        while (round < mostRounds)
        {
            round++;
            using var inner = NewDisposeScope();
            var distances = Distances(x, norms, centres);
            var (least, nearest) = distances.min(1);
            long[] now = nearest.data<long>().ToArray();
            inertia = least.clamp(min: 0).sum().item<double>();
            if (now.AsSpan().SequenceEqual(clusters)) break;
            clusters = now;
            centres = Means(x, nearest, least, k).MoveToOuterDisposeScope();
        }
        double[,] table = new double[k, x.shape[1]];
        Buffer.BlockCopy(centres.contiguous().data<double>().ToArray(), 0, table, 0, table.Length * sizeof(double));
        return new KMeans([.. clusters.Select(c => (int)c)], table, inertia, round);
    }

    private static Tensor Distances(Tensor x, Tensor norms, Tensor centres) =>
        norms.unsqueeze(1) - x.mm(centres.t()) * 2 + centres.square().sum(1).unsqueeze(0);

    /// <summary>Means of the groups; an empty one takes the point that lies farthest from its centre.</summary>
    private static Tensor Means(Tensor x, Tensor nearest, Tensor least, int k)
    {
        using var scope = NewDisposeScope();
        var members = nn.functional.one_hot(nearest, k).to(float64);
        var counts = members.sum([0]);
        var means = members.t().mm(x) / counts.clamp(min: 1).unsqueeze(1);
        double[] sizes = counts.data<double>().ToArray();
        long[] farthest = least.argsort(descending: true).data<long>().ToArray();
        for (int c = 0, next = 0; c < k; c++)
        {
            if (sizes[c] == 0) means[c].copy_(x[farthest[next++]]);
        }
        return means.MoveToOuterDisposeScope();
    }

    /// <summary>k-means++: each further centre is a point drawn with its squared distance to the nearest one.</summary>
    private static Tensor Spread(Tensor x, int k, ItemRandom random)
    {
        using var scope = NewDisposeScope();
        int count = (int)x.shape[0];
        var chosen = new List<long> { random.Below(count) };
        var nearest = (x - x[chosen[0]]).square().sum(1);
        while (chosen.Count < k)
        {
            double[] weights = nearest.data<double>().ToArray();
            double target = (random.Next() >> 11) * (1.0 / (1L << 53)) * weights.Sum();
            int pick = 0;
            while (pick < count - 1 && (target -= weights[pick]) > 0) pick++;
            chosen.Add(pick);
            nearest = minimum(nearest, (x - x[pick]).square().sum(1));
        }
        return x.index_select(0, tensor(chosen.ToArray())).MoveToOuterDisposeScope();
    }
}
