using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>Trains MUNIT: networks, optimizers, schedule and random source of one run.</summary>
/// <remarks>Original: trainer.py, MUNIT_Trainer (a82e222). Not for use by two threads at once.</remarks>
public sealed partial class MunitTrainer : IDisposable
{
    private readonly Generator random;
    private readonly IMunitUpdates updates;
    private readonly MunitNetworks networks;
    private readonly AdamOptimizer discriminatorOptimizer;
    private readonly AdamOptimizer generatorOptimizer;
    private StepSchedule discriminatorSchedule;
    private StepSchedule generatorSchedule;

    /// <summary>Builds networks with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">How steps are computed.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides starting weights, display styles and every drawn style code.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    /// <exception cref="FileNotFoundException">vgg_w is above 0 and the VGG weight file is missing.</exception>
    public MunitTrainer(
        MunitConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32)
    {
        using var keep = NewDisposeScope();
        (Config, Mode, Device, Dtype) = (config, mode, device ?? CPU, dtype);
        random = new Generator((ulong)seed);
        networks = new MunitNetworks(config, random, dtype, Device);
        foreach (var network in networks.Generators) network.Decoder.Fused = mode == TrainingMode.Fast;
        updates = mode == TrainingMode.Fast ? new FastUpdates(config, networks) : new FaithfulUpdates(config, networks);
        DisplayStylesA = DrawStyle(config.DisplaySize).DetachFromDisposeScope();
        DisplayStylesB = DrawStyle(config.DisplaySize).DetachFromDisposeScope();
        discriminatorOptimizer = Adam(networks.Discriminators);
        generatorOptimizer = Adam(networks.Generators);
        discriminatorSchedule = StepSchedule.Fresh(config.LearningRate, DecaySteps, config.Gamma);
        generatorSchedule = StepSchedule.Fresh(config.LearningRate, DecaySteps, config.Gamma);
    }

    /// <summary>The experiment.</summary>
    public MunitConfig Config { get; }

    /// <summary>How steps are computed.</summary>
    public TrainingMode Mode { get; }

    /// <summary>Where the networks are.</summary>
    public Device Device { get; }

    /// <summary>The precision of weights and pictures.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Iterations completed.</summary>
    public long Iteration { get; private set; }

    /// <summary>The learning rate that the last iteration used.</summary>
    public double LearningRate => generatorOptimizer.LearningRate;

    /// <summary>Domain A's auto-encoder.</summary>
    public MunitGenerator GeneratorA => networks.GeneratorA;

    /// <summary>Domain B's auto-encoder.</summary>
    public MunitGenerator GeneratorB => networks.GeneratorB;

    /// <summary>Tells pictures of A from translations to A.</summary>
    public MultiScaleDiscriminator DiscriminatorA => networks.DiscriminatorA;

    /// <summary>Tells pictures of B from translations to B.</summary>
    public MultiScaleDiscriminator DiscriminatorB => networks.DiscriminatorB;

    /// <summary>Frozen VGG features; null unless vgg_w is above 0.</summary>
    public Vgg16Features? Vgg => networks.Vgg;

    /// <summary>Fixed style codes for previews of domain A, [display_size, style_dim, 1, 1]; not saved, as in the original.</summary>
    public Tensor DisplayStylesA { get; private set; }

    /// <summary>Fixed style codes for previews of domain B.</summary>
    public Tensor DisplayStylesB { get; private set; }

    internal AdamOptimizer DiscriminatorOptimizer => discriminatorOptimizer;

    internal AdamOptimizer GeneratorOptimizer => generatorOptimizer;

    private int DecaySteps => Config.LearningRatePolicy == "step" ? Config.StepSize : 0;

    /// <summary>One iteration with style codes drawn from the trainer's own source.</summary>
    /// <param name="xA">[N, C, H, W] in [-1, 1], pictures of domain A.</param>
    /// <param name="xB">Pictures of domain B.</param>
    /// <returns>All losses, named as in the original's log, with dis_total and gen_total.</returns>
    /// <exception cref="ArgumentException">Shapes that the networks cannot take.</exception>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the weights are those of before the failing update.</exception>
    public IReadOnlyList<LossValue> Step(Tensor xA, Tensor xB)
    {
        using var scope = NewDisposeScope();
        return Step(xA, xB, DrawStyles(xA.shape[0], xB.shape[0]));
    }

    /// <summary>One iteration with given style codes.</summary>
    public IReadOnlyList<LossValue> Step(Tensor xA, Tensor xB, StyleDraws draws)
    {
        using var scope = NewDisposeScope();
        (xA, xB) = (Checked(xA, Config.InputChannelsA, Domain.A), Checked(xB, Config.InputChannelsB, Domain.B));
        StepSchedules();
        var discriminatorLosses = UpdateDiscriminators(xA, xB, draws);
        var losses = (LossValue[])[.. discriminatorLosses, .. UpdateGenerators(xA, xB, draws, discriminatorLosses)];
        Iteration++;
        return losses;
    }

