using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>Gathers mean and covariance of features that come in parts, without keeping the features.</summary>
/// <remarks>
/// Chan, Golub and LeVeque 1983: means and sums of squared deviations of two sets give those of both,
/// S = S₁ + S₂ + (n₁ n₂ / (n₁ + n₂)) δ δᵀ, δ = μ₂ − μ₁. In float64; no large sums of squares, so no cancellation.
/// </remarks>
public sealed class FeatureAccumulator : IDisposable
{
    private Tensor? mean, scatter;

    /// <summary>Rows until now.</summary>
    public long Count { get; private set; }

    /// <summary>Adds rows.</summary>
    /// <param name="features">[n, D], n at least 1.</param>
    /// <exception cref="ArgumentException">Another shape than before.</exception>
    public void Add(Tensor features)
    {
        if (features.dim() != 2 || features.shape[0] < 1)
            throw new ArgumentException(
                $"Expected features [N, D]; got [{string.Join(", ", features.shape)}].", nameof(features));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = features.detach().to(float64).cpu();
        var centre = x.mean([0]);
        var centred = x - centre;
        Add(centre, SymmetricProduct.Of(centred), x.shape[0]);
    }

    /// <summary>Adds what is known of another set.</summary>
    /// <param name="statistics">With its number of rows.</param>
    /// <exception cref="ArgumentException">Unknown number of rows, or another number of features.</exception>
    public void Add(FeatureStatistics statistics)
    {
        long count = statistics.Count ?? throw new ArgumentException(
            "Statistics without their number of rows (as pytorch-fid writes them) cannot be merged.", nameof(statistics));
        using var scope = NewDisposeScope();
        Add(statistics.Mean, statistics.Covariance.Times(count - 1), count);
    }

    /// <summary>Mean and covariance of all rows.</summary>
    /// <returns>The caller owns it; more rows can be added here.</returns>
    /// <exception cref="ArgumentException">Fewer than two rows.</exception>
    public FeatureStatistics ToStatistics()
    {
        if (Count < 2) throw new ArgumentException($"Statistics need at least 2 rows of features; got {Count}.");
        using var scope = NewDisposeScope();
        return FeatureStatistics.Of(mean!.clone(), scatter!, Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        mean?.Dispose();
        scatter?.Dispose();
    }

    private void Add(Tensor centre, Tensor squares, long count)
    {
        if (mean is null || scatter is null)
        {
            (mean, scatter) = (centre.clone().DetachFromDisposeScope(), squares.clone().DetachFromDisposeScope());
        }
        else
        {
            if (centre.shape[0] != mean.shape[0])
                throw new ArgumentException($"Expected {mean.shape[0]} features in each row; got {centre.shape[0]}.");
            double share = (double)count / (Count + count);
            var shift = centre - mean;
            scatter.add_(squares).add_(outer(shift, shift).Times(share * Count));
            mean.add_(shift.Times(share));
        }
        Count += count;
    }
}
