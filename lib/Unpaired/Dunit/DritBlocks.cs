using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>A level in the names of weights: "model.1.weight" is a weight in "1" in "model".</summary>
internal sealed class KeyLevel : nn.Module
{
    internal KeyLevel(params IEnumerable<(string Key, nn.Module Part)> parts) : base(nameof(KeyLevel))
    {
        foreach (var (key, part) in parts) register_module(key, part);
    }

    /// <summary>Parts under their numbers.</summary>
    internal static KeyLevel Of(IEnumerable<nn.Module> parts) => new(parts.Select((part, i) => ($"{i}", part)));
}

/// <summary>A convolution of a map that is mirrored beyond its border.</summary>
/// <param name="Weights">[outputs, inputs, k, k] and [outputs].</param>
/// <param name="Stride">Pixels between places.</param>
/// <param name="Padding">Mirrored pixels on each side.</param>
internal sealed record MirroredConvolution(LayerWeights Weights, long Stride, long Padding)
{
    internal static MirroredConvolution Of(
        long inputs, long outputs, long kernel, long stride, long padding,
        WeightNormalization norm = WeightNormalization.None) =>
        new(LayerWeights.Create(norm, outputs, inputs, kernel, kernel), stride, padding);

    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H', W']. The caller owns it.</returns>
    internal Tensor Apply(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (padded, _) = BlockParts.Pad(x, Padding, PaddingKind.Reflect);
        return Products.Convolve(padded, Weights.Effective(), Weights.Bias, Stride).MoveToOuterDisposeScope();
    }
}

/// <summary>Mirrored border, convolution, perhaps instance normalisation, ReLU.</summary>
/// <remarks>Key <c>model.1.*</c>. Original: LeakyReLUConv2d, ReLUINSConv2d (DRIT networks.py, f19f50a).</remarks>
internal sealed class DritLayer : nn.Module<Tensor, Tensor>
{
    /// <summary>The slope of the leaky ReLU: the framework's default.</summary>
    internal const double Leak = 0.01;

    private readonly MirroredConvolution convolution;
    private readonly bool normalised;
    private readonly double leak;

    /// <param name="convolution">Its convolution.</param>
    /// <param name="normalised">Whether each channel is brought to mean 0 and variance 1.</param>
    /// <param name="leak">Slope below zero.</param>
    /// <param name="level">First part of the key.</param>
    internal DritLayer(MirroredConvolution convolution, bool normalised, double leak, string level = "model")
        : base(nameof(DritLayer))
    {
        (this.convolution, this.normalised, this.leak) = (convolution, normalised, leak);
        register_module(level, new KeyLevel(("1", convolution.Weights)));
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = convolution.Apply(x);
        if (normalised) y = Layers.InstanceNorm.Normalize(y);
        return Leaky(y, leak).MoveToOuterDisposeScope();
    }

    /// <summary>ReLU with a slope below zero, in place.</summary>
    internal static Tensor Leaky(Tensor y, double leak) => leak == 0 ? y.relu_() : y.LeakyReluInPlace(leak);
}

/// <summary>x + IN(conv(ReLU(IN(conv(x))))), both convolutions 3×3.</summary>
/// <remarks>Keys <c>model.1, model.5</c>. Original: INSResBlock (DRIT networks.py, f19f50a).</remarks>
internal sealed class DritResidual : nn.Module<Tensor, Tensor>
{
    private readonly MirroredConvolution[] convolutions;

    internal DritResidual(long width) : this(width, (first, second) =>
        [("model", new KeyLevel(("1", first.Weights), ("5", second.Weights)))])
    {
    }

    /// <summary>The same under other keys.</summary>
    internal DritResidual(
        long width, Func<MirroredConvolution, MirroredConvolution, IEnumerable<(string, nn.Module)>> keys)
        : base(nameof(DritResidual))
    {
        convolutions = [.. Enumerable.Range(0, 2).Select(_ => MirroredConvolution.Of(width, width, 3, 1, 1))];
        foreach (var (key, part) in keys(convolutions[0], convolutions[1])) register_module(key, part);
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = Layers.InstanceNorm.Normalize(convolutions[0].Apply(x)).relu_();
        return Layers.InstanceNorm.Normalize(convolutions[1].Apply(y)).add_(x).MoveToOuterDisposeScope();
    }
}

