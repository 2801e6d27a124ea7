using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>What normalises the output of a <see cref="LayeredBlock"/>; imaginaire's key is
/// <c>activation_norm_type</c>.</summary>
public enum OutputNorm
{
    /// <summary><c>none</c>: nothing.</summary>
    None,
    /// <summary><c>instance</c>: <see cref="AffineInstanceNorm"/>.</summary>
    Instance,
    /// <summary><c>adaptive</c>: <see cref="StyledInstanceNorm"/>.</summary>
    Adaptive,
}

/// <summary>The choices that imaginaire's blocks share.</summary>
/// <param name="Activation">After the norm, or in front of everything.</param>
/// <param name="Norm">Of the output.</param>
/// <param name="Weights">Normalisation of the weights.</param>
/// <param name="Padding">What lies beyond the border.</param>
/// <param name="StyleSize">Numbers in the vector that <see cref="OutputNorm.Adaptive"/> takes.</param>
/// <param name="ActivationFirst">Order NAC instead of CNA.</param>
public sealed record LayeredOptions(
    Activation Activation = Activation.Relu, OutputNorm Norm = OutputNorm.None,
    WeightNormalization Weights = WeightNormalization.None, PaddingKind Padding = PaddingKind.Reflect,
    long StyleSize = 0, bool ActivationFirst = false);

/// <summary>imaginaire's unit: convolution or linear layer (C), norm of the output (N) and activation (A), in the order
/// CNA or NAC.</summary>
/// <remarks>Keys <c>layers.conv.*</c> (also of a linear layer), <c>layers.norm.*</c>. Original: imaginaire,
/// layers/conv.py (c6f7484).</remarks>
public sealed class LayeredBlock : nn.Module<Tensor, Tensor>
{
    private const double LeakySlope = 0.2;
    private readonly LayerWeights weights;
    private readonly nn.Module? norm;
    private readonly LayeredOptions options;
    private readonly bool linear;
    private readonly long strideSteps;
    private readonly long paddingPixels;

    private LayeredBlock(LayeredOptions options, long stride, long padding, bool linear, params long[] shape)
        : base(nameof(LayeredBlock))
    {
        if (options is { ActivationFirst: true, Norm: not OutputNorm.None })
            throw new ArgumentException("The order NAC is for blocks without a norm.");
        (this.options, this.linear, strideSteps, paddingPixels) = (options, linear, stride, padding);
        weights = LayerWeights.Create(options.Weights, shape);
        norm = options.Norm switch
        {
            OutputNorm.Instance => new AffineInstanceNorm(shape[0]),
            OutputNorm.Adaptive => new StyledInstanceNorm(shape[0], options.StyleSize),
            _ => null,
        };
        register_module("layers", new Parts(weights, norm));
    }

    /// <summary>A convolution block.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Steps between outputs.</param>
    /// <param name="padding">Pixels on each side.</param>
    /// <param name="options">The rest.</param>
    public static LayeredBlock Convolution(
        long inputs, long outputs, long kernel, long stride, long padding, LayeredOptions options) =>
        new(options, stride, padding, linear: false, outputs, inputs, kernel, kernel);

    /// <summary>A linear layer with an activation, without norm and with plain weights.</summary>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="outputs">Numbers out.</param>
    /// <param name="activation">At the end.</param>
    public static LayeredBlock Linear(long inputs, long outputs, Activation activation) =>
        new(new LayeredOptions(activation), 1, 0, linear: true, outputs, inputs);

    /// <param name="x">[N, inputs, H, W], or [N, inputs] for a linear layer.</param>
    /// <returns>[N, outputs, H', W'] with H' = floor((H + 2·padding − kernel) / stride) + 1, or [N, outputs].</returns>
    /// <exception cref="ArgumentException">An adaptive norm, which needs a style; a map too small.</exception>
    public override Tensor forward(Tensor x) => Apply(x, null);

