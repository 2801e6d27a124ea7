using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>Faster R-CNN with a feature pyramid: finds objects, says what they are and where.</summary>
/// <remarks>
/// Ren et al., NeurIPS 2015. Original: torchvision.models.detection.FasterRCNN (0.14.1), keys <c>backbone, rpn,
/// roi_heads</c>. In training mode it uses the training numbers of proposals and, unless frozen, batch statistics.
/// </remarks>
public sealed class FasterRcnn : nn.Module
{
    private readonly DetectionTransform transform;
    private readonly DetectorBackbone backbone;
    private readonly RegionProposals rpn;
    private readonly RoiHeads roi_heads;

    /// <summary>A network with fresh weights.</summary>
    /// <param name="config">All its numbers.</param>
    /// <param name="random">Decides the weights; null for any, which is right before loading.</param>
    /// <exception cref="ArgumentException">An impossible configuration.</exception>
    public FasterRcnn(DetectorConfig config, Generator? random = null) : base(nameof(FasterRcnn))
    {
        using var keep = NewDisposeScope();
        Config = config.Validated();
        transform = new DetectionTransform(config);
        DetectorBody body = config.Backbone == BackboneKind.ResNet
            ? new ResNetBody(config.StageBlocks, config.BodyWidth, config.Norm, config.NormEpsilon)
            : new MobileNetBody(config.WidthMultiplier, config.Norm, config.NormEpsilon);
        backbone = new DetectorBackbone(body, config.PyramidWidth);
        rpn = new RegionProposals(config);
        roi_heads = new RoiHeads(config);
        register_module("backbone", backbone);
        register_module("rpn", rpn);
        register_module("roi_heads", roi_heads);
        if (random is not null) DetectorInitialization.Apply(this, random);
        body.TrainOnly(config.TrainableStages);
        Layers.ModuleState.KeepState(this);
    }

    /// <summary>All its numbers.</summary>
    public DetectorConfig Config { get; }

    /// <summary>Feature maps.</summary>
    public DetectorBackbone Backbone => backbone;

    /// <summary>First stage.</summary>
    public RegionProposals Proposals => rpn;

    /// <summary>Second stage.</summary>
    public RoiHeads Heads => roi_heads;

    /// <summary>Pictures as the backbone sees them, in evaluation: the last of several sizes.</summary>
    /// <param name="pictures">[3, H, W] each in [0, 1].</param>
    /// <returns>The caller owns the tensor.</returns>
    public PreparedPictures Prepare(IReadOnlyList<Tensor> pictures) =>
        transform.Prepare(pictures, Config.ShortSides[^1]);

    /// <summary>The four training losses.</summary>
    /// <param name="pictures">[3, H, W] each in [0, 1], of the network's type and on its device.</param>
    /// <param name="targets">What is in each.</param>
    /// <param name="draws">Random choices: the short side, then two permutations for each picture in each
    /// stage.</param>
    /// <returns>Scalars with a graph. The caller owns them.</returns>
    /// <exception cref="ArgumentException">
    /// Another number of targets than pictures, a box without width or height, or a label out of range; the message
    /// names picture and box.
    /// </exception>
    public DetectorLosses Losses(
        IReadOnlyList<Tensor> pictures, IReadOnlyList<DetectionTarget> targets, IDetectorDraws draws) =>
        Losses(pictures, targets, draws, null);

    /// <summary>What is in pictures; works without gradients and, whatever the mode, as in evaluation.</summary>
    /// <param name="pictures">[3, H, W] each in [0, 1], of the network's type and on its device.</param>
    /// <returns>One for each picture, in its own pixels. The caller owns the tensors.</returns>
    public IReadOnlyList<Detections> Detect(IReadOnlyList<Tensor> pictures)
    {
        bool wasTraining = training;
        eval();
        try
        {
            using var quiet = no_grad();
            return Found(pictures);
        }
        finally
        {
            train(wasTraining);
        }
    }

    /// <summary>The same with gradients: boxes follow the pictures through the regression of the second stage;
    /// proposals, classes and the choice among them are constants.</summary>
    /// <param name="pictures">As for <see cref="Detect"/>.</param>
    /// <returns>One for each picture, in its own pixels. The caller owns the tensors.</returns>
    public IReadOnlyList<Detections> DetectDifferentiably(IReadOnlyList<Tensor> pictures)
    {
        bool wasTraining = training;
        eval();
        try
        {
            return Found(pictures);
        }
        finally
        {
            train(wasTraining);
        }
    }

