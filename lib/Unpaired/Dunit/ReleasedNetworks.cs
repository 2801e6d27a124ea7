using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Sizes of the networks of the released DUNIT code.</summary>
/// <param name="Width">b: channels after the first layers.</param>
/// <param name="Domains">n: one-hot numbers behind pictures and styles.</param>
/// <param name="Side">Pixels of the pictures that the decoder draws; no others.</param>
/// <param name="JudgedSide">Pixels of the pictures that the discriminator looks at.</param>
/// <param name="Scales">Of the multi-scale discriminator.</param>
/// <param name="Spectral">Whether discriminators divide their weights.</param>
internal sealed record ReleasedSizes(
    long Width, long Domains, long Side, long JudgedSide, int Scales, bool Spectral = false)
{
    internal const long StyleSize = 8;

    internal WeightNormalization Norm => Spectral ? WeightNormalization.Spectral : WeightNormalization.None;
}

/// <summary>A network of the released DUNIT code: a multi-domain DRIT, written anew, without instances.</summary>
/// <remarks>For comparison only, see README.md. Original: src/models/drit (IVRL/Dunit, ec229c2).</remarks>
internal abstract class ReleasedNetwork(string name) : nn.Module(name)
{
    /// <summary>All networks by their names in checkpoints.</summary>
    internal static ReleasedNetwork? Create(string network, ReleasedSizes sizes) => network switch
    {
        "content_encoder" => new ReleasedContentEncoder(sizes),
        "style_encoder" => new ReleasedStyleEncoder(sizes),
        "concat_style_encoder" => new ReleasedConcatStyleEncoder(sizes),
        "decoder" => new ReleasedDecoder(sizes),
        "discriminator" => new ReleasedDiscriminator(sizes),
        "multi_scale_discriminator" => new ReleasedMultiScaleDiscriminator(sizes),
        "content_discriminator" => new ReleasedContentDiscriminator(sizes),
        _ => null,
    };

    /// <summary>The outputs.</summary>
    /// <param name="arguments">In the original's order.</param>
    /// <param name="noise">Noise of the content encoder; null in evaluation.</param>
    internal abstract IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise);

    private protected static DritLayer Layer(MirroredConvolution convolution, bool normalised, double leak) =>
        new(convolution, normalised, leak, "layers");

    private protected static KeyLevel Block(LayerWeights weights) => new(("layers", new KeyLevel(("1", weights))));
}

/// <summary>One domain's branch, the shared block and noise. Parity: files hold most tensors twice.</summary>
internal sealed class ReleasedContentEncoder : ReleasedNetwork
{
    private readonly nn.Module<Tensor, Tensor>[] parts;

    internal ReleasedContentEncoder(ReleasedSizes sizes) : base(nameof(ReleasedContentEncoder))
    {
        long b = sizes.Width;
        parts =
        [
            Layer(MirroredConvolution.Of(3, b, 7, 1, 3), false, DritLayer.Leak),
            Layer(MirroredConvolution.Of(b, 2 * b, 3, 2, 1), true, 0),
            Layer(MirroredConvolution.Of(2 * b, 4 * b, 3, 2, 1), true, 0),
            .. Enumerable.Range(0, 4).Select(_ => new DritResidual(4 * b, Keys)),
        ];
        var shared = KeyLevel.Of([parts[^1]]);
        register_module("layers", KeyLevel.Of([.. parts[..^1], shared]));
        register_module("shared_layers", shared);
    }

    internal override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise)
    {
        var y = arguments[0];
        foreach (var part in parts) y = part.call(y);
        return [noise is null ? y : y + noise];
    }

    private static IEnumerable<(string, nn.Module)> Keys(MirroredConvolution first, MirroredConvolution second)
    {
        var block = Block(first.Weights);
        return [("layers", new KeyLevel(("0", block), ("2", second.Weights))), ("conv_block", block)];
    }
}

/// <summary>A picture with one-hot channels.</summary>
internal static class OneHotChannels
{
    internal static Tensor Append(IReadOnlyList<Tensor> arguments) =>
        StyleMaps.Append(arguments[0], arguments[1]);
}

internal sealed class ReleasedStyleEncoder : ReleasedNetwork
{
    private readonly DritLayer[] parts;
    private readonly MirroredConvolution last;

