using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tests.Layers;

/// <summary>Convolutions and linear layers in bfloat16.</summary>
public sealed class PrecisionTests
{
    [Fact]
    public void Convolve_BFloat16_IsTheConvolutionOfRoundedNumbers()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Drawn(2, 3, 9, 8), Drawn(5, 3, 4, 4), Drawn(5));
        Tensor Rounded(Tensor value) => value.to(ScalarType.BFloat16).to(ScalarType.Float64);
        var expected = nn.functional.conv2d(Rounded(x), Rounded(weight), Rounded(bias), [2, 2], [1, 1]);
        Tensor actual;
        using (Products.In(Precision.BFloat16)) actual = Products.Convolve(x, weight, bias, stride: 2, padding: 1);
        Assert.Equal(ScalarType.Float32, actual.dtype);
        // The sum is rounded once more: to one part in 256.
        Assert.True(((actual - expected).abs() <= expected.abs() / 128 + 0.01).all().item<bool>());
        Assert.True(actual.Equals(actual.to(ScalarType.BFloat16).to(ScalarType.Float32)));
        Assert.True(nn.functional.conv2d(x, weight, bias, [2, 2], [1, 1])
            .Equals(Products.Convolve(x, weight, bias, stride: 2, padding: 1)));
    }

    [Fact]
    public void Linear_BFloat16_GivesFloat32AndItsGradient()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Drawn(4, 6), Drawn(3, 6).requires_grad_(), Drawn(3).requires_grad_());
        using (Products.In(Precision.BFloat16)) Products.Linear(x, weight, bias).square().sum().backward();
        var half = weight.grad!.clone();
        weight.grad!.zero_();
        Products.Linear(x, weight, bias).square().sum().backward();
        Assert.Equal(ScalarType.Float32, half.dtype);
        Assert.False(half.Equals(weight.grad!));
        Assert.True(((half - weight.grad!).abs().max() / weight.grad!.abs().max()).item<float>() < 0.03);
        Assert.True(half.Equals(half.to(ScalarType.BFloat16).to(ScalarType.Float32)));
    }

    [Fact]
    public void In_Nested_IsOfOneThreadAndEnds()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Drawn(1, 7), Drawn(2, 7), Drawn(2));
        var exact = nn.functional.linear(x, weight, bias);
        bool IsExact() => Products.Linear(x, weight, bias).Equals(exact);
        using (Products.In(Precision.BFloat16))
        {
            Assert.False(IsExact());
            using (Products.In(Precision.Float32)) Assert.True(IsExact());
            Assert.False(IsExact());
            bool other = false;
            var thread = new Thread(() => other = IsExact());
            thread.Start();
            thread.Join();
            Assert.True(other);
        }
        Assert.True(IsExact());
    }

    [Theory]
    [InlineData(Normalization.Instance, PaddingKind.Reflect)]
    [InlineData(Normalization.Layer, PaddingKind.Zero)]
    [InlineData(Normalization.Spectral, PaddingKind.Replicate)]
    public void Blocks_BFloat16_AreNearFloat32(Normalization norm, PaddingKind padding)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var block = new Conv2dBlock(4, 6, 5, 1, 2, norm, Activation.Relu, padding);
        using var judge = new MultiScaleDiscriminator(3, 4, 2, 2, Normalization.None, Activation.LeakyRelu, padding);
        WeightInitialization.Apply(block, InitializationKind.Kaiming, random);
        WeightInitialization.Apply(judge, InitializationKind.Kaiming, random);
        using var quiet = no_grad();
        foreach (var compute in new Func<Tensor>[]
        {
            () => block.call(Drawn(2, 4, 12, 12)), () => block.ApplyDoubled(Drawn(2, 4, 6, 6)),
            () => block.ApplyToFewChannels(Drawn(2, 4, 12, 12)), () => judge.Scores(Drawn(2, 3, 16, 16))[1],
        })
        {
            var expected = compute();
            using var half = Products.In(Precision.BFloat16);
            var actual = compute();
            double difference = (actual - expected).abs().max().item<float>();
            Assert.InRange(difference, 1e-6, 0.03 * (1 + expected.abs().max().item<float>()));
        }
    }

    private static Tensor Drawn(params long[] shape)
    {
        using var random = new Generator(11);
        return empty(shape).normal_(0, 1, random);
    }
}