    /// <summary>The same with the style vector [N, S] that an adaptive norm needs.</summary>
    /// <exception cref="ArgumentException">An adaptive norm without a style; a map too small.</exception>
    public Tensor Apply(Tensor x, Tensor? style)
    {
        using var scope = NewDisposeScope();
        // Parity: out of place, because the input is needed again for the shortcut.
        if (options.ActivationFirst) x = x.LeakyRelu(LeakySlope);
        var weight = weights.Effective();
        if (linear) return Finish(Products.Linear(x, weight, weights.Bias), style).MoveToOuterDisposeScope();
        var (padded, left) = BlockParts.Pad(x, paddingPixels, options.Padding);
        var y = Products.Convolve(padded, weight, weights.Bias, strideSteps, left);
        return Finish(y, style).MoveToOuterDisposeScope();
    }

    /// <summary>The same on the map doubled in size by repeating pixels, for a 5×5 block with stride 1 and padding
    /// 2.</summary>
    internal Tensor ApplyDoubled(Tensor x, Tensor? style)
    {
        using var scope = NewDisposeScope();
        var y = FusedConvolutions.DoubledThen5x5(x, weights.Effective(), weights.Bias, options.Padding);
        return Finish(y, style).MoveToOuterDisposeScope();
    }

    /// <summary>The same as <see cref="forward"/>, for a block with stride 1 and very few outputs.</summary>
    internal Tensor ApplyToFewChannels(Tensor x)
    {
        using var scope = NewDisposeScope();
        const int block = 2;
        if (x.shape[2] % block != 0 || x.shape[3] % block != 0) return Apply(x, null).MoveToOuterDisposeScope();
        var (padded, left) = BlockParts.Pad(x, paddingPixels, options.Padding);
        if (left > 0) padded = nn.functional.pad(padded, [left, left, left, left]);
        var y = FusedConvolutions.ToFewChannels(padded, weights.Effective(), weights.Bias, block);
        return Finish(y, null).MoveToOuterDisposeScope();
    }

    // Everything is registered by name above; the framework would register the fields once more.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <summary>Norm and activation of the output, which may be overwritten.</summary>
    private Tensor Finish(Tensor y, Tensor? style)
    {
        var normalized = norm switch
        {
            StyledInstanceNorm styled => styled.Normalize(y, style
                ?? throw new ArgumentException("This block has an adaptive norm; expected a style, got none.")),
            AffineInstanceNorm affine => affine.call(y),
            _ => y,
        };
        return options.ActivationFirst ? normalized : BlockParts.Activate(normalized, options.Activation, null);
    }

    /// <summary>imaginaire's dictionary <c>layers</c>.</summary>
    private sealed class Parts : nn.Module
    {
        internal Parts(LayerWeights conv, nn.Module? norm) : base(nameof(Parts))
        {
            register_module("conv", conv);
            if (norm is not null) register_module("norm", norm);
        }
    }
}

/// <summary>Linear layers in a row, each followed by a ReLU — the last one too, so no output is below 0.</summary>
/// <remarks>
/// Parity: the number of blocks is not the number of layers: 2 and 3 both give two layers, 5 gives four. Keys
/// <c>model.{i}.layers.conv.*</c>. Original: imaginaire, generators/unit.py, MLP (c6f7484).
/// </remarks>
public sealed class LayeredMlp : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.ModuleList<LayeredBlock> model;

    /// <param name="inputs">Numbers in.</param>
    /// <param name="outputs">Numbers out.</param>
    /// <param name="width">Hidden units.</param>
    /// <param name="blocks">The configured number: max(2, blocks − 1) layers.</param>
    public LayeredMlp(long inputs, long outputs, long width, int blocks) : base(nameof(LayeredMlp))
    {
        var layers = new List<LayeredBlock> { LayeredBlock.Linear(inputs, width, Activation.Relu) };
        for (int i = 0; i < blocks - 3; i++) layers.Add(LayeredBlock.Linear(width, width, Activation.Relu));
        layers.Add(LayeredBlock.Linear(width, outputs, Activation.Relu));
        model = nn.ModuleList([.. layers]);
        register_module("model", model);
    }

    /// <param name="x">[N, inputs] or anything that flattens to it, such as [N, inputs, 1, 1].</param>
    /// <returns>[N, outputs], not below 0. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = x.reshape(x.shape[0], -1);
        foreach (var layer in model) y = layer.call(y);
        return y.MoveToOuterDisposeScope();
    }
}
