using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>Networks, optimizers, schedule and random source of one run with two domains; the files are in the other
/// part.</summary>
/// <remarks>Original: trainer.py of MUNIT (a82e222) and of UNIT (28d5982). Not for use by two threads at
/// once.</remarks>
public abstract partial class TwoDomainTrainer : IDisposable
{
    private readonly Generator random;
    private readonly AdamOptimizer discriminatorOptimizer;
    private readonly AdamOptimizer generatorOptimizer;
    private StepSchedule discriminatorSchedule;
    private StepSchedule generatorSchedule;

    /// <summary>Builds networks with fresh weights; <paramref name="build"/> gets the source of all randomness and the
    /// device.</summary>
    private protected TwoDomainTrainer(
        TwoDomainConfig config, TrainingMode mode, Device? device, long seed, ScalarType dtype, Precision precision,
        Func<Generator, Device, TwoDomainNetworks> build)
    {
        if (precision != Precision.Float32 && dtype != ScalarType.Float32)
            throw new ArgumentException($"Precision {precision} is for weights in float32; got {dtype}.");
        using var keep = NewDisposeScope();
        (Mode, Device, Dtype, Precision) = (mode, device ?? CPU, dtype, precision);
        random = new Generator((ulong)seed);
        Networks = build(random, Device);
        AdamOptimizer Adam(IEnumerable<nn.Module> modules) => new(
            Trained(modules), config.LearningRate, config.Beta1, config.Beta2, config.WeightDecay);
        discriminatorOptimizer = Adam(Networks.Discriminators);
        generatorOptimizer = Adam(Networks.GeneratorPair);
        discriminatorSchedule = StepSchedule.Fresh(config.LearningRate, config.DecaySteps, config.Gamma);
        generatorSchedule = StepSchedule.Fresh(config.LearningRate, config.DecaySteps, config.Gamma);
    }

    /// <summary>The experiment.</summary>
    public abstract TwoDomainConfig Config { get; }

    /// <summary>How steps are computed.</summary>
    public TrainingMode Mode { get; }

    /// <summary>Where the networks are.</summary>
    public Device Device { get; }

    /// <summary>The type of weights, pictures and losses.</summary>
    public ScalarType Dtype { get; }

    /// <summary>In which numbers convolutions and linear layers of a step are computed; what is shown, measured and
    /// saved is computed in float32.</summary>
    public Precision Precision { get; }

    /// <summary>Iterations completed.</summary>
    public long Iteration { get; private protected set; }

    /// <summary>The learning rate that the last iteration used.</summary>
    public double LearningRate => generatorOptimizer.LearningRate;

    /// <summary>Tells pictures of A from translations to A.</summary>
    public MultiScaleDiscriminator DiscriminatorA => Networks.DiscriminatorA;

    /// <summary>Tells pictures of B from translations to B.</summary>
    public MultiScaleDiscriminator DiscriminatorB => Networks.DiscriminatorB;

    /// <summary>Frozen VGG features; null unless vgg_w is above 0.</summary>
    public Vgg16Features? Vgg => Networks.Vgg;

    internal TwoDomainNetworks Networks { get; }

    internal AdamOptimizer DiscriminatorOptimizer => discriminatorOptimizer;

    internal AdamOptimizer GeneratorOptimizer => generatorOptimizer;

    /// <summary>The four networks by the names of the original trainer's attributes, in the order of its
    /// named_parameters.</summary>
    internal IReadOnlyList<(string Name, nn.Module Network)> NamedNetworks =>
    [
        ("gen_a", Networks.GeneratorPair[0]), ("gen_b", Networks.GeneratorPair[1]),
        ("dis_a", DiscriminatorA), ("dis_b", DiscriminatorB),
    ];

