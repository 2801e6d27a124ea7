using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>imaginaire's residual block: shortcut + block₁(block₀(x)), nothing after the sum.</summary>
/// <remarks>
/// With the order CNA both blocks end with their activation — parity: the second one too, in front of the sum. The
/// hidden width is the smaller of both. Where the widths differ the shortcut is a 1×1 convolution with bias, without
/// norm and activation, of the untouched input. Keys <c>conv_block_0.*, conv_block_1.*, conv_block_s.*</c>. Original:
/// imaginaire, layers/residual.py (c6f7484).
/// </remarks>
public sealed class LayeredResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayeredBlock first;
    private readonly LayeredBlock second;
    private readonly LayeredBlock? shortcut;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="options">Of both 3×3 blocks.</param>
    public LayeredResidualBlock(long inputs, long outputs, LayeredOptions options) : base(nameof(LayeredResidualBlock))
    {
        long hidden = Math.Min(inputs, outputs);
        first = LayeredBlock.Convolution(inputs, hidden, 3, 1, 1, options);
        second = LayeredBlock.Convolution(hidden, outputs, 3, 1, 1, options);
        register_module("conv_block_0", first);
        register_module("conv_block_1", second);
        if (inputs == outputs) return;
        var bare = new LayeredOptions(Activation.None, Weights: options.Weights, Padding: PaddingKind.Zero);
        shortcut = LayeredBlock.Convolution(inputs, outputs, 1, 1, 0, bare);
        register_module("conv_block_s", shortcut);
    }

    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H, W]. The caller owns it.</returns>
    public override Tensor forward(Tensor x) => Apply(x, null);

    /// <summary>The same with the style vector [N, S] of its adaptive norms.</summary>
    public Tensor Apply(Tensor x, Tensor? style)
    {
        using var scope = NewDisposeScope();
        var y = second.Apply(first.Apply(x, style), style);
        return (y + (shortcut is null ? x : shortcut.call(x))).MoveToOuterDisposeScope();
    }

    // Everything is registered by name above; the framework would register the fields once more.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }
}

/// <summary>Doubles a map in size and changes its width, by two 5×5 blocks and a 1×1 shortcut, all adaptive.</summary>
/// <remarks>
/// f = block₁(double(block₀(x))), shortcut = ReLU(adaIN(conv1×1(double(x)))), result f + shortcut; double repeats
/// pixels. The shortcut always exists. Keys <c>conv_block_0.*, conv_block_1.*, conv_block_s.*</c>. Original:
/// imaginaire, layers/residual.py, UpRes2dBlock (c6f7484).
/// </remarks>
public sealed class UpResidualBlock : nn.Module
{
    private readonly LayeredBlock first;
    private readonly LayeredBlock second;
    private readonly LayeredBlock shortcut;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="options">Of all three blocks.</param>
    public UpResidualBlock(long inputs, long outputs, LayeredOptions options) : base(nameof(UpResidualBlock))
    {
        first = LayeredBlock.Convolution(inputs, outputs, 5, 1, 2, options);
        second = LayeredBlock.Convolution(outputs, outputs, 5, 1, 2, options);
        shortcut = LayeredBlock.Convolution(inputs, outputs, 1, 1, 0, options);
        register_module("conv_block_0", first);
        register_module("conv_block_1", second);
        register_module("conv_block_s", shortcut);
    }

    /// <param name="x">[N, inputs, h, w].</param>
    /// <param name="style">[N, S].</param>
    /// <param name="fused">
    /// Computes the same function with less work: the shortcut on the small map (a 1×1 convolution, a norm per channel
    /// and a ReLU do not notice repeated pixels), and the doubling together with the second 5×5 convolution.
    /// </param>
    /// <returns>[N, outputs, 2h, 2w]. The caller owns it.</returns>
    public Tensor Apply(Tensor x, Tensor style, bool fused)
    {
        using var scope = NewDisposeScope();
        var small = first.Apply(x, style);
        if (fused)
        {
            var y = second.ApplyDoubled(small, style);
            return (y + Doubled(shortcut.Apply(x, style))).MoveToOuterDisposeScope();
        }
        var direct = shortcut.Apply(Doubled(x), style);
        return (direct + second.Apply(Doubled(small), style)).MoveToOuterDisposeScope();
    }

    // Everything is registered by name above; the framework would register the fields once more.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    private static Tensor Doubled(Tensor x) =>
        nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
