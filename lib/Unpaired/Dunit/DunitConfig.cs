using Unpaired.Detection;
using Unpaired.Training;

namespace Unpaired.Dunit;

/// <summary>What is averaged over pairs of boxes.</summary>
public enum BoxAgreement
{
    /// <summary><c>iou</c>.</summary>
    Iou,

    /// <summary><c>giou</c>: less the empty part of the box round both.</summary>
    Generalized,

    /// <summary><c>diou</c>: less the squared distance of the centres.</summary>
    Distance,

    /// <summary><c>ciou</c>: DIoU, less another aspect ratio.</summary>
    Complete,

    /// <summary><c>full</c>: CIoU, less the empty part of the box round both.</summary>
    Full,
}

/// <summary>How the learning rate falls.</summary>
public enum RatePolicy
{
    /// <summary><c>lambda</c>: in a straight line to 0 from an epoch on.</summary>
    Linear,

    /// <summary><c>step</c>: to a tenth after so many epochs, again and again.</summary>
    Step,
}

/// <summary>The numbers of one DUNIT (or DRIT) experiment; defaults are DRIT's.</summary>
/// <remarks>
/// Keys of files: DRIT's command line options (options.py at f19f50a) by the same names; what DRIT fixes in its code
/// and what DUNIT adds have names of their own. The released DUNIT has no instance branch: those defaults are decisions of
/// this project (README.md).
/// </remarks>
public sealed partial record DunitConfig : ICheckedConfig
{
    /// <summary>dataroot: the folder that holds trainA and trainB.</summary>
    public string DataRoot { get; init; } = "";

    /// <summary>batch_size: pictures of each domain; at least 2, of which only the first is translated.</summary>
    public int BatchSize { get; init; } = 2;

    /// <summary>resize_size: side to which pictures are brought, whatever their aspect.</summary>
    public int ResizeSize { get; init; } = 256;

    /// <summary>crop_size: side of the square that is cut out; a multiple of 4.</summary>
    public int CropSize { get; init; } = 216;

    /// <summary>input_dim_a: channels of pictures of A.</summary>
    public int ChannelsA { get; init; } = 3;

    /// <summary>input_dim_b: channels of pictures of B.</summary>
    public int ChannelsB { get; init; } = 3;

    /// <summary>nThreads: threads that read pictures.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>no_flip: never mirror pictures.</summary>
    public bool NoFlip { get; init; }

    /// <summary>no_ms: no mode seeking, and no second random attribute.</summary>
    public bool NoModeSeeking { get; init; }

    /// <summary>concat: 1 for changes of texture, 0 for changes of shape.</summary>
    public bool Concatenates { get; init; } = true;

    /// <summary>dis_scale: sizes at which the discriminators look.</summary>
    public int DiscriminatorScales { get; init; } = 3;

    /// <summary>dis_norm: for the record. Parity: the original compares two constants, so nothing is ever
    /// normalised.</summary>
    public string DiscriminatorNorm { get; init; } = "None";

    /// <summary>dis_spectral_norm: whether discriminators of pictures divide their weights.</summary>
    public bool SpectralNorm { get; init; }

    /// <summary>lr_policy.</summary>
    public RatePolicy RatePolicy { get; init; }

    /// <summary>n_ep: epochs.</summary>
    public int Epochs { get; init; } = 1200;

    /// <summary>n_ep_decay: the epoch from which the rate falls; −1 for never.</summary>
    public int DecayEpoch { get; init; } = 600;

    /// <summary>d_iter: of so many iterations one moves all networks, the others the content discriminator
    /// only.</summary>
    public int ContentIterations { get; init; } = 3;

    /// <summary>base: b, channels of the first layers.</summary>
    public int Width { get; init; } = 64;

    /// <summary>mlp: hidden units of the style MLP.</summary>
    public int MlpWidth { get; init; } = 256;

    /// <summary>nz: numbers in an attribute vector.</summary>
    public int StyleSize { get; init; } = 8;

    /// <summary>dis_content_layers: halvings of the content discriminator; the original has 3, for crops from 212 on.</summary>
    public int ContentLayers { get; init; } = 3;

    /// <summary>lr: step size; the content discriminator's is 2.5 times smaller.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>epoch_iters: iterations of an epoch of a world that never ends.</summary>
    public int IterationsPerEpoch { get; init; } = 1000;

    /// <summary>max_it: full iterations after which training ends.</summary>
    public int MostIterations { get; init; } = 500_000;

