using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The style codes of one iteration, standard normal, [N, style_dim, 1, 1] each.</summary>
/// <param name="DiscriminatorA">s_a of the discriminators' update.</param>
/// <param name="DiscriminatorB">s_b of the discriminators' update.</param>
/// <param name="GeneratorA">s_a of the generators' update.</param>
/// <param name="GeneratorB">s_b of the generators' update.</param>
public sealed record StyleDraws(Tensor DiscriminatorA, Tensor DiscriminatorB, Tensor GeneratorA, Tensor GeneratorB)
    : IBatchDraws<StyleDraws>
{
    /// <summary>Whether both updates use the same codes, so that one forward pass can serve both.</summary>
    public bool Shared => ReferenceEquals(DiscriminatorA, GeneratorA) && ReferenceEquals(DiscriminatorB, GeneratorB);

    /// <inheritdoc/>
    public StyleDraws Part(int index, int parts)
    {
        var (a, b) = (DiscriminatorA.Part(index, parts), DiscriminatorB.Part(index, parts));
        return Shared
            ? new StyleDraws(a, b, a, b)
            : new StyleDraws(a, b, GeneratorA.Part(index, parts), GeneratorB.Part(index, parts));
    }
}

/// <summary>The original's order of operations: each network sees one batch at a time, everything is computed where it
/// is used.</summary>
/// <remarks>Original: trainer.py, MUNIT_Trainer.dis_update and gen_update (a82e222).</remarks>
internal sealed class FaithfulUpdates(MunitConfig config, MunitNetworks networks) : ITwoDomainUpdates<StyleDraws>
{
    public IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, StyleDraws draws, bool keep)
    {
        var (genA, genB) = (networks.GeneratorA, networks.GeneratorB);
        // Only drawn styles: the encoded ones are computed, as in the original, and not used.
        var (contentA, _) = genA.Encode(xA);
        var (contentB, _) = genB.Encode(xB);
        var translationBtoA = genA.Decode(contentB, draws.DiscriminatorA);
        var translationAtoB = genB.Decode(contentA, draws.DiscriminatorB);
        return TwoDomainLosses.Discriminator(config, networks.Scores(translationBtoA, xA, translationAtoB, xB));
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
        var judged = networks.Judge(xA, xB, translationBtoA, translationAtoB);
        return MunitLosses.Generator(config, xA, xB, draws.GeneratorA, draws.GeneratorB, pass, judged);
    }
}
