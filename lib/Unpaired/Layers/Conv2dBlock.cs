using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Padding, convolution, normalisation, activation: the unit of which all networks here are
/// built.</summary>
/// <remarks>
/// Keys, in the order of parameters: <c>norm.*</c>, <c>activation.weight</c> (prelu), <c>conv.weight</c>,
/// <c>conv.bias</c>; with spectral
/// normalisation <c>conv.module.*</c>. Original: MUNIT networks.py, Conv2dBlock (a82e222).
/// </remarks>
public sealed class Conv2dBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module? norm;
    private readonly PReLU? activation;
    private readonly nn.Module conv;
    private readonly long strideSteps;
    private readonly long paddingPixels;
    private readonly Normalization normKind;
    private readonly Activation activationKind;
    private readonly PaddingKind paddingKind;

    /// <summary>Makes the block with the framework's default weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Pixels from one place of the kernel to the next.</param>
    /// <param name="padding">Pixels added on each side.</param>
    /// <param name="norm">Behind the convolution.</param>
    /// <param name="activation">Behind the norm.</param>
    /// <param name="paddingKind">What the added pixels are.</param>
    /// <param name="bias">Whether the convolution has one; not with spectral normalisation or in a fused
    /// decoder.</param>
    public Conv2dBlock(
        long inputs, long outputs, long kernel, long stride, long padding,
        Normalization norm = Normalization.None, Activation activation = Activation.Relu,
        PaddingKind paddingKind = PaddingKind.Zero, bool bias = true) : base(nameof(Conv2dBlock))
    {
        (strideSteps, paddingPixels) = (stride, padding);
        (normKind, activationKind, this.paddingKind) = (norm, activation, paddingKind);
        this.norm = BlockParts.NormModule(norm, outputs, flat: false);
        this.activation = BlockParts.ActivationModule(activation);
        conv = norm == Normalization.Spectral
            ? new SpectralNorm(outputs, inputs, kernel, kernel)
            : nn.Conv2d(inputs, outputs, kernel, stride, bias: bias);

        // Parity: norm, activation, conv. Adam states are stored by position.
        if (this.norm is not null) register_module("norm", this.norm);
        if (this.activation is not null) register_module("activation", this.activation);
        register_module("conv", conv);
    }

    /// <summary>Channels that an AdaIN layer in this block needs styles for; 0 without one.</summary>
    public long AdaptiveChannels => norm is AdaptiveInstanceNorm2d adaptive ? adaptive.Channels : 0;

    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H', W'], H' = floor((H + 2·padding − kernel) / stride) + 1.</returns>
    public override Tensor forward(Tensor x) => Apply(x, null);

    /// <summary>The same with the style that an AdaIN layer needs.</summary>
    /// <exception cref="ArgumentException">AdaIN without a style; a map too small to be padded or
    /// normalised.</exception>
    public Tensor Apply(Tensor x, AdaptiveStyle? style)
    {
        using var scope = NewDisposeScope();
        var (padded, left) = BlockParts.Pad(x, paddingPixels, paddingKind);
        var (weight, bias) = Weights();
        var y = Products.Convolve(padded, weight, bias, strideSteps, left);
        return Finish(y, style).MoveToOuterDisposeScope();
    }

    /// <summary>The same on the map doubled in size by repeating pixels, for a 5×5 block with stride 1 and padding
    /// 2.</summary>
    internal Tensor ApplyDoubled(Tensor x, AdaptiveStyle? style = null)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Weights();
        var y = FusedConvolutions.DoubledThen5x5(x, weight, bias, paddingKind);
        return Finish(y, style).MoveToOuterDisposeScope();
    }

    /// <summary>The same as <see cref="forward"/>, for a block with stride 1 and very few outputs.</summary>
    internal Tensor ApplyToFewChannels(Tensor x)
    {
        using var scope = NewDisposeScope();
        const int block = 2;
        if (x.shape[2] % block != 0 || x.shape[3] % block != 0) return Apply(x, null).MoveToOuterDisposeScope();
        var (padded, left) = BlockParts.Pad(x, paddingPixels, paddingKind);
        if (left > 0) padded = nn.functional.pad(padded, [left, left, left, left]);
        var (weight, bias) = Weights();
        return Finish(FusedConvolutions.ToFewChannels(padded, weight, bias, block), null).MoveToOuterDisposeScope();
    }

    /// <summary>The convolution's weights [outputs, inputs, k, k] and bias [outputs], null for none, as this pass uses
    /// them.</summary>
    internal (Tensor Weight, Tensor Bias) Weights() => conv switch
    {
        SpectralNorm spectral => (spectral.Weight(), spectral.Bias),
        Conv2d plain => (plain.weight, plain.bias!),
        _ => throw new InvalidOperationException($"Unexpected convolution {conv.GetName()}."),
    };

    /// <summary>Normalisation and activation of a convolution's output, which may be overwritten.</summary>
    internal Tensor Finish(Tensor y, AdaptiveStyle? style)
    {
        var normalized = norm switch
        {
            AdaptiveInstanceNorm2d adaptive => adaptive.Normalize(y, style
                ?? throw new ArgumentException("This block has an AdaIN layer; expected a style, got none.")),
            nn.Module<Tensor, Tensor> layer => layer.call(y),
            _ => normKind == Normalization.Instance ? InstanceNorm.Normalize(y) : y,
        };
        return BlockParts.Activate(normalized, activationKind, activation);
    }
}
