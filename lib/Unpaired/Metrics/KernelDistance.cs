using Unpaired.Layers;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>KID: the squared maximum mean discrepancy of two sets of features under a polynomial kernel, averaged over
/// subsets.</summary>
/// <remarks>
/// Bińkowski et al., ICLR 2018; specification metrics.md, section 3. Unbiased, so small negative values are normal and
/// the number of pictures does not shift it, unlike FID. Call it KID only with the FID network's features.
/// </remarks>
/// <param name="Subsets">The estimate of each subset.</param>
public sealed record KernelDistance(IReadOnlyList<double> Subsets)
{
    /// <summary>Mean over subsets: what is reported, often times 1000.</summary>
    public double Mean => Subsets.Average();

    /// <summary>Population standard deviation over subsets.</summary>
    public double Deviation => Math.Sqrt(Subsets.Average(value => (value - Mean) * (value - Mean)));

    /// <summary>Draws subsets without replacement and averages their estimates.</summary>
    /// <param name="x">Features [N, D].</param>
    /// <param name="y">Features [M, D].</param>
    /// <param name="subsets">How many; 100 is usual.</param>
    /// <param name="subsetSize">Rows of each; 1000 is usual. Never more than the smaller set has.</param>
    /// <param name="seed">Decides the subsets.</param>
    /// <param name="kernel">Null for (x·y / D + 1)³.</param>
    /// <exception cref="ArgumentException">Other shapes, fewer than two rows, or numbers out of range.</exception>
    public static KernelDistance Of(
        Tensor x, Tensor y, int subsets = 100, int subsetSize = 1000, long seed = 1, PolynomialKernel? kernel = null)
    {
        RequireRows(x, y);
        if (subsets < 1 || subsetSize < 2)
            throw new ArgumentException(
                $"Expected at least 1 subset of at least 2 rows; got {subsets} of {subsetSize}.", nameof(subsets));
        int size = (int)Math.Min(subsetSize, Math.Min(x.shape[0], y.shape[0]));
        var values = new double[subsets];
        for (int i = 0; i < subsets; i++)
        {
            using var scope = NewDisposeScope();
            var random = new SplitMixRandom(seed, i);
            values[i] = Discrepancy(
                x.index_select(0, Draw((int)x.shape[0], size, random)),
                y.index_select(0, Draw((int)y.shape[0], size, random)), kernel: kernel);
        }
        return new KernelDistance(values);
    }

    /// <summary>One estimate from two sets of equal size m.</summary>
    /// <param name="x">[m, D].</param>
    /// <param name="y">[m, D].</param>
    /// <param name="estimate">Which of the three; unbiased is KID.</param>
    /// <param name="kernel">Null for (x·y / D + 1)³.</param>
    /// <exception cref="ArgumentException">Other shapes.</exception>
    public static double Discrepancy(
        Tensor x, Tensor y, DiscrepancyEstimate estimate = DiscrepancyEstimate.Unbiased, PolynomialKernel? kernel = null)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var sums = KernelSums.Of(x, y, kernel ?? new PolynomialKernel());
        return sums.Discrepancy(estimate);
    }

    /// <summary>The estimated variance of the unbiased estimate itself.</summary>
    /// <remarks>Sutherland et al., ICLR 2017: (4 (n − 2) ζ₁ + 2 ζ₂) / (n (n − 1)), both ζ from the same kernel
    /// matrices.</remarks>
    /// <param name="x">[m, D], m at least 3.</param>
    /// <param name="y">[m, D].</param>
    /// <param name="forSize">n: of an estimate from so many rows; null for m.</param>
    /// <param name="kernel">Null for (x·y / D + 1)³.</param>
    /// <returns>May be negative: it is an estimate.</returns>
    /// <exception cref="ArgumentException">Other shapes.</exception>
    public static double Variance(Tensor x, Tensor y, long? forSize = null, PolynomialKernel? kernel = null)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        if (x.dim() == 2 && x.shape[0] < 3)
            throw new ArgumentException($"A variance needs at least 3 rows; got {x.shape[0]}.", nameof(x));
        return KernelSums.Of(x, y, kernel ?? new PolynomialKernel()).Variance(forSize ?? x.shape[0]);
    }

    internal static void RequireRows(Tensor x, Tensor y)
    {
        if (x.dim() != 2 || y.dim() != 2 || x.shape[1] != y.shape[1] || Math.Min(x.shape[0], y.shape[0]) < 2)
            throw new ArgumentException("Expected features [N, D] and [M, D] with N and M at least 2; got "
                + $"[{string.Join(", ", x.shape)}] and [{string.Join(", ", y.shape)}].");
    }

    /// <summary>The first steps of a shuffle.</summary>
    private static Tensor Draw(int count, int size, SplitMixRandom random)
    {
        long[] order = [.. Enumerable.Range(0, count).Select(i => (long)i)];
        for (int i = 0; i < size; i++)
        {
            int other = random.Next(i, count);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return tensor(order.AsSpan(0, size).ToArray());
    }
}

/// <summary>Which estimate of the squared maximum mean discrepancy.</summary>
public enum DiscrepancyEstimate
{
    /// <summary>Without the diagonals of k(x, x) and k(y, y), divided by m (m − 1); the cross term by m².</summary>
    Unbiased,

    /// <summary>With all entries, divided by m²; never negative.</summary>
    Biased,

    /// <summary>Without any diagonal, the cross term's too, all divided by m (m − 1).</summary>
    UStatistic,
}

/// <summary>k(x, y) = (γ x·y + offset)^degree.</summary>
/// <param name="Degree">3 for KID.</param>
/// <param name="Gamma">γ; null for 1 / D.</param>
/// <param name="Offset">1 for KID.</param>
public sealed record PolynomialKernel(int Degree = 3, double? Gamma = null, double Offset = 1)
{
    /// <summary>All values of the kernel.</summary>
    /// <param name="x">[N, D].</param>
    /// <param name="y">[M, D].</param>
    /// <returns>[N, M], float64. The caller owns it.</returns>
    public Tensor Of(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var products = x.to(float64).mm(y.to(float64).t());
        return products.Times(Gamma ?? 1.0 / x.shape[1]).Plus(Offset).pow(Degree).MoveToOuterDisposeScope();
    }
}
