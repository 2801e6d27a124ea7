using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>How real made pictures are, and how much of the real ones they reach, by neighbours in feature
/// space.</summary>
/// <remarks>
/// Kynkäänniemi et al., NeurIPS 2019 (precision, recall) and Naeem et al., ICML 2020 (density, coverage), with strict
/// comparisons as in generative-evaluation-prdc; specification metrics.md, section 8.
/// </remarks>
/// <param name="Precision">Share of made ones within the reach of some real one.</param>
/// <param name="Recall">Share of real ones within the reach of some made one.</param>
/// <param name="Density">Mean number of real ones whose reach holds a made one, over k; may exceed 1.</param>
/// <param name="Coverage">Share of real ones whose nearest made one is within their reach.</param>
public sealed record FeatureCoverage(double Precision, double Recall, double Density, double Coverage)
{
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
        var realReach = Reach(real, neighbours).unsqueeze(1);
        var madeReach = Reach(made, neighbours).unsqueeze(0);
        var distances = Distances(real, made);
        var inReal = distances.lt(realReach);
        double Share(Tensor truths) => truths.to(float64).mean().item<double>();
        return new FeatureCoverage(
            Share(inReal.any(0)), Share(distances.lt(madeReach).any(1)),
            inReal.to(float64).sum([0]).mean().item<double>() / neighbours,
            Share(distances.min(1).values.unsqueeze(1).lt(realReach)));
    }

    /// <summary>The distance of each point to its k-th neighbour, itself left out.</summary>
    /// <param name="points">[N, D].</param>
    /// <param name="neighbours">k, below N.</param>
    /// <returns>[N], float64. The caller owns it.</returns>
    public static Tensor Reach(Tensor points, int neighbours)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var nearest = Distances(points, points).topk(neighbours + 1, 1, largest: false).values;
        return nearest.select(1, neighbours).MoveToOuterDisposeScope();
    }

    private static Tensor Distances(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        // Differences, not products: equal points must have distance 0.
        return cdist(a.detach().to(float64).cpu(), b.detach().to(float64).cpu(),
            compute_mode: TorchSharp.compute_mode.donot_use_mm_for_euclid_dist).MoveToOuterDisposeScope();
    }
}
