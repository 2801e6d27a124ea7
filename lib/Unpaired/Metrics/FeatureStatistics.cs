using Unpaired.Metrics.Numpy;
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

    private FeatureStatistics(Tensor mean, Tensor covariance, long? count) =>
        (Mean, Covariance, Count) = (mean, covariance, count);

    /// <summary>[D], float64.</summary>
    public Tensor Mean { get; }

    /// <summary>[D, D], float64, divisor N − 1.</summary>
    public Tensor Covariance { get; }

    /// <summary>N; null for statistics from a file that does not say it.</summary>
    public long? Count { get; }

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
        var covariance = SymmetricProduct.Of(centred) / (x.shape[0] - 1);
        return new FeatureStatistics(mean.DetachFromDisposeScope(), covariance.DetachFromDisposeScope(), x.shape[0]);
    }

    /// <summary>From a mean and the sum of squared deviations, whose ownership passes over.</summary>
    internal static FeatureStatistics Of(Tensor mean, Tensor scatter, long count)
    {
        using var scope = NewDisposeScope();
        return new FeatureStatistics(
            mean.DetachFromDisposeScope(), (scatter / (count - 1)).DetachFromDisposeScope(), count);
    }

    /// <summary>Reads statistics as pytorch-fid saves them: <c>mu</c> [D] and <c>sigma</c> [D, D].</summary>
    /// <param name="path">A .npz file, pytorch-fid's or ours, which also has <c>count</c>.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Damaged, or other arrays.</exception>
    public static FeatureStatistics Load(string path)
    {
        var arrays = NumpyArchive.Read(path, "mu", "sigma", "count");
        if (!arrays.TryGetValue("mu", out var mu) || !arrays.TryGetValue("sigma", out var sigma))
            throw NumpyFile.Bad(path, "arrays mu [D] and sigma [D, D]", $"only {string.Join(", ", arrays.Keys)}");
        if (mu.Shape.Count != 1 || mu.Shape[0] < 1 || !sigma.Shape.SequenceEqual([mu.Shape[0], mu.Shape[0]]))
            throw NumpyFile.Bad(path, "mu [D] and sigma [D, D]", $"mu {mu} and sigma {sigma}");
        if (mu.Values.Concat(sigma.Values).Any(value => !double.IsFinite(value)))
            throw NumpyFile.Bad(path, "finite numbers", "infinite ones or NaN");
        long? count = arrays.TryGetValue("count", out var number) && number.Values is [>= 2 and var rows] ? (long)rows : null;
        using var scope = NewDisposeScope();
        return new FeatureStatistics(tensor(mu.Values).DetachFromDisposeScope(),
            tensor(sigma.Values, [mu.Shape[0], mu.Shape[0]]).DetachFromDisposeScope(), count);
    }

    /// <summary>Writes a file that pytorch-fid reads, with N besides, so that parts can be merged later.</summary>
    /// <param name="path">Usually ending in .npz; replaced as a whole or not at all.</param>
    public void Save(string path)
    {
        long width = Mean.shape[0];
        List<(string, NumpyArray)> arrays =
        [
            ("mu", new NumpyArray([width], Mean.data<double>().ToArray())),
            ("sigma", new NumpyArray([width, width], Covariance.contiguous().data<double>().ToArray())),
        ];
        if (Count is { } count) arrays.Add(("count", NumpyArray.Of(count)));
        NumpyArchive.Write(path, arrays);
    }

    /// <summary>The statistics of all pictures from those of parts, such as several machines made.</summary>
    /// <param name="parts">At least one, of disjoint sets of pictures; they stay the caller's.</param>
    /// <returns>Equal to those of all rows at once, up to rounding.</returns>
    /// <exception cref="ArgumentException">No parts, different numbers of features, or a part whose N is not
    /// known.</exception>
    public static FeatureStatistics Merged(params IReadOnlyList<FeatureStatistics> parts)
    {
        using var all = new FeatureAccumulator();
        foreach (var part in parts) all.Add(part);
        return all.ToStatistics();
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
