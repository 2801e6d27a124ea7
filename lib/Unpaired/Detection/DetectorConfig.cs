namespace Unpaired.Detection;

/// <summary>Which network sees first.</summary>
public enum BackboneKind
{
    /// <summary><see cref="ResNetBody"/>.</summary>
    ResNet,

    /// <summary><see cref="MobileNetBody"/>.</summary>
    MobileNet,
}

/// <summary>How weights are moved.</summary>
public enum DetectorOptimizerKind
{
    /// <summary>Gradient descent with momentum, as torchvision trains.</summary>
    Sgd,

    /// <summary>Adam: faster from fresh weights.</summary>
    Adam,
}

/// <summary>The numbers of a Faster R-CNN and of its training; defaults are torchvision's for ResNet-50.</summary>
/// <remarks>Keys of its files are torchvision's argument names. Original: torchvision.models.detection
/// (0.14.1).</remarks>
public sealed partial record DetectorConfig
{
    /// <summary>kind: resnet or mobilenet.</summary>
    public BackboneKind Backbone { get; init; }

    /// <summary>layers: blocks of the stages of a ResNet.</summary>
    public IReadOnlyList<int> StageBlocks { get; init; } = [3, 4, 6, 3];

    /// <summary>base: channels of a ResNet's first convolution.</summary>
    public int BodyWidth { get; init; } = 64;

    /// <summary>width_mult: factor of all channels of a MobileNet.</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>norm: frozen for pretrained weights, batch for training from nothing.</summary>
    public BackboneNorm Norm { get; init; } = BackboneNorm.Frozen;

    /// <summary>eps of the normalisation; 0 for the published fasterrcnn_resnet50_fpn.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>trainable_layers: how many stages of the backbone learn, from the last one.</summary>
    public int TrainableStages { get; init; } = 3;

    /// <summary>fpn: channels of the pyramid.</summary>
    public int PyramidWidth { get; init; } = 256;

    /// <summary>rep: hidden units of the second stage.</summary>
    public int RepresentationSize { get; init; } = 1024;

    /// <summary>num_classes, background included.</summary>
    public int ClassCount { get; init; } = 91;

    /// <summary>class_names without the background; empty if there are none.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>canonical_scale: side in pixels of a box that is read at 1/16.</summary>
    public double CanonicalScale { get; init; } = 224;

    /// <summary>anchor_sizes of each map of the pyramid, in pixels.</summary>
    public IReadOnlyList<IReadOnlyList<double>> AnchorSizes { get; init; } = [[32], [64], [128], [256], [512]];

    /// <summary>aspect_ratios of each map, height over width.</summary>
    public IReadOnlyList<IReadOnlyList<double>> AspectRatios { get; init; } =
        [.. Enumerable.Repeat<IReadOnlyList<double>>([0.5, 1, 2], 5)];

    /// <summary>min_size: pixels of the short side; of several, training draws one and evaluation takes the
    /// last.</summary>
    public IReadOnlyList<int> ShortSides { get; init; } = [800];

    /// <summary>max_size: most pixels of the long side.</summary>
    public int LongestSide { get; init; } = 1333;

    /// <summary>image_mean of red, green and blue, subtracted.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.485, 0.456, 0.406];

    /// <summary>image_std, divided by.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>rpn_pre_nms_top_n_train: proposals of each map before suppression, in training.</summary>
    public int ProposalsBeforeNmsTrain { get; init; } = 2000;

    /// <summary>rpn_pre_nms_top_n_test: the same in evaluation.</summary>
    public int ProposalsBeforeNmsTest { get; init; } = 1000;

    /// <summary>rpn_post_nms_top_n_train: proposals of a picture after suppression, in training.</summary>
    public int ProposalsAfterNmsTrain { get; init; } = 2000;

    /// <summary>rpn_post_nms_top_n_test: the same in evaluation.</summary>
    public int ProposalsAfterNmsTest { get; init; } = 1000;

    /// <summary>rpn_nms_thresh.</summary>
    public double ProposalNmsIou { get; init; } = 0.7;

    /// <summary>rpn_fg_iou_thresh: an anchor that overlaps so much is positive.</summary>
    public double ProposalForegroundIou { get; init; } = 0.7;

    /// <summary>rpn_bg_iou_thresh: one that overlaps less is negative.</summary>
    public double ProposalBackgroundIou { get; init; } = 0.3;

    /// <summary>rpn_batch_size_per_image: anchors to learn from.</summary>
    public int ProposalBatchSize { get; init; } = 256;

    /// <summary>rpn_positive_fraction of them at most.</summary>
    public double ProposalPositivePart { get; init; } = 0.5;

    /// <summary>rpn_score_thresh: least probability of a proposal.</summary>
    public double ProposalScoreThreshold { get; init; }

    /// <summary>box_score_thresh: detections must be above it.</summary>
    public double BoxScoreThreshold { get; init; } = 0.05;

    /// <summary>box_nms_thresh.</summary>
    public double BoxNmsIou { get; init; } = 0.5;

