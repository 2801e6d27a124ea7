using TorchSharp;
using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Proposals of a batch to learn from, with what they should become.</summary>
/// <param name="Proposals">[Kᵢ, 4] for each picture.</param>
/// <param name="Labels">[Σ Kᵢ] int64, 0 for background.</param>
/// <param name="Deltas">[Σ Kᵢ, 4] differences to the true boxes.</param>
public sealed record SampledProposals(IReadOnlyList<Tensor> Proposals, Tensor Labels, Tensor Deltas);

/// <summary>The second stage: what a proposal shows, and where exactly.</summary>
/// <remarks>
/// Girshick, Fast R-CNN, ICCV 2015. Original: torchvision.models.detection.roi_heads (0.14.1), keys <c>box_head.fc6,
/// box_head.fc7, box_predictor.cls_score, box_predictor.bbox_pred</c>.
/// </remarks>
public sealed class RoiHeads : nn.Module
{
    private const double SmallestSide = 1e-2;
    private const int PooledSide = 7;
    private readonly DetectorConfig config;
    private readonly BoxCoder coder;
    private readonly BoxMatcher matcher;
    private readonly BalancedSampler sampler;
    private readonly BoxHead box_head;
    private readonly BoxPredictor box_predictor;
    private readonly MultiScaleRoiAlign pooling;

    /// <param name="config">Classes and the numbers that begin with <c>box_</c>.</param>
    public RoiHeads(DetectorConfig config) : base(nameof(RoiHeads))
    {
        this.config = config;
        var w = config.BoxWeights;
        coder = new BoxCoder(w[0], w[1], w[2], w[3]);
        matcher = new BoxMatcher(config.BoxForegroundIou, config.BoxBackgroundIou, KeepsBestOfEach: false);
        sampler = new BalancedSampler(config.BoxBatchSize, config.BoxPositivePart);
        pooling = new MultiScaleRoiAlign(config.CanonicalScale, outputSize: PooledSide);
        box_head = new BoxHead(config.PyramidWidth * PooledSide * PooledSide, config.RepresentationSize);
        box_predictor = new BoxPredictor(config.RepresentationSize, config.ClassCount);
        register_module("box_head", box_head);
        register_module("box_predictor", box_predictor);
    }

