using Unpaired.Checkpoints;
using Unpaired.CocoFunit;
using Unpaired.Layers;
using static TorchSharp.torch;
using static Unpaired.Tests.CocoFunit.CocoFunitSamples;

namespace Unpaired.Tests.CocoFunit;

public sealed class LayeredBlockTests
{
    private static LayerWeights Weights(WeightNormalization kind, params long[] shape)
    {
        var weights = LayerWeights.Create(kind, shape);
        using var random = new Generator(5);
        LayeredInitialization.Apply(weights, LayeredStart.Default, 1, random);
        return weights;
    }

    [Fact]
    public void Spectral_InTraining_IteratesOnEveryCallAndDividesByTheLargestSingularValue()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(WeightNormalization.Spectral, 4, 3, 2, 2);
        var state = StateDict.Of(weights);
        double largest = linalg.matrix_norm(state["weight_orig"].view(4, -1), 2).item<float>();
        var before = state["weight_u"].clone();
        for (int i = 0; i < 100; i++) weights.Effective();
        Assert.False(before.Equals(state["weight_u"]));
        AssertClose(1, state["weight_u"].norm().item<float>(), "|u|", 1e-5);
        AssertClose(1, state["weight_v"].norm().item<float>(), "|v|", 1e-5);
        AssertClose(state["weight_orig"] / largest, weights.Effective(), "W / sigma", 1e-5);
    }

    [Fact]
    public void Spectral_InEvaluation_KeepsUAndV()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(WeightNormalization.Spectral, 4, 6);
        weights.eval();
        var (u, v) = (StateDict.Of(weights)["weight_u"].clone(), StateDict.Of(weights)["weight_v"].clone());
        var (first, second) = (weights.Effective(), weights.Effective());
        Assert.True(first.Equals(second));
        Assert.True(u.Equals(StateDict.Of(weights)["weight_u"]));
        var sigma = u.dot(StateDict.Of(weights)["weight_orig"].mv(v));
        AssertClose(StateDict.Of(weights)["weight_orig"] / sigma, first, "W / sigma", 1e-6);
    }

    [Fact]
    public void Spectral_FrozenWeights_StillIterate()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(WeightNormalization.Spectral, 4, 6);
        foreach (var parameter in weights.parameters()) parameter.requires_grad = false;
        var before = StateDict.Of(weights)["weight_v"].clone();
        weights.Effective();
        Assert.False(before.Equals(StateDict.Of(weights)["weight_v"]));
    }

    [Fact]
    public void Spectral_TwoPassesBeforeOneBackwardPass_GiveTheSumOfTheirGradients()
    {
        using var scope = NewDisposeScope();
        var (x1, x2) = (rand(3, 6), rand(3, 6));
        Tensor Gradient(LayerWeights weights, params Tensor[] inputs)
        {
            var loss = inputs.Select(x => x.mm(weights.Effective().t()).square().sum()).Aggregate((a, b) => a + b);
            loss.backward();
            return weights.parameters().Single(parameter => parameter.dim() == 2).grad!;
        }
        var both = Gradient(Weights(WeightNormalization.Spectral, 4, 6), x1, x2);
        var second = Weights(WeightNormalization.Spectral, 4, 6);
        var alone = Gradient(Weights(WeightNormalization.Spectral, 4, 6), x1);
        using (no_grad()) second.Effective();
        AssertClose(alone + Gradient(second, x2), both, "gradient", 1e-5);
    }

    [Fact]
    public void Gain_Weights_AreLengthTimesDirection()
    {
        using var scope = NewDisposeScope();
        var weights = Weights(WeightNormalization.Gain, 4, 3, 2, 2);
        var state = StateDict.Of(weights);
        Assert.Equal([4, 1, 1, 1], state["weight_g"].shape);
        AssertClose(state["weight_v"], weights.Effective(), "at the start", 1e-6); // g = |v|
        using (no_grad()) state["weight_g"].fill_(2);
        AssertClose(full(4, 2.0), weights.Effective().flatten(1).norm(1), "lengths", 1e-5);
    }

    [Theory]
    [InlineData(WeightNormalization.None, "weight bias")]
    [InlineData(WeightNormalization.SpectralRemoved, "bias weight")]
    [InlineData(WeightNormalization.Spectral, "bias weight_orig weight_u weight_v")]
    [InlineData(WeightNormalization.Gain, "bias weight_g weight_v")]
    public void Weights_Names_StandInPyTorchsOrder(WeightNormalization kind, string names)
    {
        using var weights = LayerWeights.Create(kind, 2, 3);
        Assert.Equal(names.Split(' '), CocoFunitFiles.Named(weights, "").Select(entry => entry.Key));
        Assert.Equal(
            kind == WeightNormalization.Gain ? 3 : 2, weights.parameters().Count()); // weight_v is one of them or none
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(5, 4)]
    public void Mlp_Blocks_AreNotLayers(int blocks, int layers)
    {
        using var scope = NewDisposeScope();
        var mlp = new LayeredMlp(3, 2, 4, blocks);
        Assert.Equal(2 * layers, mlp.parameters().Count());
        using var random = new Generator(3);
        LayeredInitialization.Apply(mlp, LayeredStart.Default, 1, random);
        Assert.True(mlp.call(randn(50, 3)).min().item<float>() >= 0); // the last layer is cut off too
    }

    [Fact]
    public void StyledNorm_FirstHalf_IsTheScaleBesidesOne()
    {
        using var scope = NewDisposeScope();
        var norm = new StyledInstanceNorm(2, 1);
        var state = StateDict.Of(norm);
        using (no_grad()) state["fc.layers.conv.bias"].copy_(tensor(new[] { 1f, 0.5f, 10f, -10f }));
        var y = norm.Normalize(randn(1, 2, 50, 50), zeros(1, 1));
        AssertClose(tensor(new[] { 10f, -10f }), y.mean([2, 3]).squeeze(0), "shift", 1e-3);
        AssertClose(tensor(new[] { 2f, 1.5f }), y[0].flatten(1).std(1), "scale", 1e-2);
        Assert.Contains("more than one pixel",
            Assert.Throws<ArgumentException>(() => norm.Normalize(zeros(1, 2, 1, 1), zeros(1, 1))).Message);
    }

    [Theory]
    [InlineData(WeightNormalization.None, 5, 3)]
    [InlineData(WeightNormalization.Gain, 3, 8)]
    public void UpResidual_Fused_EqualsPlain(WeightNormalization weights, int height, int width)
    {
        using var scope = NewDisposeScope();
        var block = new UpResidualBlock(4, 2, new LayeredOptions(
            Norm: OutputNorm.Adaptive, Weights: weights, StyleSize: 3));
        using var random = new Generator(3);
        LayeredInitialization.Apply(block, LayeredStart.Default, 1, random);
        TorchSharp.ModuleExtensionMethods.to(block, float64);
        var (x, style) = (randn(2, 4, height, width, dtype: float64), randn(2, 3, dtype: float64));
        var y = block.Apply(x, style, fused: false);
        Assert.Equal([2, 2, 2 * height, 2 * width], y.shape);
        AssertClose(y, block.Apply(x, style, fused: true), "fused", 1e-12);
    }

    [Fact]
    public void Residual_ActivationFirst_LeavesItsInputAlone()
    {
        using var scope = NewDisposeScope();
        var options = new LayeredOptions(Activation.LeakyRelu, ActivationFirst: true);
        var block = new LayeredResidualBlock(3, 3, options);
        var x = randn(1, 3, 5, 5);
        var before = x.clone();
        Assert.True(before.Equals(block.call(x))); // weights are zero, so only the shortcut is left
        Assert.True(before.Equals(x));
        Assert.Throws<ArgumentException>(
            () => LayeredBlock.Convolution(1, 1, 1, 1, 0, options with { Norm = OutputNorm.Instance }));
    }

    [Theory]
    [InlineData(LayeredStart.Normal, 0.5, 0.5)]
    [InlineData(LayeredStart.Xavier, 2, 0.2)]         // 2 sqrt(2 / (40 + 160))
    [InlineData(LayeredStart.XavierUniform, 7, 0.1)]  // whatever the gain
    [InlineData(LayeredStart.Kaiming, 2, 0.447)]
    [InlineData(LayeredStart.KaimingLinear, 2, 0.316)]
    [InlineData(LayeredStart.Orthogonal, 2, 0.158)]   // columns of length 2 in 160 rows
    public void Initialization_Types_HaveTheirSpread(LayeredStart start, double gain, double deviation)
    {
        using var scope = NewDisposeScope();
        var block = LayeredBlock.Convolution(10, 40, 2, 1, 0, new LayeredOptions(Norm: OutputNorm.Instance));
        using var random = new Generator(8);
        using (no_grad()) StateDict.Of(block)["layers.norm.bias"].fill_(1);
        LayeredInitialization.Apply(block, start, gain, random);
        var state = StateDict.Of(block);
        double expected = start switch
        {
            LayeredStart.Xavier => 2 * Math.Sqrt(2.0 / 200),
            LayeredStart.Orthogonal => 2 / Math.Sqrt(40),
            _ => deviation,
        };
        AssertClose(expected, state["layers.conv.weight"].std().item<float>(), start.ToString(), 0.1);
        Assert.Equal(0, state["layers.conv.bias"].abs().max().item<float>());
        Assert.Equal(0, state["layers.norm.bias"].abs().max().item<float>()); // instance norms too
    }
}
