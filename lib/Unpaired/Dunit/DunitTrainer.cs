using Unpaired.Detection;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Trains DUNIT or DRIT: networks, detector, optimizers and random source of one run.</summary>
/// <remarks>
/// An iteration belongs to the detector (the first <c>detector_iters</c>), or moves the content discriminator only, or
/// moves all. Original: DRIT train.py and model.py (f19f50a). Not for use by two threads at once.
/// </remarks>
public sealed partial class DunitTrainer : IDisposable
{
    private const double ContentRateDivisor = 2.5, Beta1 = 0.5, Beta2 = 0.999, Decay = 1e-4;
    private readonly Generator random;

    /// <summary>Builds networks with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">How steps are computed.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides starting weights and every draw.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    public DunitTrainer(
        DunitConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32)
    {
        using var keep = NewDisposeScope();
        (Config, Mode, Device, Dtype) = (config, mode, device ?? CPU, dtype);
        random = new Generator((ulong)seed);
        Networks = new DunitNetworks(config, random, dtype, Device);
        Detector = config.HasInstances ? new DunitDetector(config, random, dtype, Device) : null;
        Detector?.SetTraining(false);
        foreach (var (name, network) in Networks.Named)
            Optimizers[name] = new AdamOptimizer(network.parameters(), RateOf(name, 0), Beta1, Beta2, Decay)
            {
                InitialLearningRate = BaseRate(name),
            };
    }

    /// <summary>The experiment.</summary>
    public DunitConfig Config { get; }

    /// <summary>How steps are computed.</summary>
    public TrainingMode Mode { get; }

    /// <summary>Where the networks are.</summary>
    public Device Device { get; }

    /// <summary>The precision of weights and pictures.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Iterations completed, the detector's included.</summary>
    public long Iteration { get; private set; }

    /// <summary>Full iterations completed; the original's total_it.</summary>
    public long FullIterations { get; private set; }

    /// <summary>The networks that translate, and their discriminators.</summary>
    public DunitNetworks Networks { get; }

    /// <summary>The detector's network; null for DRIT.</summary>
    public FasterRcnn? DetectorNetwork => Detector?.Network;

    internal DunitDetector? Detector { get; }

    /// <summary>Adam for each network, by the names of checkpoints.</summary>
    internal OrderedDictionary<string, AdamOptimizer> Optimizers { get; } = [];

    /// <summary>Whether the steps of the first generator loss come before the second one's gradient, as PyTorch 0.4 let
    /// the original do: for comparison.</summary>
    internal bool MovesBeforeSecondGradient { get; init; }

    /// <summary>Shown the gradients of the first generator loss, by network.</summary>
    internal Action<Dictionary<string, Tensor?[]>>? FirstGradients { get; set; }

    /// <summary>Whether the detector learns in the next iteration.</summary>
    public bool IsDetectorsTurn => Detector is not null && Iteration < Config.DetectorIterations;

    private IReadOnlyList<string> PainterNames =>
        Networks.Instances is null ? ["enc_c", "enc_a", "gen"] : ["enc_c", "enc_a", "gen", "ins"];

    /// <summary>Epoch and iteration within it, after the detector's iterations.</summary>
    private (long Epoch, long Step) Position
    {
        get
        {
            long done = Math.Max(0, Iteration - (Detector is null ? 0 : Config.DetectorIterations));
            return (done / Config.IterationsPerEpoch, done % Config.IterationsPerEpoch);
        }
    }

    /// <summary>One iteration with everything random drawn from the trainer's own source.</summary>
    /// <param name="a">[N, C, H, W] in [-1, 1], N at least 2; the first picture is translated.</param>
    /// <param name="b">The same of domain B.</param>
    /// <param name="boxesA">True boxes of each picture of A; null if unknown.</param>
    /// <param name="boxesB">The same of B.</param>
    /// <returns>All losses by the names of the original's log; 0 for those that this iteration does not have.</returns>
    /// <exception cref="ArgumentException">Shapes that the networks cannot take; no boxes for the detector.</exception>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the failing update was not made.</exception>
    public IReadOnlyList<LossValue> Step(
        Tensor a, Tensor b, IReadOnlyList<IReadOnlyList<PictureBox>>? boxesA = null,
        IReadOnlyList<IReadOnlyList<PictureBox>>? boxesB = null)
    {
        using var scope = NewDisposeScope();
        Config.CheckPictures(a, Config.ChannelsA, Domain.A);
        Config.CheckPictures(b, Config.ChannelsB, Domain.B);
        (a, b) = (a.to(Dtype).to(Device), b.to(Dtype).to(Device));
        Networks.Train(true);
        IReadOnlyList<LossValue> values;
        if (IsDetectorsTurn) values = StepDetector(a, b, boxesA, boxesB);
        else if (IsContentOnly())
        {
            SetRates();
            var (contentA, contentB) = Forward(Normal).Contents(a.narrow(0, 0, 1), b.narrow(0, 0, 1));
            values = [UpdateContentJudge(contentA, contentB)];
        }
        else
        {
            SetRates();
            values = StepAll(a, b, boxesA?[0], boxesB?[0], Normal);
            FullIterations++;
        }
        Iteration++;
        return WithAllNames(values);
    }

    /// <summary>A full iteration: forward pass, discriminators, generators.</summary>
    internal IReadOnlyList<LossValue> StepAll(
        Tensor a, Tensor b, IReadOnlyList<PictureBox>? boxesA, IReadOnlyList<PictureBox>? boxesB, NormalDraws draws)
    {
        var wanted = new Dictionary<Domain, IReadOnlyList<PictureBox>>
        {
            [Domain.A] = Instances(a, boxesA, Domain.A),
            [Domain.B] = Config.InstanceAwareB ? Instances(b, boxesB, Domain.B) : [],
        };
        var pass = Forward(draws);
        Func<Tensor, Domain, IReadOnlyList<PlacedBox>>? find = Detector is null || Config.ReuseSourceBoxes ? null
            // Of a translation to B the source is of A.
            : (pictures, to) => wanted[to == Domain.B ? Domain.A : Domain.B].Count == 0
                ? [] : InstanceChoice.InRow(Detected(pictures));
        pass.Run(a, b, InstanceChoice.InRow(wanted[Domain.A]), InstanceChoice.InRow(wanted[Domain.B]), find);
        var judged = UpdateJudges(pass);
        return [.. judged, .. UpdatePainters(pass, Consistency(pass, wanted))];
    }

    /// <summary>The networks' forward pass.</summary>
    internal DunitForward Forward(NormalDraws draws) => new(Networks, draws);

    /// <summary>Sets all learning rates to those of the present epoch.</summary>
    internal void SetRates()
    {
        foreach (var (name, optimizer) in Optimizers) optimizer.LearningRate = RateOf(name, Position.Epoch);
    }

    /// <summary>The learning rate of a network in an epoch.</summary>
    internal double RateOf(string network, long epoch)
    {
        double rate = BaseRate(network);
        if (Config.DecayEpoch < 0) return rate;
        return Config.RatePolicy == RatePolicy.Linear
            ? rate * (1 - Math.Max(0, epoch - Config.DecayEpoch) / (Config.Epochs - Config.DecayEpoch + 1.0))
            : rate * Math.Pow(0.1, Config.DecayEpoch == 0 ? 0 : epoch / Config.DecayEpoch);
    }

    private double BaseRate(string network) =>
        network == "disContent" ? Config.LearningRate / ContentRateDivisor : Config.LearningRate;

    private IReadOnlyList<LossValue> StepDetector(
        Tensor a, Tensor b, IReadOnlyList<IReadOnlyList<PictureBox>>? boxesA,
        IReadOnlyList<IReadOnlyList<PictureBox>>? boxesB)
    {
        if (boxesA is null)
            throw new ArgumentException(
                $"Iteration {Iteration} trains the detector (detector_iters {Config.DetectorIterations}): "
                + "expected true boxes of domain A; got none. Set detector_iters to 0 and load a trained detector.");
        // The detector learns the domains whose instances are used.
        return Detector!.Step(
            Config.InstanceAwareB && boxesB is not null ? [(a, boxesA), (b, boxesB)] : [(a, boxesA)], Iteration);
    }

    private bool IsContentOnly()
    {
        long step = Position.Step;
        return (step + 1) % Config.ContentIterations != 0 && step < Config.IterationsPerEpoch - 2;
    }

    /// <summary>Instances of the first picture: true boxes where there are any, else detections.</summary>
    private IReadOnlyList<PictureBox> Instances(Tensor pictures, IReadOnlyList<PictureBox>? boxes, Domain domain)
    {
        if (Detector is null || Config.MostInstances == 0) return [];
        return Config.UsesTrueBoxes && boxes is not null
            ? InstanceChoice.OfTruth(boxes, pictures.shape[3], pictures.shape[2], Config)
            : Detected(pictures.narrow(0, 0, 1));
    }

    private IReadOnlyList<PictureBox> Detected(Tensor picture) => InstanceChoice.OfDetections(
        Detector!.Find(picture)[0], picture.shape[3], picture.shape[2], Config);

    /// <summary>Losses that ask for the same objects in translation and self-reconstruction as in the source.</summary>
    private List<LossPart> Consistency(
        DunitForward pass, IReadOnlyDictionary<Domain, IReadOnlyList<PictureBox>> wanted)
    {
        if (Detector is null) return [];
        List<Domain> domains = Config.InstanceAwareB ? [Domain.A, Domain.B] : [Domain.A];
        Tensor Loss(Func<Domain, Tensor> drawn)
        {
            // One by one: pictures of both domains may differ in size.
            var found = domains.SelectMany(domain => Detector.FindDifferentiably(drawn(domain))).ToList();
            return InstanceConsistency.Loss(
                found, [.. domains.Select(domain => Reference(wanted[domain]))], Config.Agreement);
        }
        var parts = new List<LossPart>();
        if (Config.ConsistencyWeight > 0)
            parts.Add(new("ic_loss", Config.ConsistencyWeight,
                Loss(domain => domain == Domain.A ? pass.B.Fake : pass.A.Fake)));
        if (Config.SelfConsistencyWeight > 0)
            parts.Add(new("ic_self_loss", Config.SelfConsistencyWeight,
                Loss(domain => domain == Domain.A ? pass.A.Self : pass.B.Self)));
        return parts;
    }

    private LabelledBoxes Reference(IReadOnlyList<PictureBox> boxes)
    {
        double[] sides = [.. boxes.SelectMany(box => (double[])[box.Left, box.Top, box.Right, box.Bottom])];
        return new LabelledBoxes(
            tensor(sides, [boxes.Count, 4]).to(Dtype).to(Device), [.. boxes.Select(box => (long)box.Label)]);
    }

    private Tensor Normal(params long[] shape) => empty(shape, dtype: Dtype).normal_(0, 1, random).to(Device);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var optimizer in Optimizers.Values) optimizer.Dispose();
        Detector?.Dispose();
        Networks.Dispose();
        random.Dispose();
    }
}
