using Unpaired.Training;

namespace Unpaired.Tunit;

/// <summary>The numbers of one TUNIT experiment, with the released settings (128 px, ten pseudo domains) as
/// defaults.</summary>
/// <remarks>
/// Original: main.py's command line options at 405a77c, by the same names in files. What the original fixes in its code
/// (widths, rates, the epochs at which phases begin) has names here too, so that small experiments are possible.
/// </remarks>
public sealed partial record TunitConfig : ICheckedConfig
{
    /// <summary>dataset: which of the original's sets, for the record; nothing depends on it.</summary>
    public string Dataset { get; init; } = "animal_faces";

    /// <summary>data_path: the folder that holds the data.</summary>
    public string DataPath { get; init; } = "../data";

    /// <summary>workers: threads that read pictures.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>model_name: for the record.</summary>
    public string ModelName { get; init; } = "GAN";

    /// <summary>epochs: rounds of <see cref="IterationsPerEpoch"/> iterations each.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>iters: iterations of an "epoch", which is not a pass over the data.</summary>
    public int IterationsPerEpoch { get; init; } = 1000;

    /// <summary>batch_size: pictures per iteration; at least 2.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>val_batch: pictures on a sheet of samples.</summary>
    public int ValidationBatch { get; init; } = 10;

    /// <summary>log_step: iterations between log entries.</summary>
    public int LogStep { get; init; } = 100;

    /// <summary>sty_dim: numbers in a style code.</summary>
    public int StyleSize { get; init; } = 128;

    /// <summary>output_k: K, the number of pseudo domains.</summary>
    public int Clusters { get; init; } = 10;

    /// <summary>img_size: side of a picture in pixels; at least 32.</summary>
    public int ImageSize { get; init; } = 128;

    /// <summary>dims: which layer of the FID network the original's evaluation looks at; for the record.</summary>
    public int FeatureSize { get; init; } = 2048;

    /// <summary>p_semi: share of labelled pictures: 0 unsupervised, 1 supervised.</summary>
    public double LabelledShare { get; init; }

    /// <summary>w_gp: weight of the R1 penalty (without ½).</summary>
    public double PenaltyWeight { get; init; } = 10;

    /// <summary>w_rec: weight of reconstructing a picture with its own style.</summary>
    public double ReconstructionWeight { get; init; } = 0.1;

    /// <summary>w_adv: weight of the adversarial term.</summary>
    public double AdversarialWeight { get; init; } = 1;

    /// <summary>w_vec: weight of the style contrastive term of the generator.</summary>
    public double StyleWeight { get; init; } = 0.01;

    /// <summary>guiding_net_widths: convolutions and poolings (M) of the guiding network.</summary>
    public string GuidingWidths { get; init; } = "64,M,128,M,256,256,M,512,512,M,512,512,M";

    /// <summary>generator_nf: channels after the first convolution; null for 64 below 256 px, else 32.</summary>
    public int? GeneratorWidth { get; init; }

    /// <summary>generator_nf_mlp: hidden units of the MLP.</summary>
    public int MlpWidth { get; init; } = 256;

    /// <summary>generator_n_res: residual blocks in the content encoder and again in the decoder.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>generator_n_downs: how often the content encoder halves both sides; null for the original's, which leaves
    /// 16 × 16 places whatever the size of the picture.</summary>
    public int? ContentHalvings { get; init; }

    /// <summary>discriminator_dim_in: channels after the first convolution; null for 64 below 256 px, else
    /// 32.</summary>
    public int? DiscriminatorWidth { get; init; }

    /// <summary>discriminator_max_conv_dim: the most channels.</summary>
    public int DiscriminatorLimit { get; init; } = 1024;

    /// <summary>lr: step size of all three optimizers.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>separated: the epoch in which generator and discriminator join; null for the original's.</summary>
    public int? JointStart { get; init; }

    /// <summary>ema_start: the epoch in which the generator's moving average begins; null for the original's.</summary>
    public int? AverageStart { get; init; }

    /// <summary>unsup_start: the epoch from which semi-supervised training uses unlabelled pictures too; null for the
    /// original's.</summary>
    public int? UnlabelledStart { get; init; }

    /// <summary>queue_capacity: keys that the contrastive loss compares with.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>jitter: whether the strong view changes colours; the original's two-domain sets do without.</summary>
    public bool ColourJitter { get; init; } = true;

