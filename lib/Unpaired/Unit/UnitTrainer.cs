using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Unit;

/// <summary>Trains UNIT: networks, optimizers, schedule and random source of one run.</summary>
/// <remarks>Original: trainer.py, UNIT_Trainer (28d5982). Not for use by two threads at once.</remarks>
public sealed partial class UnitTrainer : TwoDomainTrainer<NoiseDraws>
{
    private readonly UnitNetworks networks;

    /// <summary>Builds networks with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">How steps are computed.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides starting weights and all noise.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <param name="precision">In which numbers convolutions and linear layers are computed.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    /// <exception cref="FileNotFoundException">vgg_w is above 0 and the VGG weight file is missing.</exception>
    public UnitTrainer(
        UnitConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32, Precision precision = Precision.Float32)
        : base(
            config, mode, device, seed, dtype, precision,
            (random, place) => new UnitNetworks(config, random, dtype, place))
    {
        Config = config;
        networks = (UnitNetworks)Networks;
        foreach (var network in networks.Generators) network.Decoder.Fused = mode == TrainingMode.Fast;
        Updates = mode == TrainingMode.Fast ? new FastUpdates(config, networks) : new FaithfulUpdates(config, networks);
    }

    /// <inheritdoc/>
    public override UnitConfig Config { get; }

    /// <summary>Domain A's auto-encoder.</summary>
    public UnitGenerator GeneratorA => networks.GeneratorA;

    /// <summary>Domain B's auto-encoder.</summary>
    public UnitGenerator GeneratorB => networks.GeneratorB;

    private protected override ITwoDomainUpdates<NoiseDraws> Updates { get; }

    private protected override string SystemName => UnitFiles.System;

    /// <summary>Noise for one iteration. Fast uses one sample in both updates, so that one forward pass serves
    /// both.</summary>
    /// <param name="xA">[N, C, H, W]: only the shape counts.</param>
    /// <param name="xB">The batch of domain B.</param>
    public NoiseDraws DrawNoise(Tensor xA, Tensor xB)
    {
        // Parity: in the order of the original's encodings, a before b, but the translation to A before that to B.
        var (disA, disB) = (NoiseFor(xA), NoiseFor(xB));
        var (genA, genB) = Mode == TrainingMode.Fast ? (disA, disB) : (NoiseFor(xA), NoiseFor(xB));
        return new NoiseDraws(disA, disB, genA, genB, NoiseFor(xB), NoiseFor(xA));
    }

    /// <summary>Translates both batches, without noise. Original: UNIT_Trainer.forward.</summary>
    /// <param name="xA">[N, C, H, W] in [-1, 1].</param>
    /// <param name="xB">[N, C, H, W] in [-1, 1].</param>
    /// <returns>x_ab and x_ba. The caller owns them.</returns>
    public (Tensor AtoB, Tensor BtoA) Translate(Tensor xA, Tensor xB)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return (
            GeneratorB.Decode(GeneratorA.EncodeMean(xA)).MoveToOuterDisposeScope(),
            GeneratorA.Decode(GeneratorB.EncodeMean(xB)).MoveToOuterDisposeScope());
    }

    /// <summary>Reconstructions and translations for a look at the run, without noise. Original:
    /// UNIT_Trainer.sample.</summary>
    /// <param name="xA">[N, C, H, W] in [-1, 1].</param>
    /// <param name="xB">[N, C, H, W] in [-1, 1].</param>
    /// <returns>The caller owns the tensors.</returns>
    public UnitPreview Preview(Tensor xA, Tensor xB)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (latentA, latentB) = (GeneratorA.EncodeMean(xA), GeneratorB.EncodeMean(xB));
        return new UnitPreview(
            GeneratorA.Decode(latentA).MoveToOuterDisposeScope(),
            GeneratorB.Decode(latentA).MoveToOuterDisposeScope(),
            GeneratorB.Decode(latentB).MoveToOuterDisposeScope(),
            GeneratorA.Decode(latentB).MoveToOuterDisposeScope());
    }

    private protected override NoiseDraws Draw(Tensor xA, Tensor xB) => DrawNoise(xA, xB);

    private Tensor NoiseFor(Tensor x)
    {
        int halvings = Config.Generator.Downsamplings;
        return DrawNormal(x.shape[0], Config.Generator.CodeWidth, x.shape[2] >> halvings, x.shape[3] >> halvings);
    }
}

/// <summary>What a preview shows of a batch; all pictures [N, C, H, W] in [-1, 1].</summary>
/// <param name="ReconstructionA">G_a(h_a).</param>
/// <param name="AtoB">G_b(h_a).</param>
/// <param name="ReconstructionB">G_b(h_b).</param>
/// <param name="BtoA">G_a(h_b).</param>
public sealed record UnitPreview(Tensor ReconstructionA, Tensor AtoB, Tensor ReconstructionB, Tensor BtoA);