    internal ReleasedStyleEncoder(ReleasedSizes sizes) : base(nameof(ReleasedStyleEncoder))
    {
        long b = sizes.Width;
        DritLayer Halving(long inputs, long outputs) =>
            Layer(MirroredConvolution.Of(inputs, outputs, 4, 2, 1), false, 0);
        parts =
        [
            Layer(MirroredConvolution.Of(3 + sizes.Domains, b, 7, 1, 3), false, 0),
            Halving(b, 2 * b), Halving(2 * b, 4 * b), Halving(4 * b, 4 * b), Halving(4 * b, 4 * b),
        ];
        last = MirroredConvolution.Of(4 * b, ReleasedSizes.StyleSize, 1, 1, 0);
        var keys = parts.Select((part, i) => ($"{i}", (nn.Module)part));
        register_module("layers", new KeyLevel(keys.Append(($"{parts.Length + 1}", last.Weights))));
    }

    internal override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise)
    {
        var y = OneHotChannels.Append(arguments);
        foreach (var part in parts) y = part.call(y);
        return [last.Apply(y.mean([2, 3], keepdim: true)).flatten(1)];
    }
}

internal sealed class ReleasedConcatStyleEncoder : ReleasedNetwork
{
    private const double Leak = 0.2;
    private readonly MirroredConvolution first;
    private readonly HalvingResidual[] blocks;
    private readonly Linear[] last;

    internal ReleasedConcatStyleEncoder(ReleasedSizes sizes) : base(nameof(ReleasedConcatStyleEncoder))
    {
        long b = sizes.Width;
        first = MirroredConvolution.Of(3 + sizes.Domains, b, 4, 2, 1);
        // Parity: a ReLU stands behind each 3×3 convolution, unlike in DRIT.
        blocks =
        [
            .. Enumerable.Range(1, 3).Select(i => new HalvingResidual(i * b, (i + 1) * b, extraRelu: true, parts =>
            [
                ("layers", new KeyLevel(("1", Block(parts[0].Weights)), ("3", Block(parts[1].Weights)))),
                ("skip_layers", new KeyLevel(("1", parts[2].Weights))),
            ])),
        ];
        last = [nn.Linear(4 * b, ReleasedSizes.StyleSize), nn.Linear(4 * b, ReleasedSizes.StyleSize)];
        register_module("layers", KeyLevel.Of([Block(first.Weights), .. blocks]));
        register_module("fc_mean", last[0]);
        register_module("fc_var", last[1]);
    }

    internal override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise)
    {
        var y = first.Apply(OneHotChannels.Append(arguments));
        foreach (var block in blocks) y = block.call(y);
        var pooled = y.LeakyRelu(Leak).mean([2, 3]);
        return [last[0].call(pooled), last[1].call(pooled)];
    }
}

/// <summary>One MLP on style and one-hot numbers. Parity: its layer norms have a scale for each place.</summary>
internal sealed class ReleasedDecoder : ReleasedNetwork
{
    private const int Blocks = 4;
    private readonly StyledResidual[] residuals;
    private readonly UpBlock[] doublings;
    private readonly ConvTranspose2d last;
    private readonly Linear[] mlp;

    internal ReleasedDecoder(ReleasedSizes sizes) : base(nameof(ReleasedDecoder))
    {
        long b = sizes.Width, half = sizes.Side / 2;
        residuals = [.. Enumerable.Range(0, Blocks).Select(_ => new StyledResidual(4 * b, Keys))];
        doublings =
        [
            new UpBlock(4 * b, 2 * b, new DritLayerNorm(2 * b, half, half), "layers", 1),
            new UpBlock(2 * b, b, new DritLayerNorm(b, 2 * half, 2 * half), "layers", 1),
        ];
        last = nn.ConvTranspose2d(b, 3, 1);
        mlp =
        [
            nn.Linear(ReleasedSizes.StyleSize + sizes.Domains, 4 * b), nn.Linear(4 * b, 4 * b),
            nn.Linear(4 * b, Blocks * 4 * b),
        ];
        for (int i = 0; i < Blocks; i++) register_module($"dec{i + 1}", residuals[i]);
        register_module("dec5", KeyLevel.Of([.. doublings, last]));
        register_module("mlp", new KeyLevel(mlp.Select((layer, i) => ($"{2 * i}", (nn.Module)layer))));
    }

