using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>x + a · block₂(block₁(x)): two 3×3 blocks of the same width, nothing after the sum.</summary>
/// <remarks>Keys <c>model.0.*</c>, <c>model.1.*</c>; the second block has no activation. Original: MUNIT networks.py,
/// ResBlock (a82e222).</remarks>
public sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv2dBlock> model;
    private readonly double branchWeight;

    /// <summary>Makes the block with the framework's default weights.</summary>
    /// <param name="width">Channels.</param>
    /// <param name="norm">Of both convolutions.</param>
    /// <param name="activation">After the first convolution.</param>
    /// <param name="padding">Of both convolutions.</param>
    /// <param name="branchWeight">a: 1, or 0.1 in TUNIT.</param>
    public ResidualBlock(
        long width, Normalization norm = Normalization.Instance, Activation activation = Activation.Relu,
        PaddingKind padding = PaddingKind.Zero, double branchWeight = 1) : base(nameof(ResidualBlock))
    {
        this.branchWeight = branchWeight;
        model = nn.ModuleList(
            new Conv2dBlock(width, width, 3, 1, 1, norm, activation, padding),
            new Conv2dBlock(width, width, 3, 1, 1, norm, Activation.None, padding));
        register_module("model", model);
    }

    /// <summary>Its two blocks.</summary>
    public IEnumerable<Conv2dBlock> Blocks => model;

    /// <param name="x">[N, width, H, W].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor x) => Apply(x, null, null);

    /// <summary>The same with the styles of its two AdaIN layers.</summary>
    public Tensor Apply(Tensor x, AdaptiveStyle? first, AdaptiveStyle? second)
    {
        using var scope = NewDisposeScope();
        var y = model[1].Apply(model[0].Apply(x, first), second);
        if (branchWeight != 1) y.TimesInPlace(branchWeight);
        return y.add_(x).MoveToOuterDisposeScope();
    }
}

/// <summary>Residual blocks in a row.</summary>
/// <remarks>Keys <c>model.{i}.model.{0|1}.*</c>. Original: MUNIT networks.py, ResBlocks (a82e222).</remarks>
public sealed class ResidualBlocks : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<ResidualBlock> model;

    /// <param name="count">Blocks; 0 makes the identity.</param>
    /// <param name="width">Channels.</param>
    /// <param name="norm">Of every convolution.</param>
    /// <param name="activation">After the first convolution of each block.</param>
    /// <param name="padding">Of every convolution.</param>
    /// <param name="first">Blocks of another network that are used here too, as the first of
    /// <paramref name="count"/>.</param>
    /// <param name="last">The same, as the last.</param>
    /// <param name="branchWeight">What each block multiplies its branch by.</param>
    public ResidualBlocks(
        int count, long width, Normalization norm = Normalization.Instance, Activation activation = Activation.Relu,
        PaddingKind padding = PaddingKind.Zero,
        IReadOnlyList<ResidualBlock>? first = null, IReadOnlyList<ResidualBlock>? last = null,
        double branchWeight = 1)
        : base(nameof(ResidualBlocks))
    {
        (first, last) = (first ?? [], last ?? []);
        int own = count - first.Count - last.Count;
        if (own < 0)
            throw new ArgumentException($"Expected at most {count} shared blocks; got {first.Count + last.Count}.");
        var blocks = Enumerable.Range(0, own)
            .Select(_ => new ResidualBlock(width, norm, activation, padding, branchWeight));
        model = nn.ModuleList<ResidualBlock>([.. first, .. blocks, .. last]);
        register_module("model", model);
    }

    /// <summary>The residual blocks, in the order in which they are applied.</summary>
    public IReadOnlyList<ResidualBlock> Residuals => [.. model];

    /// <summary>All convolution blocks, in the order in which they are applied.</summary>
    public IEnumerable<Conv2dBlock> Blocks => model.SelectMany(block => block.Blocks);

    /// <param name="x">[N, width, H, W].</param>
    /// <returns>The same shape. The caller owns it.</returns>
    public override Tensor forward(Tensor x) => Apply(x, null);

    /// <summary>The same with two styles per block, in the order of <see cref="Blocks"/>; null without AdaIN.</summary>
    public Tensor Apply(Tensor x, IReadOnlyList<AdaptiveStyle>? styles)
    {
        using var scope = NewDisposeScope();
        var y = x.alias();
        for (int i = 0; i < model.Count; i++) y = model[i].Apply(y, styles?[2 * i], styles?[2 * i + 1]);
        return y.MoveToOuterDisposeScope();
    }
}
