using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>Several patch discriminators that look at the picture at halved and halved again sizes.</summary>
/// <remarks>
/// MUNIT paper, section 5.1 (after pix2pixHD). Each scale s is a network of its own, <c>cnns.{s}</c>: 4×4 convolutions
/// with stride 2, the
/// width doubling, the first never normalised, then a bare 1×1 convolution <c>cnns.{s}.{layers}</c> to one score per
/// patch.
/// Original: MUNIT networks.py, MsImageDis (a82e222).
/// </remarks>
public sealed class MultiScaleDiscriminator : nn.Module
{
    private readonly ModuleList<PatchNetwork> cnns;

    /// <summary>Makes the networks with the framework's default weights.</summary>
    /// <param name="inputs">Channels of a picture.</param>
    /// <param name="width">Channels after the first layer.</param>
    /// <param name="layers">Halvings per scale, at least 1.</param>
    /// <param name="scales">Networks, at least 1.</param>
    /// <param name="norm">Of every layer but the first and the last; not <see cref="Normalization.Adaptive"/>.</param>
    /// <param name="activation">After every layer but the last.</param>
    /// <param name="padding">Of the 4×4 convolutions.</param>
    public MultiScaleDiscriminator(
        long inputs, long width, int layers, int scales,
        Normalization norm, Activation activation, PaddingKind padding) : base(nameof(MultiScaleDiscriminator))
    {
        ActsPerSample = norm is not (Normalization.Batch or Normalization.Spectral);
        cnns = nn.ModuleList(Enumerable.Range(0, scales)
            .Select(_ => new PatchNetwork(inputs, width, layers, norm, activation, padding)).ToArray());
        register_module("cnns", cnns);
    }

    /// <summary>Makes the networks of a configuration.</summary>
    /// <param name="inputs">Channels of a picture.</param>
    /// <param name="config">Widths and options.</param>
    public MultiScaleDiscriminator(long inputs, DiscriminatorConfig config)
        : this(inputs, config.Width, config.Layers, config.Scales, config.Normalization, config.Activation,
            config.Padding)
    {
    }

    /// <summary>Whether the score of a picture is the same in any batch and after any number of calls.</summary>
    /// <remarks>Batch norm mixes the pictures of a batch; spectral norm's vectors advance with each call.</remarks>
    public bool ActsPerSample { get; }

    /// <summary>Scores at every scale, the full size first.</summary>
    /// <param name="x">[N, inputs, H, W] in [-1, 1].</param>
    /// <returns>One [N, 1, h, w] per scale, unbounded. The caller owns them.</returns>
    public IReadOnlyList<Tensor> Scores(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scores = new List<Tensor>();
        for (int s = 0; s < cnns.Count; s++)
        {
            if (s > 0) x = Downsample(x);
            scores.Add(cnns[s].call(x).MoveToOuterDisposeScope());
        }
        return scores;
    }

    /// <summary>Scores of fake, then of real pictures: as one batch unless pictures of a batch or calls influence each
    /// other.</summary>
    /// <param name="fake">[N, inputs, H, W] in [-1, 1].</param>
    /// <param name="real">[M, inputs, H', W'].</param>
    /// <returns>As <see cref="Scores"/>.</returns>
    internal (IReadOnlyList<Tensor> Fake, IReadOnlyList<Tensor> Real) ScoreTogether(Tensor fake, Tensor real)
    {
        if (!ActsPerSample || !fake.shape.AsSpan(1).SequenceEqual(real.shape.AsSpan(1)))
            return (Scores(fake), Scores(real));
        var scores = Scores(cat([fake, real], 0));
        return (
            [.. scores.Select(score => score.narrow(0, 0, fake.shape[0]))],
            [.. scores.Select(score => score.narrow(0, fake.shape[0], real.shape[0]))]);
    }

    /// <summary>Halves a picture: means over 3×3 windows two pixels apart; pixels beyond the border are not
    /// counted.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <returns>[N, C, ⌈H/2⌉, ⌈W/2⌉].</returns>
    public static Tensor Downsample(Tensor x) =>
        nn.functional.avg_pool2d(x, [3, 3], [2, 2], [1, 1], count_include_pad: false);

    /// <summary>The network of one scale; it adds no level to the keys.</summary>
    private sealed class PatchNetwork : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> stages = [];

        public PatchNetwork(
            long inputs, long width, int layers, Normalization norm, Activation activation, PaddingKind padding)
            : base(nameof(PatchNetwork))
        {
            stages.Add(new Conv2dBlock(inputs, width, 4, 2, 1, Normalization.None, activation, padding));
            for (int i = 1; i < layers; i++, width *= 2)
                stages.Add(new Conv2dBlock(width, 2 * width, 4, 2, 1, norm, activation, padding));
            stages.Add(nn.Conv2d(width, 1, 1));
            for (int i = 0; i < stages.Count; i++) register_module($"{i}", stages[i]);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            foreach (var stage in stages) x = stage.call(x);
            return x.MoveToOuterDisposeScope();
        }
    }
}
