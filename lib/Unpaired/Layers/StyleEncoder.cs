using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>How a picture looks, as a short vector: s = E_s(x).</summary>
/// <remarks>
/// <c>model.0</c> 7×7, halvings whatever the content encoder does (four in MUNIT), global average pooling, 1×1
/// convolution. No normalisation: it would remove the mean and variance that are the style (MUNIT paper, section 5.1).
/// FUNIT's class encoder is the same network with other numbers. Original: MUNIT networks.py, StyleEncoder (a82e222); FUNIT networks.py, ClassModelEncoder (198f430).
/// </remarks>
public sealed class StyleEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> model;

    /// <summary>Makes the network with the framework's default weights.</summary>
    /// <param name="downsamplings">Halvings, at least 2; the width doubles at the first two.</param>
    /// <param name="inputs">Channels of a picture.</param>
    /// <param name="width">Channels after the first convolution.</param>
    /// <param name="styleSize">Numbers in a code.</param>
    /// <param name="norm">None in MUNIT and FUNIT.</param>
    /// <param name="activation">After every convolution but the last.</param>
    /// <param name="padding">Of every convolution but the last.</param>
    public StyleEncoder(
        int downsamplings, long inputs, long width, long styleSize,
        Normalization norm, Activation activation, PaddingKind padding) : base(nameof(StyleEncoder))
    {
        var stages = new List<nn.Module<Tensor, Tensor>>
        {
            new Conv2dBlock(inputs, width, 7, 1, 3, norm, activation, padding),
        };
        for (int i = 0; i < downsamplings; i++)
        {
            long next = i < 2 ? 2 * width : width;
            stages.Add(new Conv2dBlock(width, next, 4, 2, 1, norm, activation, padding));
            width = next;
        }
        stages.Add(nn.AdaptiveAvgPool2d(1));
        stages.Add(nn.Conv2d(width, styleSize, 1));
        model = nn.ModuleList(stages.ToArray());
        register_module("model", model);
    }

    /// <param name="x">[N, inputs, H, W] in [-1, 1], sides that survive the halvings.</param>
    /// <returns>[N, styleSize, 1, 1], unbounded. The caller owns it.</returns>
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
