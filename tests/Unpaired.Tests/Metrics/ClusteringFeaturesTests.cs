using Unpaired.Checkpoints;
using Unpaired.Metrics;
using Unpaired.Tests.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

/// <summary>Distances and coverage on features, and the network that FID takes them from.</summary>
public sealed class ClusteringFeaturesTests
{
    [Theory]
    [InlineData("full_rank")]
    [InlineData("rank_deficient")]
    [InlineData("relu_features")]
    [InlineData("same_set")]
    [InlineData("eps_fallback")]
    public void Distance_Golden_AgreesWithPytorchFid(string name)
    {
        using var golden = Load("fid");
        using var x = FeatureStatistics.Of(golden.Tensors[$"in.{name}.x"]);
        using var y = FeatureStatistics.Of(golden.Tensors[$"in.{name}.y"]);
        Assert.True((x.Mean - golden.Tensors[$"out.{name}.mu_x"]).abs().max().item<double>() < 1e-12);
        Assert.True((y.Covariance - golden.Tensors[$"out.{name}.sigma_y"]).abs().max().item<double>() < 1e-12);
        double expected = golden.Tensors[$"out.{name}.fid_eigen"].item<double>(), tolerance = 1e-8 * Math.Max(0.01, expected);
        Assert.Equal(expected, x.DistanceTo(y), tolerance);
        if (golden.Tensors.TryGetValue($"out.{name}.fid_eigen_with_eps", out var stabilized))
            Assert.Equal(stabilized.item<double>(), x.DistanceTo(y, stabilized: true), tolerance);
    }

    [Fact]
    public void MeanDistance_Classes_IsTheMean()
    {
        using var golden = Load("fid");
        var (x, y) = (golden.Tensors["in.full_rank.x"], golden.Tensors["in.full_rank.y"]);
        var (mean, perClass) = FeatureStatistics.MeanDistance([(x, y), (x, x)]);
        Assert.Equal(perClass.Average(), mean);
        Assert.Equal(0, perClass[1], 1e-9);
        Assert.Throws<ArgumentException>(() => FeatureStatistics.MeanDistance([]));
        Assert.Throws<ArgumentException>(() => FeatureStatistics.Distance(x, golden.Tensors["in.rank_deficient.y"]));
    }

    [Theory]
    [InlineData("", "k3", 3)]
    [InlineData("", "k5", 5)]
    [InlineData("dup.", "dup.k3", 3)]
    public void Coverage_Golden_AgreesWithPrdc(string input, string output, int neighbours)
    {
        using var golden = Load("prdc");
        var (real, made) = (golden.Tensors[$"in.{input}real"], golden.Tensors[$"in.{input}fake"]);
        var coverage = FeatureCoverage.Of(real, made, neighbours);
        double Expected(string part) => golden.Tensors[$"out.{output}.{part}"].item<double>();
        Assert.Equal(Expected("precision"), coverage.Precision, 1e-12);
        Assert.Equal(Expected("recall"), coverage.Recall, 1e-12);
        Assert.Equal(Expected("density"), coverage.Density, 1e-12);
        Assert.Equal(Expected("coverage"), coverage.Coverage, 1e-12);
        if (!golden.Tensors.TryGetValue($"out.{output}.radii_real", out var radii)) return;
        using var own = FeatureCoverage.Reach(real, neighbours);
        Assert.True((own - radii).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void Coverage_TooFewPoints_IsRefused()
    {
        using var few = zeros(3, 2);
        Assert.Contains("above k = 5", Assert.Throws<ArgumentException>(() => FeatureCoverage.Of(few, few)).Message);
    }

    [Fact]
    public void Coverage_ManyPointsFarFromZero_IsThatOfDirectDifferences()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(6);
        // More than a block of rows; some made points are copies of real ones, and some real ones are there twice.
        var real = randn([600, 5], ScalarType.Float64, generator: random) + 100;
        real.narrow(0, 0, 20).copy_(real.narrow(0, 20, 20));
        var made = randn([550, 5], ScalarType.Float64, generator: random) * 1.2 + 100;
        made.narrow(0, 0, 100).copy_(real.narrow(0, 300, 100));
        Tensor Distances(Tensor a, Tensor b) => (a.unsqueeze(1) - b.unsqueeze(0)).square().sum(2).sqrt();
        const int K = 4;
        Tensor Reach(Tensor points) => Distances(points, points).sort(1).Values.select(1, K);
        var (reachReal, reachMade, between) = (Reach(real), Reach(made), Distances(real, made));
        var inReal = between.lt(reachReal.unsqueeze(1));
        double Mean(Tensor x) => x.to(float64).mean().item<double>();
        var coverage = FeatureCoverage.Of(real, made, K);
        Assert.Equal(Mean(inReal.any(0L)), coverage.Precision);
        Assert.Equal(Mean(between.lt(reachMade.unsqueeze(0)).any(1)), coverage.Recall);
        Assert.Equal(Mean(inReal.sum([0])) / K, coverage.Density, 1e-12);
        Assert.Equal(Mean(inReal.any(1)), coverage.Coverage);
        Assert.True((FeatureCoverage.Reach(real, K) - reachReal).abs().max().item<double>() < 1e-11);
    }

    [Fact]
    public void Inception_Golden_AgreesWithPytorchFid()
    {
        using var scope = NewDisposeScope();
        using var golden = Load("fid_inception");
        string weights = Path.Combine(TunitGoldens.Below("metrics"), "fid_inception_tiny.pth");
        using var network = FidInception.Load(weights, ScalarType.Float64);
        Assert.Equal(4, network.BlockCount);
        Close(golden.Tensors["out.features_64"], network.Features(golden.Tensors["in.x"], 1));
        Close(golden.Tensors["out.noresize_2048"], network.Map(golden.Tensors["in.x_noresize"], 4).mean([2, 3]));
        foreach (string name in new[] { "Mixed_5b", "Mixed_6c", "Mixed_7b", "Mixed_7c" })
            Close(golden.Tensors[$"out.block.{name}"], network.Mixed(golden.Tensors[$"in.block.{name}"], name));
        var logits = network.Logits(golden.Tensors["out.features_2048"]);
        Close(golden.Tensors["out.logits"], logits.slice(1, 0, logits.shape[1], 8));
        Assert.Throws<ArgumentException>(() => network.Map(golden.Tensors["in.x"], 5));
        Assert.Throws<ArgumentException>(() => FidInception.Of(new Dictionary<string, Tensor>(), "nothing"));
    }

    private static SafetensorsFile Load(string name) =>
        Safetensors.Load(Path.Combine(TunitGoldens.Below("metrics"), $"{name}.safetensors"));

    private static void Close(Tensor expected, Tensor actual)
    {
        double difference = (expected - actual).abs().max().item<double>(), size = expected.abs().max().item<double>();
        Assert.True(difference <= 1e-9 * size, $"{difference} of {size}");
    }
}
