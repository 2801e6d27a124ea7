using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>What a picture shows, as a feature map: c = E_c(x).</summary>
/// <remarks>
/// <c>model.0</c> 7×7; <c>model.1 … model.n</c> 4×4 with stride 2, each doubling the width; <c>model.{n+1}</c> residual
/// blocks. Instance
/// normalisation throughout, which removes the style (MUNIT paper, section 5.1). UNIT's encoder is the same network.
/// Original: MUNIT networks.py, ContentEncoder (a82e222).
/// </remarks>
public sealed class ContentEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> model;

    /// <summary>Makes the network with the framework's default weights.</summary>
    /// <param name="downsamplings">Halvings of the size.</param>
    /// <param name="residualBlocks">At the small size.</param>
    /// <param name="inputs">Channels of a picture.</param>
    /// <param name="width">Channels after the first convolution.</param>
    /// <param name="norm">Of every convolution.</param>
    /// <param name="activation">Of every convolution but the second of each residual block.</param>
    /// <param name="padding">Of every convolution.</param>
    /// <param name="shared">Residual blocks of another encoder that are the last ones here too.</param>
    /// <param name="branchWeight">Of the residual blocks.</param>
    public ContentEncoder(
        int downsamplings, int residualBlocks, long inputs, long width,
        Normalization norm, Activation activation, PaddingKind padding,
        IReadOnlyList<ResidualBlock>? shared = null, double branchWeight = 1) : base(nameof(ContentEncoder))
    {
        var stages = new List<nn.Module<Tensor, Tensor>>
        {
            new Conv2dBlock(inputs, width, 7, 1, 3, norm, activation, padding),
        };
        for (int i = 0; i < downsamplings; i++, width *= 2)
            stages.Add(new Conv2dBlock(width, 2 * width, 4, 2, 1, norm, activation, padding));
        var residuals = new ResidualBlocks(
            residualBlocks, width, norm, activation, padding, last: shared, branchWeight: branchWeight);
        Residuals = residuals.Residuals;
        stages.Add(residuals);
        OutputWidth = width;
        model = nn.ModuleList(stages.ToArray());
        register_module("model", model);
    }

    /// <summary>Channels of the code: width · 2^downsamplings.</summary>
    public long OutputWidth { get; }

    /// <summary>The residual blocks at its end.</summary>
    public IReadOnlyList<ResidualBlock> Residuals { get; }

    /// <param name="x">[N, inputs, H, W] in [-1, 1].</param>
    /// <returns>[N, <see cref="OutputWidth"/>, ⌊H/2ⁿ⌋, ⌊W/2ⁿ⌋]. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Stages(x).Last().MoveToOuterDisposeScope();
    }

    /// <summary>The output of each stage in turn.</summary>
    public IEnumerable<Tensor> Stages(Tensor x)
    {
        foreach (var stage in model) yield return x = stage.call(x);
    }
}