    /// <summary>box_detections_per_img at most.</summary>
    public int DetectionsPerPicture { get; init; } = 100;

    /// <summary>box_fg_iou_thresh: a proposal that overlaps so much shows the object.</summary>
    public double BoxForegroundIou { get; init; } = 0.5;

    /// <summary>box_bg_iou_thresh: one that overlaps less shows background.</summary>
    public double BoxBackgroundIou { get; init; } = 0.5;

    /// <summary>box_batch_size_per_image: proposals to learn from.</summary>
    public int BoxBatchSize { get; init; } = 512;

    /// <summary>box_positive_fraction of them at most.</summary>
    public double BoxPositivePart { get; init; } = 0.25;

    /// <summary>bbox_reg_weights of dx, dy, dw, dh.</summary>
    public IReadOnlyList<double> BoxWeights { get; init; } = [10, 10, 5, 5];

    /// <summary>optimizer: sgd or adam.</summary>
    public DetectorOptimizerKind Optimizer { get; init; }

    /// <summary>lr.</summary>
    public double LearningRate { get; init; } = 0.02;

    /// <summary>momentum of sgd.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>beta1 of adam.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>beta2 of adam.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>weight_decay, added to the gradient.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>warmup: iterations in which the rate rises from a thousandth.</summary>
    public int WarmupIterations { get; init; } = 1000;

    /// <summary>lr_steps: iterations after which the rate is multiplied by gamma.</summary>
    public IReadOnlyList<int> RateSteps { get; init; } = [117_266, 161_241];

    /// <summary>gamma.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>batch_size.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>max_iter.</summary>
    public int MaxIterations { get; init; } = 190_557;

    /// <summary>log_iter: iterations between entries for TensorBoard.</summary>
    public int LogInterval { get; init; } = 10;

    /// <summary>hflip: which part of the training pictures is mirrored.</summary>
    public double MirroredPart { get; init; } = 0.5;

    /// <summary>picture_width of a drawn world.</summary>
    public int PictureWidth { get; init; } = 160;

    /// <summary>picture_height of a drawn world.</summary>
    public int PictureHeight { get; init; } = 96;

    /// <summary>min_box: objects of which less than so many pixels are seen along a side are not asked for.</summary>
    public double SmallestBox { get; init; } = 1;

    /// <summary>fasterrcnn_resnet50_fpn with the published COCO weights.</summary>
    public static DetectorConfig ResNet50 { get; } = new() { NormEpsilon = 0, ClassNames = CocoClasses.Names };

    /// <summary>fasterrcnn_mobilenet_v3_large_fpn with the published COCO weights.</summary>
    public static DetectorConfig MobileNetLarge { get; } = new()
    {
        Backbone = BackboneKind.MobileNet,
        ClassNames = CocoClasses.Names,
        AnchorSizes = [.. Enumerable.Repeat<IReadOnlyList<double>>([32, 64, 128, 256, 512], 3)],
        AspectRatios = [.. Enumerable.Repeat<IReadOnlyList<double>>([0.5, 1, 2], 3)],
        ProposalScoreThreshold = 0.05,
    };

    /// <summary>fasterrcnn_mobilenet_v3_large_320_fpn with the published COCO weights.</summary>
    public static DetectorConfig MobileNetLarge320 { get; } = MobileNetLarge with
    {
        ShortSides = [320],
        LongestSide = 640,
        ProposalsBeforeNmsTest = 150,
        ProposalsAfterNmsTest = 150,
    };

    /// <summary>A small one that learns the streets world from nothing within minutes on two CPU cores.</summary>
    public static DetectorConfig Streets { get; } = new()
    {
        StageBlocks = [1, 1, 1, 1],
        BodyWidth = 16,
        Norm = BackboneNorm.Batch,
        TrainableStages = 5,
        PyramidWidth = 48,
        RepresentationSize = 128,
        ClassCount = 4,
        ClassNames = ["person", "car", "traffic light"],
        CanonicalScale = 64,
        AnchorSizes = [[8], [16], [32], [64], [128]],
        ShortSides = [128],
        LongestSide = 256,
        ProposalsBeforeNmsTrain = 300,
        ProposalsBeforeNmsTest = 200,
        ProposalsAfterNmsTrain = 150,
        ProposalsAfterNmsTest = 100,
        ProposalBatchSize = 64,
        BoxBatchSize = 48,
        DetectionsPerPicture = 50,
        Optimizer = DetectorOptimizerKind.Adam,
        LearningRate = 1e-3,
        WarmupIterations = 50,
        RateSteps = [2400, 2800],
        BatchSize = 4,
        MaxIterations = 3000,
        SmallestBox = 4,
    };

    /// <summary>A smaller one for streets of 64 × 64, enlarged twice: what the seminar's DUNIT looks with.</summary>
    public static DetectorConfig Streets64 { get; } = Streets with
    {
        BodyWidth = 7,
        PyramidWidth = 20,
        RepresentationSize = 40,
        PictureWidth = 64,
        PictureHeight = 64,
        SmallestBox = 3,
    };
}
