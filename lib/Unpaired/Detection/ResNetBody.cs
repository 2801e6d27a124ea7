using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>A backbone that gives feature maps from fine to coarse.</summary>
public abstract class DetectorBody : nn.Module
{
    private protected DetectorBody(string name) : base(name)
    {
    }

    /// <summary>Channels of each map.</summary>
    public abstract IReadOnlyList<long> Channels { get; }

    /// <summary>The feature maps of pictures.</summary>
    /// <param name="x">[N, 3, H, W], normalised; sides multiples of 32.</param>
    /// <returns>[N, C, h, w] each. The caller owns them.</returns>
    public abstract IReadOnlyList<Tensor> Maps(Tensor x);

    /// <summary>Stops the gradient of all but the last stages.</summary>
    /// <param name="stages">How many train: 0 to 5 (ResNet), 0 to 6 (MobileNet).</param>
    internal abstract void TrainOnly(int stages);
}

/// <summary>ResNet with bottlenecks, without its classifier.</summary>
/// <remarks>
/// He et al., CVPR 2016, in the form (v1.5) whose stride is in the 3×3 convolution. Original:
/// torchvision.models.resnet.ResNet (0.14.1), keys <c>conv1, bn1, layer1 … layer4</c>.
/// </remarks>
public sealed class ResNetBody : DetectorBody
{
    private const int Expansion = 4;
    // Named like their keys: TorchSharp registers the fields of a module that becomes a part of another one.
    private readonly Conv2d conv1;
    private readonly nn.Module<Tensor, Tensor> bn1;
    private readonly Sequential[] stages;

    /// <param name="blocks">Blocks of the four stages; 3, 4, 6, 3 for ResNet-50.</param>
    /// <param name="width">Channels of the first convolution; 64 for ResNet-50.</param>
    /// <param name="norm">Which normalisation.</param>
    /// <param name="epsilon">Its ε.</param>
    public ResNetBody(IReadOnlyList<int> blocks, int width, BackboneNorm norm, double epsilon)
        : base(nameof(ResNetBody))
    {
        var layers = new BackboneLayers(norm, epsilon);
        conv1 = nn.Conv2d(3, width, 7, stride: 2, padding: 3, bias: false);
        bn1 = layers.Normalization(width);
        register_module("conv1", conv1);
        register_module("bn1", bn1);
        long inputs = width;
        stages = new Sequential[blocks.Count];
        var channels = new long[blocks.Count];
        for (int s = 0; s < stages.Length; s++)
        {
            long planes = (long)width << s;
            var row = new List<nn.Module<Tensor, Tensor>>();
            for (int b = 0; b < blocks[s]; b++, inputs = planes * Expansion)
                row.Add(new Bottleneck(layers, inputs, planes, stride: b == 0 && s > 0 ? 2 : 1, shortcut: b == 0));
            stages[s] = nn.Sequential(row);
            channels[s] = planes * Expansion;
            register_module($"layer{s + 1}", stages[s]);
        }
        Channels = channels;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<long> Channels { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Maps(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = bn1.call(conv1.call(x)).relu_();
        x = nn.functional.max_pool2d(x, 3, stride: 2, padding: 1);
        var maps = new List<Tensor>();
        foreach (var stage in stages) maps.Add(x = stage.call(x));
        return [.. maps.Select(map => map.MoveToOuterDisposeScope())];
    }

    internal override void TrainOnly(int stages)
    {
        string[] trained =
        [
            .. new[] { "layer4.", "layer3.", "layer2.", "layer1.", "conv1." }.Take(stages),
            .. stages >= 5 ? ["bn1."] : Array.Empty<string>(),
        ];
        foreach (var (name, parameter) in named_parameters())
        {
            if (!trained.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
                parameter.requires_grad = false;
        }
    }

    /// <summary>1×1, 3×3, 1×1 convolutions beside a shortcut.</summary>
    private sealed class Bottleneck : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2, conv3;
        private readonly nn.Module<Tensor, Tensor> bn1, bn2, bn3;
        private readonly Sequential? downsample;

        public Bottleneck(BackboneLayers layers, long inputs, long planes, long stride, bool shortcut)
            : base(nameof(Bottleneck))
        {
            long outputs = planes * Expansion;
            conv1 = BackboneLayers.Convolution(inputs, planes, 1);
            bn1 = layers.Normalization(planes);
            conv2 = BackboneLayers.Convolution(planes, planes, 3, stride);
            bn2 = layers.Normalization(planes);
            conv3 = BackboneLayers.Convolution(planes, outputs, 1);
            bn3 = layers.Normalization(outputs);
            downsample = shortcut && (stride != 1 || inputs != outputs)
                ? nn.Sequential(BackboneLayers.Convolution(inputs, outputs, 1, stride), layers.Normalization(outputs))
                : null;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var y = bn1.call(conv1.call(x)).relu_();
            y = bn2.call(conv2.call(y)).relu_();
            y = bn3.call(conv3.call(y));
            return y.add(downsample is null ? x : downsample.call(x)).relu_().MoveToOuterDisposeScope();
        }
    }
}
