using TorchSharp.Modules;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>Trains COCO-FUNIT or imaginaire's FUNIT: networks, optimizers, schedules and the averaged generator of one
/// run.</summary>
/// <remarks>A step draws nothing at random. Original: imaginaire trainers/funit.py and trainers/base.py (c6f7484). Not
/// for use by two threads at once.</remarks>
public sealed partial class CocoFunitTrainer : IFewShotTrainer
{
    private readonly ICocoFunitUpdates updates;
    private readonly ImaginaireSchedule discriminatorSchedule;
    private readonly ImaginaireSchedule generatorSchedule;

    /// <summary>Builds networks with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">How steps are computed.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides the starting weights.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    public CocoFunitTrainer(
        CocoFunitConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32)
    {
        config.CheckNetworks();
        using var keep = NewDisposeScope();
        (Config, Mode, Device, Dtype) = (config, mode, device ?? CPU, dtype);
        using var random = new Generator((ulong)seed);
        Generator = new CocoFunitGenerator(config.Generator);
        Generator.DrawStyleBias(random);
        Discriminator = new CocoFunitDiscriminator(config.Discriminator);
        foreach (var network in (nn.Module[])[Generator, Discriminator])
        {
            LayeredInitialization.Apply(network, config.Start, config.StartGain, random);
            TorchSharp.ModuleExtensionMethods.to(network, dtype);
            TorchSharp.ModuleExtensionMethods.to(network, Device);
            network.KeepState();
            network.train();
        }
        if (config.Average.Enabled) Average = new ModelAverage(config.Average, Generator);
        DiscriminatorOptimizer = Adam(Discriminator, config.DiscriminatorOptimizer);
        GeneratorOptimizer = Adam(Generator, config.GeneratorOptimizer);
        discriminatorSchedule = new ImaginaireSchedule(config.DiscriminatorOptimizer);
        generatorSchedule = new ImaginaireSchedule(config.GeneratorOptimizer);
        bool fast = mode == TrainingMode.Fast;
        Generator.Decoder.Fused = fast;
        if (Average is not null) Average.Generator.Decoder.Fused = fast;
        // Spectral norm in the generator makes the number of its calls part of the mathematics.
        updates = fast && config.Generator.Weights != WeightNormalization.Spectral
            ? new FastUpdates(config, Generator, Discriminator)
            : new FaithfulUpdates(config, Generator, Discriminator);
    }

    /// <summary>The experiment.</summary>
    public CocoFunitConfig Config { get; }

    /// <summary>How steps are computed.</summary>
    public TrainingMode Mode { get; }

    /// <summary>Where the networks are.</summary>
    public Device Device { get; }

    /// <summary>The precision of weights and pictures.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Iterations completed.</summary>
    public long Iteration { get; private set; }

    /// <summary>Passes over the data so far, as the original's file names count them; kept as it was read.</summary>
    public long Epoch { get; set; }

    /// <summary>The trained generator.</summary>
    public CocoFunitGenerator Generator { get; }

    /// <summary>The averaged generator; null if the configuration asks for none.</summary>
    public ModelAverage? Average { get; }

    /// <summary>Tells real pictures of a class from drawn ones.</summary>
    public CocoFunitDiscriminator Discriminator { get; }

    /// <summary>What translates: the average where there is one.</summary>
    public CocoFunitGenerator Translating => Average?.Generator ?? Generator;

    /// <summary>The generator's learning rate in the next iteration.</summary>
    public double GeneratorRate => generatorSchedule.LearningRate;

    /// <summary>The discriminator's learning rate in the next iteration.</summary>
    public double DiscriminatorRate => discriminatorSchedule.LearningRate;

    internal AdamOptimizer DiscriminatorOptimizer { get; }

    internal AdamOptimizer GeneratorOptimizer { get; }

    /// <summary>One iteration: discriminator, generator, average, schedules.</summary>
    /// <param name="content">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="contentLabels">[N], classes of the content pictures.</param>
    /// <param name="style">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="styleLabels">[N], classes of the style pictures.</param>
    /// <returns>dis_gan, dis_total, gen_gan, gen_image_recon, gen_feature_matching, gen_total.</returns>
    /// <exception cref="ArgumentException">Shapes or classes that the networks cannot take.</exception>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the weights are those of before the failing
    /// update.</exception>
    public IReadOnlyList<LossValue> Step(Tensor content, Tensor contentLabels, Tensor style, Tensor styleLabels)
    {
        using var scope = NewDisposeScope();
        var batch = Checked(content, contentLabels, style, styleLabels);
        var discriminatorLosses = UpdateDiscriminator(batch);
        var losses = (LossValue[])[.. discriminatorLosses, .. UpdateGenerator(batch, discriminatorLosses)];
        Finish();
        return losses;
    }

    /// <summary>Loss, gradient and step of the discriminator; the gradients stay until the next update.</summary>
    internal IReadOnlyList<LossValue> UpdateDiscriminator(FewShotPictures batch)
    {
        DiscriminatorOptimizer.ZeroGradients();
        return Update(
            updates.Discriminator(batch), "dis_total", [], DiscriminatorOptimizer, discriminatorSchedule,
            Config.DiscriminatorOptimizer.GradientLimit);
    }

    /// <summary>Loss, gradient and step of the generator, with the discriminator already updated.</summary>
    internal IReadOnlyList<LossValue> UpdateGenerator(FewShotPictures batch, IReadOnlyList<LossValue> before)
    {
        GeneratorOptimizer.ZeroGradients();
        // Parity: frozen weights do not stop the power iterations.
        foreach (var parameter in DiscriminatorOptimizer.Parameters) parameter.requires_grad = false;
        try
        {
            return Update(
                updates.Generator(batch), "gen_total", before, GeneratorOptimizer, generatorSchedule,
                Config.GeneratorOptimizer.GradientLimit);
        }
        finally
        {
            foreach (var parameter in DiscriminatorOptimizer.Parameters) parameter.requires_grad = true;
        }
    }

    /// <summary>What follows the two updates of an iteration.</summary>
    internal void Finish()
    {
        Average?.Update();
        discriminatorSchedule.Step();
        generatorSchedule.Step();
        Iteration++;
    }

    /// <summary>A batch in the trainer's precision and on its device, if the networks can take it.</summary>
    internal FewShotPictures Checked(Tensor content, Tensor contentLabels, Tensor style, Tensor styleLabels)
    {
        foreach (var (name, x) in new[] { ("content", content), ("style", style) })
        {
            if (x.dim() != 4 || x.shape[0] < 1 || x.shape[1] != 3)
                throw new ArgumentException(
                    $"Pictures of {name}: expected [N, 3, H, W]; got [{string.Join(", ", x.shape)}].");
            Config.CheckPictureSize(x.shape[2], x.shape[3]);
        }
        if (content.shape[0] != style.shape[0])
            throw new ArgumentException(
                $"Expected as many style pictures as content pictures, {content.shape[0]}; got {style.shape[0]}.");
        return new FewShotPictures(
            content.to(Dtype).to(Device), Labels("content", contentLabels, content.shape[0]),
            style.to(Dtype).to(Device), Labels("style", styleLabels, style.shape[0]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DiscriminatorOptimizer.Dispose();
        GeneratorOptimizer.Dispose();
        Average?.Dispose();
        Generator.Dispose();
        Discriminator.Dispose();
    }

    private IReadOnlyList<LossValue> Update(
        IReadOnlyList<LossPart> parts, string totalName, IReadOnlyList<LossValue> before, AdamOptimizer optimizer,
        ImaginaireSchedule schedule, double gradientLimit)
    {
        var total = LossPart.Total(parts);
        var values = LossPart.Read(parts, totalName, total);
        if (!values.All(loss => double.IsFinite(loss.Value)))
            throw new NonFiniteLossException(Iteration, [.. before, .. values]);
        total.backward();
        if (gradientLimit > 0) Limit(optimizer.Parameters, gradientLimit);
        optimizer.LearningRate = schedule.LearningRate;
        optimizer.Step();
        return values;
    }

    /// <summary>Shortens all gradients by one factor if together they are longer than the limit.</summary>
    private static void Limit(IReadOnlyList<Parameter> parameters, double limit)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToList();
        double norm = stack(gradients.Select(gradient => gradient.norm())).norm().to(float64).cpu().item<double>();
        double factor = limit / (norm + 1e-6);
        if (factor >= 1) return;
        foreach (var gradient in gradients) gradient.TimesInPlace(factor);
    }

    private Tensor Labels(string name, Tensor labels, long count)
    {
        long[] values = labels.to(int64).cpu().reshape(-1).data<long>().ToArray();
        if (values.Length != count || values.Any(label => label < 0 || label >= Config.Discriminator.ClassCount))
            throw new ArgumentException(
                $"Labels of {name}: expected {count} classes from 0 to {Config.Discriminator.ClassCount - 1} "
                + $"(dis.num_classes); got {string.Join(", ", values)}.");
        return labels.to(int64).reshape(-1).to(Device);
    }

    private static AdamOptimizer Adam(nn.Module network, ImaginaireOptimizerConfig config) => new(
        network.parameters().Where(parameter => parameter.requires_grad), config.LearningRate, config.Beta1,
        config.Beta2);
}
