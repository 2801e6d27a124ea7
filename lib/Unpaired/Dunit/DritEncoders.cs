using TorchSharp.Modules;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>What a picture shows, in a form that both domains share: c = E_c(x).</summary>
/// <remarks>
/// Lee et al., DRIT, ECCV 2018, section 3.1. A branch per domain (7×7, two halvings, three residual blocks), then one
/// shared residual block, then standard normal noise in training. Keys <c>conv_share, convA, convB</c>. Original:
/// E_content (DRIT networks.py, f19f50a).
/// </remarks>
public sealed class DritContentEncoder : nn.Module
{
    private readonly nn.Module<Tensor, Tensor>[] shared;
    private readonly nn.Module<Tensor, Tensor>[][] branches;

    /// <param name="channelsA">Channels of pictures of domain A.</param>
    /// <param name="channelsB">Channels of pictures of domain B.</param>
    /// <param name="width">b: the code has 4 b channels.</param>
    public DritContentEncoder(long channelsA, long channelsB, long width) : base(nameof(DritContentEncoder))
    {
        shared = [new DritResidual(4 * width)];
        branches = [Branch(channelsA, width), Branch(channelsB, width)];
        register_module("conv_share", KeyLevel.Of(shared));
        register_module("convA", KeyLevel.Of(branches[0]));
        register_module("convB", KeyLevel.Of(branches[1]));
    }

    /// <summary>The code without noise.</summary>
    /// <param name="x">[N, channels, H, W] in [-1, 1], sides at least 16.</param>
    /// <param name="domain">Which branch.</param>
    /// <returns>[N, 4 b, H/4, W/4]. The caller owns it.</returns>
    public Tensor Encode(Tensor x, Domain domain)
    {
        using var scope = NewDisposeScope();
        var y = x;
        foreach (var layer in branches[(int)domain].Concat(shared)) y = layer.call(y);
        return y.MoveToOuterDisposeScope();
    }

    private static nn.Module<Tensor, Tensor>[] Branch(long channels, long width) =>
    [
        new DritLayer(MirroredConvolution.Of(channels, width, 7, 1, 3), normalised: false, DritLayer.Leak),
        new DritLayer(MirroredConvolution.Of(width, 2 * width, 3, 2, 1), normalised: true, 0),
        new DritLayer(MirroredConvolution.Of(2 * width, 4 * width, 3, 2, 1), normalised: true, 0),
        new DritResidual(4 * width), new DritResidual(4 * width), new DritResidual(4 * width),
    ];
}

/// <summary>What an attribute encoder says of pictures.</summary>
/// <param name="Mean">[N, nz]: the attribute vector, or the mean of its distribution.</param>
/// <param name="LogVariance">[N, nz]; null where the vector is no distribution.</param>
public readonly record struct AttributeCode(Tensor Mean, Tensor? LogVariance);

/// <summary>How a picture looks: z = E_a(x).</summary>
public abstract class DritAttributeEncoder(string name) : nn.Module(name)
{
    /// <summary>The attribute vector or its distribution.</summary>
    /// <param name="x">[N, channels, H, W] in [-1, 1].</param>
    /// <param name="domain">Which branch.</param>
    /// <returns>The caller owns the tensors.</returns>
    public abstract AttributeCode Encode(Tensor x, Domain domain);
}

/// <summary>The attribute encoder for changes of shape (<c>concat 0</c>): one vector.</summary>
/// <remarks>Keys <c>model_a.{1, 4, 7, 10, 13, 16}</c>, <c>model_b</c> alike. Original: E_attr (DRIT networks.py,
/// f19f50a).</remarks>
public sealed class FeaturewiseAttributeEncoder : DritAttributeEncoder
{
    private readonly MirroredConvolution[][] branches;

