using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Training.TwoDomainLosses;

namespace Unpaired.Unit;

/// <summary>Everything that the generators' losses look at, for one batch of each domain.</summary>
/// <remarks>
/// z = h + noise. Reconstruction and translation see the same sample z. A prime marks codes of translations: h_b' =
/// E_a(x_ba), h_a' = E_b(x_ab).
/// </remarks>
internal sealed record UnitForward
{
    /// <summary>h_a = E_a(x_a).</summary>
    internal required Tensor LatentA { get; init; }
    internal required Tensor LatentB { get; init; }

    /// <summary>G_a(z_a).</summary>
    internal required Tensor ReconstructionA { get; init; }
    internal required Tensor ReconstructionB { get; init; }

    /// <summary>x_ba = G_a(z_b).</summary>
    internal required Tensor TranslationBtoA { get; init; }
    internal required Tensor TranslationAtoB { get; init; }

    /// <summary>h_a' = E_b(x_ab).</summary>
    internal required Tensor LatentAAgain { get; init; }
    internal required Tensor LatentBAgain { get; init; }

    /// <summary>x_aba = G_a(z_a'); null without the cycle loss.</summary>
    internal Tensor? CycleA { get; init; }
    internal Tensor? CycleB { get; init; }
}

/// <summary>UNIT's losses: paper, section 3; original: trainer.py, dis_update and gen_update (28d5982).</summary>
internal static class UnitLosses
{
    /// <summary>The generators' objective in its parts: VAE, GAN and cycle stream of both domains.</summary>
    /// <param name="config">Weights.</param>
    /// <param name="xA">[N, C, H, W], a batch of domain A.</param>
    /// <param name="xB">A batch of domain B.</param>
    /// <param name="pass">What the networks made of them.</param>
    /// <param name="judged">What discriminators and VGG say of the translations.</param>
    internal static IReadOnlyList<LossPart> Generator(
        UnitConfig config, Tensor xA, Tensor xB, UnitForward pass, JudgedTranslations judged)
    {
        var nothing = Nothing(xA);
        return
        [
            .. Adversarial(config, judged),
            // −E log p(x | z), with p a Laplace distribution: |G(z) − x|
            .. Reconstruction(config, pass.ReconstructionA, xA, pass.ReconstructionB, xB),
            // KL(N(h, 1) ‖ N(0, 1)) = h²/2; the original leaves out the half
            new("gen_recon_kl_a", config.DivergenceWeight, Divergence(pass.LatentA)),
            new("gen_recon_kl_b", config.DivergenceWeight, Divergence(pass.LatentB)),
            // The cycle stream: a VAE whose encoder is the way through the other domain
            new("gen_cyc_x_a", config.CycleWeight, pass.CycleA is null ? nothing : Distance(pass.CycleA, xA)),
            new("gen_cyc_x_b", config.CycleWeight, pass.CycleB is null ? nothing : Distance(pass.CycleB, xB)),
            new("gen_recon_kl_cyc_aba", config.CycleDivergenceWeight, Divergence(pass.LatentAAgain)),
            new("gen_recon_kl_cyc_bab", config.CycleDivergenceWeight, Divergence(pass.LatentBAgain)),
            .. Perceptual(config, judged, nothing),
        ];
    }

    /// <summary>mean h².</summary>
    internal static Tensor Divergence(Tensor latent) => latent.square().mean();
}
