using TorchSharp;
using TorchSharp.Modules;
using Unpaired.Detection;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>The detector in a translator: it learns first, then it is frozen and looks at sources and
/// translations.</summary>
/// <remarks>Pictures are in [-1, 1] here; the detector is given (x + 1) / 2, which the released code forgets: a
/// decision of this project.</remarks>
internal sealed class DunitDetector : IDisposable
{
    private readonly DunitConfig config;
    private readonly IDetectorDraws draws;
    private readonly Parameter[] trained;

    internal DunitDetector(DunitConfig config, Generator random, ScalarType dtype, Device device)
    {
        this.config = config;
        draws = new RandomDraws(random);
        Network = new FasterRcnn(config.Detector, random);
        Network.to(dtype).to(device).KeepState();
        trained = [.. Network.parameters().Where(parameter => parameter.requires_grad)];
        var d = config.Detector;
        Optimizer = new AdamOptimizer(trained, d.LearningRate, d.Beta1, d.Beta2, d.WeightDecay);
    }

    internal FasterRcnn Network { get; }

    internal AdamOptimizer Optimizer { get; }

    /// <summary>The names of its losses and of their sum.</summary>
    internal static IReadOnlyList<string> LossNames { get; } =
        ["classifier", "box_reg", "objectness", "rpn_box_reg", "detector_total"];

    /// <summary>One step on pictures with true boxes.</summary>
    internal IReadOnlyList<LossValue> Step(
        IReadOnlyList<(Tensor Pictures, IReadOnlyList<IReadOnlyList<PictureBox>> Boxes)> domains, long iteration)
    {
        using var scope = NewDisposeScope();
        SetTraining(true);
        var pictures = domains.SelectMany(domain => ToUnit(domain.Pictures).unbind(0)).ToList();
        var targets = domains.SelectMany(domain => domain.Boxes).Select(Target).ToList();
        var losses = Network.Losses(pictures, targets, draws);
        var total = LossPart.Total(losses.Parts);
        var values = LossPart.Read(losses.Parts, LossNames[^1], total);
        if (values.Any(loss => !double.IsFinite(loss.Value))) throw new NonFiniteLossException(iteration, values);
        Optimizer.ZeroGradients();
        total.backward();
        Optimizer.LearningRate = config.Detector.RateAt(iteration);
        Optimizer.Step();
        Optimizer.ZeroGradients();
        return values;
    }

    /// <summary>Learning, or frozen.</summary>
    internal void SetTraining(bool training)
    {
        Network.train(training);
        foreach (var parameter in trained) parameter.requires_grad = training;
    }

    /// <summary>What is in pictures, from a score on; without gradients.</summary>
    /// <param name="pictures">[N, 3, H, W] in [-1, 1].</param>
    internal IReadOnlyList<IReadOnlyList<DetectedObject>> Find(Tensor pictures)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. Network.Detect(ToUnit(pictures.detach()).unbind(0)).Select(found =>
                found.ToObjects().Where(one => one.Score >= config.InstanceScore).ToList()),
        ];
    }

    /// <summary>The same with boxes that carry a gradient.</summary>
    /// <param name="pictures">[N, 3, H, W] in [-1, 1].</param>
    internal IReadOnlyList<LabelledBoxes> FindDifferentiably(Tensor pictures)
    {
        SetTraining(false);
        return
        [
            .. Network.DetectDifferentiably(ToUnit(pictures).unbind(0)).Select(found =>
            {
                var kept = found.Scores.IsAtLeast(config.InstanceScore).Positions();
                return new LabelledBoxes(
                    found.Boxes.index_select(0, kept), found.Labels.index_select(0, kept).ToLongs());
            }),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Network.Dispose();
    }

    private static Tensor ToUnit(Tensor pictures) => pictures.Plus(1).Times(0.5);

    private DetectionTarget Target(IReadOnlyList<PictureBox> boxes)
    {
        var parameter = trained[0];
        var all = boxes.Where(box => !box.IsIgnored && box.HasArea).ToList();
        double[] sides = [.. all.SelectMany(box => (double[])[box.Left, box.Top, box.Right, box.Bottom])];
        return new DetectionTarget(
            tensor(sides, [all.Count, 4]).to(parameter.dtype).to(parameter.device),
            tensor([.. all.Select(box => (long)box.Label)], dtype: int64).to(parameter.device));
    }
}

/// <summary>Which boxes become instances.</summary>
internal static class InstanceChoice
{
    /// <summary>True boxes, the largest first: clipped, large enough, not too many.</summary>
    internal static IReadOnlyList<PictureBox> OfTruth(
        IEnumerable<PictureBox> boxes, long width, long height, DunitConfig config) =>
        Chosen(boxes.Where(box => !box.IsIgnored).Select(box => Clipped(box, width, height))
            .OrderByDescending(box => (box.Right - box.Left) * (box.Bottom - box.Top)), config);

    /// <summary>Detections, the surest first.</summary>
    internal static IReadOnlyList<PictureBox> OfDetections(
        IEnumerable<DetectedObject> found, long width, long height, DunitConfig config) =>
        Chosen(found.Where(one => one.Score >= config.InstanceScore).OrderByDescending(one => one.Score)
            .Select(one => Clipped(new PictureBox(one.Label, one.Left, one.Top, one.Right, one.Bottom), width, height)),
            config);

    /// <summary>Boxes as instances of a row of a batch.</summary>
    internal static IReadOnlyList<PlacedBox> InRow(IEnumerable<PictureBox> boxes, int row = 0) =>
        [.. boxes.Select(box => new PlacedBox(row, box.Left, box.Top, box.Right, box.Bottom))];

    private static PictureBox Clipped(PictureBox box, long width, long height) => new(
        box.Label, Math.Clamp(box.Left, 0, width), Math.Clamp(box.Top, 0, height), Math.Clamp(box.Right, 0, width),
        Math.Clamp(box.Bottom, 0, height));

    private static IReadOnlyList<PictureBox> Chosen(IEnumerable<PictureBox> boxes, DunitConfig config) =>
    [
        .. boxes.Where(box => Math.Min(box.Right - box.Left, box.Bottom - box.Top) >= config.SmallestInstance)
            .Take(config.MostInstances),
    ];
}
