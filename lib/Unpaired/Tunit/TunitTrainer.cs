using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Trains TUNIT: networks, averages, optimizers, queue and random source of one run.</summary>
/// <remarks>
/// Original: main.py and train/train_unsupervised.py, train_semisupervised.py, train_supervised.py (405a77c). Not for
/// use
/// by two threads at once.
/// </remarks>
public sealed partial class TunitTrainer : IDisposable
{
    private const double JointScale = 0.1;
    private const double GuideDecay = 1e-3;
    private const double OtherDecay = 1e-4;
    private readonly Generator random;
    private readonly ITunitUpdates updates;
    private readonly KeyQueue queue;

    /// <summary>Builds networks with fresh weights.</summary>
    /// <param name="config">The experiment.</param>
    /// <param name="mode">How steps are computed.</param>
    /// <param name="device">Where; the CPU unless given.</param>
    /// <param name="seed">Decides starting weights and which picture takes its style from which.</param>
    /// <param name="dtype">float32, or float64 for parity.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    public TunitTrainer(
        TunitConfig config, TrainingMode mode = TrainingMode.Fast, Device? device = null, long seed = 1,
        ScalarType dtype = ScalarType.Float32)
    {
        using var keep = NewDisposeScope();
        (Config, Mode, Device, Dtype) = (config, mode, device ?? CPU, dtype);
        Schedule = TunitSchedule.Of(config);
        random = new Generator((ulong)seed);
        Networks = new TunitNetworks(config, random, dtype, Device);
        bool fast = mode == TrainingMode.Fast;
        foreach (var painter in new[] { Networks.Painter, Networks.PainterAverage }) painter.Decoder.Fused = fast;
        updates = fast
            ? new FastUpdates(Networks, config.InformationBalance)
            : new FaithfulUpdates(Networks, config.InformationBalance);
        queue = new KeyQueue(config.QueueCapacity);
        double rate = config.LearningRate;
        GuideOptimizer = new AdamOptimizer(Networks.Guide.parameters(), rate, weightDecay: GuideDecay);
        JudgeOptimizer = new RmsPropOptimizer(Networks.Judge.parameters(), rate, weightDecay: OtherDecay);
        PainterOptimizer = new RmsPropOptimizer(Networks.Painter.parameters(), rate, weightDecay: OtherDecay);
    }

    /// <summary>The experiment.</summary>
    public TunitConfig Config { get; }

    /// <summary>When the phases of training begin.</summary>
    public TunitSchedule Schedule { get; }

    /// <summary>How steps are computed.</summary>
    public TrainingMode Mode { get; }

    /// <summary>Where the networks are.</summary>
    public Device Device { get; }

    /// <summary>The precision of weights and pictures.</summary>
    public ScalarType Dtype { get; }

    /// <summary>Iterations completed.</summary>
    public long Iteration { get; internal set; }

    /// <summary>The five networks.</summary>
    public TunitNetworks Networks { get; }

    /// <summary>The next iteration's place in the schedule.</summary>
    public TunitPosition Position => Schedule.At(Iteration);

    internal AdamOptimizer GuideOptimizer { get; }

    private bool IsGuideFrozen => Config.Sequential && Schedule.IsJoint(Position.Epoch);

    internal RmsPropOptimizer JudgeOptimizer { get; }

    internal RmsPropOptimizer PainterOptimizer { get; }

    internal KeyQueue Queue => queue;

    /// <summary>The generator that translates: G_EMA from its start on, G before.</summary>
    public TunitGenerator Translating =>
        Iteration > Schedule.FirstOf(Schedule.AverageStart) ? Networks.PainterAverage : Networks.Painter;

    /// <summary>One iteration with the order of references drawn from the trainer's own source.</summary>
    /// <param name="weak">x: [N, 3, S, S] in [-1, 1], hardly changed pictures.</param>
    /// <param name="strong">x_tf: the same pictures, strongly changed.</param>
    /// <param name="labels">[N], int64, 0 to K − 1, where the position in the schedule says so; else ignored.</param>
    /// <returns>All losses by the names of the original's meters; 0 for those that this phase does not have.</returns>
    /// <exception cref="ArgumentException">Shapes that the networks cannot take; labels missing or out of
    /// range.</exception>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the failing update was not made.</exception>
    public IReadOnlyList<LossValue> Step(Tensor weak, Tensor strong, Tensor? labels = null)
    {
        using var scope = NewDisposeScope();
        var order = rand(weak.shape[0], generator: random).argsort();
        return Step(new TunitInput(weak, strong, labels, order));
    }

    /// <summary>One iteration with a given order of references.</summary>
    /// <param name="input">As in <see cref="Step(Tensor, Tensor, Tensor)"/>.</param>
    public IReadOnlyList<LossValue> Step(TunitInput input)
    {
        using var scope = NewDisposeScope();
        var placed = Placed(input);
        Begin(placed.Strong);
        var (losses, guided) = UpdateGuide(placed);
        if (Schedule.IsJoint(Position.Epoch))
        {
            (losses, var judged) = UpdateJudge(placed, guided, losses);
            (losses, _) = UpdatePainter(placed, judged.Domains, losses);
        }
        bool isLast = Position.IsLast;
        Finish(guided.Keys);
        if (isLast) EndEpoch();
        return WithAllNames(losses);
    }

    /// <summary>What happens before an iteration's first pass: at an epoch's start, and once in a run.</summary>
    internal void Begin(Tensor strong)
    {
        // Parity: this pass in training mode moves the average's batch statistics once.
        if (!queue.HasKeys)
        {
            using var quiet = no_grad();
            queue.Begin(Networks.GuideAverage.Style(strong));
        }
        if (Position.Step != 0) return;
        queue.Restart();
        if (Position.Epoch == Schedule.AverageStart)
            TunitNetworks.CopyState(Networks.Painter, Networks.PainterAverage);
    }

    /// <summary>Losses, gradients and step of the guiding network by itself.</summary>
    internal (IReadOnlyList<LossValue> Losses, GuideLosses Passes) UpdateGuide(TunitInput input)
    {
        var (lesson, scale) = Lesson();
        var passes = updates.Guide(input, lesson, queue.Rows);
        var parts = new List<LossPart> { new("moco", scale, passes.Contrast) };
        if (passes.Clusters is { } clusters)
            parts.Add(lesson == Tunit.Lesson.Labels
                ? new("ce", TunitLosses.InformationWeight * scale, clusters)
                : new("iic", TunitLosses.InformationWeight * scale, clusters));
        var total = LossPart.Total(parts);
        var losses = Finite(LossPart.Read(parts, "c_loss", total), []);
        if (IsGuideFrozen) return (losses, passes);
        GuideOptimizer.Parameters.FillGradientsWithZeros();
        total.backward();
        GuideOptimizer.Step();
        return (losses, passes);
    }

    /// <summary>Losses, gradients and step of the discriminator.</summary>
    internal (IReadOnlyList<LossValue> Losses, JudgeLosses Passes) UpdateJudge(
        TunitInput input, GuideLosses guided, IReadOnlyList<LossValue> before)
    {
        var passes = updates.Judge(input, KnownDomains(input, guided));
        var adversarial = TunitLosses.HingeReal(passes.Real) + TunitLosses.HingeFake(passes.Fake);
        // Parity: the original's meter shows the weighted penalty.
        var penalty = passes.Penalty * Config.PenaltyWeight;
        var parts = new LossPart[] { new("d_adv", 1, adversarial), new("d_gp", 1, penalty) };
        var total = LossPart.Total(parts);
        var losses = Finite(LossPart.Read(parts, "d_loss", total), before);
        JudgeOptimizer.Parameters.FillGradientsWithZeros();
        total.backward(create_graph: false);
        JudgeOptimizer.Step();
        return (losses, passes);
    }

    /// <summary>Losses, gradients and steps of guiding network and generator together.</summary>
    internal (IReadOnlyList<LossValue> Losses, PainterLosses Passes) UpdatePainter(
        TunitInput input, Tensor domains, IReadOnlyList<LossValue> before)
    {
        // Parity: faithful leaves gradients in the discriminator, which are zeroed before its next step.
        var frozen = Mode == TrainingMode.Fast ? JudgeOptimizer.Parameters : [];
        foreach (var parameter in frozen) parameter.requires_grad = false;
        try
        {
            var passes = updates.Paint(input, domains, queue.Rows);
            var adversarial = TunitLosses.Adversarial(passes.Fake) + TunitLosses.Adversarial(passes.Rebuilt);
            var parts = new LossPart[]
            {
                new("g_adv", Config.AdversarialWeight, adversarial),
                new("g_imgrec", Config.ReconstructionWeight, passes.Reconstruction),
                new("g_stycont", Config.StyleWeight, passes.Contrast),
            };
            var total = LossPart.Total(parts);
            var losses = Finite(LossPart.Read(parts, "g_loss", total), before);
            PainterOptimizer.Parameters.FillGradientsWithZeros();
            GuideOptimizer.Parameters.FillGradientsWithZeros();
            total.backward();
            // Parity: the clustering head has zeros for a gradient here, so momentum and weight decay move it again.
            if (!IsGuideFrozen) GuideOptimizer.Step();
            PainterOptimizer.Step();
            return (losses, passes);
        }
        finally
        {
            foreach (var parameter in frozen) parameter.requires_grad = true;
        }
    }

    /// <summary>Queue, averages and count at an iteration's end.</summary>
    internal void Finish(Tensor keys)
    {
        queue.Push(keys);
        if (Position.Epoch >= Schedule.AverageStart)
            TunitNetworks.Average(Networks.Painter, Networks.PainterAverage, Config.AverageDecay);
        TunitNetworks.Average(Networks.Guide, Networks.GuideAverage, Config.AverageDecay);
        Iteration++;
    }

    /// <summary>At an epoch's end the averages take over the batch statistics.</summary>
    internal void EndEpoch()
    {
        TunitNetworks.CopyBuffers(Networks.Guide, Networks.GuideAverage);
        TunitNetworks.CopyBuffers(Networks.Painter, Networks.PainterAverage);
    }

    /// <summary>A batch in the trainer's precision and on its device, if the networks can take it.</summary>
    internal TunitInput Placed(TunitInput input)
    {
        long count = input.Weak.dim() == 4 ? input.Weak.shape[0] : 0;
        long side = Config.ImageSize;
        foreach (var (name, x) in new[] { ("weak", input.Weak), ("strong", input.Strong) })
        {
            if (!x.shape.AsSpan().SequenceEqual([count, 3, side, side]) || count < 2)
                throw new ArgumentException(
                    $"The {name} view: expected [N, 3, {side}, {side}] with N at least 2 and equal in both views; "
                    + $"got [{string.Join(", ", x.shape)}].");
        }
        return new TunitInput(
            input.Weak.to(Dtype).to(Device), input.Strong.to(Dtype).to(Device),
            CheckedLabels(input.Labels, count)?.to(Device), input.Order.to(Device));
    }

    private Tensor? CheckedLabels(Tensor? labels, long count)
    {
        if (!Position.IsLabelled) return null;
        if (labels is null)
            throw new ArgumentException(
                $"Iteration {Iteration} is a labelled one (p_semi {Config.LabelledShare}); got no labels.");
        if (labels.dim() != 1 || labels.shape[0] != count || labels.dtype != ScalarType.Int64
            || labels.min().item<long>() < 0 || labels.max().item<long>() >= Config.Clusters)
            throw new ArgumentException(
                $"Expected {count} labels (int64) from 0 to {Config.Clusters - 1}; got {labels.dtype} "
                + $"[{string.Join(", ", labels.shape)}] from {labels.min().to(int64).item<long>()} to "
                + $"{labels.max().to(int64).item<long>()}.");
        return labels;
    }

    private (Lesson Lesson, double Scale) Lesson()
    {
        double byPhase = Schedule.IsJoint(Position.Epoch) ? JointScale : 1;
        return (Schedule.Supervision, Position.IsLabelled) switch
        {
            (Supervision.None, _) => (Tunit.Lesson.Information, byPhase),
            (Supervision.Full, _) => (Tunit.Lesson.Contrast, JointScale),
            (_, true) => (Tunit.Lesson.Labels, byPhase),
            // Parity: a tenth in every epoch.
            (_, false) => (Tunit.Lesson.Information, JointScale),
        };
    }

    /// <summary>Labels; or what the guiding network said before its step (semi-supervised); or null: ask it
    /// afresh.</summary>
    private Tensor? KnownDomains(TunitInput input, GuideLosses guided) => Position.IsLabelled ? input.Labels
        : Schedule.Supervision == Supervision.Semi ? guided.Probabilities!.argmax(1)
        : null;

    private LossValue[] Finite(IReadOnlyList<LossValue> values, IReadOnlyList<LossValue> before)
    {
        LossValue[] all = [.. before, .. values];
        return values.All(loss => double.IsFinite(loss.Value)) ? all : throw new NonFiniteLossException(Iteration, all);
    }

    /// <summary>Tables of losses have the same columns in all phases.</summary>
    private LossValue[] WithAllNames(IReadOnlyList<LossValue> losses)
    {
        IEnumerable<string> names = ["moco", "iic", "ce", "c_loss", "d_adv", "d_gp", "d_loss",
            "g_adv", "g_imgrec", "g_stycont", "g_loss"];
        names = Schedule.Supervision switch
        {
            Supervision.None => names.Except(["ce"]),
            Supervision.Full => names.Except(["iic", "ce"]),
            _ => names,
        };
        return [.. names.Select(name => losses.FirstOrDefault(loss => loss.Name == name, new LossValue(name, 0, 1)))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GuideOptimizer.Dispose();
        JudgeOptimizer.Dispose();
        PainterOptimizer.Dispose();
        Networks.Dispose();
        queue.Dispose();
        random.Dispose();
    }
}