    /// <summary>Draws the proposals to learn from; true boxes are among them.</summary>
    /// <param name="proposals">[K, 4] for each picture.</param>
    /// <param name="targets">True boxes in resized pixels.</param>
    /// <param name="draws">Random choices: two permutations for each picture.</param>
    /// <returns>The caller owns the tensors.</returns>
    public SampledProposals Sample(
        IReadOnlyList<Tensor> proposals, IReadOnlyList<DetectionTarget> targets, IDetectorDraws draws)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var all = proposals.Zip(targets, (some, target) => cat([some, target.Boxes.to(some.dtype)])).ToList();
        var assigned = all.Zip(targets, Assign).ToList();
        var kept = new List<Tensor>();
        foreach (var (labels, _) in assigned)
        {
            var (positive, negative) = sampler.Sample(labels, draws);
            kept.Add(cat([positive, negative]).sort(0).Values);
        }
        Tensor Chosen(Tensor from, int picture) => from.index_select(0, kept[picture]);
        var boxes = all.Select((some, i) => Chosen(some, i)).ToList();
        var deltas = boxes.Select((some, i) => coder.Encode(Chosen(assigned[i].Matched, i), some));
        return new SampledProposals(
            [.. boxes.Select(some => some.MoveToOuterDisposeScope())],
            cat([.. assigned.Select((one, i) => Chosen(one.Labels, i))]).MoveToOuterDisposeScope(),
            cat([.. deltas]).MoveToOuterDisposeScope());
    }

    /// <summary>Features of proposals.</summary>
    /// <param name="maps">The whole pyramid; its last map is not looked at.</param>
    /// <param name="proposals">[K, 4] for each picture.</param>
    /// <param name="sizes">Rows and columns of each picture without padding.</param>
    /// <returns>[Σ K, C, 7, 7]. The caller owns it.</returns>
    public Tensor Pool(
        IReadOnlyList<Tensor> maps, IReadOnlyList<Tensor> proposals, IReadOnlyList<(long Height, long Width)> sizes) =>
        pooling.Pool([.. maps.SkipLast(1)], proposals, sizes);

    /// <summary>Class and place of proposals.</summary>
    /// <param name="features">[K, C, 7, 7].</param>
    /// <returns>Logits [K, classes] and differences [K, 4 · classes]. The caller owns them.</returns>
    public (Tensor Logits, Tensor Deltas) Predict(Tensor features)
    {
        using var scope = NewDisposeScope();
        var (logits, deltas) = box_predictor.Predict(box_head.call(features));
        return (logits.MoveToOuterDisposeScope(), deltas.MoveToOuterDisposeScope());
    }

    /// <summary>Both losses of the second stage.</summary>
    /// <param name="logits">[K, classes].</param>
    /// <param name="deltas">[K, 4 · classes].</param>
    /// <param name="labels">[K] int64.</param>
    /// <param name="wanted">[K, 4].</param>
    /// <returns>Scalars. The caller owns them.</returns>
    public static (Tensor Classifier, Tensor Regression) Losses(
        Tensor logits, Tensor deltas, Tensor labels, Tensor wanted)
    {
        using var scope = NewDisposeScope();
        long count = labels.shape[0];
        var classifier = nn.functional.cross_entropy(logits, labels);
        var positive = labels.IsAbove(0).Positions();
        var rows = positive.TimesWhole(logits.shape[1]) + labels.index_select(0, positive);
        var chosen = deltas.reshape(-1, 4).index_select(0, rows);
        var regression = SmoothL1.Sum(chosen, wanted.index_select(0, positive)).Over(count);
        return (classifier.MoveToOuterDisposeScope(), regression.MoveToOuterDisposeScope());
    }

    /// <summary>What is in the pictures.</summary>
    /// <param name="logits">[Σ K, classes].</param>
    /// <param name="deltas">[Σ K, 4 · classes].</param>
    /// <param name="proposals">[K, 4] for each picture.</param>
    /// <param name="sizes">Rows and columns of each picture without padding.</param>
    /// <returns>One for each picture, in resized pixels. The caller owns the tensors.</returns>
    public IReadOnlyList<Detections> Detect(
        Tensor logits, Tensor deltas, IReadOnlyList<Tensor> proposals, IReadOnlyList<(long Height, long Width)> sizes)
    {
        using var quiet = no_grad();
        return DetectDifferentiably(logits, deltas, proposals, sizes);
    }

    /// <summary>The same; boxes keep their graph if gradients are computed, scores and the choice have none.</summary>
    internal IReadOnlyList<Detections> DetectDifferentiably(
        Tensor logits, Tensor deltas, IReadOnlyList<Tensor> proposals, IReadOnlyList<(long Height, long Width)> sizes)
    {
        using var scope = NewDisposeScope();
        var boxes = coder.Decode(deltas, cat([.. proposals]));
        var scores = nn.functional.softmax(logits.detach(), -1);
        var results = new List<Detections>();
        long first = 0;
        for (int i = 0; i < proposals.Count; first += proposals[i++].shape[0])
        {
            long count = proposals[i].shape[0];
            results.Add(OfPicture(boxes.narrow(0, first, count), scores.narrow(0, first, count), sizes[i]));
        }
        return [.. results.Select(result => result.MoveToOuterDisposeScope())];
    }

    private (Tensor Labels, Tensor Matched) Assign(Tensor boxes, DetectionTarget target)
    {
        if (target.Boxes.shape[0] == 0)
            return (zeros([boxes.shape[0]], dtype: int64, device: boxes.device), zeros_like(boxes));
        var matches = matcher.Match(Boxes.Iou(target.Boxes, boxes));
        var nearest = matches.FromZero();
        var labels = target.Labels.index_select(0, nearest);
        labels = where(matches.Is(BoxMatcher.Background), zeros_like(labels), labels);
        labels = where(matches.Is(BoxMatcher.Between), labels.FilledWith(-1), labels);
        return (labels, target.Boxes.index_select(0, nearest));
    }

    private Detections OfPicture(Tensor boxes, Tensor scores, (long Height, long Width) size)
    {
        long count = boxes.shape[0], objects = scores.shape[1] - 1;
        var flat = Boxes.Clip(boxes.narrow(1, 1, objects), size.Height, size.Width).reshape(-1, 4);
        var score = scores.narrow(1, 1, objects).reshape(-1);
        var labels = TensorComparison.Counting(objects).to(scores.device).expand(count, objects).reshape(-1);
        var good = score.IsAbove(config.BoxScoreThreshold)
            .logical_and(Boxes.IsLargeEnough(flat.detach(), SmallestSide)).Positions();
        (flat, score, labels) = (flat.index_select(0, good), score.index_select(0, good), labels.index_select(0, good));
        var kept = NonMaximumSuppression.KeepPerGroup(flat.detach(), score, labels, config.BoxNmsIou);
        kept = kept.narrow(0, 0, Math.Min(config.DetectionsPerPicture, kept.shape[0]));
        using Scalar one = 1;
        return new Detections(
            flat.index_select(0, kept), labels.index_select(0, kept).add(one), score.index_select(0, kept));
    }

    private sealed class BoxHead : nn.Module<Tensor, Tensor>
    {
        private readonly Linear fc6, fc7;

        public BoxHead(long inputs, long size) : base(nameof(BoxHead))
        {
            fc6 = nn.Linear(inputs, size);
            fc7 = nn.Linear(size, size);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return fc7.call(fc6.call(x.flatten(1)).relu_()).relu_().MoveToOuterDisposeScope();
        }
    }

    private sealed class BoxPredictor : nn.Module
    {
        private readonly Linear cls_score, bbox_pred;

        public BoxPredictor(long inputs, long classes) : base(nameof(BoxPredictor))
        {
            cls_score = nn.Linear(inputs, classes);
            bbox_pred = nn.Linear(inputs, 4 * classes);
            RegisterComponents();
        }

        public (Tensor Logits, Tensor Deltas) Predict(Tensor x) => (cls_score.call(x), bbox_pred.call(x));
    }
}
