using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The style codes of one iteration, standard normal, [N, style_dim, 1, 1] each.</summary>
/// <param name="DiscriminatorA">s_a of the discriminators' update.</param>
/// <param name="DiscriminatorB">s_b of the discriminators' update.</param>
/// <param name="GeneratorA">s_a of the generators' update.</param>
/// <param name="GeneratorB">s_b of the generators' update.</param>
public sealed record StyleDraws(Tensor DiscriminatorA, Tensor DiscriminatorB, Tensor GeneratorA, Tensor GeneratorB)
{
    /// <summary>Whether both updates use the same codes, so that one forward pass can serve both.</summary>
    public bool Shared => ReferenceEquals(DiscriminatorA, GeneratorA) && ReferenceEquals(DiscriminatorB, GeneratorB);
}

/// <summary>How the two updates of an iteration are computed. The discriminators come first; their weights move in between.</summary>
internal interface IMunitUpdates
{
    /// <summary>The discriminators' losses, ready for backward.</summary>
    IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, StyleDraws draws);

    /// <summary>The generators' losses, ready for backward, with the discriminators as they are now.</summary>
    IReadOnlyList<LossPart> Generators(Tensor xA, Tensor xB, StyleDraws draws);
}

/// <summary>The original's order of operations: each network sees one batch at a time, everything is computed where it is used.</summary>
/// <remarks>Original: trainer.py, MUNIT_Trainer.dis_update and gen_update (a82e222).</remarks>
internal sealed class FaithfulUpdates(MunitConfig config, MunitNetworks networks) : IMunitUpdates
{
    public IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, StyleDraws draws)
    {
        var (genA, genB) = (networks.GeneratorA, networks.GeneratorB);
        // Only drawn styles: the encoded ones are computed, as in the original, and not used.
        var (contentA, _) = genA.Encode(xA);
        var (contentB, _) = genB.Encode(xB);
        var translationBtoA = genA.Decode(contentB, draws.DiscriminatorA);
        var translationAtoB = genB.Decode(contentA, draws.DiscriminatorB);

        // Parity: fake before real; running statistics and spectral vectors depend on it.
        var (disA, disB) = (networks.DiscriminatorA, networks.DiscriminatorB);
        var scoresA = (disA.Scores(translationBtoA.detach()), disA.Scores(xA));
        var scoresB = (disB.Scores(translationAtoB.detach()), disB.Scores(xB));
        return MunitLosses.Discriminator(config, scoresA, scoresB);
    }

    public IReadOnlyList<LossPart> Generators(Tensor xA, Tensor xB, StyleDraws draws)
    {
        var (genA, genB) = (networks.GeneratorA, networks.GeneratorB);
        var (contentA, styleA) = genA.Encode(xA);
        var (contentB, styleB) = genB.Encode(xB);
        var reconstructionA = genA.Decode(contentA, styleA);
        var reconstructionB = genB.Decode(contentB, styleB);
        var translationBtoA = genA.Decode(contentB, draws.GeneratorA);
        var translationAtoB = genB.Decode(contentA, draws.GeneratorB);
        var (contentBAgain, styleAAgain) = genA.Encode(translationBtoA);
        var (contentAAgain, styleBAgain) = genB.Encode(translationAtoB);
        bool cycle = config.CycleWeight > 0;
        var pass = new MunitForward
        {
            ContentA = contentA,
            ContentB = contentB,
            ReconstructionA = reconstructionA,
            ReconstructionB = reconstructionB,
            TranslationBtoA = translationBtoA,
            TranslationAtoB = translationAtoB,
            ContentAAgain = contentAAgain,
            ContentBAgain = contentBAgain,
            StyleAAgain = styleAAgain,
            StyleBAgain = styleBAgain,
            CycleA = cycle ? genA.Decode(contentAAgain, styleA) : null,
            CycleB = cycle ? genB.Decode(contentBAgain, styleB) : null,
        };
        var scoresBtoA = networks.DiscriminatorA.Scores(translationBtoA);
        var scoresAtoB = networks.DiscriminatorB.Scores(translationAtoB);
        (Tensor, Tensor)? perceptual = networks.Vgg is { } vgg
            ? (PerceptualLoss.Between(vgg, translationBtoA, xB), PerceptualLoss.Between(vgg, translationAtoB, xA))
            : null;
        return MunitLosses.Generator(
            config, xA, xB, draws.GeneratorA, draws.GeneratorB, pass, scoresBtoA, scoresAtoB, perceptual);
    }
}
