using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>DRIT's losses.</summary>
/// <remarks>Lee et al., DRIT, ECCV 2018, section 3; mode seeking: Mao et al., CVPR 2019. Original: DRIT model.py
/// (f19f50a).</remarks>
public static class DritLosses
{
    /// <summary>Weight of all pixel-wise and latent reconstructions.</summary>
    public const double ReconstructionWeight = 10;

    /// <summary>Weight of the priors of content and style.</summary>
    public const double PriorWeight = 0.01;

    /// <summary>Weight of mode seeking.</summary>
    public const double ModeSeekingWeight = 1;

    /// <summary>The content discriminator's gradient is shortened to this norm.</summary>
    public const double ContentGradientNorm = 5;

    private const double ModeSeekingEpsilon = 1e-5;

    /// <summary>Mean cross-entropy of sigmoid(logits) with a target, summed over scales.</summary>
    /// <param name="scores">Logits for each scale.</param>
    /// <param name="target">1 for real, 0 for fake, ½ for "cannot be told".</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Adversarial(IReadOnlyList<Tensor> scores, double target)
    {
        using var scope = NewDisposeScope();
        return scores.Select(logits =>
        {
            // The cross-entropy ends with an error of its own then; training should say which loss it is.
            if (logits.isnan().any().item<bool>()) return logits.mean();
            using TorchSharp.Scalar wanted = target;
            return nn.functional.binary_cross_entropy(logits.sigmoid(), full_like(logits.detach(), wanted));
        }).Aggregate((a, b) => a + b).MoveToOuterDisposeScope();
    }

    /// <summary>Mean absolute difference.</summary>
    public static Tensor Difference(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return (first - second).abs().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Draws codes to a normal distribution: mean z², or Kullback-Leibler divergence.</summary>
    /// <remarks>Parity: the divergence is summed over batch and dimensions, the square averaged.</remarks>
    public static Tensor StylePrior(AttributeCode code)
    {
        if (code.LogVariance is not { } variance) return MeanSquare(code.Mean);
        using var scope = NewDisposeScope();
        return (variance.Plus(1) - code.Mean.square() - variance.exp()).sum().Times(-0.5).MoveToOuterDisposeScope();
    }

    /// <summary>mean(c²).</summary>
    public static Tensor MeanSquare(Tensor code)
    {
        using var scope = NewDisposeScope();
        return code.square().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Large where two styles draw nearly alike: 1 / (mean|x₂ − x₁| / mean|z₂ − z₁| + 1e-5).</summary>
    public static Tensor ModeSeeking(Tensor picture, Tensor other, Tensor style, Tensor otherStyle)
    {
        using var scope = NewDisposeScope();
        return (Difference(other, picture) / Difference(otherStyle, style)).Plus(ModeSeekingEpsilon).reciprocal()
            .MoveToOuterDisposeScope();
    }
}
