using TorchSharp;
using TorchSharp.Modules;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>What the head says at every anchor.</summary>
/// <param name="Logits">[N, A, h, w] for each map: object or not.</param>
/// <param name="Deltas">[N, 4 A, h, w] for each map: where from the anchor.</param>
public sealed record ProposalMaps(IReadOnlyList<Tensor> Logits, IReadOnlyList<Tensor> Deltas);

/// <summary>The region proposal network: where in a picture objects may be, of whatever class.</summary>
/// <remarks>
/// Ren et al. 2015, section 3.1. Original: torchvision.models.detection.rpn (0.14.1), keys <c>head.conv.0.0,
/// head.cls_logits, head.bbox_pred</c>.
/// </remarks>
public sealed class RegionProposals : nn.Module
{
    private const double SmallestSide = 1e-3;
    private readonly DetectorConfig config;
    private readonly AnchorGenerator anchors;
    private readonly BoxMatcher matcher;
    private readonly BalancedSampler sampler;
    private readonly ProposalHead head;

    /// <param name="config">Anchors and the numbers that begin with <c>rpn_</c>.</param>
    public RegionProposals(DetectorConfig config) : base(nameof(RegionProposals))
    {
        this.config = config;
        anchors = new AnchorGenerator(config.AnchorSizes, config.AspectRatios);
        matcher = new BoxMatcher(config.ProposalForegroundIou, config.ProposalBackgroundIou, KeepsBestOfEach: true);
        sampler = new BalancedSampler(config.ProposalBatchSize, config.ProposalPositivePart);
        head = new ProposalHead(config.PyramidWidth, anchors.CountAt(0));
        register_module("head", head);
    }

    /// <summary>All anchors of the pictures of a batch.</summary>
    /// <returns>[anchors, 4]. The caller owns it.</returns>
    public Tensor Anchors(PreparedPictures pictures, IReadOnlyList<Tensor> maps) =>
        anchors.Anchors(pictures.Pictures.shape[2], pictures.Pictures.shape[3], maps);

    /// <summary>What the head says.</summary>
    /// <param name="maps">The whole pyramid.</param>
    /// <returns>The caller owns the tensors.</returns>
    public ProposalMaps Head(IReadOnlyList<Tensor> maps)
    {
        using var scope = NewDisposeScope();
        var both = maps.Select(head.Predict).ToList();
        return new ProposalMaps(
            [.. both.Select(pair => pair.Logits.MoveToOuterDisposeScope())],
            [.. both.Select(pair => pair.Deltas.MoveToOuterDisposeScope())]);
    }

