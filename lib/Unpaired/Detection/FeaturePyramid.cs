using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Feature maps of one width, in which coarse maps tell the finer ones what they see.</summary>
/// <remarks>
/// Lin et al., CVPR 2017, section 3. Original: torchvision.ops.FeaturePyramidNetwork with LastLevelMaxPool (0.14.1),
/// keys <c>inner_blocks.i.0, layer_blocks.i.0</c>.
/// </remarks>
public sealed class FeaturePyramid : nn.Module
{
    private readonly Conv2d[] inner;
    private readonly Conv2d[] outer;

    /// <param name="inputs">Channels of the backbone's maps, from fine to coarse.</param>
    /// <param name="width">Channels of every result.</param>
    public FeaturePyramid(IReadOnlyList<long> inputs, long width) : base(nameof(FeaturePyramid))
    {
        inner = [.. inputs.Select(channels => nn.Conv2d(channels, width, 1))];
        outer = [.. inputs.Select(_ => nn.Conv2d(width, width, 3, padding: 1))];
        register_module("inner_blocks", Blocks(inner));
        register_module("layer_blocks", Blocks(outer));
    }

    /// <summary>The pyramid of the backbone's maps.</summary>
    /// <param name="maps">[N, C, h, w] each, from fine to coarse.</param>
    /// <returns>As many maps of the pyramid's width, and every second cell of the last one. The caller owns
    /// them.</returns>
    public IReadOnlyList<Tensor> Maps(IReadOnlyList<Tensor> maps)
    {
        using var scope = NewDisposeScope();
        var results = new Tensor[maps.Count + 1];
        Tensor? above = null;
        for (int i = maps.Count - 1; i >= 0; i--)
        {
            var lateral = inner[i].call(maps[i]);
            if (above is not null)
                lateral += nn.functional.interpolate(
                    above, [lateral.shape[2], lateral.shape[3]], mode: InterpolationMode.Nearest);
            results[i] = outer[i].call(lateral);
            above = lateral;
        }
        results[^1] = nn.functional.max_pool2d(results[^2], 1, stride: 2);
        return [.. results.Select(map => map.MoveToOuterDisposeScope())];
    }

    private static ModuleList<Sequential> Blocks(Conv2d[] convolutions) =>
        new([.. convolutions.Select(convolution => nn.Sequential(convolution))]);
}

/// <summary>Backbone and pyramid. Keys <c>body, fpn</c>.</summary>
public sealed class DetectorBackbone : nn.Module
{
    // Named like their keys: TorchSharp registers the fields of a module that becomes a part of another one.
    private readonly DetectorBody body;
    private readonly FeaturePyramid fpn;

    /// <param name="body">The backbone; taken over.</param>
    /// <param name="width">Channels of the pyramid.</param>
    public DetectorBackbone(DetectorBody body, long width) : base(nameof(DetectorBackbone))
    {
        this.body = body;
        fpn = new FeaturePyramid(body.Channels, width);
        register_module("body", body);
        register_module("fpn", fpn);
    }

    internal DetectorBody Body => body;

    /// <summary>The pyramid of pictures.</summary>
    /// <param name="x">[N, 3, H, W], normalised; sides multiples of 32.</param>
    /// <returns>Maps from fine to coarse; the last one is "pool". The caller owns them.</returns>
    public IReadOnlyList<Tensor> Maps(Tensor x)
    {
        using var scope = NewDisposeScope();
        return [.. fpn.Maps(body.Maps(x)).Select(map => map.MoveToOuterDisposeScope())];
    }
}
