using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tests.Layers;

/// <summary>The fast forms of convolutions are the same functions, with the same gradients.</summary>
public sealed class FusedConvolutionsTests
{
    [Theory]
    [InlineData(PaddingKind.Reflect, 2, 2)]
    [InlineData(PaddingKind.Reflect, 5, 3)]
    [InlineData(PaddingKind.Replicate, 1, 4)]
    [InlineData(PaddingKind.Replicate, 3, 2)]
    [InlineData(PaddingKind.Zero, 1, 1)]
    [InlineData(PaddingKind.Zero, 4, 3)]
    public void DoubledThen5x5_AnyPadding_EqualsTheSteps(PaddingKind padding, int height, int width)
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Drawn(2, 3, height, width), Drawn(4, 3, 5, 5), Drawn(4));
        AssertSame(
            () => FusedConvolutions.DoubledThen5x5(x, weight, bias, padding),
            () =>
            {
                var (padded, left) = BlockParts.Pad(x.repeat_interleave(2, 2).repeat_interleave(2, 3), 2, padding);
                return nn.functional.conv2d(padded, weight, bias, [1, 1], [left, left]);
            },
            x, weight, bias);
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(4, 1)]
    public void ToFewChannels_AnyBlock_EqualsTheConvolution(int block, int outputs)
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Drawn(2, 3, 8 + 6, 12 + 6), Drawn(outputs, 3, 7, 7), Drawn(outputs));
        AssertSame(
            () => FusedConvolutions.ToFewChannels(x, weight, bias, block),
            () => nn.functional.conv2d(x, weight, bias),
            x, weight, bias);
    }

    [Theory]
    [InlineData(PaddingKind.Reflect)]
    [InlineData(PaddingKind.Zero)]
    public void Decoder_Fused_EqualsTheStages(PaddingKind padding)
    {
        using var scope = NewDisposeScope();
        using var decoder = new Decoder(2, 1, 8, 3, Normalization.Instance, Activation.LeakyRelu, padding);
        TorchSharp.ModuleExtensionMethods.to(decoder, ScalarType.Float64);
        var content = Drawn(2, 8, 3, 5);
        var expected = decoder.call(content);
        decoder.Fused = true;
        Assert.True((expected - decoder.call(content)).abs().max().item<double>() < 1e-12);
    }

    private static void AssertSame(Func<Tensor> actual, Func<Tensor> expected, params Tensor[] inputs)
    {
        var (y, gradients) = Evaluate(actual, inputs);
        var (e, expectedGradients) = Evaluate(expected, inputs);
        Assert.Equal(e.shape, y.shape);
        Assert.True((e - y).abs().max().item<double>() < 1e-12, "outputs differ");
        for (int i = 0; i < inputs.Length; i++)
            Assert.True((expectedGradients[i] - gradients[i]).abs().max().item<double>() < 1e-11,
                $"gradients of input {i} differ");
    }

    private static (Tensor Y, Tensor[] Gradients) Evaluate(Func<Tensor> function, Tensor[] inputs)
    {
        foreach (var input in inputs) input.grad = null;
        var y = function();
        // Every output weighs differently, so that none can stand for another.
        (y * arange(y.numel(), dtype: float64).sin().view(y.shape)).sum().backward();
        return (y.detach(), [.. inputs.Select(input => input.grad!.clone())]);
    }

    private static Tensor Drawn(params long[] shape)
    {
        using var random = new Generator((ulong)shape.Sum());
        return empty(shape, dtype: float64).normal_(0, 1, random).requires_grad_(true);
    }
}
