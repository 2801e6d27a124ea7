using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Metrics.Features;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Comparisons;

/// <summary>What is measured on a set of answers and a set of true pictures, as a paper without the truth would.</summary>
internal sealed class SetMeasures : IDisposable
{
    /// <summary>k of density and coverage.</summary>
    internal const int Neighbours = 5;

    private const int Resamples = 30;
    private const double PerThousand = 1000, NormalQuantile = 1.96;
    private readonly IFeatureNetwork network;
    private readonly Tensor real;
    private readonly FeatureStatistics realStatistics;

    /// <param name="network">Stays the caller's.</param>
    /// <param name="reference">True pictures.</param>
    internal SetMeasures(IFeatureNetwork network, IReadOnlyList<Picture> reference)
    {
        this.network = network;
        real = network.Features(reference);
        realStatistics = FeatureStatistics.Of(real);
    }

    /// <summary>All measures of a set of answers.</summary>
    internal IReadOnlyList<(ComparedMeasure Measure, MeanInterval Value)> Of(IReadOnlyList<Picture> answers)
    {
        using var scope = NewDisposeScope();
        var made = network.Features(answers);
        var kernel = KernelDistance.Of(real, made, subsets: Resamples);
        var coverage = FeatureCoverage.Of(real, made, Neighbours);
        MeanInterval Plain(double value) => new(value, double.NaN, double.NaN, answers.Count);
        List<(ComparedMeasure, MeanInterval)> values =
        [
            (ComparedMeasure.Frechet, Resampled(answers.Count, chosen => Frechet(made, chosen))),
            (ComparedMeasure.Kernel, new MeanInterval(PerThousand * kernel.Mean,
                PerThousand * (kernel.Mean - kernel.Deviation), PerThousand * (kernel.Mean + kernel.Deviation),
                answers.Count)),
            (ComparedMeasure.Density, Plain(coverage.Density)), (ComparedMeasure.Coverage, Plain(coverage.Coverage)),
        ];
        if (network.Probabilities(made) is { } predictions)
            values.Add((ComparedMeasure.Score, Plain(InceptionScore.OverParts(predictions, parts: 1).Mean)));
        return values;
    }

    /// <summary>A number of a whole set with an interval: the number, and 1.96 deviations of its bootstrap values to both
    /// sides.</summary>
    /// <param name="count">Members of the set.</param>
    /// <param name="statistic">The number, of members by their numbers.</param>
    /// <remarks>Not percentiles: distances of sets grow when members are drawn twice, so percentiles would lie beside the
    /// number itself.</remarks>
    internal static MeanInterval Resampled(int count, Func<IReadOnlyList<int>, double> statistic)
    {
        double value = statistic([.. Enumerable.Range(0, count)]);
        var random = new SplitMixRandom(1, count);
        double[] values =
        [
            .. Enumerable.Range(0, Resamples).Select(_ =>
                statistic([.. Enumerable.Range(0, count).Select(_ => random.Next(count))])),
        ];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (Resamples - 1));
        return new MeanInterval(
            value, value - (NormalQuantile * deviation), value + (NormalQuantile * deviation), count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        realStatistics.Dispose();
        real.Dispose();
    }

    private double Frechet(Tensor made, IReadOnlyList<int> chosen)
    {
        using var scope = NewDisposeScope();
        using var statistics = FeatureStatistics.Of(made.index_select(0, tensor([.. chosen.Select(i => (long)i)])));
        return realStatistics.DistanceTo(statistics);
    }
}
