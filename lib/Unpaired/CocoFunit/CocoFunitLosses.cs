using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>The losses of COCO-FUNIT and of imaginaire's FUNIT.</summary>
/// <remarks>Paper, section 3.2. Original: imaginaire losses/gan.py and trainers/funit.py (c6f7484).</remarks>
public static class CocoFunitLosses
{
    /// <summary>What the discriminator minimises for pictures of one kind.</summary>
    /// <param name="mode">The adversarial loss.</param>
    /// <param name="scores">[N, 1, h, w], unbounded.</param>
    /// <param name="real">Whether they are scores of real pictures.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Discriminator(GanMode mode, Tensor scores, bool real)
    {
        using var scope = NewDisposeScope();
        if (mode != GanMode.Hinge) return Towards(mode, scores, real).MoveToOuterDisposeScope();
        // Parity: a minimum of two tensors, whose gradient is halved where both are equal.
        var margin = (real ? scores : scores.neg()).Plus(-1);
        return minimum(margin, zeros_like(margin)).mean().neg().MoveToOuterDisposeScope();
    }

    /// <summary>What the generator minimises: its pictures should be scored as real.</summary>
    /// <param name="mode">The adversarial loss.</param>
    /// <param name="scores">[N, 1, h, w], unbounded.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Generator(GanMode mode, Tensor scores)
    {
        using var scope = NewDisposeScope();
        return (mode == GanMode.Hinge ? scores.mean().neg() : Towards(mode, scores, real: true))
            .MoveToOuterDisposeScope();
    }

    /// <summary>min over D of λ_gan (L(D(x_b, l_b), real) + L(D(x_ab, l_b), fake)).</summary>
    internal static IReadOnlyList<LossPart> ForDiscriminator(
        CocoFunitConfig config, PatchScores fake, PatchScores real) =>
    [
        new("dis_gan", config.GanWeight,
            Discriminator(config.GanMode, real.Scores, real: true)
            + Discriminator(config.GanMode, fake.Scores, real: false)),
    ];

    /// <summary>The generator's three terms; those with a weight of 0 or less are left out.</summary>
    internal static IReadOnlyList<LossPart> ForGenerator(
        CocoFunitConfig config, Tensor content, Tensor reconstruction, JudgedPictures judged)
    {
        // Parity: half of the sum of both.
        var adversarial = (Generator(config.GanMode, judged.Translation.Scores)
            + Generator(config.GanMode, judged.Reconstruction.Scores)).Times(0.5);
        var parts = new List<LossPart> { new("gen_gan", config.GanWeight, adversarial) };
        if (config.ReconstructionWeight > 0)
        {
            var distance = (reconstruction - content).abs().mean();
            parts.Add(new LossPart("gen_image_recon", config.ReconstructionWeight, distance));
        }
        if (config.FeatureMatchingWeight > 0)
        {
            // Parity: features of the translation against those of its style picture; pooled, without activation.
            var distance = (judged.Translation.Features - judged.Style.Features.detach()).abs().mean();
            parts.Add(new LossPart("gen_feature_matching", config.FeatureMatchingWeight, distance));
        }
        return parts;
    }

    private static Tensor Towards(GanMode mode, Tensor scores, bool real) => mode switch
    {
        GanMode.LeastSquare => (real ? scores.Plus(-1) : scores).square().mean().Times(0.5),
        GanMode.NonSaturated or GanMode.Softplus => nn.functional.binary_cross_entropy_with_logits(
            scores, real ? ones_like(scores) : zeros_like(scores)),
        GanMode.Wasserstein => real ? scores.mean().neg() : scores.mean(),
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown adversarial loss."),
    };
}

/// <summary>What the discriminator says of the pictures of a generator's update.</summary>
/// <param name="Translation">D(x_ab, l_b).</param>
/// <param name="Style">D(x_b, l_b).</param>
/// <param name="Reconstruction">D(x_aa, l_a).</param>
internal sealed record JudgedPictures(PatchScores Translation, PatchScores Style, PatchScores Reconstruction);