    /// <summary>Style codes for one iteration. Fast uses one pair in both updates, so that one forward pass serves both.</summary>
    /// <param name="countA">Pictures of domain A.</param>
    /// <param name="countB">Pictures of domain B.</param>
    public StyleDraws DrawStyles(long countA, long countB)
    {
        // Parity: s_a before s_b, the discriminators' before the generators'. x_ba takes its style from A, its content from B.
        var (disA, disB) = (DrawStyle(countA), DrawStyle(countB));
        return Mode == TrainingMode.Fast
            ? new StyleDraws(disA, disB, disA, disB)
            : new StyleDraws(disA, disB, DrawStyle(countA), DrawStyle(countB));
    }

    /// <summary>All parameters under their original names, in the order of the original's named_parameters.</summary>
    internal IEnumerable<string> ParameterNames() =>
        new (string Name, nn.Module Network)[]
        {
            ("gen_a", GeneratorA), ("gen_b", GeneratorB), ("dis_a", DiscriminatorA), ("dis_b", DiscriminatorB),
        }.SelectMany(entry => entry.Network.named_parameters().Select(parameter => $"{entry.Name}.{parameter.name}"));

    /// <summary>Moves to the next learning rate: the original does it at the start of an iteration.</summary>
    internal void StepSchedules()
    {
        discriminatorSchedule.Step();
        generatorSchedule.Step();
        discriminatorOptimizer.LearningRate = discriminatorSchedule.LearningRate;
        generatorOptimizer.LearningRate = generatorSchedule.LearningRate;
    }

    /// <summary>Loss, gradient and step of both discriminators; the gradients stay until the next update.</summary>
    internal IReadOnlyList<LossValue> UpdateDiscriminators(Tensor xA, Tensor xB, StyleDraws draws)
    {
        discriminatorOptimizer.ZeroGradients();
        var parts = updates.Discriminators(xA, xB, draws);
        var total = LossPart.Total(parts);
        var values = Finite(LossPart.Read(parts, "dis_total", total), []);
        total.backward();
        discriminatorOptimizer.Step();
        return values;
    }

    /// <summary>Loss, gradient and step of both generators, with the discriminators already updated.</summary>
    internal IReadOnlyList<LossValue> UpdateGenerators(
        Tensor xA, Tensor xB, StyleDraws draws, IReadOnlyList<LossValue> before)
    {
        bool freeze = Mode == TrainingMode.Fast;
        var frozen = freeze ? discriminatorOptimizer.Parameters : [];
        generatorOptimizer.ZeroGradients();
        foreach (var parameter in frozen) parameter.requires_grad = false;
        try
        {
            var parts = updates.Generators(xA, xB, draws);
            var total = LossPart.Total(parts);
            var values = Finite(LossPart.Read(parts, "gen_total", total), before);
            total.backward();
            generatorOptimizer.Step();
            return values;
        }
        finally
        {
            foreach (var parameter in frozen) parameter.requires_grad = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        discriminatorOptimizer.Dispose();
        generatorOptimizer.Dispose();
        DisplayStylesA.Dispose();
        DisplayStylesB.Dispose();
        networks.Dispose();
        random.Dispose();
    }

    private IReadOnlyList<LossValue> Finite(IReadOnlyList<LossValue> values, IReadOnlyList<LossValue> before) =>
        values.All(loss => double.IsFinite(loss.Value))
            ? values
            : throw new NonFiniteLossException(Iteration, [.. before, .. values]);

    private Tensor Checked(Tensor x, int channels, Domain domain)
    {
        if (x.dim() != 4 || x.shape[0] < 1 || x.shape[1] != channels)
            throw new ArgumentException(
                $"Pictures of domain {domain}: expected [N, {channels}, H, W]; got [{string.Join(", ", x.shape)}].");
        Config.CheckPictureSize(x.shape[2], x.shape[3], x.shape[0]);
        return x.to(Dtype).to(Device);
    }

    private Tensor DrawStyle(long count) =>
        empty(count, Config.Generator.StyleSize, 1, 1, dtype: Dtype).normal_(0, 1, random).to(Device);

    private AdamOptimizer Adam(IEnumerable<nn.Module> modules) => new(
        modules.SelectMany(module => module.parameters()).Where(parameter => parameter.requires_grad),
        Config.LearningRate, Config.Beta1, Config.Beta2, Config.WeightDecay);
}