/// <summary>Styles as channels of a map.</summary>
internal static class StyleMaps
{
    /// <summary>A style, the same at every place, behind the channels of a map.</summary>
    /// <param name="map">[N, C, H, W].</param>
    /// <param name="style">[N, nz].</param>
    /// <returns>[N, C + nz, H, W]. The caller owns it.</returns>
    internal static Tensor Append(Tensor map, Tensor style)
    {
        using var scope = NewDisposeScope();
        var everywhere = style.view(style.shape[0], -1, 1, 1).expand(-1, -1, map.shape[2], map.shape[3]);
        return cat([map, everywhere], 1).MoveToOuterDisposeScope();
    }
}

/// <summary>A residual block that is told at every place in which style to draw.</summary>
/// <remarks>
/// o₁ = IN(conv(x)), o₂ = blk₁[o₁, z], o₃ = IN(conv(o₂)), result blk₂[o₃, z] + x; z is the same everywhere, blk two 1×1
/// convolutions, each with a ReLU. Keys <c>conv1.0.1, conv2.0.1, blk1.0, blk1.2, blk2.0, blk2.2</c>. Parity: the
/// original adds x in place to the output of a ReLU; the numbers are the same. Original: MisINSResBlock.
/// </remarks>
internal sealed class StyledResidual : nn.Module
{
    private readonly (MirroredConvolution Spatial, LayerWeights First, LayerWeights Second)[] halves;

    internal StyledResidual(long width) : this(width, halves =>
    [
        ("conv1", Mirrored(halves[0])), ("conv2", Mirrored(halves[1])),
        ("blk1", Pointwise(halves[0])), ("blk2", Pointwise(halves[1])),
    ])
    {
    }

    /// <summary>The same under other keys.</summary>
    internal StyledResidual(
        long width,
        Func<(MirroredConvolution Spatial, LayerWeights First, LayerWeights Second)[], IEnumerable<(string, nn.Module)>>
            keys)
        : base(nameof(StyledResidual))
    {
        LayerWeights Point(long outputs) => LayerWeights.Create(WeightNormalization.None, outputs, 2 * width, 1, 1);
        halves =
        [
            .. Enumerable.Range(0, 2).Select(_ =>
                (MirroredConvolution.Of(width, width, 3, 1, 1), Point(2 * width), Point(width))),
        ];
        foreach (var (key, part) in keys(halves)) register_module(key, part);
    }

    /// <param name="x">[N, width, H, W].</param>
    /// <param name="style">[N, width].</param>
    /// <returns>The same shape as x. The caller owns it.</returns>
    internal Tensor Apply(Tensor x, Tensor style)
    {
        using var scope = NewDisposeScope();
        var y = x;
        foreach (var (spatial, first, second) in halves)
        {
            var both = StyleMaps.Append(Layers.InstanceNorm.Normalize(spatial.Apply(y)), style);
            var hidden = Products.Convolve(both, first.Effective(), first.Bias).relu_();
            y = Products.Convolve(hidden, second.Effective(), second.Bias).relu_();
        }
        return (y + x).MoveToOuterDisposeScope();
    }

    private static KeyLevel Mirrored((MirroredConvolution Spatial, LayerWeights, LayerWeights) half) =>
        new(("0", new KeyLevel(("1", half.Spatial.Weights))));

    private static KeyLevel Pointwise((MirroredConvolution, LayerWeights First, LayerWeights Second) half) =>
        new(("0", half.First), ("2", half.Second));
}

