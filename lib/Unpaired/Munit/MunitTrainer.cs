using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>Trains MUNIT: networks, optimizers, schedule and random source of one run.</summary>
/// <remarks>Original: trainer.py, MUNIT_Trainer (a82e222). Not for use by two threads at once.</remarks>
public sealed partial class MunitTrainer : TwoDomainTrainer<StyleDraws>
{
    private readonly MunitNetworks networks;

    /// <summary>Builds networks with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">How steps are computed.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides starting weights, display styles and every drawn style code.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <param name="precision">In which numbers convolutions and linear layers are computed.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    /// <exception cref="FileNotFoundException">vgg_w is above 0 and the VGG weight file is missing.</exception>
    public MunitTrainer(
        MunitConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32, Precision precision = Precision.Float32)
        : base(
            config, mode, device, seed, dtype, precision,
            (random, place) => new MunitNetworks(config, random, dtype, place))
    {
        using var keep = NewDisposeScope();
        Config = config;
        networks = (MunitNetworks)Networks;
        foreach (var network in networks.Generators) network.Decoder.Fused = mode == TrainingMode.Fast;
        Updates = mode == TrainingMode.Fast ? new FastUpdates(config, networks) : new FaithfulUpdates(config, networks);
        DisplayStylesA = DrawStyle(config.DisplaySize).DetachFromDisposeScope();
        DisplayStylesB = DrawStyle(config.DisplaySize).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override MunitConfig Config { get; }

    /// <summary>Domain A's auto-encoder.</summary>
    public MunitGenerator GeneratorA => networks.GeneratorA;

    /// <summary>Domain B's auto-encoder.</summary>
    public MunitGenerator GeneratorB => networks.GeneratorB;

    /// <summary>Fixed style codes for previews of domain A, [display_size, style_dim, 1, 1]; not saved, as in the
    /// original.</summary>
    public Tensor DisplayStylesA { get; private set; }

    /// <summary>Fixed style codes for previews of domain B.</summary>
    public Tensor DisplayStylesB { get; private set; }

    private protected override ITwoDomainUpdates<StyleDraws> Updates { get; }

    private protected override string SystemName => MunitFiles.System;

    /// <summary>Style codes for one iteration. Fast uses one pair in both updates, so that one forward pass serves
    /// both.</summary>
    /// <param name="countA">Pictures of domain A.</param>
    /// <param name="countB">Pictures of domain B.</param>
    public StyleDraws DrawStyles(long countA, long countB)
    {
        // Parity: s_a before s_b, the discriminators' before the generators'. x_ba takes its style from A, its content
        // from B.
        var (disA, disB) = (DrawStyle(countA), DrawStyle(countB));
        return Mode == TrainingMode.Fast
            ? new StyleDraws(disA, disB, disA, disB)
            : new StyleDraws(disA, disB, DrawStyle(countA), DrawStyle(countB));
    }

    private protected override StyleDraws Draw(Tensor xA, Tensor xB) => DrawStyles(xA.shape[0], xB.shape[0]);

    private protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        DisplayStylesA.Dispose();
        DisplayStylesB.Dispose();
    }

    private Tensor DrawStyle(long count) => DrawNormal(count, Config.Generator.StyleSize, 1, 1);
}
