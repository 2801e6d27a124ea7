using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tests.Layers;

public sealed class WeightInitializationTests
{
    // Fan in 32 · 9 = 288, fan out 64 · 9 = 576.
    [Theory]
    [InlineData(InitializationKind.Gaussian, 0.02)]
    [InlineData(InitializationKind.Kaiming, 0.083333)]  // √(2 / 288)
    [InlineData(InitializationKind.Xavier, 0.068041)]   // √(4 / 864)
    [InlineData(InitializationKind.Orthogonal, 0.083333)] // √2 · √(1 / 288)
    [InlineData(InitializationKind.Default, 0.034021)]  // 1 / √288 / √3
    public void Draw_EachKind_HasItsDeviation(InitializationKind kind, double deviation)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var weight = empty(64, 32, 3, 3);
        WeightInitialization.Draw(weight, kind, random);
        Assert.InRange(weight.std().item<float>(), 0.97 * deviation, 1.03 * deviation);
        Assert.InRange(weight.mean().item<float>(), -0.05 * deviation, 0.05 * deviation);
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(8, 1)]
    public void Draw_Orthogonal_IsRootTwoTimesOrthonormal(int outputs, int inputs)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        var weight = empty(outputs, inputs, 2, 1);
        WeightInitialization.Draw(weight, InitializationKind.Orthogonal, random);
        var matrix = weight.view(outputs, -1);
        var product = matrix.shape[0] < matrix.shape[1] ? matrix.mm(matrix.t()) : matrix.t().mm(matrix);
        Assert.True((product - 2 * eye(product.shape[0])).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Apply_WholeNetwork_FollowsTheOriginalsRules()
    {
        using var scope = NewDisposeScope();
        using var judge = new MultiScaleDiscriminator(
            3, 8, 2, 1, Normalization.Spectral, Activation.ParametricRelu, PaddingKind.Zero);
        using var random = new Generator(1);
        WeightInitialization.Apply(judge, InitializationKind.Gaussian, random);
        var state = judge.state_dict();
        Assert.Equal(0, state["cnns.0.0.conv.bias"].abs().max().item<float>());
        Assert.InRange(state["cnns.0.0.conv.weight"].abs().max().item<float>(), 0.04f, 0.1f);
        // Skipped: the wrapped layer has no weight of its own. Fan in 8 · 16.
        Assert.InRange(
            state["cnns.0.1.conv.module.weight_bar"].abs().max().item<float>(), 0.085f, (float)(1 / Math.Sqrt(128)));
        Assert.True(state["cnns.0.1.conv.module.bias"].abs().max().item<float>() > 0);
        Assert.Equal(1, state["cnns.0.1.conv.module.weight_v"].norm().item<float>(), 1e-5);
        Assert.Equal(0.25f, state["cnns.0.0.activation.weight"].item<float>());
    }

    [Fact]
    public void Apply_LayerNorm_DrawsGammaUniformly()
    {
        using var scope = NewDisposeScope();
        using var network = new ResidualBlocks(1, 500, Normalization.Layer);
        using var random = new Generator(1);
        WeightInitialization.Apply(network, InitializationKind.Default, random);
        var gamma = network.state_dict()["model.0.model.0.norm.gamma"];
        Assert.InRange(gamma.min().item<float>(), 0, 0.02f);
        Assert.InRange(gamma.max().item<float>(), 0.98f, 1);
        Assert.InRange(gamma.mean().item<float>(), 0.46f, 0.54f);
    }
}
