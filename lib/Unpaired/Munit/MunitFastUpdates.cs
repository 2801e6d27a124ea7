using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The same losses as <see cref="FaithfulUpdates"/> with less work; the README of this folder lists what
/// differs.</summary>
/// <remarks>
/// The generators do not change between the two updates of an iteration. So x_a and x_b are encoded once for both; with
/// shared style codes
/// even the translations are. Each decoder draws reconstruction and translation as one batch, since AdaIN takes its
/// parameters per sample. With gradient accumulation nothing is kept from one update to the other: it would have to be
/// kept of all parts of the batch at once.
/// </remarks>
internal sealed class FastUpdates(MunitConfig config, MunitNetworks networks) : ITwoDomainUpdates<StyleDraws>
{
    private Encoded? encoded;
    private Decoded? decoded;

    public IReadOnlyList<LossPart> Discriminators(Tensor xA, Tensor xB, StyleDraws draws, bool keep)
    {
        encoded = keep ? Encode(xA, xB) : null;
        decoded = encoded is not null && draws.Shared ? Decode(encoded, draws) : null;
        var (fakeA, fakeB) = decoded is null
            ? Translate(xA, xB, draws)
            : (decoded.TranslationBtoA, decoded.TranslationAtoB);
        return TwoDomainLosses.Discriminator(config, networks.ScoresTogether(fakeA, xA, fakeB, xB));
    }

    public IReadOnlyList<LossPart> Generators(Tensor xA, Tensor xB, StyleDraws draws)
    {
        var (genA, genB) = (networks.GeneratorA, networks.GeneratorB);
        var codes = encoded ?? Encode(xA, xB);
        var drawn = decoded ?? Decode(codes, draws);
        (encoded, decoded) = (null, null);
        var (contentBAgain, styleAAgain) = genA.Encode(drawn.TranslationBtoA);
        var (contentAAgain, styleBAgain) = genB.Encode(drawn.TranslationAtoB);
        bool cycle = config.CycleWeight > 0;
        var pass = new MunitForward
        {
            ContentA = codes.ContentA,
            ContentB = codes.ContentB,
            ReconstructionA = drawn.ReconstructionA,
            ReconstructionB = drawn.ReconstructionB,
            TranslationBtoA = drawn.TranslationBtoA,
            TranslationAtoB = drawn.TranslationAtoB,
            ContentAAgain = contentAAgain,
            ContentBAgain = contentBAgain,
            StyleAAgain = styleAAgain,
            StyleBAgain = styleBAgain,
            CycleA = cycle ? genA.Decode(contentAAgain, codes.StyleA) : null,
            CycleB = cycle ? genB.Decode(contentBAgain, codes.StyleB) : null,
        };
        var judged = networks.Judge(xA, xB, drawn.TranslationBtoA, drawn.TranslationAtoB);
        return MunitLosses.Generator(config, xA, xB, draws.GeneratorA, draws.GeneratorB, pass, judged);
    }

    private Encoded Encode(Tensor xA, Tensor xB)
    {
        var (contentA, styleA) = networks.GeneratorA.Encode(xA);
        var (contentB, styleB) = networks.GeneratorB.Encode(xB);
        return new Encoded(contentA, styleA, contentB, styleB);
    }

    /// <summary>The translations that the discriminators judge, without a graph.</summary>
    private (Tensor BtoA, Tensor AtoB) Translate(Tensor xA, Tensor xB, StyleDraws draws)
    {
        using var noGraph = no_grad();
        var contentA = encoded?.ContentA ?? networks.GeneratorA.EncodeContent(xA);
        var contentB = encoded?.ContentB ?? networks.GeneratorB.EncodeContent(xB);
        return (
            networks.GeneratorA.Decode(contentB, draws.DiscriminatorA),
            networks.GeneratorB.Decode(contentA, draws.DiscriminatorB));
    }

    private Decoded Decode(Encoded codes, StyleDraws draws)
    {
        var (reconstructionA, translationBtoA) = DecodeBoth(
            networks.GeneratorA, codes.ContentA, codes.StyleA, codes.ContentB, draws.GeneratorA);
        var (reconstructionB, translationAtoB) = DecodeBoth(
            networks.GeneratorB, codes.ContentB, codes.StyleB, codes.ContentA, draws.GeneratorB);
        return new Decoded(reconstructionA, reconstructionB, translationBtoA, translationAtoB);
    }

    /// <summary>Two decodings by one decoder: as one batch where their sizes agree.</summary>
    private static (Tensor First, Tensor Second) DecodeBoth(
        MunitGenerator generator, Tensor firstContent, Tensor firstStyle, Tensor secondContent, Tensor secondStyle)
    {
        if (!firstContent.shape.AsSpan(1).SequenceEqual(secondContent.shape.AsSpan(1)))
            return (generator.Decode(firstContent, firstStyle), generator.Decode(secondContent, secondStyle));
        var both = generator.Decode(cat([firstContent, secondContent], 0), cat([firstStyle, secondStyle], 0));
        return (
            both.narrow(0, 0, firstContent.shape[0]),
            both.narrow(0, firstContent.shape[0], secondContent.shape[0]));
    }

    private sealed record Encoded(Tensor ContentA, Tensor StyleA, Tensor ContentB, Tensor StyleB);

    private sealed record Decoded(
        Tensor ReconstructionA, Tensor ReconstructionB, Tensor TranslationBtoA, Tensor TranslationAtoB);
}