    /// <summary>sequential: whether the guiding network stays as it is once generator and discriminator join. The paper's
    /// ablation; the original always trains all three together.</summary>
    public bool Sequential { get; init; }

    /// <summary>ema_decay: what both moving averages keep of themselves per iteration, from 0 to below 1. The original's is
    /// 0.999, for runs of 200,000 iterations.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>iic_balance: λ of <see cref="TunitLosses.Information"/>, at least 1; above 1 pseudo domains are drawn to
    /// equal sizes. The original's is 1.</summary>
    public double InformationBalance { get; init; } = 1;

    /// <summary>disc_std: standard deviation of the clustering head's starting weights. The original's is 0.01, with which
    /// a small guiding network sees two pseudo domains and stays with them.</summary>
    public double ClusterHeadDeviation { get; init; } = 0.01;

    /// <summary>Channels after the generator's first convolution.</summary>
    internal int GeneratorChannels => GeneratorWidth ?? (ImageSize < 256 ? 64 : 32);

    /// <summary>Channels after the discriminator's first convolution.</summary>
    internal int DiscriminatorChannels => DiscriminatorWidth ?? (ImageSize < 256 ? 64 : 32);

    /// <summary>Halvings of the generator.</summary>
    internal int Downsamplings => ContentHalvings ?? (int)Math.Floor(Math.Log2(ImageSize / 16));

    /// <summary>Halvings of the discriminator: its map ends with one place.</summary>
    internal int DiscriminatorLevels => (int)Math.Floor(Math.Log2(ImageSize)) - 2;

    /// <summary>The published AnimalFaces-10 experiment: the defaults.</summary>
    public static TunitConfig AnimalFaces10 { get; } = new();

    /// <summary>The published AFHQ experiments (cats, dogs or wild animals) at 128 px.</summary>
    public static TunitConfig Afhq128 { get; } = new() { Dataset = "afhq_cat" };

    /// <summary>The published AFHQ experiments at 256 px.</summary>
    public static TunitConfig Afhq256 { get; } = Afhq128 with { ImageSize = 256, BatchSize = 16 };

    /// <summary>The published summer2winter experiment: two domains at 256 px.</summary>
    public static TunitConfig Summer2Winter { get; } = new()
    {
        Dataset = "summer2winter",
        ImageSize = 256,
        BatchSize = 16,
        Clusters = 2,
        ColourJitter = false,
    };

    /// <summary>A small one that learns ten species at 64 × 64 on one CPU core.</summary>
    /// <remarks>An epoch is 100 iterations; the guiding network trains alone for the first 20.</remarks>
    public static TunitConfig Seminar64 { get; } = new()
    {
        Dataset = "species",
        Workers = 1,
        ModelName = "seminar64",
        Epochs = 40,
        IterationsPerEpoch = 100,
        LogStep = 10,
        StyleSize = 32,
        ImageSize = 64,
        GuidingWidths = "16,M,32,M,64,64,M,128,128,M,128,128,M",
        GeneratorWidth = 12,
        MlpWidth = 64,
        DiscriminatorWidth = 12,
        DiscriminatorLimit = 96,
        LearningRate = 4e-4,
        JointStart = 20,
        AverageStart = 21,
        UnlabelledStart = 4,
    };

    /// <summary>A smaller one for 32 × 32: under twenty minutes on one CPU core.</summary>
    /// <remarks>
    /// An epoch is 100 iterations; the guiding network trains alone for the first 20. Strong views keep their colours:
    /// drawn species are told apart by few flat ones, which the original's changes would exchange. The content code has
    /// 8 × 8 places: through the original's 16 × 16 the outline of so small a picture would pass. With the original's
    /// balance and clustering head this guiding network stays with two pseudo domains (mutual information ln 2).
    /// </remarks>
    public static TunitConfig Seminar32 { get; } = Seminar64 with
    {
        ModelName = "seminar32",
        Epochs = 35,
        StyleSize = 16,
        ImageSize = 32,
        GuidingWidths = "16,M,32,M,64,64,M,80,80,M,80,80,M",
        GeneratorWidth = 10,
        ContentHalvings = 2,
        LearningRate = 5e-4,
        AverageDecay = 0.995,
        InformationBalance = 1.5,
        ClusterHeadDeviation = 0.3,
        ColourJitter = false,
    };
}
