using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>How the two updates of an iteration are computed. The discriminators come first; their weights move in
/// between.</summary>
/// <typeparam name="TDraws">What is drawn for an iteration.</typeparam>
internal interface ITwoDomainUpdates<TDraws>
{
    /// <summary>The discriminators' losses, ready for backward.</summary>
    IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, TDraws draws);

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
