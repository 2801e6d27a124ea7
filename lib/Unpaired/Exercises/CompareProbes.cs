using Unpaired.Metrics;
using static TorchSharp.torch;

namespace Unpaired.Exercises;

/// <summary>Properties that answers to the function exercises of notebook 08 must have, tried on drawn inputs.</summary>
/// <remarks>Each probe returns null when all hold, otherwise what was seen. Inputs are the same in every run.</remarks>
internal static class CompareProbes
{
    private const double Close = 1e-6;

    /// <summary>A correlation of orders, with shared ranks for equal values.</summary>
    public static string? Spearman(Func<double[], double[], double> correlation)
    {
        double same = correlation([1, 2, 3, 10], [5, 6, 70, 80]);
        if (!(Math.Abs(same - 1) <= Close))
            return $"two lists in the same order agree fully, whatever their sizes: 1, not {same:0.####}.";
        double opposite = correlation([1, 2, 3], [9, 4, -1]);
        if (!(Math.Abs(opposite + 1) <= Close))
            return $"two lists in opposite order give -1, not {opposite:0.####}.";
        double[] a = [3, 1, 4, 1, 5, 9, 2, 6], b = [2, 7, 1, 8, 2, 8, 1, 8];
        double wanted = RankCorrelation.Of(a, b).Value, got = correlation(a, b);
        return Math.Abs(got - wanted) <= Close
            ? null
            : $"with equal values in both lists it gave {got:0.####}; do they share the mean of their ranks?";
    }

    /// <summary>An interval round the mean whose width falls with the root of the number of values.</summary>
    public static string? Interval(Func<double[], (double Low, double High)> interval)
    {
        double[] few = Draw(40), many = Draw(640);
        foreach (double[] values in new[] { few, many })
        {
            var (low, high) = interval(values);
            double mean = values.Average();
            double spread = Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1) / values.Length);
            if (!(low < mean && mean < high))
                return $"the mean of {values.Length} values, {mean:0.###}, is not between {low:0.###} and {high:0.###}.";
            double width = (high - low) / spread;
            if (!(width is > 3.1 and < 4.7))
                return $"an interval of 95 % is about 3.9 standard errors wide; for {values.Length} values it is {width:0.#}.";
        }
        return null;
    }

    /// <summary>The share of made points within the reach of a true one.</summary>
    public static string? Precision(Func<Tensor, Tensor, int, double> precision)
    {
        using var generator = new Generator(83);
        var real = randn([30, 4], generator: generator);
        double own = precision(real, real + 1e-4f, 3);
        if (!(Math.Abs(own - 1) <= Close))
            return $"points beside the true ones are all within reach: 1, not {own:0.###}.";
        double far = precision(real, real + 100, 3);
        if (!(Math.Abs(far) <= Close))
            return $"points far away are within no reach: 0, not {far:0.###}.";
        var made = randn([25, 4], generator: generator) * 1.5;
        double wanted = FeatureCoverage.Of(real, made, 3).Precision, got = precision(real, made, 3);
        if (Math.Abs(got - wanted) <= Close) return null;
        return Math.Abs(got - FeatureCoverage.Of(made, real, 3).Precision) <= Close
            ? "it measures how many true points are within reach of made ones: that is the recall."
            : $"for drawn points with k = 3 it gave {got:0.###}; is the point itself counted as its neighbour?";
    }

    /// <summary>Mean divergence from the mean of each input's own answers.</summary>
    public static string? ConditionalScore(Func<Tensor, double> score)
    {
        using var generator = new Generator(84);
        var one = rand([3, 1, 5], generator: generator) + 0.1;
        var same = (one / one.sum(2, keepdim: true)).expand(3, 4, 5);
        double nothing = score(same);
        if (Math.Abs(nothing - 1) <= 1e-5)
            return "for answers that are alike it says 1: that is the exponential; the paper's tables are without it.";
        if (!(Math.Abs(nothing) <= 1e-5))
            return $"answers that are alike for each input score 0, however inputs differ; it says {nothing:0.####}.";
        var drawn = rand([6, 4, 5], generator: generator) + 0.05;
        var predictions = drawn / drawn.sum(2, keepdim: true);
        double wanted = InceptionScore.Conditional(predictions).MeanDivergence, got = score(predictions);
        return Math.Abs(got - wanted) <= 1e-5
            ? null
            : $"drawn predictions gave {got:0.####}; is the mean taken over each input's own answers?";
    }

    /// <summary>Skewed values, as errors are.</summary>
    private static double[] Draw(int count)
    {
        var random = new Worlds.SplitMixRandom(82, count);
        return [.. Enumerable.Range(0, count).Select(_ => -Math.Log(1 - random.NextDouble()))];
    }
}
