using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Standard normal numbers of a shape, in the order in which the original draws them.</summary>
internal delegate Tensor NormalDraws(params long[] shape);

/// <summary>What one domain went through in a full iteration.</summary>
internal sealed record DomainPass
{
    /// <summary>[1, C, H, W]: the picture that is translated.</summary>
    internal required Tensor Encoded { get; init; }

    /// <summary>[N − 1, C, H, W]: the others, which only the second discriminator sees.</summary>
    internal required Tensor Others { get; init; }

    /// <summary>Its content.</summary>
    internal required Tensor Content { get; init; }

    /// <summary>What the attribute encoder says.</summary>
    internal required AttributeCode Code { get; init; }

    /// <summary>Its attribute vector: the encoder's, or drawn from its distribution.</summary>
    internal required Tensor Style { get; init; }

    /// <summary>The other domain's picture, drawn in this domain with this picture's style.</summary>
    internal Tensor Fake { get; init; } = null!;

    /// <summary>This picture, drawn again.</summary>
    internal Tensor Self { get; init; } = null!;

    /// <summary>The other domain's picture, drawn in a random style.</summary>
    internal Tensor Random { get; init; } = null!;

    /// <summary>The same in another random style; null without mode seeking.</summary>
    internal Tensor? SecondRandom { get; init; }

    /// <summary>Content of this picture, encoded from its translation.</summary>
    internal Tensor ContentAgain { get; init; } = null!;

    /// <summary>Style of this picture, encoded from the picture that has it.</summary>
    internal Tensor StyleAgain { get; init; } = null!;

    /// <summary>This picture after the way there and back.</summary>
    internal Tensor Cycle { get; init; } = null!;

    /// <summary>What the attribute encoder says of the picture in a random style.</summary>
    internal AttributeCode RandomCode { get; init; }
}

/// <summary>DRIT's forward pass with instances.</summary>
/// <remarks>Original: DRIT model.py, forward (f19f50a).</remarks>
/// <param name="networks">In training mode.</param>
/// <param name="draw">Everything random.</param>
internal sealed class DunitForward(DunitNetworks networks, NormalDraws draw)
{
    private DunitConfig Config => networks.Config;

    /// <summary>The random style of this pass.</summary>
    internal Tensor RandomStyle { get; private set; } = null!;

    /// <summary>The second one; null without mode seeking.</summary>
    internal Tensor? SecondRandomStyle { get; private set; }

    internal DomainPass A { get; private set; } = null!;

    internal DomainPass B { get; private set; } = null!;

    /// <summary>Contents of the first pictures, noise included.</summary>
    internal (Tensor A, Tensor B) Contents(Tensor a, Tensor b)
    {
        // Parity: noise is drawn for A first, after both are encoded.
        var (codeA, codeB) = (networks.Content.Encode(a, Domain.A), networks.Content.Encode(b, Domain.B));
        var noisyA = codeA + draw(codeA.shape);
        return (noisyA, codeB + draw(codeB.shape));
    }

