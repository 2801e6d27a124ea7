using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>How real made pictures are, and how much of the real ones they reach, by neighbours in feature
/// space.</summary>
/// <remarks>
/// Kynkäänniemi et al., NeurIPS 2019 (precision, recall) and Naeem et al., ICML 2020 (density, coverage), with strict
/// comparisons as in generative-evaluation-prdc; specification metrics.md, section 8. Distances come from matrix
/// products; those so near to a border that rounding could decide are computed again from differences, so that equal
/// points have distance 0 and copies never count as nearer than what they are copies of. Memory grows with the number of
/// points, not with its square.
/// </remarks>
/// <param name="Precision">Share of made ones within the reach of some real one.</param>
/// <param name="Recall">Share of real ones within the reach of some made one.</param>
/// <param name="Density">Mean number of real ones whose reach holds a made one, over k; may exceed 1.</param>
/// <param name="Coverage">Share of real ones whose nearest made one is within their reach.</param>
public sealed record FeatureCoverage(double Precision, double Recall, double Density, double Coverage)
{
    private const int BlockRows = 512;
    private const int SpareCandidates = 8;
    private const double Doubt = 1e-9; // of the squared lengths; products are right to about 1e-14 of them

    /// <summary>Measures two sets.</summary>
    /// <param name="real">[N, D], N above k.</param>
    /// <param name="made">[M, D], M above k.</param>
    /// <param name="neighbours">k: the reach of a point is the distance to its k-th neighbour; 5 in the paper.</param>
    /// <exception cref="ArgumentException">Other shapes, or too few points.</exception>
    public static FeatureCoverage Of(Tensor real, Tensor made, int neighbours = 5)
    {
        if (real.dim() != 2 || made.dim() != 2 || real.shape[1] != made.shape[1] || neighbours < 1
            || Math.Min(real.shape[0], made.shape[0]) <= neighbours)
            throw new ArgumentException(
                $"Expected real [N, D] and made [M, D] features with N and M above k = {neighbours}; got "
                + $"[{string.Join(", ", real.shape)}] and [{string.Join(", ", made.shape)}].");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // Around 0, so that lengths are no longer than they must be; distances stay the same.
        var x = real.detach().to(float64).cpu();
        var centre = x.mean([0]);
        var (a, b) = (new Points(x - centre), new Points(made.detach().to(float64).cpu() - centre));
        var (realReach, madeReach) = (Reach(a, neighbours), Reach(b, neighbours));
        var counts = zeros(b.Count, ScalarType.Int64);
        long covered = 0, recalled = 0;
        for (long start = 0; start < a.Count; start += BlockRows)
        {
            using var block = NewDisposeScope();
            long rows = Math.Min(BlockRows, a.Count - start);
            var squared = a.SquaredDistances(start, rows, b);
            var inReal = Nearer(squared, realReach.narrow(0, start, rows).unsqueeze(1), a, start, b);
            var inMade = Nearer(squared, madeReach.unsqueeze(0), a, start, b);
            counts.add_(inReal.sum([0]));
            covered += inReal.any(1).sum().item<long>();
            recalled += inMade.any(1).sum().item<long>();
        }
        return new FeatureCoverage(
            counts.gt(0).to(float64).mean().item<double>(), (double)recalled / a.Count,
            counts.to(float64).mean().item<double>() / neighbours, (double)covered / a.Count);
    }

    /// <summary>The distance of each point to its k-th neighbour, itself left out.</summary>
    /// <param name="points">[N, D].</param>
    /// <param name="neighbours">k, below N.</param>
    /// <returns>[N], float64. The caller owns it.</returns>
    public static Tensor Reach(Tensor points, int neighbours)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = points.detach().to(float64).cpu();
        return Reach(new Points(x - x.mean([0])), neighbours).MoveToOuterDisposeScope();
    }

    private static Tensor Reach(Points points, int neighbours)
    {
        using var scope = NewDisposeScope();
        int candidates = (int)Math.Min(points.Count, neighbours + 1 + SpareCandidates);
        List<Tensor> reaches = [];
        for (long start = 0; start < points.Count; start += BlockRows)
        {
            using var block = NewDisposeScope();
            long rows = Math.Min(BlockRows, points.Count - start);
            var nearest = points.SquaredDistances(start, rows, points).topk(candidates, 1, largest: false).indexes;
            var others = points.Rows.index_select(0, nearest.flatten()).view(rows, candidates, -1);
            var exact = (others - points.Rows.narrow(0, start, rows).unsqueeze(1)).square().sum(2).sqrt();
            reaches.Add(exact.sort(1).Values.select(1, neighbours).clone().MoveToOuterDisposeScope());
        }
        return cat(reaches).MoveToOuterDisposeScope();
    }

    /// <summary>Which points are nearer than a reach, decided by differences where products cannot.</summary>
    private static Tensor Nearer(Tensor squared, Tensor reach, Points a, long start, Points b)
    {
        using var scope = NewDisposeScope();
        var border = reach.square();
        var nearer = squared.lt(border);
        var lengths = a.Lengths.narrow(0, start, squared.shape[0]).unsqueeze(1) + b.Lengths.unsqueeze(0);
        var doubtful = (squared - border).abs_().le(lengths.Times(Doubt)).nonzero();
        for (long i = 0; i < doubtful.shape[0]; i += BlockRows)
        {
            using var block = NewDisposeScope();
            var some = doubtful.narrow(0, i, Math.Min(BlockRows, doubtful.shape[0] - i));
            var (row, column) = (some.select(1, 0), some.select(1, 1));
            var difference = a.Rows.index_select(0, row.add(start)) - b.Rows.index_select(0, column);
            var distance = difference.square().sum(1).sqrt();
            var limit = reach.expand(squared.shape).index([TensorIndex.Tensor(row), TensorIndex.Tensor(column)]);
            nearer.index_put_(distance.lt(limit), [TensorIndex.Tensor(row), TensorIndex.Tensor(column)]);
        }
        return nearer.MoveToOuterDisposeScope();
    }

    /// <summary>Points with their squared lengths.</summary>
    private sealed class Points(Tensor rows)
    {
        public Tensor Rows { get; } = rows;

        public Tensor Lengths { get; } = rows.square().sum(1);

        public long Count => Rows.shape[0];

        /// <summary>[rows, M], right up to rounding of the squared lengths.</summary>
        public Tensor SquaredDistances(long start, long count, Points others)
        {
            using var scope = NewDisposeScope();
            var products = Rows.narrow(0, start, count).mm(others.Rows.t());
            return products.mul_(-2).add_(Lengths.narrow(0, start, count).unsqueeze(1))
                .add_(others.Lengths.unsqueeze(0)).MoveToOuterDisposeScope();
        }
    }
}