    internal override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise)
    {
        var code = cat([arguments[1], arguments[2]], 1);
        var styles = mlp[2].call(mlp[1].call(mlp[0].call(code).relu()).relu()).chunk(Blocks, 1);
        var y = arguments[0];
        for (int i = 0; i < Blocks; i++) y = residuals[i].Apply(y, styles[i]);
        foreach (var doubling in doublings) y = doubling.call(y);
        return [last.call(y).tanh()];
    }

    private static IEnumerable<(string, nn.Module)> Keys(
        (MirroredConvolution Spatial, LayerWeights First, LayerWeights Second)[] halves) =>
    [
        ("layers", KeyLevel.Of(halves.Select(half => new KeyLevel(
            ("conv", Block(half.Spatial.Weights)),
            ("blk", KeyLevel.Of([Block(half.First), Block(half.Second)])))))),
    ];
}

internal sealed class ReleasedDiscriminator : ReleasedNetwork
{
    private const int Layers = 6;
    private readonly DritLayer[] parts;
    private readonly Conv2d[] heads;

    internal ReleasedDiscriminator(ReleasedSizes sizes) : base(nameof(ReleasedDiscriminator))
    {
        long[] widths = [3, .. Enumerable.Range(0, Layers).Select(i => sizes.Width << Math.Min(i, Layers - 2))];
        // Parity: instance normalisation in the middle layers, as DRIT never has it.
        parts =
        [
            .. Enumerable.Range(0, Layers).Select(i => Layer(
                MirroredConvolution.Of(widths[i], widths[i + 1], 3, 2, 1, sizes.Norm), i is > 0 and < Layers - 1,
                DritLayer.Leak)),
        ];
        // Parity: a border of exact zeros round the map.
        heads =
        [
            nn.Conv2d(widths[^1], 1, 1, padding: 1, bias: false),
            nn.Conv2d(widths[^1], sizes.Domains, sizes.JudgedSide >> Layers, bias: false),
        ];
        register_module("layers", KeyLevel.Of(parts));
        register_module("conv1", heads[0]);
        register_module("conv2", KeyLevel.Of([heads[1]]));
    }

    internal override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise)
    {
        var y = arguments[0];
        foreach (var part in parts) y = part.call(y);
        return [heads[0].call(y), heads[1].call(y).mean([2, 3])];
    }
}

/// <summary>Parity: all scales share one last layer.</summary>
internal sealed class ReleasedMultiScaleDiscriminator : ReleasedNetwork
{
    private const int Layers = 4;
    private readonly DritLayer[][] scales;
    private readonly MirroredConvolution last;

    internal ReleasedMultiScaleDiscriminator(ReleasedSizes sizes) : base(nameof(ReleasedMultiScaleDiscriminator))
    {
        long b = sizes.Width;
        DritLayer[] Scale() =>
        [
            .. Enumerable.Range(0, Layers).Select(i => Layer(
                MirroredConvolution.Of(i == 0 ? 3 : b << (i - 1), b << i, 4, 2, 1, sizes.Norm), i > 0,
                DritLayer.Leak)),
        ];
        scales = [.. Enumerable.Range(0, sizes.Scales).Select(_ => Scale())];
        last = MirroredConvolution.Of(b << (Layers - 1), 1, 1, 1, 0);
        register_module("discriminators", KeyLevel.Of(scales.Select(scale =>
            KeyLevel.Of([.. scale, last.Weights]))));
    }

    internal override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise)
    {
        var results = new List<Tensor>();
        var picture = arguments[0];
        foreach (var scale in scales)
        {
            if (results.Count > 0) picture = MultiScaleDiscriminator.Downsample(picture);
            var y = picture;
            foreach (var part in scale) y = part.call(y);
            results.Add(last.Apply(y));
        }
        return results;
    }
}

internal sealed class ReleasedContentDiscriminator : ReleasedNetwork
{
    private readonly DritLayer[] parts;
    private readonly MirroredConvolution last;

    internal ReleasedContentDiscriminator(ReleasedSizes sizes) : base(nameof(ReleasedContentDiscriminator))
    {
        long width = 4 * sizes.Width;
        parts =
        [
            .. Enumerable.Range(0, 3).Select(_ =>
                Layer(MirroredConvolution.Of(width, width, 7, 2, 1, sizes.Norm), true, DritLayer.Leak)),
            Layer(MirroredConvolution.Of(width, width, 4, 1, 0, sizes.Norm), false, 0),
        ];
        last = MirroredConvolution.Of(width, sizes.Domains, 1, 1, 0);
        register_module("layers", KeyLevel.Of([.. parts, last.Weights]));
    }

    internal override IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> arguments, Tensor? noise)
    {
        var y = arguments[0];
        foreach (var part in parts) y = part.call(y);
        return [last.Apply(y).flatten(1)];
    }
}
