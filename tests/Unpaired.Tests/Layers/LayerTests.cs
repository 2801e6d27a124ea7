using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tests.Layers;

/// <summary>Each layer against numbers worked out by hand.</summary>
public sealed class LayerTests
{
    [Fact]
    public void SampleLayerNorm_HandWorkedMap_UsesTheUnbiasedDeviation()
    {
        using var scope = NewDisposeScope();
        using var layer = new SampleLayerNorm(2);
        var state = new Dictionary<string, Tensor>
        {
            ["gamma"] = tensor(new[] { 1f, 2f }),
            ["beta"] = tensor(new[] { 0f, 10f }),
        };
        layer.load_state_dict(state);
        // 1, 3 | 5, 7: mean 4, unbiased variance (9 + 1 + 1 + 9) / 3 = 20/3
        var y = layer.call(tensor(new[] { 1f, 3f, 5f, 7f }, [1, 2, 1, 2]));
        double s = Math.Sqrt(20.0 / 3) + 1e-5;
        double[] expected = [-3 / s, -1 / s, 10 + (2 / s), 10 + (6 / s)];
        Assert.All(expected.Zip(y.data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void SampleLayerNorm_ConstantMap_GivesBetaAndFiniteGradients()
    {
        using var scope = NewDisposeScope();
        using var layer = new SampleLayerNorm(2);
        var x = ones(1, 2, 2, 2).requires_grad_(true);
        var y = layer.call(x);
        y.sum().backward();
        Assert.Equal(0, y.abs().max().item<float>());
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void AdaptiveInstanceNorm_HandWorkedMap_ScalesEachSampleByItsOwnStyle()
    {
        using var scope = NewDisposeScope();
        using var layer = new AdaptiveInstanceNorm2d(1);
        var x = tensor(new[] { 1f, 3f, 10f, 30f }, [2, 1, 1, 2]); // (x − μ) / σ = (−1, 1) in both
        var y = layer.Normalize(x, new AdaptiveStyle(tensor(new[] { 5f, 7f }), tensor(new[] { 2f, -3f })));
        Assert.All(new[] { 3.0, 7, 10, 4 }.Zip(y.data<float>().ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.Equal(["running_mean", "running_var"], layer.state_dict().Keys);
    }

    [Fact]
    public void AdaptiveInstanceNorm_WrongStyleOrSinglePixel_Throws()
    {
        using var scope = NewDisposeScope();
        using var layer = new AdaptiveInstanceNorm2d(2);
        var style = new AdaptiveStyle(zeros(2), ones(2));
        Assert.Contains(
            "expected 4 shifts and scales; got 2 and 2",
            Assert.Throws<ArgumentException>(() => layer.Normalize(zeros(2, 2, 2, 2), style)).Message);
        Assert.Contains(
            "more than one pixel",
            Assert.Throws<ArgumentException>(() => layer.Normalize(zeros(1, 2, 1, 1), style)).Message);
        using var block = new Conv2dBlock(1, 1, 3, 1, 1, Normalization.Adaptive);
        Assert.Contains(
            "expected a style", Assert.Throws<ArgumentException>(() => block.call(zeros(1, 1, 4, 4))).Message);
    }

    [Fact]
    public void Conv2dBlock_ReflectionLargerThanTheMap_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var block = new Conv2dBlock(1, 1, 7, 1, 3, paddingKind: PaddingKind.Reflect);
        var error = Assert.Throws<ArgumentException>(() => block.call(zeros(1, 1, 3, 8)));
        Assert.Contains("Reflection by 3", error.Message);
        Assert.Contains("3 x 8", error.Message);
    }

    [Fact]
    public void ResidualBlock_ZeroWeights_IsTheIdentity()
    {
        using var scope = NewDisposeScope();
        using var block = new ResidualBlock(2, Normalization.None, padding: PaddingKind.Reflect);
        using (no_grad())
        {
            foreach (var parameter in block.parameters()) parameter.zero_();
        }
        var x = randn(1, 2, 4, 4);
        Assert.True(x.eq(block.call(x)).all().item<bool>());
        using var none = new ResidualBlocks(0, 2);
        Assert.True(x.eq(none.call(x)).all().item<bool>());
    }

    [Fact]
    public void SpectralNorm_ManyCalls_ReachesTheLargestSingularValue()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralNorm(4, 6);
        Tensor weight = layer.Weight();
        for (int i = 0; i < 200; i++) weight = layer.Weight();
        Assert.Equal(1, linalg.svd(weight).S.max().item<float>(), 1e-4);
        Assert.Equal(
            ["module.bias", "module.weight_u", "module.weight_v", "module.weight_bar"],
            layer.named_parameters().Select(p => p.name));
        Assert.Equal(
            ["module.bias", "module.weight_bar"],
            layer.named_parameters().Where(p => p.parameter.requires_grad).Select(p => p.name));
    }

    [Fact]
    public void Downsample_Border_CountsOnlyPixelsInside()
    {
        using var scope = NewDisposeScope();
        var y = MultiScaleDiscriminator.Downsample(arange(16f).view(1, 1, 4, 4));
        // The corner sees 0, 1, 4, 5; the one to its right 1, 2, 3, 5, 6, 7.
        Assert.Equal([2.5f, 4f], y[0, 0, 0].data<float>().ToArray());
        Assert.Equal([1, 1, 2, 2], y.shape);
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("gelu")]
    public void OriginalNames_UnknownWord_ListsTheKnownOnes(string word)
    {
        var error = Assert.Throws<ArgumentException>(() => OriginalNames.Parse<Activation>(word));
        Assert.Contains("none, relu, lrelu, prelu, selu, tanh", error.Message);
        Assert.Contains(word, error.Message);
    }

    [Fact]
    public void OriginalNames_EveryOption_HasAWord()
    {
        Assert.All(Enum.GetValues<Normalization>(),
            value => Assert.Equal(value, OriginalNames.Parse<Normalization>(OriginalNames.Of(value))));
        Assert.All(Enum.GetValues<Activation>(),
            value => Assert.Equal(value, OriginalNames.Parse<Activation>(OriginalNames.Of(value))));
        Assert.All(Enum.GetValues<PaddingKind>(),
            value => Assert.Equal(value, OriginalNames.Parse<PaddingKind>(OriginalNames.Of(value))));
        Assert.All(Enum.GetValues<GanKind>(),
            value => Assert.Equal(value, OriginalNames.Parse<GanKind>(OriginalNames.Of(value))));
        Assert.All(Enum.GetValues<InitializationKind>(),
            value => Assert.Equal(value, OriginalNames.Parse<InitializationKind>(OriginalNames.Of(value))));
    }
}
