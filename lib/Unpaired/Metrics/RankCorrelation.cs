using System.Globalization;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>Whether two measures put the same things in the same order: Spearman's rank correlation.</summary>
/// <param name="Value">In [−1, 1]: 1 for the same order, −1 for the opposite one.</param>
/// <param name="Count">How many things were put in order.</param>
/// <param name="Chance">How often orders that have nothing to do with each other agree or disagree at least as much: the
/// two-sided share of permutations.</param>
/// <remarks>Equal values share the mean of their ranks (Spearman 1904; Kendall 1945). With few things even a high value may
/// be luck, which is what <paramref name="Chance"/> is for.</remarks>
public readonly record struct RankCorrelation(double Value, int Count, double Chance)
{
    /// <summary>Compares two lists of numbers about the same things.</summary>
    /// <param name="first">One number for each; at least 3, not all equal, finite.</param>
    /// <param name="second">As many, likewise.</param>
    /// <param name="permutations">How many random orders are tried; at least 100.</param>
    /// <param name="seed">Decides them.</param>
    /// <exception cref="ArgumentException">Lists of different or too small lengths, or all values equal.</exception>
    public static RankCorrelation Of(
        IReadOnlyList<double> first, IReadOnlyList<double> second, int permutations = 2000, long seed = 1)
    {
        if (first.Count != second.Count || first.Count < 3 || permutations < 100)
            throw new ArgumentException("Expected two lists of one length, 3 at least, and at least 100 permutations; got "
                + $"{first.Count}, {second.Count} and {permutations}.");
        var (a, b) = (Centred(first, nameof(first)), Centred(second, nameof(second)));
        double scale = Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
        double Product() => a.Zip(b, (x, y) => x * y).Sum() / scale;
        double value = Math.Clamp(Product(), -1, 1);
        var random = new SplitMixRandom(seed, first.Count);
        int asLarge = 0;
        for (int i = 0; i < permutations; i++)
        {
            random.Shuffle(b);
            // Rounding must not turn the observed order itself into a smaller one.
            if (Math.Abs(Product()) >= Math.Abs(value) - 1e-12) asLarge++;
        }
        return new RankCorrelation(value, first.Count, (asLarge + 1.0) / (permutations + 1));
    }

    /// <summary>The place of each value in rising order, from 1; equal values share the mean of their places.</summary>
    /// <param name="values">Finite numbers.</param>
    public static double[] Ranks(IReadOnlyList<double> values) =>
        [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) + 1) / 2.0))];

    /// <summary>As in <c>0.72 (n = 11, chance 0.013)</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value:F2} (n = {Count}, chance {Chance:F3})");

    private static double[] Centred(IReadOnlyList<double> values, string name)
    {
        if (values.Any(value => !double.IsFinite(value)) || values.All(value => value == values[0]))
            throw new ArgumentException("Expected finite numbers that are not all equal.", name);
        double[] ranks = Ranks(values);
        double mean = ranks.Average();
        return [.. ranks.Select(rank => rank - mean)];
    }
}