    /// <summary>The boxes that are worth a closer look.</summary>
    /// <param name="maps">What the head says; no gradient goes there.</param>
    /// <param name="anchors">[anchors, 4].</param>
    /// <param name="sizes">Rows and columns of each picture without padding.</param>
    /// <returns>[K, 4] for each picture, best first, clipped. The caller owns them.</returns>
    public IReadOnlyList<Tensor> Propose(
        ProposalMaps maps, Tensor anchors, IReadOnlyList<(long Height, long Width)> sizes)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (logits, deltas) = Rows(maps);
        long pictures = logits.shape[0], count = logits.shape[1];
        var boxes = BoxCoder.Plain.Decode(
            deltas.reshape(-1, 4), anchors.expand(pictures, count, 4).reshape(-1, 4)).view(pictures, count, 4);
        int most = training ? config.ProposalsBeforeNmsTrain : config.ProposalsBeforeNmsTest;
        long[] perMap = [.. maps.Logits.Select(map => map.shape[1] * map.shape[2] * map.shape[3])];
        var results = new List<Tensor>();
        for (int i = 0; i < pictures; i++)
            results.Add(OfPicture(logits[i], boxes[i], perMap, most, sizes[i]));
        return [.. results.Select(result => result.MoveToOuterDisposeScope())];
    }

    /// <summary>Both losses of the proposals.</summary>
    /// <param name="maps">What the head says.</param>
    /// <param name="anchors">[anchors, 4].</param>
    /// <param name="targets">True boxes in resized pixels.</param>
    /// <param name="draws">Random choices: two permutations for each picture.</param>
    /// <returns>Scalars. The caller owns them.</returns>
    public (Tensor Objectness, Tensor Regression) Losses(
        ProposalMaps maps, Tensor anchors, IReadOnlyList<DetectionTarget> targets, IDetectorDraws draws)
    {
        using var scope = NewDisposeScope();
        var (logits, deltas) = Rows(maps);
        long count = anchors.shape[0];
        var labels = new List<Tensor>();
        var wanted = new List<Tensor>();
        using (no_grad())
        {
            foreach (var target in targets)
            {
                var (label, matched) = Assign(anchors, target);
                labels.Add(label);
                wanted.Add(BoxCoder.Plain.Encode(matched, anchors));
            }
        }
        var positive = new List<Tensor>();
        var negative = new List<Tensor>();
        for (int i = 0; i < labels.Count; i++)
        {
            var (some, others) = sampler.Sample(labels[i], draws);
            using Scalar first = i * count;
            positive.Add(some.add(first));
            negative.Add(others.add(first));
        }
        var positives = cat(positive);
        var sampled = cat([positives, .. negative]);
        var regression = SmoothL1.Sum(
            deltas.reshape(-1, 4).index_select(0, positives), cat(wanted).index_select(0, positives))
            .Over(sampled.shape[0]);
        var objectness = ObjectnessLoss.Mean(
            logits.reshape(-1).index_select(0, sampled), cat(labels).index_select(0, sampled));
        return (objectness.MoveToOuterDisposeScope(), regression.MoveToOuterDisposeScope());
    }

    /// <summary>Label of every anchor, 1, 0 or −1 (ignored), and the box it should become.</summary>
    internal (Tensor Labels, Tensor Matched) Assign(Tensor anchors, DetectionTarget target)
    {
        var background = zeros([anchors.shape[0]], dtype: float32, device: anchors.device);
        if (target.Boxes.shape[0] == 0) return (background, zeros_like(anchors));
        using var scope = NewDisposeScope();
        var matches = matcher.Match(Boxes.Iou(target.Boxes, anchors));
        var labels = matches.IsAtLeast(0).to(float32);
        labels = where(matches.Is(BoxMatcher.Between), labels.FilledWith(-1), labels);
        var matched = target.Boxes.index_select(0, matches.FromZero());
        return (labels.MoveToOuterDisposeScope(), matched.MoveToOuterDisposeScope());
    }

    private Tensor OfPicture(Tensor logits, Tensor boxes, long[] perMap, int most, (long Height, long Width) size)
    {
        var chosen = new List<Tensor>();
        var maps = new List<Tensor>();
        long first = 0;
        for (int map = 0; map < perMap.Length; first += perMap[map++])
        {
            int kept = (int)Math.Min(most, perMap[map]);
            using Scalar start = first;
            chosen.Add(logits.narrow(0, first, perMap[map]).topk(kept, 0).indexes.add(start));
            maps.Add(ones(kept, dtype: int64).TimesWhole(map));
        }
        var order = cat(chosen);
        var scores = logits.index_select(0, order).sigmoid();
        var clipped = Boxes.Clip(boxes.index_select(0, order), size.Height, size.Width);
        var good = Boxes.IsLargeEnough(clipped, SmallestSide)
            .logical_and(scores.IsAtLeast(config.ProposalScoreThreshold)).Positions();
        clipped = clipped.index_select(0, good);
        var survivors = NonMaximumSuppression.KeepPerGroup(
            clipped, scores.index_select(0, good), cat(maps).to(good.device).index_select(0, good),
            config.ProposalNmsIou);
        int last = training ? config.ProposalsAfterNmsTrain : config.ProposalsAfterNmsTest;
        return clipped.index_select(0, survivors.narrow(0, 0, Math.Min(last, survivors.shape[0])));
    }

    /// <summary>Logits [N, anchors] and differences [N, anchors, 4] in the order of the anchors.</summary>
    private static (Tensor Logits, Tensor Deltas) Rows(ProposalMaps maps)
    {
        static Tensor Flat(Tensor map, long size)
        {
            long pictures = map.shape[0], each = map.shape[1] / size;
            return map.view(pictures, each, size, map.shape[2], map.shape[3]).permute(0, 3, 4, 1, 2)
                .reshape(pictures, -1, size);
        }
        return (cat([.. maps.Logits.Select(map => Flat(map, 1))], 1).squeeze(2),
            cat([.. maps.Deltas.Select(map => Flat(map, 4))], 1));
    }

    /// <summary>A 3×3 convolution and two 1×1 ones, the same for all maps.</summary>
    private sealed class ProposalHead : nn.Module
    {
        private readonly Sequential conv;
        private readonly Conv2d cls_logits, bbox_pred;

        public ProposalHead(int width, int anchors) : base(nameof(ProposalHead))
        {
            conv = nn.Sequential(nn.Sequential(nn.Conv2d(width, width, 3, padding: 1), nn.ReLU()));
            cls_logits = nn.Conv2d(width, anchors, 1);
            bbox_pred = nn.Conv2d(width, 4 * anchors, 1);
            RegisterComponents();
        }

        public (Tensor Logits, Tensor Deltas) Predict(Tensor map)
        {
            var hidden = conv.call(map);
            return (cls_logits.call(hidden), bbox_pred.call(hidden));
        }
    }
}

/// <summary>Binary cross-entropy of logits.</summary>
internal static class ObjectnessLoss
{
    /// <summary>Mean over examples.</summary>
    /// <param name="logits">[N].</param>
    /// <param name="labels">[N] float32, 0 or 1.</param>
    internal static Tensor Mean(Tensor logits, Tensor labels)
    {
        var exact = nn.functional.binary_cross_entropy_with_logits(
            logits, labels.to(logits.dtype), reduction: nn.Reduction.Mean);
        if (logits.dtype != ScalarType.Float64) return exact;
        // Parity: the original's labels are float32, and its loss is rounded to them after each of three steps even
        // where all else is float64. The gradient is not.
        return exact + Rounding(logits, labels, exact);
    }

    private static Tensor Rounding(Tensor logits, Tensor labels, Tensor exact)
    {
        using var quiet = no_grad();
        var type = logits.dtype;
        var least = logits.neg().RaisedTo(0);
        var rounded = (labels.neg().Plus(1).to(type) * logits).to(float32);
        rounded = (rounded.to(type) + least).to(float32);
        rounded = (rounded.to(type) + (least.neg().exp() + (logits.neg() - least).exp()).log()).to(float32);
        return rounded.mean().to(type) - exact;
    }
}