    /// <summary>One iteration with everything random drawn from the trainer's own source.</summary>
    /// <param name="xA">[N, C, H, W] in [-1, 1], pictures of domain A.</param>
    /// <param name="xB">Pictures of domain B.</param>
    /// <returns>All losses, named as in the original's log, with dis_total and gen_total.</returns>
    /// <exception cref="ArgumentException">Shapes that the networks cannot take.</exception>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the weights are those of before the failing
    /// update.</exception>
    public abstract IReadOnlyList<LossValue> Step(Tensor xA, Tensor xB);

    /// <summary>All parameters under their original names, in the order of the original's named_parameters.</summary>
    internal IEnumerable<string> ParameterNames() => NamedNetworks.SelectMany(
        entry => entry.Network.named_parameters().Select(parameter => $"{entry.Name}.{parameter.name}"));

    /// <summary>Moves to the next learning rate: the original does it at the start of an iteration.</summary>
    internal void StepSchedules()
    {
        discriminatorSchedule.Step();
        generatorSchedule.Step();
        discriminatorOptimizer.LearningRate = discriminatorSchedule.LearningRate;
        generatorOptimizer.LearningRate = generatorSchedule.LearningRate;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees networks, optimizers and the random source.</summary>
    private protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        discriminatorOptimizer.Dispose();
        generatorOptimizer.Dispose();
        Networks.Dispose();
        random.Dispose();
    }

    /// <summary>Standard normal numbers from the trainer's source, in its precision and on its device.</summary>
    private protected Tensor DrawNormal(params long[] shape) =>
        empty(shape, dtype: Dtype).normal_(0, 1, random).to(Device);

    /// <summary>A batch in the trainer's precision and on its device, if the networks can take it.</summary>
    private protected Tensor Checked(Tensor x, int channels, Domain domain)
    {
        if (x.dim() != 4 || x.shape[0] < 1 || x.shape[1] != channels)
            throw new ArgumentException(
                $"Pictures of domain {domain}: expected [N, {channels}, H, W]; got [{string.Join(", ", x.shape)}].");
        if (x.shape[0] % Config.Accumulate != 0)
            throw new ArgumentException(
                $"Pictures of domain {domain}: {x.shape[0]} cannot be computed in {Config.Accumulate} equal parts "
                + "(accumulate).");
        Config.CheckPictureSize(x.shape[2], x.shape[3], x.shape[0] / Config.Accumulate);
        return x.to(Dtype).to(Device);
    }

    /// <summary>What an optimizer moves, in order; parameters that two networks share are there once, where they first
    /// occur.</summary>
    private static IEnumerable<Parameter> Trained(IEnumerable<nn.Module> modules) =>
        modules.SelectMany(module => module.parameters()).Where(parameter => parameter.requires_grad)
            .DistinctBy(parameter => parameter.Handle);
}