/// <summary>One mean and one variance per sample, over channels and pixels; then scale and shift.</summary>
/// <remarks>(x − μ) / √(σ² + 1e-5) with the biased variance. Keys <c>weight, bias</c>. Original: LayerNorm of DRIT
/// networks.py (f19f50a). <see cref="SampleLayerNorm"/> is another formula.</remarks>
internal sealed class DritLayerNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <param name="shape">[C, 1, 1] for one scale per channel; [C, H, W] for one per place.</param>
    internal DritLayerNorm(params long[] shape) : base(nameof(DritLayerNorm))
    {
        weight = nn.Parameter(ones(shape));
        bias = nn.Parameter(zeros(shape));
        register_parameter("weight", weight);
        register_parameter("bias", bias);
        this.KeepState();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var normalised = nn.functional.layer_norm(x, x.shape[1..], eps: 1e-5);
        using TorchSharp.Scalar one = 1;
        return addcmul(bias, normalised, weight, one).MoveToOuterDisposeScope();
    }
}

/// <summary>Doubles a map: transposed convolution, layer norm, ReLU.</summary>
/// <remarks>Keys <c>model.0, model.1</c>. Original: ReLUINSConvTranspose2d (DRIT networks.py, f19f50a).</remarks>
internal sealed class UpBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor>[] parts;

    internal UpBlock(long inputs, long outputs)
        : this(inputs, outputs, new DritLayerNorm(outputs, 1, 1), "model", 0)
    {
    }

    /// <summary>The same with another norm and other keys.</summary>
    internal UpBlock(long inputs, long outputs, DritLayerNorm norm, string level, int firstKey) : base(nameof(UpBlock))
    {
        parts =
        [
            nn.ConvTranspose2d(inputs, outputs, 3, stride: 2, padding: 1, output_padding: 1), norm,
        ];
        register_module(level, new KeyLevel(($"{firstKey}", parts[0]), ($"{firstKey + 1}", parts[1])));
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return parts[1].call(parts[0].call(x)).relu_().MoveToOuterDisposeScope();
    }
}

/// <summary>Two 3×3 convolutions that halve a map, beside a shortcut that halves it too; no normalisation.</summary>
/// <remarks>Keys <c>conv.2, conv.4.1, shortcut.1</c>. Original: BasicBlock (DRIT networks.py, f19f50a).</remarks>
internal sealed class HalvingResidual : nn.Module<Tensor, Tensor>
{
    private const double Leak = 0.2;
    private readonly MirroredConvolution[] convolutions;
    private readonly bool extraRelu;

    internal HalvingResidual(long inputs, long outputs) : this(inputs, outputs, extraRelu: false, parts =>
    [
        ("conv", new KeyLevel(("2", parts[0].Weights), ("4", new KeyLevel(("1", parts[1].Weights))))),
        ("shortcut", new KeyLevel(("1", parts[2].Weights))),
    ])
    {
    }

    /// <summary>The same under other keys.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="extraRelu">Whether each 3×3 convolution has a ReLU behind it.</param>
    /// <param name="keys">Of both convolutions and the shortcut.</param>
    internal HalvingResidual(
        long inputs, long outputs, bool extraRelu, Func<MirroredConvolution[], IEnumerable<(string, nn.Module)>> keys)
        : base(nameof(HalvingResidual))
    {
        this.extraRelu = extraRelu;
        convolutions =
        [
            MirroredConvolution.Of(inputs, inputs, 3, 1, 1), MirroredConvolution.Of(inputs, outputs, 3, 1, 1),
            MirroredConvolution.Of(inputs, outputs, 1, 1, 0),
        ];
        foreach (var (key, part) in keys(convolutions)) register_module(key, part);
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor Step(int index, Tensor y)
        {
            var result = convolutions[index].Apply(y);
            return extraRelu ? result.relu_() : result;
        }
        var inner = Step(0, x.LeakyRelu(Leak));
        var deep = Halved(Step(1, inner.LeakyRelu(Leak)));
        return (deep + convolutions[2].Apply(Halved(x))).MoveToOuterDisposeScope();
    }

    private static Tensor Halved(Tensor x) => nn.functional.avg_pool2d(x, [2, 2], [2, 2]);
}
