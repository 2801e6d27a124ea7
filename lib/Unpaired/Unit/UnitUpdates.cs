using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>The noise of one iteration, standard normal, each of the shape of the code it is added to.</summary>
/// <param name="DiscriminatorA">For h_a in the discriminators' update.</param>
/// <param name="DiscriminatorB">For h_b in the discriminators' update.</param>
/// <param name="GeneratorA">For h_a in the generators' update, in reconstruction and translation alike.</param>
/// <param name="GeneratorB">For h_b in the generators' update.</param>
/// <param name="AgainB">For h_b' = E_a(x_ba).</param>
/// <param name="AgainA">For h_a' = E_b(x_ab).</param>
public sealed record NoiseDraws(
    Tensor DiscriminatorA, Tensor DiscriminatorB, Tensor GeneratorA, Tensor GeneratorB, Tensor AgainB, Tensor AgainA)
    : IBatchDraws<NoiseDraws>
{
    /// <summary>Whether both updates use the same noise, so that one forward pass can serve both.</summary>
    public bool Shared => ReferenceEquals(DiscriminatorA, GeneratorA) && ReferenceEquals(DiscriminatorB, GeneratorB);

    /// <inheritdoc/>
    public NoiseDraws Part(int index, int parts)
    {
        Tensor Of(Tensor noise) => noise.Part(index, parts);
        var (a, b) = (Of(DiscriminatorA), Of(DiscriminatorB));
        var (genA, genB) = Shared ? (a, b) : (Of(GeneratorA), Of(GeneratorB));
        return new NoiseDraws(a, b, genA, genB, Of(AgainB), Of(AgainA));
    }
}

/// <summary>The original's order of operations: each network sees one batch at a time, everything is computed where it
/// is used.</summary>
/// <remarks>Original: trainer.py, UNIT_Trainer.dis_update and gen_update (28d5982).</remarks>
internal sealed class FaithfulUpdates(UnitConfig config, UnitNetworks networks) : ITwoDomainUpdates<NoiseDraws>
{
    public IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, NoiseDraws draws, bool keep)
    {
        var (genA, genB) = (networks.GeneratorA, networks.GeneratorB);
        var latentA = genA.EncodeMean(xA);
        var latentB = genB.EncodeMean(xB);
        var translationBtoA = genA.Decode(latentB + draws.DiscriminatorB);
        var translationAtoB = genB.Decode(latentA + draws.DiscriminatorA);
        return TwoDomainLosses.Discriminator(config, networks.Scores(translationBtoA, xA, translationAtoB, xB));
    }

    public IReadOnlyList<LossPart> Generators(Tensor xA, Tensor xB, NoiseDraws draws)
    {
        var (genA, genB) = (networks.GeneratorA, networks.GeneratorB);
        var latentA = genA.EncodeMean(xA);
        var latentB = genB.EncodeMean(xB);
        // Parity: one sample serves reconstruction and translation.
        var (zA, zB) = (latentA + draws.GeneratorA, latentB + draws.GeneratorB);
        var reconstructionA = genA.Decode(zA);
        var reconstructionB = genB.Decode(zB);
        var translationBtoA = genA.Decode(zB);
        var translationAtoB = genB.Decode(zA);
        var latentBAgain = genA.EncodeMean(translationBtoA);
        var latentAAgain = genB.EncodeMean(translationAtoB);
        bool cycle = config.CycleWeight > 0;
        var pass = new UnitForward
        {
            LatentA = latentA,
            LatentB = latentB,
            ReconstructionA = reconstructionA,
            ReconstructionB = reconstructionB,
            TranslationBtoA = translationBtoA,
            TranslationAtoB = translationAtoB,
            LatentAAgain = latentAAgain,
            LatentBAgain = latentBAgain,
            CycleA = cycle ? genA.Decode(latentAAgain + draws.AgainA) : null,
            CycleB = cycle ? genB.Decode(latentBAgain + draws.AgainB) : null,
        };
        return UnitLosses.Generator(config, xA, xB, pass, networks.Judge(xA, xB, translationBtoA, translationAtoB));
    }
}