/// <summary>The training step of the papers with two domains.</summary>
/// <typeparam name="TDraws">What is drawn for an iteration.</typeparam>
public abstract class TwoDomainTrainer<TDraws> : TwoDomainTrainer
    where TDraws : IBatchDraws<TDraws>
{
    private protected TwoDomainTrainer(
        TwoDomainConfig config, TrainingMode mode, Device? device, long seed, ScalarType dtype, Precision precision,
        Func<Generator, Device, TwoDomainNetworks> build) : base(config, mode, device, seed, dtype, precision, build)
    {
    }

    /// <summary>The paper's losses.</summary>
    private protected abstract ITwoDomainUpdates<TDraws> Updates { get; }

    /// <summary>Draws what an iteration on such batches needs, from the trainer's own source.</summary>
    private protected abstract TDraws Draw(Tensor xA, Tensor xB);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<LossValue> Step(Tensor xA, Tensor xB)
    {
        using var scope = NewDisposeScope();
        (xA, xB) = Checked(xA, xB);
        return Run(xA, xB, Draw(xA, xB));
    }

    /// <summary>One iteration with given draws.</summary>
    /// <param name="xA">[N, C, H, W] in [-1, 1], pictures of domain A.</param>
    /// <param name="xB">Pictures of domain B.</param>
    /// <param name="draws">Everything random.</param>
    /// <returns>As <see cref="Step(Tensor, Tensor)"/>.</returns>
    public IReadOnlyList<LossValue> Step(Tensor xA, Tensor xB, TDraws draws)
    {
        using var scope = NewDisposeScope();
        (xA, xB) = Checked(xA, xB);
        return Run(xA, xB, draws);
    }

    /// <summary>Loss, gradient and step of both discriminators; the gradients stay until the next update.</summary>
    internal IReadOnlyList<LossValue> UpdateDiscriminators(Tensor xA, Tensor xB, TDraws draws)
    {
        DiscriminatorOptimizer.ZeroGradients();
        bool keep = Config.Accumulate == 1;
        var values = Backward(
            "dis_total", xA, xB, draws, (a, b, drawn) => Updates.Discriminators(a, b, drawn, keep), []);
        DiscriminatorOptimizer.Step();
        return values;
    }

    /// <summary>Loss, gradient and step of both generators, with the discriminators already updated.</summary>
    internal IReadOnlyList<LossValue> UpdateGenerators(
        Tensor xA, Tensor xB, TDraws draws, IReadOnlyList<LossValue> before)
    {
        bool freeze = Mode == TrainingMode.Fast;
        var frozen = freeze ? DiscriminatorOptimizer.Parameters : [];
        GeneratorOptimizer.ZeroGradients();
        foreach (var parameter in frozen) parameter.requires_grad = false;
        try
        {
            var values = Backward("gen_total", xA, xB, draws, Updates.Generators, before);
            GeneratorOptimizer.Step();
            return values;
        }
        finally
        {
            foreach (var parameter in frozen) parameter.requires_grad = true;
        }
    }

    /// <summary>Adds the gradient of the losses' total up: of the whole batch, or of the mean over its parts one after
    /// the other.</summary>
    /// <returns>The losses, of the whole batch in either case.</returns>
    private IReadOnlyList<LossValue> Backward(
        string totalName, Tensor xA, Tensor xB, TDraws draws,
        Func<Tensor, Tensor, TDraws, IReadOnlyList<LossPart>> compute, IReadOnlyList<LossValue> before)
    {
        IReadOnlyList<LossValue> Of(Tensor a, Tensor b, TDraws drawn, int parts)
        {
            var losses = compute(a, b, drawn);
            var total = LossPart.Total(losses);
            var values = Finite(LossPart.Read(losses, totalName, total), before);
            (parts == 1 ? total : total.Over(parts)).backward();
            return values;
        }
        int count = Config.Accumulate;
        if (count == 1) return Of(xA, xB, draws, 1);
        var all = new List<IReadOnlyList<LossValue>>();
        for (int i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope(); // the graph of a part is gone before the next one
            all.Add(Of(xA.Part(i, count), xB.Part(i, count), draws.Part(i, count), count));
        }
        return [.. all[0].Select((loss, i) => loss with { Value = all.Average(part => part[i].Value) })];
    }

    private IReadOnlyList<LossValue> Run(Tensor xA, Tensor xB, TDraws draws)
    {
        using var products = Products.In(Precision);
        StepSchedules();
        var discriminatorLosses = UpdateDiscriminators(xA, xB, draws);
        var losses = (LossValue[])[.. discriminatorLosses, .. UpdateGenerators(xA, xB, draws, discriminatorLosses)];
        Iteration++;
        return losses;
    }

    private (Tensor A, Tensor B) Checked(Tensor xA, Tensor xB) =>
        (Checked(xA, Config.InputChannelsA, Domain.A), Checked(xB, Config.InputChannelsB, Domain.B));

    private IReadOnlyList<LossValue> Finite(IReadOnlyList<LossValue> values, IReadOnlyList<LossValue> before) =>
        values.All(loss => double.IsFinite(loss.Value))
            ? values
            : throw new NonFiniteLossException(Iteration, [.. before, .. values]);
}
