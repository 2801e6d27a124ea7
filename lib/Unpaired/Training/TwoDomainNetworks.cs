using TorchSharp;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>The networks that UNIT and MUNIT train: a generator and a discriminator per domain, and VGG where the
/// perceptual loss is on.</summary>
public abstract class TwoDomainNetworks : IDisposable
{
    private readonly nn.Module[] generators;

    /// <summary>Builds the discriminators and initialises everything.</summary>
    private protected TwoDomainNetworks(
        TwoDomainConfig config, nn.Module generatorA, nn.Module generatorB,
        Generator random, ScalarType dtype, Device device)
    {
        generators = [generatorA, generatorB];
        DiscriminatorA = new MultiScaleDiscriminator(config.InputChannelsA, config.Discriminator);
        DiscriminatorB = new MultiScaleDiscriminator(config.InputChannelsB, config.Discriminator);
        foreach (var network in generators) WeightInitialization.Apply(network, config.Initialization, random);
        foreach (var network in Discriminators)
            WeightInitialization.Apply(network, InitializationKind.Gaussian, random);
        if (config.PerceptualWeight > 0)
            Vgg = Vgg16Features.Load(Path.Combine(config.VggModelPath ?? ".", "models", "vgg16.weight"));
        foreach (var network in All) network.to(dtype).to(device).KeepState();
    }

    /// <summary>Tells pictures of A from translations to A.</summary>
    public MultiScaleDiscriminator DiscriminatorA { get; }

    /// <summary>Tells pictures of B from translations to B.</summary>
    public MultiScaleDiscriminator DiscriminatorB { get; }

    /// <summary>Frozen features for the perceptual loss; null without it.</summary>
    public Vgg16Features? Vgg { get; }

    /// <summary>A, then B: the order of the optimizer.</summary>
    public IReadOnlyList<MultiScaleDiscriminator> Discriminators => [DiscriminatorA, DiscriminatorB];

    /// <summary>A, then B: the order of the optimizer.</summary>
    internal IReadOnlyList<nn.Module> GeneratorPair => generators;

    private IEnumerable<nn.Module> All =>
        [.. generators, .. Discriminators, .. Vgg is null ? Array.Empty<nn.Module>() : [Vgg]];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in All) network.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The scores that the discriminators' losses need, one batch at a time.</summary>
    /// <remarks>Parity: fake before real; running statistics and spectral vectors depend on it.</remarks>
    internal (DomainScores A, DomainScores B) Scores(Tensor fakeA, Tensor xA, Tensor fakeB, Tensor xB)
    {
        DomainScores Judge(MultiScaleDiscriminator judge, Tensor fake, Tensor real) =>
            new(judge.Scores(fake.detach()), judge.Scores(real));
        return (Judge(DiscriminatorA, fakeA, xA), Judge(DiscriminatorB, fakeB, xB));
    }

    /// <summary>The same with fake and real pictures as one batch where that changes nothing.</summary>
    internal (DomainScores A, DomainScores B) ScoresTogether(Tensor fakeA, Tensor xA, Tensor fakeB, Tensor xB)
    {
        var a = DiscriminatorA.ScoreTogether(fakeA.detach(), xA);
        var b = DiscriminatorB.ScoreTogether(fakeB.detach(), xB);
        return (new DomainScores(a.Fake, a.Real), new DomainScores(b.Fake, b.Real));
    }

    /// <summary>Scores and perceptual distances of both translations, for the generators' losses.</summary>
    internal JudgedTranslations Judge(Tensor xA, Tensor xB, Tensor translationBtoA, Tensor translationAtoB)
    {
        var (scoresBtoA, scoresAtoB) = (DiscriminatorA.Scores(translationBtoA), DiscriminatorB.Scores(translationAtoB));
        return new JudgedTranslations(
            scoresBtoA, scoresAtoB,
            Vgg is null ? null : PerceptualLoss.Between(Vgg, translationBtoA, xB),
            Vgg is null ? null : PerceptualLoss.Between(Vgg, translationAtoB, xA));
    }
}

/// <summary>The same with the paper's generators.</summary>
/// <typeparam name="TGenerator">The paper's generator.</typeparam>
public abstract class TwoDomainNetworks<TGenerator> : TwoDomainNetworks
    where TGenerator : nn.Module
{
    private protected TwoDomainNetworks(
        TwoDomainConfig config, (TGenerator A, TGenerator B) pair, Generator random, ScalarType dtype, Device device)
        : base(config, pair.A, pair.B, random, dtype, device) => (GeneratorA, GeneratorB) = pair;

    /// <summary>Domain A's auto-encoder.</summary>
    public TGenerator GeneratorA { get; }

    /// <summary>Domain B's auto-encoder.</summary>
    public TGenerator GeneratorB { get; }

    /// <summary>A, then B: the order of the optimizer.</summary>
    public IReadOnlyList<TGenerator> Generators => [GeneratorA, GeneratorB];
}

/// <summary>Scores of one discriminator, one [N, 1, h, w] per scale.</summary>
/// <param name="Fake">Of translations into its domain.</param>
/// <param name="Real">Of its domain's pictures.</param>
internal sealed record DomainScores(IReadOnlyList<Tensor> Fake, IReadOnlyList<Tensor> Real);

/// <summary>What discriminators and VGG say of the translations.</summary>
/// <param name="ScoresBtoA">D_a(x_ba).</param>
/// <param name="ScoresAtoB">D_b(x_ab).</param>
/// <param name="PerceptualBtoA">Distance of x_ba to x_b; null without the perceptual loss.</param>
/// <param name="PerceptualAtoB">Distance of x_ab to x_a.</param>
internal sealed record JudgedTranslations(
    IReadOnlyList<Tensor> ScoresBtoA, IReadOnlyList<Tensor> ScoresAtoB, Tensor? PerceptualBtoA, Tensor? PerceptualAtoB);
