using System.Globalization;
using MathNet.Numerics.Distributions;
using Unpaired.Worlds;

namespace Unpaired.Metrics;

/// <summary>A mean and the interval that it lies in with some confidence.</summary>
/// <param name="Mean">Of the values.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">How many values there were.</param>
public readonly record struct MeanInterval(double Mean, double Low, double High, int Count)
{
    /// <summary>As in <c>0.122 [0.120, 0.124]</c>.</summary>
    public override string ToString() => double.IsNaN(Low)
        ? string.Create(CultureInfo.InvariantCulture, $"{Mean:F3}")
        : string.Create(CultureInfo.InvariantCulture, $"{Mean:F3} [{Low:F3}, {High:F3}]");
}

/// <summary>Confidence intervals by resampling with replacement.</summary>
/// <remarks>
/// Efron's BCa intervals (bias-corrected and accelerated; Efron, JASA 1987): percentiles of the resampled means, moved
/// for the skew of the values. Questions are resampled, so the interval says what other questions of the same world
/// would have given, not what another training run would have.
/// </remarks>
public static class Bootstrap
{
    /// <summary>The interval of a mean.</summary>
    /// <param name="values">One for each question; at least 1.</param>
    /// <param name="confidence">0.95 unless given.</param>
    /// <param name="resamples">How often to resample.</param>
    /// <param name="seed">Decides the draws: the same values give the same interval.</param>
    /// <returns>Both ends are NaN for a single value, and the mean where all values are equal.</returns>
    /// <exception cref="ArgumentException">No values, or numbers out of range.</exception>
    public static MeanInterval OfMean(
        IReadOnlyList<double> values, double confidence = 0.95, int resamples = 2000, long seed = 1)
    {
        if (values.Count == 0 || confidence is not (> 0 and < 1) || resamples < 100)
            throw new ArgumentException($"Expected values, a confidence between 0 and 1 and at least 100 resamples; got "
                + FormattableString.Invariant($"{values.Count}, {confidence} and {resamples}."));
        double mean = values.Average();
        if (values.Count == 1) return new MeanInterval(mean, double.NaN, double.NaN, 1);
        if (values.All(value => value == values[0])) return new MeanInterval(mean, mean, mean, values.Count);
        double[] means = Resampled(values, resamples, seed);
        Array.Sort(means);
        // How far the middle of the resampled means is from the mean, in normal deviations; ties count half.
        double below = means.Count(value => value < mean) + (0.5 * means.Count(value => value == mean));
        double bias = Normal.InvCDF(0, 1, Math.Clamp(below / resamples, 1e-6, 1 - 1e-6));
        double acceleration = Acceleration(values, mean);
        double End(double probability)
        {
            double z = bias + Normal.InvCDF(0, 1, probability);
            return Quantile(means, Normal.CDF(0, 1, bias + (z / (1 - (acceleration * z)))));
        }

        double tail = (1 - confidence) / 2;
        return new MeanInterval(mean, End(tail), End(1 - tail), values.Count);
    }

    private static double[] Resampled(IReadOnlyList<double> values, int resamples, long seed)
    {
        var random = new SplitMixRandom(seed, values.Count);
        double[] means = new double[resamples];
        for (int i = 0; i < resamples; i++)
        {
            double sum = 0;
            for (int k = 0; k < values.Count; k++) sum += values[random.Next(values.Count)];
            means[i] = sum / values.Count;
        }
        return means;
    }

    /// <summary>The sixth part of the skewness of the means that leave one value out.</summary>
    private static double Acceleration(IReadOnlyList<double> values, double mean)
    {
        double cubes = values.Sum(value => Math.Pow(value - mean, 3));
        double squares = values.Sum(value => Math.Pow(value - mean, 2));
        return cubes / (6 * Math.Pow(squares, 1.5));
    }

    /// <summary>Between the two nearest of sorted values.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = Math.Clamp((int)place, 0, sorted.Length - 2);
        return sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }
}