    /// <param name="channelsA">Channels of pictures of domain A.</param>
    /// <param name="channelsB">Channels of pictures of domain B.</param>
    /// <param name="width">b.</param>
    /// <param name="styleSize">nz.</param>
    public FeaturewiseAttributeEncoder(long channelsA, long channelsB, long width, long styleSize)
        : base(nameof(FeaturewiseAttributeEncoder))
    {
        branches = [Branch(channelsA, width, styleSize), Branch(channelsB, width, styleSize)];
        register_module("model_a", Keys(branches[0]));
        register_module("model_b", Keys(branches[1]));
    }

    /// <inheritdoc/>
    public override AttributeCode Encode(Tensor x, Domain domain)
    {
        using var scope = NewDisposeScope();
        var branch = branches[(int)domain];
        var y = x;
        foreach (var convolution in branch[..^1]) y = convolution.Apply(y).relu_();
        var vector = branch[^1].Apply(y.mean([2, 3], keepdim: true)).flatten(1);
        return new AttributeCode(vector.MoveToOuterDisposeScope(), null);
    }

    private static MirroredConvolution[] Branch(long channels, long width, long styleSize) =>
    [
        MirroredConvolution.Of(channels, width, 7, 1, 3), MirroredConvolution.Of(width, 2 * width, 4, 2, 1),
        MirroredConvolution.Of(2 * width, 4 * width, 4, 2, 1), MirroredConvolution.Of(4 * width, 4 * width, 4, 2, 1),
        MirroredConvolution.Of(4 * width, 4 * width, 4, 2, 1), MirroredConvolution.Of(4 * width, styleSize, 1, 1, 0),
    ];

    private static KeyLevel Keys(MirroredConvolution[] branch) =>
        new(branch.Select((convolution, i) => ($"{3 * i + 1}", (nn.Module)convolution.Weights)));
}

/// <summary>The attribute encoder for changes of texture (<c>concat 1</c>): mean and variance of a normal
/// distribution.</summary>
/// <remarks>Keys <c>fc_A.0, fcVar_A.0, conv_A.{1..4}</c>, B alike. Original: E_attr_concat (DRIT networks.py,
/// f19f50a).</remarks>
public sealed class ConcatAttributeEncoder : DritAttributeEncoder
{
    private const double Leak = 0.2;
    private readonly (MirroredConvolution First, HalvingResidual[] Blocks, Linear Mean, Linear Variance)[] branches;

    /// <param name="channelsA">Channels of pictures of domain A.</param>
    /// <param name="channelsB">Channels of pictures of domain B.</param>
    /// <param name="width">b.</param>
    /// <param name="styleSize">nz.</param>
    public ConcatAttributeEncoder(long channelsA, long channelsB, long width, long styleSize)
        : base(nameof(ConcatAttributeEncoder))
    {
        branches = [Branch(channelsA, width, styleSize), Branch(channelsB, width, styleSize)];
        foreach (var (branch, name) in branches.Zip(["A", "B"]))
        {
            register_module($"fc_{name}", KeyLevel.Of([branch.Mean]));
            register_module($"fcVar_{name}", KeyLevel.Of([branch.Variance]));
            nn.Module[] parts = [branch.First.Weights, .. branch.Blocks];
            register_module($"conv_{name}", new KeyLevel(parts.Select((part, i) => ($"{i + 1}", part))));
        }
    }

    /// <inheritdoc/>
    public override AttributeCode Encode(Tensor x, Domain domain)
    {
        using var scope = NewDisposeScope();
        var (first, blocks, mean, variance) = branches[(int)domain];
        var y = first.Apply(x);
        foreach (var block in blocks) y = block.call(y);
        var pooled = y.LeakyRelu(Leak).mean([2, 3]);
        return new AttributeCode(
            mean.call(pooled).MoveToOuterDisposeScope(), variance.call(pooled).MoveToOuterDisposeScope());
    }

    private static (MirroredConvolution, HalvingResidual[], Linear, Linear) Branch(
        long channels, long width, long styleSize) => (
        MirroredConvolution.Of(channels, width, 4, 2, 1),
        [.. Enumerable.Range(1, 3).Select(i => new HalvingResidual(i * width, (i + 1) * width))],
        nn.Linear(4 * width, styleSize), nn.Linear(4 * width, styleSize));
}
