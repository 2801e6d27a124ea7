using Unpaired.Training;

namespace Unpaired.Detection;

public sealed partial record DetectorConfig
{
    private static IEnumerable<ConfigKey<DetectorConfig>> ProposalKeys() =>
    [
        ConfigKey<DetectorConfig>.Whole("rpn_pre_nms_top_n_train",
            c => c.ProposalsBeforeNmsTrain, (c, v) => c with { ProposalsBeforeNmsTrain = v }),
        ConfigKey<DetectorConfig>.Whole("rpn_pre_nms_top_n_test",
            c => c.ProposalsBeforeNmsTest, (c, v) => c with { ProposalsBeforeNmsTest = v }),
        ConfigKey<DetectorConfig>.Whole("rpn_post_nms_top_n_train",
            c => c.ProposalsAfterNmsTrain, (c, v) => c with { ProposalsAfterNmsTrain = v }),
        ConfigKey<DetectorConfig>.Whole("rpn_post_nms_top_n_test",
            c => c.ProposalsAfterNmsTest, (c, v) => c with { ProposalsAfterNmsTest = v }),
        ConfigKey<DetectorConfig>.Real("rpn_nms_thresh",
            c => c.ProposalNmsIou, (c, v) => c with { ProposalNmsIou = v }),
        ConfigKey<DetectorConfig>.Real("rpn_fg_iou_thresh",
            c => c.ProposalForegroundIou, (c, v) => c with { ProposalForegroundIou = v }),
        ConfigKey<DetectorConfig>.Real("rpn_bg_iou_thresh",
            c => c.ProposalBackgroundIou, (c, v) => c with { ProposalBackgroundIou = v }),
        ConfigKey<DetectorConfig>.Whole("rpn_batch_size_per_image",
            c => c.ProposalBatchSize, (c, v) => c with { ProposalBatchSize = v }),
        ConfigKey<DetectorConfig>.Real("rpn_positive_fraction",
            c => c.ProposalPositivePart, (c, v) => c with { ProposalPositivePart = v }),
        ConfigKey<DetectorConfig>.Real("rpn_score_thresh",
            c => c.ProposalScoreThreshold, (c, v) => c with { ProposalScoreThreshold = v }),
    ];

    private static IEnumerable<ConfigKey<DetectorConfig>> BoxKeys() =>
    [
        ConfigKey<DetectorConfig>.Real("box_score_thresh",
            c => c.BoxScoreThreshold, (c, v) => c with { BoxScoreThreshold = v }),
        ConfigKey<DetectorConfig>.Real("box_nms_thresh", c => c.BoxNmsIou, (c, v) => c with { BoxNmsIou = v }),
        ConfigKey<DetectorConfig>.Whole("box_detections_per_img",
            c => c.DetectionsPerPicture, (c, v) => c with { DetectionsPerPicture = v }),
        ConfigKey<DetectorConfig>.Real("box_fg_iou_thresh",
            c => c.BoxForegroundIou, (c, v) => c with { BoxForegroundIou = v }),
        ConfigKey<DetectorConfig>.Real("box_bg_iou_thresh",
            c => c.BoxBackgroundIou, (c, v) => c with { BoxBackgroundIou = v }),
        ConfigKey<DetectorConfig>.Whole("box_batch_size_per_image",
            c => c.BoxBatchSize, (c, v) => c with { BoxBatchSize = v }),
        ConfigKey<DetectorConfig>.Real("box_positive_fraction",
            c => c.BoxPositivePart, (c, v) => c with { BoxPositivePart = v }),
        Reals("bbox_reg_weights", c => c.BoxWeights, (c, v) => c with { BoxWeights = v }),
    ];

    private static IEnumerable<ConfigKey<DetectorConfig>> TrainingKeys() =>
    [
        Choice("optimizer", c => c.Optimizer, (c, v) => c with { Optimizer = v }, [
            ("sgd", DetectorOptimizerKind.Sgd), ("adam", DetectorOptimizerKind.Adam)]),
        ConfigKey<DetectorConfig>.Real("lr", c => c.LearningRate, (c, v) => c with { LearningRate = v }),
        ConfigKey<DetectorConfig>.Real("momentum", c => c.Momentum, (c, v) => c with { Momentum = v }),
        ConfigKey<DetectorConfig>.Real("beta1", c => c.Beta1, (c, v) => c with { Beta1 = v }),
        ConfigKey<DetectorConfig>.Real("beta2", c => c.Beta2, (c, v) => c with { Beta2 = v }),
        ConfigKey<DetectorConfig>.Real("weight_decay", c => c.WeightDecay, (c, v) => c with { WeightDecay = v }),
        ConfigKey<DetectorConfig>.Whole("warmup", c => c.WarmupIterations, (c, v) => c with { WarmupIterations = v }),
        Wholes("lr_steps", c => c.RateSteps, (c, v) => c with { RateSteps = v }),
        ConfigKey<DetectorConfig>.Real("gamma", c => c.Gamma, (c, v) => c with { Gamma = v }),
        ConfigKey<DetectorConfig>.Whole("batch_size", c => c.BatchSize, (c, v) => c with { BatchSize = v }),
        ConfigKey<DetectorConfig>.Whole("max_iter", c => c.MaxIterations, (c, v) => c with { MaxIterations = v }),
        ConfigKey<DetectorConfig>.Whole("log_iter", c => c.LogInterval, (c, v) => c with { LogInterval = v }),
        ConfigKey<DetectorConfig>.Real("hflip", c => c.MirroredPart, (c, v) => c with { MirroredPart = v }),
        ConfigKey<DetectorConfig>.Whole("picture_width", c => c.PictureWidth, (c, v) => c with { PictureWidth = v }),
        ConfigKey<DetectorConfig>.Whole("picture_height", c => c.PictureHeight, (c, v) => c with { PictureHeight = v }),
        ConfigKey<DetectorConfig>.Real("min_box", c => c.SmallestBox, (c, v) => c with { SmallestBox = v }),
    ];
}
