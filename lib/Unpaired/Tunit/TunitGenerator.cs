using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Draws the content of one picture in the style of another: x' = G(x, s).</summary>
/// <remarks>
/// TUNIT paper, section 3.2; after FUNIT. Keys <c>cnt_encoder</c>, <c>decoder</c>, <c>mlp</c>. Unlike FUNIT, residual
/// blocks add a tenth of their branch and the convolutions behind the doublings take AdaIN too. Original:
/// models/generator.py (405a77c).
/// </remarks>
public sealed class TunitGenerator : nn.Module
{
    private const int MlpBlocks = 3;

    // Parity: the only difference from FUNIT's residual block.
    private const double BranchWeight = 0.1;
    private readonly ContentEncoder cnt_encoder;
    private readonly Decoder decoder;
    private readonly Mlp mlp;

    /// <summary>Makes the networks with the framework's default weights.</summary>
    /// <param name="config">Widths and options.</param>
    public TunitGenerator(TunitConfig config) : base(nameof(TunitGenerator))
    {
        const PaddingKind padding = PaddingKind.Reflect;
        cnt_encoder = new ContentEncoder(
            config.Downsamplings, config.ResidualBlocks, 3, config.GeneratorChannels, Normalization.Instance,
            Activation.Relu, padding, branchWeight: BranchWeight);
        decoder = new Decoder(
            config.Downsamplings, config.ResidualBlocks, cnt_encoder.OutputWidth, 3, Normalization.Adaptive,
            Activation.Relu, padding, doublingNorm: Normalization.Adaptive, branchWeight: BranchWeight);
        mlp = new Mlp(config.StyleSize, 2 * decoder.AdaptiveWidths.Sum(), config.MlpWidth, MlpBlocks);
        register_module("cnt_encoder", cnt_encoder);
        register_module("decoder", decoder);
        register_module("mlp", mlp);
    }

    /// <summary>The content encoder.</summary>
    public ContentEncoder ContentEncoder => cnt_encoder;

    /// <summary>The decoder, without the MLP.</summary>
    public Decoder Decoder => decoder;

    /// <summary>The MLP in front of the decoder's AdaIN layers.</summary>
    public Mlp Mlp => mlp;

    /// <summary>c = E(x).</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, nf·2ⁿ, H/2ⁿ, W/2ⁿ]. The caller owns it.</returns>
    public Tensor Encode(Tensor x) => cnt_encoder.call(x);

    /// <summary>x' = G(c, s).</summary>
    /// <param name="content">[N, nf·2ⁿ, h, w].</param>
    /// <param name="style">[N, sty_dim] or anything that flattens to it.</param>
    /// <returns>[N, 3, h·2ⁿ, w·2ⁿ] in [-1, 1]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different numbers of contents and styles.</exception>
    public Tensor Decode(Tensor content, Tensor style)
    {
        if (content.shape[0] != style.shape[0])
            throw new ArgumentException(
                $"Expected one style per content; got {content.shape[0]} contents and {style.shape[0]} styles.");
        using var scope = NewDisposeScope();
        // Parity: shift before scale.
        var styles = AdaptiveStyle.Deal(mlp.call(style), decoder.AdaptiveWidths);
        return decoder.Apply(content, styles).MoveToOuterDisposeScope();
    }

    /// <summary>x' = G(E(x), s).</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="style">[N, sty_dim].</param>
    /// <returns>[N, 3, H, W] in [-1, 1]. The caller owns it.</returns>
    public Tensor Translate(Tensor x, Tensor style)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(x), style).MoveToOuterDisposeScope();
    }
}
