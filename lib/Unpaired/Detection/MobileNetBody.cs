using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>MobileNetV3-Large without its classifier.</summary>
/// <remarks>
/// Howard et al., ICCV 2019, table 1. Original: torchvision.models.mobilenetv3 (0.14.1), keys <c>0 … 16</c>. The maps
/// are the inputs of the last stage with stride 2 and of the last convolution, both at 1/32.
/// </remarks>
public sealed class MobileNetBody : DetectorBody
{
    private static readonly (
        int Inputs, int Kernel, int Expanded, int Outputs, bool Excites, bool Hard, int Stride)[] Table =
    [
        (16, 3, 16, 16, false, false, 1), (16, 3, 64, 24, false, false, 2), (24, 3, 72, 24, false, false, 1),
        (24, 5, 72, 40, true, false, 2), (40, 5, 120, 40, true, false, 1), (40, 5, 120, 40, true, false, 1),
        (40, 3, 240, 80, false, true, 2), (80, 3, 200, 80, false, true, 1), (80, 3, 184, 80, false, true, 1),
        (80, 3, 184, 80, false, true, 1), (80, 3, 480, 112, true, true, 1), (112, 3, 672, 112, true, true, 1),
        (112, 5, 672, 160, true, true, 2), (160, 5, 960, 160, true, true, 1), (160, 5, 960, 160, true, true, 1),
    ];

    private readonly List<nn.Module<Tensor, Tensor>> parts = [];
    private readonly List<int> stageStarts = [0];

    /// <param name="widthMultiplier">Every channel count is multiplied by it; 1 for the published network.</param>
    /// <param name="norm">Which normalisation.</param>
    /// <param name="epsilon">Its ε.</param>
    public MobileNetBody(double widthMultiplier, BackboneNorm norm, double epsilon) : base(nameof(MobileNetBody))
    {
        var layers = new BackboneLayers(norm, epsilon);
        long Wide(int channels) => Divisible(channels * widthMultiplier);
        Add(new ConvolutionNorm(layers, 3, Wide(16), 3, 2, 1, Act.Hardswish));
        foreach (var row in Table)
        {
            if (row.Stride > 1) stageStarts.Add(parts.Count);
            Add(new InvertedResidual(layers, row.Kernel, row.Stride, row.Excites, row.Hard ? Act.Hardswish : Act.Relu,
                Wide(row.Inputs), Wide(row.Expanded), Wide(row.Outputs)));
        }
        stageStarts.Add(parts.Count);
        long last = Wide(Table[^1].Outputs);
        Add(new ConvolutionNorm(layers, last, 6 * last, 1, 1, 1, Act.Hardswish));
        Channels = [Wide(Table[stageStarts[^2] - 1].Outputs), 6 * last];
    }

    private enum Act
    {
        None,
        Relu,
        Hardswish,
    }

    /// <inheritdoc/>
    public override IReadOnlyList<long> Channels { get; }

    /// <summary>Where stages begin: module 0, those with stride 2, the last one.</summary>
    public IReadOnlyList<int> StageStarts => stageStarts;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Maps(Tensor x)
    {
        using var scope = NewDisposeScope();
        var maps = new List<Tensor>();
        for (int i = 0; i < parts.Count; i++)
        {
            x = parts[i].call(x);
            if (i == stageStarts[^2] || i == stageStarts[^1]) maps.Add(x);
        }
        return [.. maps.Select(map => map.MoveToOuterDisposeScope())];
    }

    internal override void TrainOnly(int stages)
    {
        int from = stages == 0 ? parts.Count : stageStarts[^Math.Min(stages, stageStarts.Count)];
        foreach (var parameter in parts.Take(from).SelectMany(part => part.parameters()))
            parameter.requires_grad = false;
    }

    /// <summary>The nearest multiple of 8, at least 8 and at least nine tenths of the number.</summary>
    internal static long Divisible(double channels)
    {
        long near = Math.Max(8, (long)(channels + 4) / 8 * 8);
        return near < 0.9 * channels ? near + 8 : near;
    }

    private void Add(nn.Module<Tensor, Tensor> part)
    {
        register_module($"{parts.Count}", part);
        parts.Add(part);
    }

    private static Tensor Activate(Tensor x, Act act) => act switch
    {
        Act.Relu => x.relu_(),
        Act.Hardswish => nn.functional.hardswish(x, inplace: false),
        _ => x,
    };

    /// <summary>Keys <c>0</c> (convolution) and <c>1</c> (normalisation).</summary>
    private sealed class ConvolutionNorm : nn.Module<Tensor, Tensor>
    {
        // In an array, because TorchSharp would register fields by names of C#.
        private readonly nn.Module<Tensor, Tensor>[] layers;
        private readonly Act act;

        public ConvolutionNorm(
            BackboneLayers make, long inputs, long outputs, long kernel, long stride, long groups, Act act)
            : base(nameof(ConvolutionNorm))
        {
            layers =
                [BackboneLayers.Convolution(inputs, outputs, kernel, stride, groups), make.Normalization(outputs)];
            this.act = act;
            for (int i = 0; i < layers.Length; i++) register_module($"{i}", layers[i]);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return Activate(layers[1].call(layers[0].call(x)), act).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Weighs channels by what the whole map holds. Keys <c>fc1, fc2</c>.</summary>
    private sealed class SqueezeExcitation : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d fc1, fc2;

        public SqueezeExcitation(long channels) : base(nameof(SqueezeExcitation))
        {
            long squeezed = Divisible(channels / 4);
            fc1 = nn.Conv2d(channels, squeezed, 1);
            fc2 = nn.Conv2d(squeezed, channels, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var mean = nn.functional.adaptive_avg_pool2d(x, 1);
            var weights = nn.functional.hardsigmoid(fc2.call(fc1.call(mean).relu_()), inplace: false);
            return (weights * x).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Expands, filters each channel alone, projects. Key <c>block</c>.</summary>
    private sealed class InvertedResidual : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential block;
        private readonly bool hasShortcut;

        public InvertedResidual(
            BackboneLayers layers, long kernel, long stride, bool excites, Act act, long inputs, long expanded,
            long outputs) : base(nameof(InvertedResidual))
        {
            hasShortcut = stride == 1 && inputs == outputs;
            var row = new List<nn.Module<Tensor, Tensor>>();
            if (expanded != inputs) row.Add(new ConvolutionNorm(layers, inputs, expanded, 1, 1, 1, act));
            row.Add(new ConvolutionNorm(layers, expanded, expanded, kernel, stride, expanded, act));
            if (excites) row.Add(new SqueezeExcitation(expanded));
            row.Add(new ConvolutionNorm(layers, expanded, outputs, 1, 1, 1, Act.None));
            block = nn.Sequential(row);
            register_module("block", block);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var y = block.call(x);
            return (hasShortcut ? y + x : y).MoveToOuterDisposeScope();
        }
    }
}
