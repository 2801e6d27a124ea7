using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Draws the picture of a code: residual blocks, then doublings of the size, then a 7×7 convolution with
/// tanh.</summary>
/// <remarks>
/// <c>model.0</c> residual blocks (AdaIN in MUNIT, instance norm in UNIT); <c>model.1, 3, …</c> nearest-neighbour
/// doubling;
/// <c>model.2, 4, …</c> 5×5, half the width, layer norm (FUNIT: instance norm, TUNIT: AdaIN); the last one to the
/// picture. MUNIT paper, section 5.1 and figure 3.
/// Original: MUNIT networks.py, Decoder (a82e222).
/// </remarks>
public sealed class Decoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> model;

    /// <summary>Makes the network with the framework's default weights.</summary>
    /// <param name="upsamplings">Doublings of the size.</param>
    /// <param name="residualBlocks">At the small size.</param>
    /// <param name="width">Channels of the code.</param>
    /// <param name="outputs">Channels of the picture.</param>
    /// <param name="residualNorm">Of the residual blocks.</param>
    /// <param name="activation">Everywhere but at the end.</param>
    /// <param name="padding">Of every convolution.</param>
    /// <param name="shared">Residual blocks of another decoder that are the first ones here too.</param>
    /// <param name="doublingNorm">Of the convolutions behind the doublings: layer norm in UNIT and MUNIT, instance norm
    /// in FUNIT, AdaIN in TUNIT.</param>
    /// <param name="branchWeight">Of the residual blocks.</param>
    public Decoder(
        int upsamplings, int residualBlocks, long width, long outputs,
        Normalization residualNorm, Activation activation, PaddingKind padding,
        IReadOnlyList<ResidualBlock>? shared = null, Normalization doublingNorm = Normalization.Layer,
        double branchWeight = 1) : base(nameof(Decoder))
    {
        var residuals = new ResidualBlocks(
            residualBlocks, width, residualNorm, activation, padding, first: shared, branchWeight: branchWeight);
        Residuals = residuals.Residuals;
        var stages = new List<nn.Module<Tensor, Tensor>> { residuals };
        for (int i = 0; i < upsamplings; i++, width /= 2)
        {
            stages.Add(nn.Upsample(scale_factor: [2, 2], mode: UpsampleMode.Nearest));
            stages.Add(new Conv2dBlock(width, width / 2, 5, 1, 2, doublingNorm, activation, padding));
        }
        stages.Add(new Conv2dBlock(width, outputs, 7, 1, 3, Normalization.None, Activation.Tanh, padding));
        AdaptiveWidths = [.. residuals.Blocks.Concat(stages.OfType<Conv2dBlock>())
            .Select(block => block.AdaptiveChannels).Where(channels => channels > 0)];
        model = nn.ModuleList(stages.ToArray());
        register_module("model", model);
    }

    /// <summary>Channels of each AdaIN layer, in the order in which they take their styles; empty without
    /// AdaIN.</summary>
    public IReadOnlyList<long> AdaptiveWidths { get; }

    /// <summary>The residual blocks at its beginning.</summary>
    public IReadOnlyList<ResidualBlock> Residuals { get; }

    /// <summary>Whether doublings and the convolutions behind them are computed in one go: the same sums in another
    /// order, much faster.</summary>
    public bool Fused { get; set; }

    /// <param name="content">[N, width, h, w].</param>
    /// <returns>[N, outputs, h·2ⁿ, w·2ⁿ] in [-1, 1]. The caller owns it.</returns>
    public override Tensor forward(Tensor content) => Apply(content, null);

    /// <summary>The same with one style per AdaIN layer, in the order of <see cref="AdaptiveWidths"/>.</summary>
    public Tensor Apply(Tensor content, IReadOnlyList<AdaptiveStyle>? styles)
    {
        using var scope = NewDisposeScope();
        var picture = Fused ? ApplyFused(content, styles) : Stages(content, styles).Last();
        return picture.MoveToOuterDisposeScope();
    }

    /// <summary>The output of each stage in turn.</summary>
    public IEnumerable<Tensor> Stages(Tensor content, IReadOnlyList<AdaptiveStyle>? styles)
    {
        var y = content;
        int next = FirstUpsamplingStyle;
        foreach (var stage in model)
        {
            y = stage switch
            {
                ResidualBlocks residuals => residuals.Apply(y, next > 0 ? styles : null),
                Conv2dBlock { AdaptiveChannels: > 0 } block => block.Apply(y, styles?[next++]),
                _ => stage.call(y),
            };
            yield return y;
        }
    }

    /// <summary>The residual blocks take the styles before it.</summary>
    private int FirstUpsamplingStyle =>
        Residuals.SelectMany(residual => residual.Blocks).Count(block => block.AdaptiveChannels > 0);

    private Tensor ApplyFused(Tensor content, IReadOnlyList<AdaptiveStyle>? styles)
    {
        int next = FirstUpsamplingStyle;
        var y = ((ResidualBlocks)model[0]).Apply(content, next > 0 ? styles : null);
        for (int i = 2; i < model.Count - 1; i += 2)
        {
            var block = (Conv2dBlock)model[i];
            y = block.ApplyDoubled(y, block.AdaptiveChannels > 0 ? styles?[next++] : null);
        }
        return ((Conv2dBlock)model[^1]).ApplyToFewChannels(y);
    }
}