    /// <summary>log_iter: iterations between entries for TensorBoard.</summary>
    public int LogInterval { get; init; } = 10;

    /// <summary>instances: whether there is an instance branch; false for DRIT.</summary>
    public bool HasInstances { get; init; } = true;

    /// <summary>gamma: γ, how much of the instances is merged in; 0 gives DRIT.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>instance_size: side in pixels to which instances are brought; a multiple of 4.</summary>
    public int InstanceSize { get; init; } = 64;

    /// <summary>instance_max: instances of a picture at most.</summary>
    public int MostInstances { get; init; } = 8;

    /// <summary>instance_min_side: pixels of an instance's shorter side at least.</summary>
    public double SmallestInstance { get; init; } = 8;

    /// <summary>instance_score: detections count from this score on.</summary>
    public double InstanceScore { get; init; } = 0.5;

    /// <summary>instance_b: whether instances of pictures of B are used too.</summary>
    public bool InstanceAwareB { get; init; }

    /// <summary>reuse_source_boxes: whether the way back uses the boxes of the source; else those detected on the
    /// translation.</summary>
    public bool ReuseSourceBoxes { get; init; } = true;

    /// <summary>true_boxes: whether training uses true boxes where the data have them; else detections.</summary>
    public bool UsesTrueBoxes { get; init; } = true;

    /// <summary>ic_weight: weight of the instance consistency of the translation; 0 for none.</summary>
    public double ConsistencyWeight { get; init; } = 2;

    /// <summary>ic_self_weight: weight of that of the self-reconstruction.</summary>
    public double SelfConsistencyWeight { get; init; } = 1;

    /// <summary>ic_function: what is averaged over pairs of boxes.</summary>
    public BoxAgreement Agreement { get; init; }

    /// <summary>detector_iters: iterations in which, before all others, only the detector learns.</summary>
    public int DetectorIterations { get; init; }

    /// <summary>detector: the detector's own configuration, a section.</summary>
    public DetectorConfig Detector { get; init; } = Released;

    /// <summary>Iterations of the whole run, the detector's included.</summary>
    public int AllIterations => (int)Math.Min(
        int.MaxValue / 2, (HasInstances ? DetectorIterations : 0) + Math.Min(
            (long)Epochs * IterationsPerEpoch, (long)MostIterations * ContentIterations));

    /// <summary>What the released DUNIT trains as a detector: Adam with its rate and momenta.</summary>
    private static DetectorConfig Released => DetectorConfig.ResNet50 with
    {
        Optimizer = DetectorOptimizerKind.Adam,
        LearningRate = 2e-4,
        Beta1 = 0.5,
        WeightDecay = 0,
        WarmupIterations = 0,
        RateSteps = [],
    };

    /// <summary>DRIT as published: no instances.</summary>
    public static DunitConfig Drit { get; } = new() { HasInstances = false };

    /// <summary>A small one that learns streets at 64 × 64 within minutes on one CPU core.</summary>
    /// <remarks>
    /// Decisions of this project: no content-only iterations and no mode seeking, which cost
    /// time; no consistency of the self-reconstruction; instances at 16 × 16, because most objects are smaller; one
    /// patch layer of the content discriminator, because codes have 16 × 16 places only.
    /// </remarks>
    public static DunitConfig Seminar64 { get; } = new()
    {
        ResizeSize = 64,
        CropSize = 64,
        Workers = 1,
        DiscriminatorScales = 2,
        NoModeSeeking = true,
        Epochs = 10,
        DecayEpoch = 5,
        IterationsPerEpoch = 600,
        ContentIterations = 1,
        Width = 5,
        MlpWidth = 32,
        ContentLayers = 1,
        LearningRate = 4e-4,
        InstanceSize = 16,
        SmallestInstance = 3,
        SelfConsistencyWeight = 0,
        DetectorIterations = 3000,
        Detector = DetectorConfig.Streets64,
    };

    /// <summary>The same without instances: DRIT on the same budget, for comparison.</summary>
    public static DunitConfig Seminar64Drit { get; } = Seminar64 with { HasInstances = false, DetectorIterations = 0 };

    /// <summary>Names and configurations that stand for files.</summary>
    public static IReadOnlyList<(string Name, DunitConfig Config)> Presets =>
    [
        ("seminar64", Seminar64), ("seminar64-drit", Seminar64Drit), ("dunit", new DunitConfig()), ("drit", Drit),
    ];
}
