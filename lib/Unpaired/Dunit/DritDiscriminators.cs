using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Scores pictures or codes; only differences between sets of them matter.</summary>
public abstract class DritDiscriminator(string name) : nn.Module(name)
{
    /// <summary>Whether the score of a sample does not depend on other calls: not with spectral norm, whose vectors
    /// advance.</summary>
    public abstract bool ActsPerSample { get; }

    /// <summary>Logits.</summary>
    /// <param name="x">[N, channels, H, W].</param>
    /// <returns>A map or vector for each scale. The caller owns them.</returns>
    public abstract IReadOnlyList<Tensor> Scores(Tensor x);
}

/// <summary>Several patch discriminators at halved and halved again sizes (<c>dis_scale</c> above 1).</summary>
/// <remarks>Keys <c>Diss.{scale}.{0..3}.model.1, Diss.{scale}.4</c>. Original: MultiScaleDis (DRIT networks.py,
/// f19f50a).</remarks>
public sealed class DritMultiScaleDiscriminator : DritDiscriminator
{
    private const int Layers = 4;
    private readonly (DritLayer[] Layers, MirroredConvolution Last)[] scales;

    /// <param name="channels">Of a picture.</param>
    /// <param name="width">b: channels after the first layer.</param>
    /// <param name="count">Scales.</param>
    /// <param name="spectral">Whether weights are divided by their largest singular value.</param>
    public DritMultiScaleDiscriminator(long channels, long width, int count, bool spectral)
        : base(nameof(DritMultiScaleDiscriminator))
    {
        ActsPerSample = !spectral;
        var norm = spectral ? WeightNormalization.SpectralStored : WeightNormalization.None;
        (DritLayer[], MirroredConvolution) Scale()
        {
            var layers = new List<DritLayer>();
            for (int i = 0; i < Layers; i++)
            {
                layers.Add(new DritLayer(
                    MirroredConvolution.Of(i == 0 ? channels : width << (i - 1), width << i, 4, 2, 1, norm),
                    normalised: false, DritLayer.Leak));
            }
            return ([.. layers], MirroredConvolution.Of(width << (Layers - 1), 1, 1, 1, 0, norm));
        }
        scales = [.. Enumerable.Range(0, count).Select(_ => Scale())];
        register_module("Diss", KeyLevel.Of(scales.Select(scale =>
            KeyLevel.Of([.. scale.Layers, scale.Last.Weights]))));
    }

    /// <inheritdoc/>
    public override bool ActsPerSample { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Scores(Tensor x)
    {
        using var scope = NewDisposeScope();
        var results = new List<Tensor>();
        var picture = x;
        foreach (var (layers, last) in scales)
        {
            if (results.Count > 0) picture = MultiScaleDiscriminator.Downsample(picture);
            var y = picture;
            foreach (var layer in layers) y = layer.call(y);
            results.Add(last.Apply(y).MoveToOuterDisposeScope());
        }
        return results;
    }
}

/// <summary>One discriminator with six halvings (<c>dis_scale 1</c>).</summary>
/// <remarks>Keys <c>model.{0..5}.model.1, model.6</c>. Original: Dis (DRIT networks.py, f19f50a).</remarks>
public sealed class DritSingleDiscriminator : DritDiscriminator
{
    private const int Layers = 6;
    private readonly DritLayer[] layers;
    private readonly MirroredConvolution last;

    /// <param name="channels">Of a picture.</param>
    /// <param name="width">b: channels after the first layer.</param>
    /// <param name="spectral">Whether weights are divided by their largest singular value.</param>
    public DritSingleDiscriminator(long channels, long width, bool spectral) : base(nameof(DritSingleDiscriminator))
    {
        ActsPerSample = !spectral;
        var norm = spectral ? WeightNormalization.SpectralStored : WeightNormalization.None;
        layers =
        [
            .. Enumerable.Range(0, Layers).Select(i => new DritLayer(
                MirroredConvolution.Of(i == 0 ? channels : width << (i - 1), width << i, 3, 2, 1, norm),
                normalised: false, DritLayer.Leak)),
        ];
        last = MirroredConvolution.Of(width << (Layers - 1), 1, 1, 1, 0, norm);
        register_module("model", KeyLevel.Of([.. layers, last.Weights]));
    }

    /// <inheritdoc/>
    public override bool ActsPerSample { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Scores(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = x;
        foreach (var layer in layers) y = layer.call(y);
        return [last.Apply(y).flatten().MoveToOuterDisposeScope()];
    }
}

/// <summary>Tells content codes of A from those of B.</summary>
/// <remarks>
/// Lee et al., DRIT, section 3.2. Layers 7×7 with stride 2, then 4×4 without a border, then 1×1. Keys
/// <c>model.{0..2}.model.1, model.3.model.1, model.4</c>. The original has three layers, which need codes of at least
/// 53 × 53 (crops of 212). Original: Dis_content (DRIT networks.py, f19f50a).
/// </remarks>
public sealed class DritContentDiscriminator : DritDiscriminator
{
    private const long Kernel = 7, LastKernel = 4;
    private readonly DritLayer[] layers;
    private readonly MirroredConvolution last;

    /// <param name="channels">Of the code: 4 b.</param>
    /// <param name="count">Layers with stride 2; the original's 3, or fewer for small pictures.</param>
    public DritContentDiscriminator(long channels, int count) : base(nameof(DritContentDiscriminator))
    {
        layers =
        [
            .. Enumerable.Range(0, count).Select(_ => new DritLayer(
                MirroredConvolution.Of(channels, channels, Kernel, 2, 1), normalised: false, DritLayer.Leak)),
            new DritLayer(MirroredConvolution.Of(channels, channels, LastKernel, 1, 0), false, DritLayer.Leak),
        ];
        last = MirroredConvolution.Of(channels, 1, 1, 1, 0);
        register_module("model", KeyLevel.Of([.. layers, last.Weights]));
    }

    /// <inheritdoc/>
    public override bool ActsPerSample => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Scores(Tensor x)
    {
        using var scope = NewDisposeScope();
        var y = x;
        foreach (var layer in layers) y = layer.call(y);
        return [last.Apply(y).flatten().MoveToOuterDisposeScope()];
    }

    /// <summary>The side of a code after all layers; below 1 if it is too small.</summary>
    internal static long SideAfter(long side, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (side < 2) return 0; // cannot be mirrored
            side = (side + 2 - Kernel) < 0 ? 0 : (side + 2 - Kernel) / 2 + 1;
        }
        return side - LastKernel + 1;
    }
}
