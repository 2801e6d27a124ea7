using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Filter response normalisation with a thresholded linear unit.</summary>
/// <remarks>
/// Singh and Krishnan, CVPR 2020: z = x / sqrt(mean over places of x² + 1e-6), y = max(γz + β, τ), per channel. Keys
/// <c>tau</c>, <c>gamma</c>, <c>beta</c>. Original: models/blocks.py, FRN (405a77c).
/// </remarks>
public sealed class FilterResponseNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-6;
    private readonly Parameter tau;
    private readonly Parameter gamma;
    private readonly Parameter beta;

    /// <param name="channels">Of the input.</param>
    public FilterResponseNorm(long channels) : base(nameof(FilterResponseNorm))
    {
        using var scope = NewDisposeScope();
        tau = new Parameter(zeros(1, channels, 1, 1));
        gamma = new Parameter(ones(1, channels, 1, 1));
        beta = new Parameter(zeros(1, channels, 1, 1));
        register_parameter("tau", tau);
        register_parameter("gamma", gamma);
        register_parameter("beta", beta);
        this.KeepState();
    }

    /// <param name="x">[N, C, H, W].</param>
    /// <returns>The same shape. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var scale = x.square().mean([2, 3], keepdim: true).Plus(Epsilon).rsqrt();
        return maximum(gamma * (x * scale) + beta, tau).MoveToOuterDisposeScope();
    }
}

/// <summary>A residual block that normalises and activates before it convolves, and may halve the size.</summary>
/// <remarks>Keys <c>norm1, norm2, conv1, conv2</c> and, where the width changes, <c>conv1x1</c>. Original:
/// models/blocks.py, ActFirstResBlk (405a77c), after StarGAN v2.</remarks>
public sealed class ActivatedResidualBlock : nn.Module<Tensor, Tensor>
{
    // Parity: 1/√2 as a float32 constant even where everything else is float64.
    private const double HalfRoot = 0.707106769084930419921875;
    private readonly FilterResponseNorm norm1;
    private readonly FilterResponseNorm norm2;
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d? conv1x1;
    private readonly bool halves;

    /// <summary>Makes the block with the framework's default weights.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="halves">Whether both sides are halved.</param>
    public ActivatedResidualBlock(long inputs, long outputs, bool halves) : base(nameof(ActivatedResidualBlock))
    {
        this.halves = halves;
        norm1 = new FilterResponseNorm(inputs);
        norm2 = new FilterResponseNorm(inputs);
        conv1 = nn.Conv2d(inputs, inputs, 3, padding: 1);
        conv2 = nn.Conv2d(inputs, outputs, 3, padding: 1);
        register_module("norm1", norm1);
        register_module("norm2", norm2);
        register_module("conv1", conv1);
        register_module("conv2", conv2);
        if (inputs == outputs) return;
        conv1x1 = nn.Conv2d(inputs, outputs, 1, bias: false);
        register_module("conv1x1", conv1x1);
    }

    /// <param name="x">[N, inputs, H, W].</param>
    /// <returns>[N, outputs, H, W], or half of both sides. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        // Parity: the shortcut is convolved first, then pooled; the branch is pooled between its convolutions.
        var shortcut = Pooled(conv1x1 is null ? x : conv1x1.call(x));
        var branch = Pooled(conv1.call(norm1.call(x)));
        branch = conv2.call(norm2.call(branch));
        return (shortcut.Times(HalfRoot) + branch.Times(HalfRoot)).MoveToOuterDisposeScope();
    }

    private Tensor Pooled(Tensor x) => halves ? nn.functional.avg_pool2d(x, 2) : x;
}

/// <summary>Says for each pseudo domain how real a picture looks.</summary>
/// <remarks>
/// <c>main</c>: a convolution; per level two residual blocks, the second halving size and doubling width; a 4×4 and a
/// 1×1 convolution. At the nominal size the map is one place: this is no patch discriminator. Original:
/// models/discriminator.py (405a77c).
/// </remarks>
public sealed class TunitDiscriminator : nn.Module
{
    private const double Slope = 0.2;
    private readonly List<(string Index, nn.Module<Tensor, Tensor> Layer)> layers = [];
    private readonly int side;

    /// <summary>Makes the network with the framework's default weights.</summary>
    /// <param name="config">Widths and options.</param>
    public TunitDiscriminator(TunitConfig config) : base(nameof(TunitDiscriminator))
    {
        side = config.ImageSize;
        Domains = config.Clusters;
        long width = config.DiscriminatorChannels;
        Add(nn.Conv2d(3, width, 3, padding: 1));
        for (int level = 0; level < config.DiscriminatorLevels; level++)
        {
            long next = Math.Min(2 * width, config.DiscriminatorLimit);
            Add(new ActivatedResidualBlock(width, width, halves: false));
            Add(new ActivatedResidualBlock(width, next, halves: true));
            width = next;
        }
        Add(nn.LeakyReLU(Slope));
        Add(nn.Conv2d(width, width, 4));
        Add(nn.LeakyReLU(Slope));
        Add(nn.Conv2d(width, config.Clusters, 1));
        register_module("main", nn.Sequential(layers));
    }

    /// <summary>K.</summary>
    public long Domains { get; }

    /// <summary>The logits of all pseudo domains.</summary>
    /// <param name="x">[N, 3, S, S] in [-1, 1], of the configured size.</param>
    /// <returns>[N, K, 1, 1]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Another size: the original would silently judge by the first place of a
    /// larger
    /// map.</exception>
    public Tensor Map(Tensor x)
    {
        if (x.dim() != 4 || x.shape[1] != 3 || x.shape[2] != x.shape[3] || !FitsOnce(x.shape[2]))
            throw new ArgumentException(
                $"The discriminator expects [N, 3, {side}, {side}]; got [{string.Join(", ", x.shape)}].");
        using var scope = NewDisposeScope();
        var y = x;
        foreach (var (_, layer) in layers) y = layer.call(y);
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>The output of each layer in turn.</summary>
    public IEnumerable<Tensor> Stages(Tensor x)
    {
        foreach (var (_, layer) in layers) yield return x = layer.call(x);
    }

    /// <summary>The logits of given pseudo domains.</summary>
    /// <param name="x">[N, 3, S, S] in [-1, 1].</param>
    /// <param name="domains">[N], int64, 0 to K − 1.</param>
    /// <returns>[N]. The caller owns it.</returns>
    public Tensor Logits(Tensor x, Tensor domains)
    {
        using var scope = NewDisposeScope();
        return Select(Map(x), domains).MoveToOuterDisposeScope();
    }

    /// <summary>One logit of each row.</summary>
    /// <param name="map">[N, K, 1, 1].</param>
    /// <param name="domains">[N], int64.</param>
    internal static Tensor Select(Tensor map, Tensor domains)
    {
        using var scope = NewDisposeScope();
        return map.flatten(1).gather(1, domains.unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope();
    }

    private bool FitsOnce(long pixels) => (int)Math.Floor(Math.Log2(pixels)) == (int)Math.Floor(Math.Log2(side))
        && pixels >> ((int)Math.Floor(Math.Log2(side)) - 2) == 4;

    private void Add(nn.Module<Tensor, Tensor> layer) =>
        layers.Add((layers.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), layer));
}
