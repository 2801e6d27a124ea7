using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>The same losses as <see cref="FaithfulUpdates"/> with less work; the README of this folder lists what
/// differs.</summary>
/// <remarks>
/// The generators do not change between the two updates of an iteration. So x_a and x_b are encoded once for both; with
/// shared noise even the
/// translations are. Each decoder draws reconstruction and translation as one batch: its norms look at one sample at a
/// time. With gradient accumulation nothing is kept from one update to the other: it would have to be kept of all parts
/// of the batch at once.
/// </remarks>
internal sealed class FastUpdates(UnitConfig config, UnitNetworks networks) : ITwoDomainUpdates<NoiseDraws>
{
    private (Tensor A, Tensor B)? latents;
    private Decoded? decoded;

    public IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, NoiseDraws draws, bool keep)
    {
        latents = keep ? Encode(xA, xB) : null;
        decoded = latents is { } codes && draws.Shared
            ? Decode(codes.A + draws.GeneratorA, codes.B + draws.GeneratorB)
            : null;
        var (fakeA, fakeB) = decoded is null
            ? Translate(xA, xB, draws)
            : (decoded.TranslationBtoA, decoded.TranslationAtoB);
        return TwoDomainLosses.Discriminator(config, networks.ScoresTogether(fakeA, xA, fakeB, xB));
    }

    public IReadOnlyList<LossPart> Generators(Tensor xA, Tensor xB, NoiseDraws draws)
    {
        var (genA, genB) = (networks.GeneratorA, networks.GeneratorB);
        var (latentA, latentB) = latents ?? Encode(xA, xB);
        var drawn = decoded ?? Decode(latentA + draws.GeneratorA, latentB + draws.GeneratorB);
        (latents, decoded) = (null, null);
        var latentBAgain = genA.EncodeMean(drawn.TranslationBtoA);
        var latentAAgain = genB.EncodeMean(drawn.TranslationAtoB);
        bool cycle = config.CycleWeight > 0;
        var pass = new UnitForward
        {
            LatentA = latentA,
            LatentB = latentB,
            ReconstructionA = drawn.ReconstructionA,
            ReconstructionB = drawn.ReconstructionB,
            TranslationBtoA = drawn.TranslationBtoA,
            TranslationAtoB = drawn.TranslationAtoB,
            LatentAAgain = latentAAgain,
            LatentBAgain = latentBAgain,
            CycleA = cycle ? genA.Decode(latentAAgain + draws.AgainA) : null,
            CycleB = cycle ? genB.Decode(latentBAgain + draws.AgainB) : null,
        };
        return UnitLosses.Generator(
            config, xA, xB, pass, networks.Judge(xA, xB, drawn.TranslationBtoA, drawn.TranslationAtoB));
    }

    private (Tensor A, Tensor B) Encode(Tensor xA, Tensor xB) =>
        (networks.GeneratorA.EncodeMean(xA), networks.GeneratorB.EncodeMean(xB));

    /// <summary>The translations that the discriminators judge, without a graph.</summary>
    private (Tensor BtoA, Tensor AtoB) Translate(Tensor xA, Tensor xB, NoiseDraws draws)
    {
        using var noGraph = no_grad();
        var (latentA, latentB) = latents ?? Encode(xA, xB);
        return (
            networks.GeneratorA.Decode(latentB + draws.DiscriminatorB),
            networks.GeneratorB.Decode(latentA + draws.DiscriminatorA));
    }

    private Decoded Decode(Tensor zA, Tensor zB)
    {
        var (reconstructionA, translationBtoA) = DecodeBoth(networks.GeneratorA, zA, zB);
        var (reconstructionB, translationAtoB) = DecodeBoth(networks.GeneratorB, zB, zA);
        return new Decoded(reconstructionA, reconstructionB, translationBtoA, translationAtoB);
    }

    /// <summary>Two decodings by one decoder: as one batch where their sizes agree.</summary>
    private static (Tensor First, Tensor Second) DecodeBoth(UnitGenerator generator, Tensor first, Tensor second)
    {
        if (!first.shape.AsSpan(1).SequenceEqual(second.shape.AsSpan(1)))
            return (generator.Decode(first), generator.Decode(second));
        var both = generator.Decode(cat([first, second], 0));
        return (both.narrow(0, 0, first.shape[0]), both.narrow(0, first.shape[0], second.shape[0]));
    }

    private sealed record Decoded(
        Tensor ReconstructionA, Tensor ReconstructionB, Tensor TranslationBtoA, Tensor TranslationAtoB);
}
