using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>Mean and covariance of features, and the Fréchet distance between two such clouds: FID on any
/// features.</summary>
/// <remarks>
/// Heusel et al., NeurIPS 2017. |μ₁ − μ₂|² + tr Σ₁ + tr Σ₂ − 2 tr (Σ₁Σ₂)^½ in float64. The root is taken through
/// symmetric eigen-decompositions, which agrees with pytorch-fid's general root and never turns complex. Call the
/// result
/// FID only if the features are those of the FID network.
/// </remarks>
public sealed class FeatureStatistics : IDisposable
{
    private const double Stabilizer = 1e-6;

    private FeatureStatistics(Tensor mean, Tensor covariance) => (Mean, Covariance) = (mean, covariance);

    /// <summary>[D], float64.</summary>
    public Tensor Mean { get; }

    /// <summary>[D, D], float64, divisor N − 1.</summary>
    public Tensor Covariance { get; }

    /// <summary>Of feature rows.</summary>
    /// <param name="features">[N, D], N at least 2.</param>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public static FeatureStatistics Of(Tensor features)
    {
        if (features.dim() != 2 || features.shape[0] < 2)
            throw new ArgumentException(
                $"Expected features [N, D] with N at least 2; got [{string.Join(", ", features.shape)}].");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = features.detach().to(float64).cpu();
        var mean = x.mean([0]);
        var centred = x - mean;
        var covariance = centred.t().mm(centred) / (x.shape[0] - 1);
        return new FeatureStatistics(mean.DetachFromDisposeScope(), covariance.DetachFromDisposeScope());
    }

    /// <summary>The distance between two sets of feature rows.</summary>
    public static double Distance(Tensor first, Tensor second)
    {
        using var a = Of(first);
        using var b = Of(second);
        return a.DistanceTo(b);
    }

    /// <summary>The Fréchet distance; 0 for equal clouds, up to rounding.</summary>
    /// <param name="other">Of as many features.</param>
    /// <param name="stabilized">Adds 1e-6 to both covariances inside the root, as pytorch-fid does when its root
    /// fails on
    /// singular ones.</param>
    /// <exception cref="ArgumentException">Another number of features.</exception>
    public double DistanceTo(FeatureStatistics other, bool stabilized = false)
    {
        if (Mean.shape[0] != other.Mean.shape[0])
            throw new ArgumentException(
                $"Expected as many features; got {Mean.shape[0]} and {other.Mean.shape[0]}.", nameof(other));
        using var scope = NewDisposeScope();
        var shift = eye(Mean.shape[0], dtype: float64) * (stabilized ? Stabilizer : 0);
        var (values, vectors) = linalg.eigh(Covariance + shift);
        var root = (vectors * values.clamp(min: 0).sqrt()).mm(vectors.t());
        var product = linalg.eigvalsh(root.mm(other.Covariance + shift).mm(root));
        double overlap = product.clamp(min: 0).sqrt().sum().item<double>();
        double traces = (Covariance.diagonal().sum() + other.Covariance.diagonal().sum()).item<double>();
        return (Mean - other.Mean).square().sum().item<double>() + traces - 2 * overlap;
    }

    /// <summary>The mean over classes of the distance between real and translated features: mFID.</summary>
    /// <param name="classes">Real and translated features [N, D] of each class.</param>
    /// <returns>The mean, and the distance of each class.</returns>
    /// <exception cref="ArgumentException">No classes.</exception>
    public static (double Mean, IReadOnlyList<double> PerClass) MeanDistance(
        IEnumerable<(Tensor Real, Tensor Translated)> classes)
    {
        double[] distances = [.. classes.Select(entry => Distance(entry.Real, entry.Translated))];
        return distances.Length > 0
            ? (distances.Average(), distances)
            : throw new ArgumentException("Expected at least one class; got none.", nameof(classes));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Covariance.Dispose();
    }
}
