using System.Globalization;
using Unpaired.Metrics.Features;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Evaluations;

/// <summary>What is measured on two sets of features: distances of the clouds, and how one covers the other.</summary>
public static class SetComparison
{
    private const int Neighbours = 5;
    private const int Parts = 10;
    private const double PerThousand = 1000;

    /// <summary>Names a measure: its own name on the FID network's features, another one with the network's name on any
    /// other.</summary>
    /// <param name="network">Where features come from.</param>
    /// <param name="standard">FID, KID or IS.</param>
    /// <param name="otherwise">What to call it instead.</param>
    public static string NameOf(IFeatureNetwork network, string standard, string otherwise) =>
        network.IsStandard ? standard : $"{otherwise}, {network.Name}";

    /// <summary>The Fréchet distance.</summary>
    /// <param name="network">Where both statistics come from.</param>
    /// <param name="real">Of true pictures.</param>
    /// <param name="made">Of made ones.</param>
    public static EvaluationRow Distance(IFeatureNetwork network, FeatureStatistics real, FeatureStatistics made)
    {
        long least = Math.Min(real.Count ?? long.MaxValue, made.Count ?? long.MaxValue);
        string remark = least > network.Width ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $"{least} pictures for {network.Width} features: too high by an unknown amount");
        return new EvaluationRow(
            NameOf(network, "FID", "Fréchet distance"), real.DistanceTo(made), Better: "lower", Remark: remark);
    }

    /// <summary>All measures of two sets.</summary>
    /// <param name="network">Where the features come from.</param>
    /// <param name="real">[N, D] of true pictures, at least two.</param>
    /// <param name="made">[M, D] of made ones, at least two.</param>
    /// <param name="seed">Decides the subsets of the kernel distance and the order for inception scores.</param>
    public static IReadOnlyList<EvaluationRow> Of(IFeatureNetwork network, Tensor real, Tensor made, long seed = 1)
    {
        using var scope = NewDisposeScope();
        using var realStatistics = FeatureStatistics.Of(real);
        using var madeStatistics = FeatureStatistics.Of(made);
        var kernel = KernelDistance.Of(real, made, seed: seed);
        List<EvaluationRow> rows =
        [
            Distance(network, realStatistics, madeStatistics),
            new(NameOf(network, "KID × 1000", "kernel distance × 1000"), PerThousand * kernel.Mean,
                PerThousand * (kernel.Mean - kernel.Deviation), PerThousand * (kernel.Mean + kernel.Deviation), "lower",
                string.Create(CultureInfo.InvariantCulture, $"mean ± deviation of {kernel.Subsets.Count} subsets")),
        ];
        if (Math.Min(real.shape[0], made.shape[0]) > Neighbours)
        {
            var coverage = FeatureCoverage.Of(real, made, Neighbours);
            string remark = string.Create(CultureInfo.InvariantCulture, $"k = {Neighbours}, {network.Name}");
            rows.Add(new("precision", coverage.Precision, Better: "higher", Remark: remark));
            rows.Add(new("recall", coverage.Recall, Better: "higher", Remark: remark));
            rows.Add(new("density", coverage.Density, Better: "higher", Remark: remark));
            rows.Add(new("coverage", coverage.Coverage, Better: "higher", Remark: remark));
        }
        if (network.Probabilities(made) is { } predictions) rows.Add(Score(network, predictions, seed));
        return rows;
    }

    private static EvaluationRow Score(IFeatureNetwork network, Tensor predictions, long seed)
    {
        using var random = new Generator((ulong)seed);
        int parts = (int)Math.Min(Parts, predictions.shape[0]);
        var order = randperm(predictions.shape[0], generator: random);
        var (mean, deviation) = InceptionScore.OverParts(predictions.index_select(0, order), parts);
        return new EvaluationRow(NameOf(network, "IS", "score of predictions (as IS)"), mean, mean - deviation,
            mean + deviation, "higher",
            string.Create(CultureInfo.InvariantCulture, $"mean ± deviation of {parts} parts"));
    }
}
