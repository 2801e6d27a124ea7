namespace Unpaired.Detection;

public sealed partial record DetectorConfig
{
    /// <summary>The learning rate of an iteration: a warm-up from a thousandth, then falling in steps.</summary>
    /// <param name="iteration">From 0.</param>
    internal double RateAt(long iteration)
    {
        double rate = LearningRate;
        if (iteration < WarmupIterations) rate *= 1e-3 + (1 - 1e-3) * iteration / WarmupIterations;
        return rate * Math.Pow(Gamma, RateSteps.Count(step => iteration >= step));
    }

    /// <summary>The same configuration if a network can be made of it.</summary>
    /// <exception cref="ArgumentException">An impossible number; the message names the key.</exception>
    public DetectorConfig Validated()
    {
        foreach (var (key, value, least, most) in Limits())
        {
            if (!(value >= least && value <= most))
                throw Impossible(key, $"a number from {least} to {most}", value);
        }
        if (Backbone == BackboneKind.ResNet && (StageBlocks.Count != 4 || StageBlocks.Any(count => count < 1)))
            throw Impossible("layers", "four stages of at least 1 block", string.Join(", ", StageBlocks));
        int maps = Backbone == BackboneKind.ResNet ? 5 : 3;
        RequireMaps("anchor_sizes", AnchorSizes, maps);
        RequireMaps("aspect_ratios", AspectRatios, maps);
        if (AnchorSizes.Zip(AspectRatios, (sizes, ratios) => sizes.Count * ratios.Count).Distinct().Count() > 1)
            throw Impossible(
                "anchor_sizes", "as many anchors on each map, since all share one head", "different numbers");
        if (ShortSides.Count == 0 || ShortSides.Any(side => side < 1))
            throw Impossible("min_size", "at least one side of at least 1 pixel", string.Join(", ", ShortSides));
        Require3("image_mean", Mean);
        Require3("image_std", Deviation);
        if (BoxWeights.Count != 4 || BoxWeights.Any(weight => !(weight > 0)))
            throw Impossible("bbox_reg_weights", "four numbers above 0", string.Join(", ", BoxWeights));
        if (ClassNames.Count > 0 && ClassNames.Count != ClassCount - 1)
            throw Impossible(
                "class_names",
                $"{ClassCount - 1} names for num_classes {ClassCount} (background has none)", ClassNames.Count);
        if (ProposalBackgroundIou > ProposalForegroundIou)
            throw Impossible("rpn_bg_iou_thresh", "at most rpn_fg_iou_thresh", ProposalBackgroundIou);
        if (BoxBackgroundIou > BoxForegroundIou)
            throw Impossible("box_bg_iou_thresh", "at most box_fg_iou_thresh", BoxBackgroundIou);
        return this;
    }

    /// <summary>The name of a label.</summary>
    public string NameOf(int label) =>
        label >= 1 && label <= ClassNames.Count ? ClassNames[label - 1] : $"class {label}";

    private static void RequireMaps(string key, IReadOnlyList<IReadOnlyList<double>> lists, int maps)
    {
        if (lists.Count != maps || lists.Any(list => list.Count == 0 || list.Any(number => !(number > 0))))
            throw Impossible(
                key, $"numbers above 0 for each of {maps} maps, with ';' between maps",
                string.Join("; ", lists.Select(list => string.Join(", ", list))));
    }

    private static void Require3(string key, IReadOnlyList<double> numbers)
    {
        if (numbers.Count != 3 || (key == "image_std" && numbers.Any(number => !(number > 0))))
            throw Impossible(key, "one number for each of red, green and blue", string.Join(", ", numbers));
    }

    private static ArgumentException Impossible(string key, string expected, object found) =>
        new(FormattableString.Invariant($"'{key}': expected {expected}; got {found}."));

    private IEnumerable<(string Key, double Value, double Least, double Most)> Limits() =>
    [
        ("base", BodyWidth, 1, 1 << 12), ("width_mult", WidthMultiplier, 1e-3, 100), ("eps", NormEpsilon, 0, 1),
        ("trainable_layers", TrainableStages, 0, Backbone == BackboneKind.ResNet ? 5 : 6),
        ("fpn", PyramidWidth, 1, 1 << 14), ("rep", RepresentationSize, 1, 1 << 16),
        ("num_classes", ClassCount, 2, 1 << 16), ("canonical_scale", CanonicalScale, 1e-3, 1e6),
        ("max_size", LongestSide, 1, 1 << 16),
        ("rpn_pre_nms_top_n_train", ProposalsBeforeNmsTrain, 1, 1 << 30),
        ("rpn_pre_nms_top_n_test", ProposalsBeforeNmsTest, 1, 1 << 30),
        ("rpn_post_nms_top_n_train", ProposalsAfterNmsTrain, 1, 1 << 30),
        ("rpn_post_nms_top_n_test", ProposalsAfterNmsTest, 1, 1 << 30),
        ("rpn_nms_thresh", ProposalNmsIou, 0, 1), ("rpn_fg_iou_thresh", ProposalForegroundIou, 0, 1),
        ("rpn_bg_iou_thresh", ProposalBackgroundIou, 0, 1), ("rpn_batch_size_per_image", ProposalBatchSize, 1, 1 << 20),
        ("rpn_positive_fraction", ProposalPositivePart, 0, 1), ("rpn_score_thresh", ProposalScoreThreshold, 0, 1),
        ("box_score_thresh", BoxScoreThreshold, 0, 1), ("box_nms_thresh", BoxNmsIou, 0, 1),
        ("box_detections_per_img", DetectionsPerPicture, 1, 1 << 20), ("box_fg_iou_thresh", BoxForegroundIou, 0, 1),
        ("box_bg_iou_thresh", BoxBackgroundIou, 0, 1), ("box_batch_size_per_image", BoxBatchSize, 1, 1 << 20),
        ("box_positive_fraction", BoxPositivePart, 0, 1), ("lr", LearningRate, 0, 1e6), ("momentum", Momentum, 0, 1),
        ("beta1", Beta1, 0, 1 - 1e-12), ("beta2", Beta2, 0, 1 - 1e-12), ("weight_decay", WeightDecay, 0, 1e6),
        ("warmup", WarmupIterations, 0, 1 << 30), ("gamma", Gamma, 0, 1e6), ("batch_size", BatchSize, 1, 1 << 16),
        ("max_iter", MaxIterations, 1, int.MaxValue), ("log_iter", LogInterval, 1, 1 << 30),
        ("hflip", MirroredPart, 0, 1), ("picture_width", PictureWidth, 1, 1 << 16),
        ("picture_height", PictureHeight, 1, 1 << 16), ("min_box", SmallestBox, 0, 1 << 16),
    ];
}
