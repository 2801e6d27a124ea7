using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>Everything random of an iteration, as it is dealt out to the parts of a batch.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
public interface IBatchDraws<TSelf>
{
    /// <summary>What one of several equal parts of the batch gets.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="parts">How many there are.</param>
    /// <returns>Views; they live as long as the whole.</returns>
    TSelf Part(int index, int parts);
}

/// <summary>Batches in equal parts.</summary>
internal static class BatchParts
{
    /// <summary>One of several equal parts of the first axis, as a view.</summary>
    internal static Tensor Part(this Tensor batch, int index, int parts)
    {
        long length = batch.shape[0] / parts;
        return batch.narrow(0, index * length, length);
    }
}

/// <summary>How the two updates of an iteration are computed. The discriminators come first; their weights move in
/// between.</summary>
/// <typeparam name="TDraws">What is drawn for an iteration.</typeparam>
internal interface ITwoDomainUpdates<TDraws>
{
    /// <summary>The discriminators' losses, ready for backward.</summary>
    /// <param name="xA">[N, C, H, W] in [-1, 1].</param>
    /// <param name="xB">[N, C, H, W] in [-1, 1].</param>
    /// <param name="draws">Everything random.</param>
    /// <param name="keep">Whether the generators' update of the same pictures follows at once, so that what both need
    /// may be kept for it.</param>
    IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, TDraws draws, bool keep);

    /// <summary>The generators' losses, ready for backward, with the discriminators as they are now.</summary>
    IReadOnlyList<LossPart> Generators(Tensor xA, Tensor xB, TDraws draws);
}

/// <summary>The losses that UNIT and MUNIT have in common. Original: trainer.py of both, dis_update and
/// gen_update.</summary>
internal static class TwoDomainLosses
{
    /// <summary>min over D of λ_gan (L(D_a; x_ba, x_a) + L(D_b; x_ab, x_b)).</summary>
    internal static IReadOnlyList<LossPart> Discriminator(
        TwoDomainConfig config, (DomainScores A, DomainScores B) scores)
    {
        var kind = config.Discriminator.GanKind;
        return
        [
            new("dis_a", config.GanWeight, GanLoss.Discriminator(kind, scores.A.Fake, scores.A.Real)),
            new("dis_b", config.GanWeight, GanLoss.Discriminator(kind, scores.B.Fake, scores.B.Real)),
        ];
    }

    /// <summary>λ_gan (L(x_ba; D_a) + L(x_ab; D_b)).</summary>
    internal static IReadOnlyList<LossPart> Adversarial(TwoDomainConfig config, JudgedTranslations judged)
    {
        var kind = config.Discriminator.GanKind;
        return
        [
            new("gen_adv_a", config.GanWeight, GanLoss.Generator(kind, judged.ScoresBtoA)),
            new("gen_adv_b", config.GanWeight, GanLoss.Generator(kind, judged.ScoresAtoB)),
        ];
    }

    /// <summary>λ_x E |x_reconstructed − x| of both domains.</summary>
    internal static IReadOnlyList<LossPart> Reconstruction(
        TwoDomainConfig config, Tensor reconstructionA, Tensor xA, Tensor reconstructionB, Tensor xB) =>
    [
        new("gen_recon_x_a", config.ImageReconstructionWeight, Distance(reconstructionA, xA)),
        new("gen_recon_x_b", config.ImageReconstructionWeight, Distance(reconstructionB, xB)),
    ];

    /// <summary>The perceptual distances; 0 without them.</summary>
    internal static IReadOnlyList<LossPart> Perceptual(
        TwoDomainConfig config, JudgedTranslations judged, Tensor nothing) =>
    [
        new("gen_vgg_a", config.PerceptualWeight, judged.PerceptualBtoA ?? nothing),
        new("gen_vgg_b", config.PerceptualWeight, judged.PerceptualAtoB ?? nothing),
    ];

    /// <summary>A loss that is left out: 0.</summary>
    internal static Tensor Nothing(Tensor like) => zeros(1, dtype: like.dtype, device: like.device).squeeze();

    /// <summary>mean |a − b|.</summary>
    internal static Tensor Distance(Tensor a, Tensor b) => (a - b).abs().mean();
}
