using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Metrics.Perceptual;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics.Perceptual;

public sealed class LpipsTests
{
    private static string Golden(string name) => MetricGoldens.File(name);

    private static Lpips Alex() =>
        Lpips.Load(Golden("alexnet_tiny.pth"), Golden("lpips_lin_alex_tiny.pth"), LpipsNetwork.AlexNet);

    [Fact]
    public void Distance_EqualPictures_IsZeroAndSymmetric()
    {
        using var scope = NewDisposeScope();
        using var lpips = Alex();
        using var random = new Generator(1);
        var (x, y) = (rand([2, 3, 32, 40], generator: random) * 2 - 1, rand([2, 3, 32, 40], generator: random) * 2 - 1);
        Assert.Equal(0, lpips.Distance(x, x).abs().max().item<float>());
        Assert.True((lpips.Distance(x, y) - lpips.Distance(y, x)).abs().max().item<float>() < 1e-6);
        Assert.Equal([2L, 1, 32, 40], lpips.Spatial(x, y).shape);
        Assert.Throws<ArgumentException>(() => lpips.Distance(x, y[.., .., 1..]));
        Assert.Contains("at least 31", Assert.Throws<ArgumentException>(() => lpips.Distance(zeros(1, 3, 16, 16), zeros(1, 3, 16, 16))).Message);
    }

    [Fact]
    public void MeanOverPairs_ThreePictures_IsTheMeanOfThreeDistances()
    {
        using var scope = NewDisposeScope();
        using var lpips = Alex();
        using var random = new Generator(2);
        var x = rand([3, 3, 32, 32], generator: random) * 2 - 1;
        double Pair(int i, int j) => lpips.Distance(x.narrow(0, i, 1), x.narrow(0, j, 1)).item<float>();
        Assert.Equal((Pair(0, 1) + Pair(0, 2) + Pair(1, 2)) / 3, lpips.MeanOverPairs(x), 1e-5);
        Assert.Throws<ArgumentException>(() => lpips.MeanOverPairs(x.narrow(0, 0, 1)));
    }

    [Fact]
    public void Layer_HandWorkedMaps_IsTheFormula()
    {
        using var scope = NewDisposeScope();
        // (3, 4) becomes (0.6, 0.8); (0, 5) becomes (0, 1). Differences 0.6 and -0.2, weights 2 and 10.
        var first = tensor(new[] { 3.0, 4 }, [1, 2, 1, 1]);
        var second = tensor(new[] { 0.0, 5 }, [1, 2, 1, 1]);
        var weight = tensor(new[] { 2.0, 10 }, [1, 2, 1, 1]);
        Assert.Equal((2 * 0.36) + (10 * 0.04), Lpips.Layer(first, second, weight).item<double>(), 1e-9);
        Assert.Equal(0.4, Lpips.Layer(first, second, null).item<double>(), 1e-9);
    }

    [Fact]
    public void Load_OtherFiles_AreRefusedByName()
    {
        var heads = Assert.Throws<ArgumentException>(
            () => Lpips.Load(Golden("alexnet_tiny.pth"), Golden("lpips_lin_vgg_tiny.pth"), LpipsNetwork.AlexNet));
        Assert.Contains("lin", heads.Message);
        var trunk = Assert.Throws<ArgumentException>(
            () => LpipsTrunk.Load(Golden("vgg16_tiny.pth"), LpipsNetwork.AlexNet));
        Assert.Contains("features.0 of AlexNet", trunk.Message);
        Assert.Contains("lin0.model.1.weight",
            Assert.Throws<ArgumentException>(() => Lpips.Heads(Golden("vgg16_tiny.pth"))).Message);
    }

    [Fact]
    public void Trunk_NamesOfAWholeLpipsStateDict_AreTheSameWeights()
    {
        using var scope = NewDisposeScope();
        using var root = TorchFile.Load(Golden("alexnet_tiny.pth"));
        var renamed = root.AsStateDict().ToDictionary(
            entry => entry.Key.Replace("features.", "net.slice2.", StringComparison.Ordinal), entry => entry.Value);
        using var expected = LpipsTrunk.Load(Golden("alexnet_tiny.pth"), LpipsNetwork.AlexNet);
        using var actual = LpipsTrunk.Of(renamed, "renamed", LpipsNetwork.AlexNet);
        var x = ones(1, 3, 48, 48);
        Assert.True(expected.Taps(x)[4].Equals(actual.Taps(x)[4]));
    }

    [Fact]
    public void DomainInvariantDistance_EqualPictures_IsZero()
    {
        using var scope = NewDisposeScope();
        using var vgg = Vgg16Features.Load(Golden("munit_vgg16_tiny.weight"));
        using var random = new Generator(4);
        var (x, y) = (rand([2, 3, 32, 32], generator: random) * 2 - 1, rand([2, 3, 32, 32], generator: random) * 2 - 1);
        Assert.Equal(0, DomainInvariantDistance.PerPair(vgg, x, x).sum().item<float>());
        var pairs = DomainInvariantDistance.PerPair(vgg, x, y);
        Assert.Equal(PerceptualLoss.Between(vgg, x, y).item<float>(), pairs.mean().item<float>(), 1e-5);
        Assert.Throws<ArgumentException>(() => DomainInvariantDistance.PerPair(vgg, x, y.narrow(0, 0, 1)));
    }
}
