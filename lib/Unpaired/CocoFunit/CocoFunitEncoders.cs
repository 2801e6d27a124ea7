using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>What a picture shows: c = E_c(x).</summary>
/// <remarks>
/// <c>model.0</c> 7×7, then 4×4 halvings that double the width without limit, then residual blocks; affine instance
/// norm and ReLU everywhere. Original: imaginaire generators/unit.py, ContentEncoder (c6f7484).
/// </remarks>
public sealed class CocoFunitContentEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> model;

    internal CocoFunitContentEncoder(CocoFunitGeneratorConfig config, WeightNormalization weights)
        : base(nameof(CocoFunitContentEncoder))
    {
        var options = new LayeredOptions(Norm: OutputNorm.Instance, Weights: weights);
        long width = config.Width;
        var stages = new List<nn.Module<Tensor, Tensor>> { LayeredBlock.Convolution(3, width, 7, 1, 3, options) };
        for (int i = 0; i < config.ContentDownsamplings; i++, width *= 2)
            stages.Add(LayeredBlock.Convolution(width, 2 * width, 4, 2, 1, options));
        for (int i = 0; i < config.ResidualBlocks; i++) stages.Add(new LayeredResidualBlock(width, width, options));
        model = nn.ModuleList([.. stages]);
        register_module("model", model);
    }

    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, C, H / 2ⁿ, W / 2ⁿ]. The caller owns it.</returns>
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

/// <summary>How a picture looks: s = E_s(x).</summary>
/// <remarks>
/// <c>model.0</c> 7×7, then 4×4 halvings — two that double the width, the others at four times the first width — then
/// the mean over all pixels and a plain 1×1 convolution. ReLU, no norm of the output. Original: imaginaire
/// generators/funit.py, StyleEncoder (c6f7484).
/// </remarks>
public sealed class CocoFunitStyleEncoder : nn.Module<Tensor, Tensor>
{
    private const int Doublings = 2;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> model;

    internal CocoFunitStyleEncoder(CocoFunitGeneratorConfig config, WeightNormalization weights)
        : base(nameof(CocoFunitStyleEncoder))
    {
        var options = new LayeredOptions(Weights: weights);
        long width = config.Width;
        var stages = new List<nn.Module<Tensor, Tensor>> { LayeredBlock.Convolution(3, width, 7, 1, 3, options) };
        for (int i = 0; i < config.StyleHalvings; i++)
        {
            long next = i < Doublings ? 2 * width : width;
            stages.Add(LayeredBlock.Convolution(width, next, 4, 2, 1, options));
            width = next;
        }
        stages.Add(nn.AdaptiveAvgPool2d(1));
        stages.Add(new PointConvolution(width, config.StyleSize));
        model = nn.ModuleList([.. stages]);
        register_module("model", model);
    }

    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, style_dims, 1, 1]. The caller owns it.</returns>
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

/// <summary>Draws a content code in the style of a vector.</summary>
/// <remarks>
/// <c>decoder.0, decoder.1</c> residual blocks — parity: two, whatever num_res_blocks says — then one up-residual block
/// per halving of the content encoder, then a plain 7×7 convolution with tanh. Every block takes the same vector
/// through linear layers of its own. Original: imaginaire generators/funit.py, Decoder (c6f7484).
/// </remarks>
public sealed class CocoFunitDecoder : nn.Module
{
    private const int ResidualBlocks = 2;
    private readonly ModuleList<nn.Module> decoder;

    internal CocoFunitDecoder(CocoFunitGeneratorConfig config, WeightNormalization weights)
        : base(nameof(CocoFunitDecoder))
    {
        var options = new LayeredOptions(Norm: OutputNorm.Adaptive, Weights: weights, StyleSize: config.MlpWidth);
        long width = config.ContentWidth;
        var stages = new List<nn.Module>();
        for (int i = 0; i < ResidualBlocks; i++) stages.Add(new LayeredResidualBlock(width, width, options));
        for (int i = 0; i < config.ContentDownsamplings; i++, width /= 2)
            stages.Add(new UpResidualBlock(width, width / 2, options));
        stages.Add(LayeredBlock.Convolution(width, 3, 7, 1, 3, new LayeredOptions(Activation.Tanh)));
        decoder = nn.ModuleList([.. stages]);
        register_module("decoder", decoder);
    }

    /// <summary>Whether the same function is computed with less work: see
    /// <see cref="UpResidualBlock.Apply"/>.</summary>
    public bool Fused { get; set; }

    /// <param name="content">[N, C, h, w].</param>
    /// <param name="style">[N, num_filters_mlp].</param>
    /// <returns>[N, 3, h·2ⁿ, w·2ⁿ] in [-1, 1]. The caller owns it.</returns>
    public Tensor Apply(Tensor content, Tensor style)
    {
        using var scope = NewDisposeScope();
        return Stages(content, style).Last().MoveToOuterDisposeScope();
    }

    /// <summary>The output of each stage in turn.</summary>
    public IEnumerable<Tensor> Stages(Tensor content, Tensor style)
    {
        var y = content;
        foreach (var stage in decoder)
        {
            y = stage switch
            {
                LayeredResidualBlock residual => residual.Apply(y, style),
                UpResidualBlock up => up.Apply(y, style, Fused),
                LayeredBlock last when Fused => last.ApplyToFewChannels(y),
                LayeredBlock last => last.call(y),
                _ => throw new InvalidOperationException($"Unexpected stage {stage.GetName()}."),
            };
            yield return y;
        }
    }
}
