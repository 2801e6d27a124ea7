using TorchSharp;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>Trains FUNIT: networks, moving average and optimizers of one run.</summary>
/// <remarks>
/// Original: trainer.py and funit_model.py (198f430). After the starting weights nothing is random. Not for use by two
/// threads at once.
/// </remarks>
public sealed partial class FunitTrainer : IDisposable
{
    private const double AverageDecay = 0.999;

    private readonly RmsPropOptimizer discriminatorOptimizer;
    private readonly RmsPropOptimizer generatorOptimizer;
    private readonly IFunitUpdates updates;

    /// <summary>Builds networks with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">How steps are computed.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides the starting weights.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    public FunitTrainer(
        FunitConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32)
    {
        using var keep = NewDisposeScope();
        config.CheckNetworks();
        (Config, Mode, Device, Dtype) = (config, mode, device ?? CPU, dtype);
        using var random = new Generator((ulong)seed);
        Generator = new FunitGenerator(config.Generator);
        Discriminator = new FunitDiscriminator(config.Discriminator);
        AveragedGenerator = new FunitGenerator(config.Generator);
        WeightInitialization.Apply(Generator, config.Initialization, random);
        WeightInitialization.Apply(Discriminator, config.Initialization, random);
        foreach (var network in (nn.Module[])[Generator, Discriminator, AveragedGenerator])
            network.to(dtype).to(Device).KeepState();
        foreach (var parameter in AveragedGenerator.parameters()) parameter.requires_grad = false;
        StartAverage();
        foreach (var generator in (FunitGenerator[])[Generator, AveragedGenerator])
            generator.Decoder.Fused = mode == TrainingMode.Fast;
        discriminatorOptimizer = new RmsPropOptimizer(
            Discriminator.parameters(), config.DiscriminatorLearningRate, weightDecay: config.WeightDecay);
        generatorOptimizer = new RmsPropOptimizer(
            Generator.parameters(), config.GeneratorLearningRate, weightDecay: config.WeightDecay);
        updates = mode == TrainingMode.Fast
            ? new FastUpdates(config, Generator, Discriminator)
            : new FaithfulUpdates(config, Generator, Discriminator);
    }

    /// <summary>The experiment.</summary>
    public FunitConfig Config { get; }

    /// <summary>How steps are computed.</summary>
    public TrainingMode Mode { get; }

    /// <summary>Where the networks are.</summary>
    public Device Device { get; }

    /// <summary>The precision of weights and pictures.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Iterations completed.</summary>
    public long Iteration { get; private set; }

    /// <summary>The generator that is trained; the files' <c>gen</c>.</summary>
    public FunitGenerator Generator { get; }

    /// <summary>Its moving average, which translates; the files' <c>gen_test</c>.</summary>
    public FunitGenerator AveragedGenerator { get; }

    /// <summary>The discriminator; the files' <c>dis</c>.</summary>
    public FunitDiscriminator Discriminator { get; }

    internal RmsPropOptimizer DiscriminatorOptimizer => discriminatorOptimizer;

    internal RmsPropOptimizer GeneratorOptimizer => generatorOptimizer;

    /// <summary>One iteration: the discriminator's update, the generator's, the moving average.</summary>
    /// <param name="content">x_a, [N, 3, H, W] in [-1, 1]: whose content is kept.</param>
    /// <param name="contentLabels">[N], int64: the classes of x_a.</param>
    /// <param name="classes">x_b, [N, 3, H, W] in [-1, 1]: whose class is taken.</param>
    /// <param name="classLabels">[N], int64: the classes of x_b.</param>
    /// <returns>All losses, named as in the original's log, with dis_total and gen_total.</returns>
    /// <exception cref="ArgumentException">Shapes or classes that the networks cannot take.</exception>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the weights are those of before the failing
    /// update.</exception>
    public IReadOnlyList<LossValue> Step(Tensor content, Tensor contentLabels, Tensor classes, Tensor classLabels)
    {
        using var scope = NewDisposeScope();
        var pictures = Checked(content, contentLabels, classes, classLabels);
        var before = UpdateDiscriminator(pictures);
        var losses = (LossValue[])[.. before, .. UpdateGenerator(pictures, before)];
        UpdateAverage();
        Iteration++;
        return losses;
    }

    /// <summary>Loss, gradient and step of the discriminator; the gradients stay until the next update.</summary>
    internal IReadOnlyList<LossValue> UpdateDiscriminator(FunitPictures pictures)
    {
        discriminatorOptimizer.ZeroGradients();
        var parts = updates.Discriminator(pictures);
        var values = Finite(LossPart.Read(parts, "dis_total", LossPart.Total(parts)), []);
        discriminatorOptimizer.Step();
        return values;
    }

    /// <summary>Loss, gradient and step of the generator, with the discriminator already updated.</summary>
    internal IReadOnlyList<LossValue> UpdateGenerator(FunitPictures pictures, IReadOnlyList<LossValue> before)
    {
        var frozen = Mode == TrainingMode.Fast ? discriminatorOptimizer.Parameters : [];
        generatorOptimizer.ZeroGradients();
        foreach (var parameter in frozen) parameter.requires_grad = false;
        try
        {
            var parts = updates.Generator(pictures);
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

    /// <summary>θ̄ ← 0.999 θ̄ + 0.001 θ for parameters; buffers are constant.</summary>
    internal void UpdateAverage()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (average, live) in AveragedGenerator.parameters().Zip(Generator.parameters()))
            average.TimesInPlace(AverageDecay).PlusInPlace(live, 1 - AverageDecay);
    }

    /// <summary>Pictures in the trainer's precision and on its device, if the networks can take them.</summary>
    internal FunitPictures Checked(Tensor content, Tensor contentLabels, Tensor classes, Tensor classLabels)
    {
        CheckPictures(content, "content");
        CheckPictures(classes, "class");
        if (content.shape[0] != classes.shape[0])
            throw new ArgumentException(
                $"Expected as many class pictures as content pictures; got {classes.shape[0]} and {content.shape[0]}.");
        return new FunitPictures(
            content.to(Dtype).to(Device), Labels(contentLabels, content.shape[0], "content"),
            classes.to(Dtype).to(Device), Labels(classLabels, classes.shape[0], "class"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        discriminatorOptimizer.Dispose();
        generatorOptimizer.Dispose();
        Generator.Dispose();
        AveragedGenerator.Dispose();
        Discriminator.Dispose();
    }

    /// <summary>Makes the average equal to the generator, as the original does once weights are drawn.</summary>
    private void StartAverage()
    {
        using var quiet = no_grad();
        foreach (var (average, live) in AveragedGenerator.parameters().Zip(Generator.parameters())) average.copy_(live);
    }

    private void CheckPictures(Tensor x, string which)
    {
        if (x.dim() != 4 || x.shape[0] < 1 || x.shape[1] != 3)
            throw new ArgumentException(
                $"The {which} pictures: expected [N, 3, H, W]; got [{string.Join(", ", x.shape)}].");
        Config.CheckPictureSize(x.shape[2], x.shape[3]);
    }

    private Tensor Labels(Tensor labels, long count, string which)
    {
        if (labels.dtype != ScalarType.Int64 || labels.dim() != 1 || labels.shape[0] != count)
            throw new ArgumentException(
                $"The labels of the {which} pictures: expected {count} whole numbers (int64); got {labels.dtype} "
                + $"[{string.Join(", ", labels.shape)}].");
        // A class out of range would end the process, or take another picture's scores.
        long[] values = labels.cpu().data<long>().ToArray();
        if (values.Any(label => label < 0 || label >= Config.Discriminator.Classes))
            throw new ArgumentException(
                $"The labels of the {which} pictures: expected classes from 0 to {Config.Discriminator.Classes - 1} "
                + $"(dis.num_classes {Config.Discriminator.Classes}); got {string.Join(", ", values)}.");
        return labels.to(Device);
    }

    private IReadOnlyList<LossValue> Finite(IReadOnlyList<LossValue> values, IReadOnlyList<LossValue> before) =>
        values.All(loss => double.IsFinite(loss.Value))
            ? values
            : throw new NonFiniteLossException(Iteration, [.. before, .. values]);
}
