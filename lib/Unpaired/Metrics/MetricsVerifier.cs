using Unpaired.Detection;
using Unpaired.Metrics.Clustering;
using Unpaired.Metrics.Perceptual;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>Recomputes the figures that the field's own metric code gave: scores of clusters, distances between sets of
/// features, coverage, scores of predictions, distances of pictures, the networks that features are taken from,
/// detection.</summary>
public sealed class MetricsVerifier : IGoldenVerifier
{
    // The reference takes a general matrix square root, which is itself only this exact.
    private static readonly GoldenTolerance MatrixRoot = new(1e-6, 1e-3, 1e-8);

    private readonly Dictionary<string, Action<GoldenCase, GoldenComparison>> checks = new()
    {
        ["clustering"] = Clusters,
        ["detection"] = DetectionMetricCases.Verify,
        ["dipd"] = PerceptualMetricCases.DomainInvariant,
        ["fid"] = Distances,
        ["fid_inception"] = InceptionNetwork,
        ["inception_score"] = SampleMetricCases.InceptionScores,
        ["kid"] = SampleMetricCases.Kernels,
        ["lpips"] = PerceptualMetricCases.Lpips,
        ["prdc"] = Coverages,
    };

    /// <inheritdoc/>
    public string System => "metrics";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Cases => checks.Keys;

    /// <inheritdoc/>
    public IEnumerable<GroupResult> Verify(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var compare = new GoldenComparison(golden);
        checks[golden.Case](golden, compare);
        return compare.Results();
    }

    private static void Clusters(GoldenCase golden, GoldenComparison compare)
    {
        foreach (string set in Sets(golden, ".labels"))
        {
            var scores = ClusteringScores.Of(Whole(golden, $"{set}.labels"), Whole(golden, $"{set}.clusters"));
            compare.Check($"out.{set}.nmi_arithmetic", scores.NormalizedInformation());
            compare.Check($"out.{set}.nmi_geometric", scores.NormalizedInformation(InformationNorm.Geometric));
            compare.Check($"out.{set}.nmi_min", scores.NormalizedInformation(InformationNorm.Minimum));
            compare.Check($"out.{set}.nmi_max", scores.NormalizedInformation(InformationNorm.Maximum));
            compare.Check($"out.{set}.mi", scores.MutualInformation);
            compare.Check($"out.{set}.ari", scores.AdjustedRand);
            compare.Check($"out.{set}.accuracy_hungarian", scores.Accuracy);
            compare.Check($"out.{set}.accuracy_majority", scores.Purity);
            var table = scores.Table;
            compare.Check(golden.Main, $"out.{set}.contingency",
            [
                .. Enumerable.Range(0, table.LabelCount).SelectMany(label =>
                    Enumerable.Range(0, table.ClusterCount).Select(cluster => (double)table[label, cluster])),
            ]);
        }
    }

    private static void Distances(GoldenCase golden, GoldenComparison compare)
    {
        foreach (string set in Sets(golden, ".x"))
        {
            using var x = FeatureStatistics.Of(golden.In($"{set}.x"));
            using var y = FeatureStatistics.Of(golden.In($"{set}.y"));
            compare.Check($"out.{set}.mu_x", x.Mean);
            compare.Check($"out.{set}.mu_y", y.Mean);
            compare.Check($"out.{set}.sigma_x", x.Covariance);
            compare.Check($"out.{set}.sigma_y", y.Covariance);
            var tolerance = golden.Type == ScalarType.Float64 ? MatrixRoot : GoldenTolerance.Single;
            compare.Check($"out.{set}.fid_eigen", x.DistanceTo(y), tolerance);
            string fallback = $"out.{set}.fid_eigen_with_eps";
            bool stabilized = golden.Main.Has(fallback);
            if (stabilized) compare.Check(fallback, x.DistanceTo(y, stabilized: true), tolerance);
            compare.Check($"out.{set}.fid", x.DistanceTo(y, stabilized), tolerance);
        }
    }

    private static void Coverages(GoldenCase golden, GoldenComparison compare)
    {
        foreach (string name in golden.Main.Expected.Where(name => name.EndsWith(".precision", StringComparison.Ordinal)))
        {
            string output = name[..^".precision".Length];
            string set = output.Contains(".dup.", StringComparison.Ordinal) ? "dup." : "";
            int neighbours = int.Parse(output[(output.LastIndexOf('k') + 1)..], null);
            var (real, made) = (golden.In($"{set}real"), golden.In($"{set}fake"));
            var coverage = FeatureCoverage.Of(real, made, neighbours);
            compare.Check($"{output}.precision", coverage.Precision);
            compare.Check($"{output}.recall", coverage.Recall);
            compare.Check($"{output}.density", coverage.Density);
            compare.Check($"{output}.coverage", coverage.Coverage);
            compare.CheckIfThere($"{output}.radii_real", FeatureCoverage.Reach(real, neighbours));
            compare.CheckIfThere($"{output}.radii_fake", FeatureCoverage.Reach(made, neighbours));
        }
    }

    private static void InceptionNetwork(GoldenCase golden, GoldenComparison compare)
    {
        string weights = golden.PathOf(golden.Property("checkpoint").GetString()!.Split(' ')[0]);
        using var network = FidInception.Load(weights, golden.Type);
        int[] widths = [64, 192, 768, 2048];
        var resized = nn.functional.interpolate(
            golden.In("x"), [299, 299], mode: InterpolationMode.Bilinear, align_corners: false);
        compare.CheckIfThere("out.resized_sub", Sparse(Sparse(resized.narrow(0, 0, 1), 2), 3));
        for (int blocks = 1; blocks <= widths.Length; blocks++)
        {
            string name = $"out.features_{widths[blocks - 1]}";
            var map = network.Map((resized * 2) - 1, blocks);
            if (blocks == widths.Length) map = map.mean([2, 3], keepdim: true); // the last tap is taken after the pooling
            compare.CheckIfThere(name, network.Features(golden.In("x"), blocks));
            if (golden.Main.Has($"{name}.shape"))
                compare.Check(golden.Main, $"{name}.shape", [.. map.shape.Select(side => (double)side)]);
        }
        var logits = network.Logits(network.Features(golden.In("x")));
        compare.CheckIfThere("out.logits", logits.slice(1, 0, logits.shape[1], 8));
        compare.Check("out.noresize_2048", network.Map(golden.In("x_noresize"), 4).mean([2, 3]));
        foreach (string name in new[] { "Mixed_5b", "Mixed_6c", "Mixed_7b", "Mixed_7c" })
        {
            compare.Check($"out.block.{name}", network.Mixed(golden.In($"block.{name}"), name));
            // What the unmodified block of another library gives: not what this network is.
            compare.Skip(golden.Main, $"out.block_torchvision.{name}");
        }
    }

    /// <summary>Every 13th row or column.</summary>
    private static Tensor Sparse(Tensor x, long dimension) => x.slice(dimension, 0, x.shape[dimension], 13);

    private static int[] Whole(GoldenCase golden, string name) =>
        [.. golden.Main[$"in.{name}"].to(int64).data<long>().ToArray().Select(value => (int)value)];

    private static IEnumerable<string> Sets(GoldenCase golden, string ending) => golden.Main.Below("in.")
        .Where(name => name.EndsWith(ending, StringComparison.Ordinal))
        .Select(name => name["in.".Length..^ending.Length]).Distinct();
}