    /// <summary>Detections in the pixels of the picture before it was resized.</summary>
    internal static Detections Restored(Detections found, PreparedPictures prepared, int picture) => found with
    {
        Boxes = DetectionTransform.Rescaled(found.Boxes, prepared.Sizes[picture], prepared.OriginalSizes[picture]),
    };

    internal DetectorLosses Losses(
        IReadOnlyList<Tensor> pictures, IReadOnlyList<DetectionTarget> targets, IDetectorDraws draws,
        Action<SampledProposals>? look)
    {
        using var scope = NewDisposeScope();
        Check(pictures, targets);
        // Parity: a choice is made even among one.
        var prepared = transform.Prepare(pictures, Config.ShortSides[draws.Choose(Config.ShortSides.Count)]);
        List<DetectionTarget> resized =
        [
            .. targets.Select((target, i) => target with
            {
                Boxes = DetectionTransform.Rescaled(
                    target.Boxes.to(prepared.Pictures.dtype), prepared.OriginalSizes[i], prepared.Sizes[i]),
            }),
        ];
        var maps = Backbone.Maps(prepared.Pictures);
        var head = Proposals.Head(maps);
        var anchors = Proposals.Anchors(prepared, maps);
        var proposals = Proposals.Propose(head, anchors, prepared.Sizes);
        var (objectness, proposalRegression) = Proposals.Losses(head, anchors, resized, draws);
        var sampled = Heads.Sample(proposals, resized, draws);
        look?.Invoke(sampled);
        var (logits, deltas) = Heads.Predict(Heads.Pool(maps, sampled.Proposals, prepared.Sizes));
        var (classifier, regression) = RoiHeads.Losses(logits, deltas, sampled.Labels, sampled.Deltas);
        return new DetectorLosses(
            classifier.MoveToOuterDisposeScope(), regression.MoveToOuterDisposeScope(),
            objectness.MoveToOuterDisposeScope(), proposalRegression.MoveToOuterDisposeScope());
    }

    private IReadOnlyList<Detections> Found(IReadOnlyList<Tensor> pictures)
    {
        using var scope = NewDisposeScope();
        var prepared = Prepare(pictures);
        var maps = Backbone.Maps(prepared.Pictures);
        var proposals = Proposals.Propose(Proposals.Head(maps), Proposals.Anchors(prepared, maps), prepared.Sizes);
        var (logits, deltas) = Heads.Predict(Heads.Pool(maps, proposals, prepared.Sizes));
        var found = Heads.DetectDifferentiably(logits, deltas, proposals, prepared.Sizes);
        return [.. found.Select((one, i) => Restored(one, prepared, i).MoveToOuterDisposeScope())];
    }

    private void Check(IReadOnlyList<Tensor> pictures, IReadOnlyList<DetectionTarget> targets)
    {
        if (pictures.Count != targets.Count)
            throw new ArgumentException(
                $"Expected a target for each of {pictures.Count} pictures; got {targets.Count}.");
        for (int i = 0; i < targets.Count; i++)
        {
            var (boxes, labels) = (targets[i].Boxes, targets[i].Labels);
            if (boxes.dim() != 2 || boxes.shape[1] != 4 || labels.dim() != 1 || labels.shape[0] != boxes.shape[0])
                throw new ArgumentException(
                    $"Picture {i}: expected boxes [n, 4] and labels [n] ([0, 4] and [0] without objects); got "
                    + $"[{string.Join(", ", boxes.shape)}] and [{string.Join(", ", labels.shape)}].");
            double[] sides = boxes.ToDoubles();
            long[] numbers = labels.ToLongs();
            for (int b = 0; b < numbers.Length; b++)
            {
                double[] box = sides[(4 * b)..(4 * b + 4)];
                if (!(box[2] > box[0] && box[3] > box[1] && box.All(double.IsFinite)))
                    throw new ArgumentException(
                        $"Picture {i}, box {b}: expected left < right and top < bottom; got "
                        + $"({string.Join(", ", box.Select(side => FormattableString.Invariant($"{side:G6}")))}). "
                        + "Leave out boxes without area: their loss would not be a number.");
                if (numbers[b] < 1 || numbers[b] >= Config.ClassCount)
                    throw new ArgumentException(
                        $"Picture {i}, box {b}: expected a label of 1 to {Config.ClassCount - 1} (0 is background); "
                        + $"got {numbers[b]}.");
            }
        }
    }
}
