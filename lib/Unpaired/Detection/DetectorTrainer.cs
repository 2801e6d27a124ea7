using TorchSharp.Modules;
using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Trains a Faster R-CNN: network, optimizer, rate and random source of one run.</summary>
/// <remarks>
/// Original: torchvision's references/detection (0.14.1): the rate rises linearly from a thousandth and then falls by a
/// factor at given iterations. Fast and Faithful compute the same step. Not for use by two threads at once.
/// </remarks>
public sealed class DetectorTrainer : ITranslationTrainer
{
    private const string CheckpointName = "model.pth", IterationKey = "iteration";
    private readonly Generator random;
    private readonly IDetectorDraws draws;
    private readonly AdamOptimizer? adam;
    private readonly SgdOptimizer? sgd;

    /// <summary>A network with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">For the record; both modes are the same.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides starting weights and every draw.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    public DetectorTrainer(
        DetectorConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32)
    {
        using var keep = NewDisposeScope();
        (Config, Mode, Device, Dtype) = (config.Validated(), mode, device ?? CPU, dtype);
        random = new Generator((ulong)seed);
        draws = new RandomDraws(random);
        Network = new FasterRcnn(config, random);
        TorchSharp.ModuleExtensionMethods.to(Network, dtype);
        TorchSharp.ModuleExtensionMethods.to(Network, Device);
        Network.KeepState();
        Network.train();
        var trained = Network.parameters().Where(parameter => parameter.requires_grad);
        if (config.Optimizer == DetectorOptimizerKind.Adam)
            adam = new AdamOptimizer(trained, config.LearningRate, config.Beta1, config.Beta2, config.WeightDecay);
        else
            sgd = new SgdOptimizer(trained, config.LearningRate, config.Momentum, config.WeightDecay);
    }

    /// <summary>The experiment.</summary>
    public DetectorConfig Config { get; }

    /// <summary>What is trained; in training mode between steps.</summary>
    public FasterRcnn Network { get; }

    /// <summary>Where the network is.</summary>
    public Device Device { get; }

    /// <summary>The precision of weights and pictures.</summary>
    public ScalarType Dtype { get; }

    /// <inheritdoc/>
    public string System => DetectorFiles.System;

    /// <inheritdoc/>
    public string ConfigText => Config.ToYaml();

    /// <inheritdoc/>
    public TrainingMode Mode { get; }

    /// <inheritdoc/>
    public int BatchSize => Config.BatchSize;

    /// <inheritdoc/>
    public int PicturesPerIteration => Config.BatchSize;

    /// <inheritdoc/>
    public long Iteration { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<nn.Module> AveragedNetworks => [Network];

    /// <inheritdoc/>
    public string? SmallerSetting => Config.BatchSize > 1 ? $"batch_size {Config.BatchSize / 2}"
        : Config.ShortSides[^1] > 128 ? "the preset streets" : null;

    /// <summary>The rate of the next step.</summary>
    public double LearningRate => Config.RateAt(Iteration);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Another kind of batch than <see cref="DetectionBatch"/>.</exception>
    public IReadOnlyList<LossValue> Step(TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        var boxed = Boxed(batch);
        return Step(boxed.Pictures, boxed.Targets, draws);
    }

    /// <summary>One step with given choices.</summary>
    /// <param name="pictures">[3, H, W] each in [0, 1].</param>
    /// <param name="targets">What is in each.</param>
    /// <param name="choices">Everything random.</param>
    /// <returns>The four losses and their sum, <c>total</c>.</returns>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the weights are those of before.</exception>
    public IReadOnlyList<LossValue> Step(
        IReadOnlyList<Tensor> pictures, IReadOnlyList<DetectionTarget> targets, IDetectorDraws choices)
    {
        using var scope = NewDisposeScope();
        Network.train();
        var losses = Network.Losses(
            [.. pictures.Select(Placed)],
            [.. targets.Select(target => new DetectionTarget(Placed(target.Boxes), target.Labels.to(Device)))],
            choices);
        var total = LossPart.Total(losses.Parts);
        var values = LossPart.Read(losses.Parts, "total", total);
        if (values.Any(loss => !double.IsFinite(loss.Value))) throw new NonFiniteLossException(Iteration, values);
        adam?.ZeroGradients();
        sgd?.ZeroGradients();
        total.backward();
        Move();
        Iteration++;
        return values;
    }

    /// <inheritdoc/>
    public void SaveState(string folder)
    {
        using var scope = NewDisposeScope();
        TorchFile.Save(Path.Combine(folder, CheckpointName), new Dictionary<string, object?>
        {
            ["model"] = StateDict.Of(Network).ToDictionary(entry => entry.Key, entry => (object?)entry.Value),
            ["optimizer"] = adam is null ? sgd!.Write() : AdamCheckpoint.Write(adam),
            [IterationKey] = Iteration,
        });
        var state = new TrainerState();
        state.Add(random);
        state.Save(folder);
    }

    /// <inheritdoc/>
    public void LoadState(string folder)
    {
        using (var file = TorchFile.Load(Path.Combine(folder, CheckpointName)))
        {
            DetectorFiles.LoadInto(Network, file["model"].AsStateDict(), file.File);
            if (adam is not null) AdamCheckpoint.Read(file["optimizer"], adam);
            else sgd!.Read(file["optimizer"]);
            Iteration = file[IterationKey].AsInteger();
        }
        TrainerState.Load(folder, state => state.Restore(random));
    }

    /// <summary>Starts from trained weights; optimizer and iteration stay as they are.</summary>
    /// <param name="path">As for <see cref="DetectorFiles.Load"/>.</param>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    public void LoadWeights(string path) => DetectorFiles.Load(path, Network);

    /// <inheritdoc/>
    public void SaveWeights(string path, ScalarType storedAs) =>
        DetectorFiles.Save(path, Network, storedAs, Iteration);

    /// <summary>Does not translate, but draws into each picture what is found there.</summary>
    /// <param name="source">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="example">Not looked at.</param>
    /// <param name="direction">Not looked at.</param>
    /// <returns>[N, 3, H, W] in [-1, 1]. The caller owns it.</returns>
    public Tensor Translate(Tensor source, Tensor example, Direction direction)
    {
        using var detector = new ObjectDetector(Network);
        var pictures = Picture.FromBatch(source);
        var found = detector.Detect(pictures);
        return Picture.ToBatch(pictures.Select((picture, i) =>
            DetectionOverlay.Draw(picture, found[i], Config.NameOf)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<PreviewRow> Preview(TrainingBatch batch)
    {
        var boxed = Boxed(batch);
        using var detector = new ObjectDetector(Network);
        var found = detector.Detect(boxed.Shown);
        return
        [
            new("truth", DetectionOverlay.Batch(boxed.Shown.Select((picture, i) => DetectionOverlay.Draw(
                picture, boxed.Boxes[i].Select(box => box.ToObject()), Config.NameOf, scores: false)))),
            new("found", DetectionOverlay.Batch(boxed.Shown.Select((picture, i) => DetectionOverlay.Draw(
                picture, found[i].Where(one => one.Score >= DetectionOverlay.WorthShowing), Config.NameOf)))),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        adam?.Dispose();
        sgd?.Dispose();
        Network.Dispose();
        random.Dispose();
    }

    /// <summary>Parameters that learn, in the optimizer's order.</summary>
    internal IEnumerable<(string Name, Parameter Value)> Trained =>
        Network.named_parameters().Where(entry => entry.parameter.requires_grad);

    private void Move()
    {
        double rate = LearningRate;
        if (adam is not null)
        {
            adam.LearningRate = rate;
            adam.Step();
        }
        else
        {
            sgd!.LearningRate = rate;
            sgd.Step();
        }
    }

    private Tensor Placed(Tensor x) => x.to(Dtype).to(Device);

    private static DetectionBatch Boxed(TrainingBatch batch) => batch as DetectionBatch
        ?? throw new ArgumentException(
            $"Expected a batch with boxes (DetectionBatch); got {batch.GetType().Name}.");
}
