using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>
/// Whether two domains share a latent space: are the codes of two pictures of one scene nearer to each other than the
/// codes of two scenes? Needs true pairs, which only a world has.
/// </summary>
public sealed class PairedCodes
{
    private readonly float[] distances;

    private PairedCodes(int count, float[] distances)
    {
        Count = count;
        this.distances = distances;
    }

    /// <summary>How many scenes.</summary>
    public int Count { get; }

    /// <summary>The distances within true pairs.</summary>
    public IReadOnlyList<double> True => [.. Enumerable.Range(0, Count).Select(i => this[i, i])];

    /// <summary>The distances of all pairs of two different scenes.</summary>
    public IReadOnlyList<double> Random =>
    [
        .. from i in Enumerable.Range(0, Count) from k in Enumerable.Range(0, Count) where i != k select this[i, k],
    ];

    /// <summary>Mean distance within true pairs, divided by that of random pairs: 0 for one space, 1 for two that have
    /// nothing in common.</summary>
    public double Ratio => True.Average() / Random.Average();

    /// <summary>The share of pictures of A whose nearest code of B is that of the same scene; by chance 1 in
    /// <see cref="Count"/>.</summary>
    public double Found => Enumerable.Range(0, Count)
        .Average(i => Enumerable.Range(0, Count).MinBy(k => this[i, k]) == i ? 1.0 : 0.0);

    /// <summary>Root of the mean squared difference of two codes.</summary>
    /// <param name="a">Scene of the code of domain A.</param>
    /// <param name="b">Scene of the code of domain B.</param>
    public double this[int a, int b] => distances[(a * Count) + b];

    /// <summary>Compares every code of A with every code of B.</summary>
    /// <param name="a">Codes of pictures of A, of one shape; stay the caller's.</param>
    /// <param name="b">Codes of pictures of B, the same scenes in the same order.</param>
    /// <exception cref="ArgumentException">Fewer than two scenes, another number in B, or other shapes.</exception>
    public static PairedCodes Of(IReadOnlyList<Tensor> a, IReadOnlyList<Tensor> b)
    {
        if (a.Count < 2 || a.Count != b.Count)
            throw new ArgumentException($"Expected codes of the same scenes, at least two; got {a.Count} and {b.Count}.");
        if (a.Concat(b).FirstOrDefault(code => !code.shape.SequenceEqual(a[0].shape)) is { } other)
            throw new ArgumentException($"Expected codes of one shape, [{string.Join(", ", a[0].shape)}]; "
                + $"got [{string.Join(", ", other.shape)}].");
        using var scope = NewDisposeScope();
        var (rowsA, rowsB) = (Rows(a), Rows(b));
        var squared = rowsA.square().sum(1, keepdim: true) + rowsB.square().sum(1)
            - rowsA.matmul(rowsB.t()).mul(2);
        var mean = squared.clamp(min: 0).div(rowsA.shape[1]).sqrt().to(float32).contiguous();
        return new PairedCodes(a.Count, mean.data<float>().ToArray());
    }

    /// <summary>Both distributions of distances.</summary>
    /// <param name="title">The claim.</param>
    public Chart ToChart(string title)
    {
        double high = 1.05 * Random.Concat(True).Max();
        return new Chart(title, InWords(), "distance of two codes (root mean square)", "share of the pairs")
            .Histogram("one street, two domains", True, bins: 30, from: 0, to: high)
            .Histogram("two streets", Random, bins: 30, from: 0, to: high);
    }

    /// <inheritdoc/>
    public override string ToString() => InWords();

    private string InWords() => FormattableString.Invariant($"Codes of {Count} true pairs are {True.Average():0.00} apart, ")
        + FormattableString.Invariant($"those of random pairs {Random.Average():0.00}; the nearest code is the right one for {100 * Found:0} %.");

    private static Tensor Rows(IReadOnlyList<Tensor> codes) =>
        stack([.. codes.Select(code => code.to(CPU).to(float64).reshape(-1))]);
}
