using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>The three choices that convolution and linear blocks share: padding, normalisation, activation.</summary>
internal static class BlockParts
{
    private const double LeakySlope = 0.2;

    /// <summary>The module with state that a normalisation needs, or null where it needs none.</summary>
    internal static nn.Module? NormModule(Normalization norm, long channels, bool flat) => norm switch
    {
        Normalization.Batch when flat => nn.BatchNorm1d(channels),
        Normalization.Batch => nn.BatchNorm2d(channels),
        Normalization.Layer => new SampleLayerNorm(channels),
        Normalization.Adaptive when !flat => new AdaptiveInstanceNorm2d(channels),
        Normalization.Adaptive =>
            throw new ArgumentException("A linear block cannot use adaptive instance normalisation."),
        _ => null,
    };

    /// <summary>The module with state that an activation needs, or null where it needs none.</summary>
    internal static PReLU? ActivationModule(Activation activation) =>
        activation == Activation.ParametricRelu ? nn.PReLU(1, 0.25) : null;

    /// <summary>Applies an activation, overwriting <paramref name="x"/> where it can: nothing else may need
    /// x.</summary>
    internal static Tensor Activate(Tensor x, Activation activation, PReLU? learnt) => activation switch
    {
        Activation.None => x,
        Activation.Relu => x.relu_(),
        Activation.LeakyRelu => x.LeakyReluInPlace(LeakySlope),
        Activation.ParametricRelu => learnt!.call(x),
        Activation.Selu => nn.functional.selu(x, inplace: true),
        Activation.Tanh => x.tanh_(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };

    /// <summary>Pads all four sides, unless the convolution itself can (zeros).</summary>
    /// <returns>The padded map and the padding that is left to the convolution.</returns>
    internal static (Tensor Padded, long Left) Pad(Tensor x, long padding, PaddingKind kind)
    {
        if (padding == 0 || kind == PaddingKind.Zero) return (x, padding);
        if (kind == PaddingKind.Reflect && (x.shape[2] <= padding || x.shape[3] <= padding))
            throw new ArgumentException(
                $"Reflection by {padding} needs a map larger than that on both sides; "
                + $"got {x.shape[2]} x {x.shape[3]}. Use larger images, fewer halvings or pad_type replicate.");
        var mode = kind == PaddingKind.Reflect ? TorchSharp.PaddingModes.Reflect : TorchSharp.PaddingModes.Replicate;
        return (nn.functional.pad(x, [padding, padding, padding, padding], mode), 0);
    }
}
