using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>What one AdaIN layer receives for a batch: a shift and a scale for each channel of each sample.</summary>
/// <param name="Bias">[N·C]: the "mean" of the style; sample after sample.</param>
/// <param name="Weight">[N·C]: the "deviation" of the style, used as it is (not 1 + weight).</param>
public readonly record struct AdaptiveStyle(Tensor Bias, Tensor Weight)
{
    /// <summary>Deals an MLP's output out to AdaIN layers: each takes first its shifts, then its scales.</summary>
    /// <param name="parameters">[N, P], P = 2 Σ C.</param>
    /// <param name="widths">C of each layer, in the order in which they are applied.</param>
    /// <returns>One pair per layer, each [N·C]. The caller owns them.</returns>
    public static IReadOnlyList<AdaptiveStyle> Deal(Tensor parameters, IReadOnlyList<long> widths)
    {
        var styles = new List<AdaptiveStyle>();
        long start = 0;
        foreach (long width in widths)
        {
            // Parity: "mean" (shift) before "std" (scale).
            var bias = parameters.narrow(1, start, width).reshape(-1);
            var weight = parameters.narrow(1, start + width, width).reshape(-1);
            styles.Add(new AdaptiveStyle(bias, weight));
            start += 2 * width;
        }
        return styles;
    }
}

/// <summary>Adaptive instance normalisation: AdaIN(x, style) = weight · (x − μ(x)) / σ(x) + bias.</summary>
/// <remarks>
/// MUNIT paper, section 5.1, equation for AdaIN (Huang and Belongie, ICCV 2017). μ and σ are those of each channel of
/// each sample,
/// in training and in evaluation; σ² is the biased variance plus 1e-5. The original keeps weight and bias on the
/// module between calls;
/// here they are an argument, so that a decoder has no state.
/// Original: MUNIT networks.py, AdaptiveInstanceNorm2d (a82e222).
/// </remarks>
public sealed class AdaptiveInstanceNorm2d : nn.Module
{
    // Parity: never updated and never read, but the original's checkpoints have them.
    private readonly Tensor running_mean;
    private readonly Tensor running_var;

    /// <param name="channels">Channels of the input, at least 1.</param>
    public AdaptiveInstanceNorm2d(long channels) : base(nameof(AdaptiveInstanceNorm2d))
    {
        Channels = channels;
        running_mean = zeros(channels);
        running_var = ones(channels);
        register_buffer("running_mean", running_mean);
        register_buffer("running_var", running_var);
        this.KeepState();
    }

    /// <summary>Channels of the input.</summary>
    public long Channels { get; }

    /// <param name="x">[N, C, H, W] with more than one pixel.</param>
    /// <param name="style">Two vectors of length N·C.</param>
    /// <returns>[N, C, H, W].</returns>
    /// <exception cref="ArgumentException">One pixel only, or vectors of another length.</exception>
    public Tensor Normalize(Tensor x, AdaptiveStyle style)
    {
        InstanceNorm.CheckPixels(x);
        var shape = x.shape;
        long expected = shape[0] * Channels;
        if (style.Bias.numel() != expected || style.Weight.numel() != expected)
            throw new ArgumentException(
                $"AdaIN expected {expected} shifts and scales; got {style.Bias.numel()} and {style.Weight.numel()}.");

        using var scope = NewDisposeScope();
        // Samples become channels, so the fused kernel sees one sample with N·C channels.
        var flat = x.reshape(1, expected, shape[2], shape[3]);
        return nn.functional.instance_norm(flat, weight: style.Weight, bias: style.Bias)
            .view(shape).MoveToOuterDisposeScope();
    }
}

/// <summary>Instance normalisation without parameters: (x − μ) / sqrt(σ² + 1e-5) for each channel of each
/// sample.</summary>
/// <remarks>Statistics of the present sample in training and in evaluation; the biased variance.</remarks>
public static class InstanceNorm
{
    /// <param name="x">[N, C, H, W] with more than one pixel.</param>
    /// <returns>The same shape.</returns>
    /// <exception cref="ArgumentException">One pixel only.</exception>
    public static Tensor Normalize(Tensor x)
    {
        CheckPixels(x);
        return nn.functional.instance_norm(x);
    }

    internal static void CheckPixels(Tensor x)
    {
        if (x.shape[2] * x.shape[3] <= 1)
            throw new ArgumentException(
                $"Instance normalisation needs more than one pixel per channel; got [{string.Join(", ", x.shape)}]. "
                + "Use larger images or fewer halvings.");
    }
}
