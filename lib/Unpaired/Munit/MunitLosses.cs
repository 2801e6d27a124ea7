using Unpaired.Training;
using static TorchSharp.torch;
using static Unpaired.Training.TwoDomainLosses;

namespace Unpaired.Munit;

/// <summary>Everything that the generators' losses look at, for one batch of each domain.</summary>
/// <remarks>
/// Names as in the paper, section 4, and the original's trainer.py. c and s with a prime are encoded from translations:
/// c_b' = E_c^a(x_ba), s_a' = E_s^a(x_ba).
/// </remarks>
internal sealed record MunitForward
{
    /// <summary>c_a = E_c^a(x_a); not detached as a target, so the gradient reaches both sides.</summary>
    internal required Tensor ContentA { get; init; }
    internal required Tensor ContentB { get; init; }

    /// <summary>G_a(c_a, E_s^a(x_a)).</summary>
    internal required Tensor ReconstructionA { get; init; }
    internal required Tensor ReconstructionB { get; init; }

    /// <summary>x_ba = G_a(c_b, s_a): content of b, style drawn for a.</summary>
    internal required Tensor TranslationBtoA { get; init; }
    internal required Tensor TranslationAtoB { get; init; }

    /// <summary>c_a' = E_c^b(x_ab).</summary>
    internal required Tensor ContentAAgain { get; init; }
    internal required Tensor ContentBAgain { get; init; }

    /// <summary>s_a' = E_s^a(x_ba).</summary>
    internal required Tensor StyleAAgain { get; init; }
    internal required Tensor StyleBAgain { get; init; }

    /// <summary>G_a(c_a', E_s^a(x_a)); null without the cycle loss.</summary>
    internal Tensor? CycleA { get; init; }
    internal Tensor? CycleB { get; init; }
}

/// <summary>MUNIT's losses: paper, section 4; original: trainer.py, dis_update and gen_update (a82e222).</summary>
internal static class MunitLosses
{
    /// <summary>The generators' objective (paper, equation 5) in its parts.</summary>
    /// <param name="config">Weights.</param>
    /// <param name="xA">[N, C, H, W], a batch of domain A.</param>
    /// <param name="xB">A batch of domain B.</param>
    /// <param name="sA">[N, style_dim, 1, 1]: the code that drew x_ba.</param>
    /// <param name="sB">The code that drew x_ab.</param>
    /// <param name="pass">What the networks made of them.</param>
    /// <param name="judged">What discriminators and VGG say of the translations.</param>
    internal static IReadOnlyList<LossPart> Generator(
        MunitConfig config, Tensor xA, Tensor xB, Tensor sA, Tensor sB, MunitForward pass, JudgedTranslations judged)
    {
        var nothing = Nothing(xA);
        return
        [
            .. Adversarial(config, judged),
            // L_recon^x = E |G(E_c(x), E_s(x)) − x|   (equation 1)
            .. Reconstruction(config, pass.ReconstructionA, xA, pass.ReconstructionB, xB),
            // L_recon^s = E |E_s(G(c, s)) − s|   (equation 3)
            new("gen_recon_s_a", config.StyleReconstructionWeight, Distance(pass.StyleAAgain, sA)),
            new("gen_recon_s_b", config.StyleReconstructionWeight, Distance(pass.StyleBAgain, sB)),
            // L_recon^c = E |E_c(G(c, s)) − c|   (equation 2)
            new("gen_recon_c_a", config.ContentReconstructionWeight, Distance(pass.ContentAAgain, pass.ContentA)),
            new("gen_recon_c_b", config.ContentReconstructionWeight, Distance(pass.ContentBAgain, pass.ContentB)),
            // Optional: style-augmented cycle consistency, E |G(E_c(x_ab), E_s(x_a)) − x_a|
            new("gen_cycrecon_x_a", config.CycleWeight, pass.CycleA is null ? nothing : Distance(pass.CycleA, xA)),
            new("gen_cycrecon_x_b", config.CycleWeight, pass.CycleB is null ? nothing : Distance(pass.CycleB, xB)),
            .. Perceptual(config, judged, nothing),
        ];
    }
}