    /// <summary>The whole pass.</summary>
    /// <param name="a">[N, C, H, W], N at least 2.</param>
    /// <param name="b">The same of B.</param>
    /// <param name="boxesA">Instances of the first picture of A; their rows are 0.</param>
    /// <param name="boxesB">The same of B.</param>
    /// <param name="findBoxes">Detects instances on a translation to a domain; null to use the source's.</param>
    internal void Run(
        Tensor a, Tensor b, IReadOnlyList<PlacedBox> boxesA, IReadOnlyList<PlacedBox> boxesB,
        Func<Tensor, Domain, IReadOnlyList<PlacedBox>>? findBoxes = null)
    {
        var (first, second) = (a.narrow(0, 0, 1), b.narrow(0, 0, 1));
        var (contentA, contentB) = Contents(first, second);
        var (codeA, codeB) = Codes(first, second);
        var (styleA, styleB) = (Drawn(codeA), Drawn(codeB));
        RandomStyle = draw(1, Config.StyleSize);
        SecondRandomStyle = Config.NoModeSeeking ? null : draw(1, Config.StyleSize);
        A = Start(a, first, contentA, codeA, styleA);
        B = Start(b, second, contentB, codeB, styleB);
        var instancesA = networks.EncodeInstances(first, boxesA, Domain.A);
        var instancesB = networks.EncodeInstances(second, boxesB, Domain.B);
        A = Draw(A, B, Domain.A, instancesA, instancesB);
        B = Draw(B, A, Domain.B, instancesB, instancesA);

        var (againB, againA) = Contents(A.Fake, B.Fake);
        var (codeAgainA, codeAgainB) = Codes(A.Fake, B.Fake);
        var (styleAgainA, styleAgainB) = (Drawn(codeAgainA), Drawn(codeAgainB));
        var backA = networks.EncodeInstances(B.Fake, findBoxes?.Invoke(B.Fake, Domain.B) ?? boxesA, Domain.B);
        var backB = networks.EncodeInstances(A.Fake, findBoxes?.Invoke(A.Fake, Domain.A) ?? boxesB, Domain.A);
        A = A with
        {
            ContentAgain = againA,
            StyleAgain = styleAgainA,
            Cycle = networks.Decode(againA, styleAgainA, Domain.A, backA),
        };
        B = B with
        {
            ContentAgain = againB,
            StyleAgain = styleAgainB,
            Cycle = networks.Decode(againB, styleAgainB, Domain.B, backB),
        };
        var (randomA, randomB) = Codes(A.Random, B.Random);
        (A, B) = (A with { RandomCode = randomA }, B with { RandomCode = randomB });
    }

    private static DomainPass Start(Tensor all, Tensor first, Tensor content, AttributeCode code, Tensor style) => new()
    {
        Encoded = first,
        Others = all.narrow(0, 1, all.shape[0] - 1),
        Content = content,
        Code = code,
        Style = style,
    };

    /// <summary>All pictures of a domain in one call: translation, self-reconstruction, random styles.</summary>
    private DomainPass Draw(DomainPass own, DomainPass other, Domain domain, InstanceCodes? here, InstanceCodes? there)
    {
        List<Tensor> contents = [other.Content, own.Content, other.Content];
        List<Tensor> styles = [own.Style, own.Style, RandomStyle];
        List<int> foreign = [0, 2];
        if (SecondRandomStyle is { } second)
        {
            contents.Add(other.Content);
            styles.Add(second);
            foreign.Add(3);
        }
        // Rows with the other domain's content have its instances, the row with the own content its own.
        var instances = Joined(there?.InRows(foreign), here?.InRows(1));
        var pictures = networks.Decode(cat(contents), cat(styles), domain, instances);
        return own with
        {
            Fake = pictures.narrow(0, 0, 1),
            Self = pictures.narrow(0, 1, 1),
            Random = pictures.narrow(0, 2, 1),
            SecondRandom = SecondRandomStyle is null ? null : pictures.narrow(0, 3, 1),
        };
    }

    private static InstanceCodes? Joined(InstanceCodes? first, InstanceCodes? second) =>
        first is null ? second
        : second is null ? first
        : new InstanceCodes(cat([first.Content, second.Content]), [.. first.Boxes, .. second.Boxes]);

    private (AttributeCode A, AttributeCode B) Codes(Tensor a, Tensor b) =>
        (networks.Attribute.Encode(a, Domain.A), networks.Attribute.Encode(b, Domain.B));

    /// <summary>z = ε exp(½ ln σ²) + μ.</summary>
    private Tensor Drawn(AttributeCode code) =>
        DrawFrom(code, draw);

    internal static Tensor DrawFrom(AttributeCode code, NormalDraws draw) => code.LogVariance is { } variance
        ? Layers.NumberArithmetic.Times(variance, 0.5).exp() * draw(code.Mean.shape) + code.Mean
        : code.Mean;
}
