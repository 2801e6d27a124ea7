using Unpaired.Layers;

namespace Unpaired.Munit;

/// <summary>The numbers of one MUNIT experiment, with the released edges2shoes settings as defaults.</summary>
/// <remarks>
/// Original: configs/edges2shoes_folder.yaml at a82e222. <see cref="Parse"/> reads the original's files as they are; keys that only its data loaders
/// and scripts use are kept, so that nothing is lost when a file is read and written.
/// </remarks>
public sealed partial record MunitConfig
{
    /// <summary>image_save_iter: iterations between saved previews.</summary>
    public int ImageSaveInterval { get; init; } = 10000;

    /// <summary>image_display_iter: iterations between shown previews.</summary>
    public int ImageDisplayInterval { get; init; } = 500;

    /// <summary>display_size: pictures per preview, and fixed style codes per domain.</summary>
    public int DisplaySize { get; init; } = 16;

    /// <summary>snapshot_save_iter: iterations between checkpoints.</summary>
    public int SnapshotInterval { get; init; } = 10000;

    /// <summary>log_iter: iterations between log lines.</summary>
    public int LogInterval { get; init; } = 10;

    /// <summary>max_iter: iterations of the whole run.</summary>
    public int MaxIterations { get; init; } = 1_000_000;

    /// <summary>batch_size: pictures of each domain per iteration.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>weight_decay: Adam's λ, added to the gradient.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>beta1: Adam's β₁.</summary>
    public double Beta1 { get; init; } = 0.5;

    /// <summary>beta2: Adam's β₂.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>init: starting weights of the generators; discriminators always start gaussian.</summary>
    public InitializationKind Initialization { get; init; } = InitializationKind.Kaiming;

    /// <summary>lr: Adam's step size at iteration 0, for generators and discriminators.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>lr_policy: <c>step</c>, or <c>constant</c> (also where a file has none).</summary>
    public string LearningRatePolicy { get; init; } = "step";

    /// <summary>step_size: iterations between decays of the learning rate.</summary>
    public int StepSize { get; init; } = 100_000;

    /// <summary>gamma: the factor of a decay.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>gan_w: weight of the adversarial losses.</summary>
    public double GanWeight { get; init; } = 1;

    /// <summary>recon_x_w: weight of reconstructing pictures within their domain.</summary>
    public double ImageReconstructionWeight { get; init; } = 10;

    /// <summary>recon_s_w: weight of reconstructing style codes.</summary>
    public double StyleReconstructionWeight { get; init; } = 1;

    /// <summary>recon_c_w: weight of reconstructing content codes.</summary>
    public double ContentReconstructionWeight { get; init; } = 1;

    /// <summary>recon_x_cyc_w: weight of the explicit cycle consistency; 0 leaves it out.</summary>
    public double CycleWeight { get; init; }

    /// <summary>vgg_w: weight of the domain-invariant perceptual loss; 0 leaves it out.</summary>
    public double PerceptualWeight { get; init; }

    /// <summary>vgg_model_path: the folder that holds <c>models/vgg16.weight</c>; needed if <see cref="PerceptualWeight"/> is above 0.</summary>
    public string? VggModelPath { get; init; }

    /// <summary>gen: the networks of a generator.</summary>
    public GeneratorConfig Generator { get; init; } = new();

    /// <summary>dis: the networks of a discriminator.</summary>
    public DiscriminatorConfig Discriminator { get; init; } = new();

    /// <summary>input_dim_a: channels of pictures of domain A, 3 or 1.</summary>
    public int InputChannelsA { get; init; } = 3;

    /// <summary>input_dim_b: channels of pictures of domain B, 3 or 1.</summary>
    public int InputChannelsB { get; init; } = 3;

    /// <summary>num_workers: loader threads.</summary>
    public int LoaderWorkers { get; init; } = 8;

    /// <summary>new_size: pixels of the shorter side after resizing, for both domains.</summary>
    public int? NewSize { get; init; } = 256;

    /// <summary>new_size_a: the same for domain A only.</summary>
    public int? NewSizeA { get; init; }

    /// <summary>new_size_b: the same for domain B only.</summary>
    public int? NewSizeB { get; init; }

    /// <summary>crop_image_height: pixels of a training crop.</summary>
    public int CropHeight { get; init; } = 256;

    /// <summary>crop_image_width: pixels of a training crop.</summary>
    public int CropWidth { get; init; } = 256;

    /// <summary>data_root and, in list mode, data_folder_train_a … data_list_test_b: where the pictures are, by the original's keys.</summary>
    public IReadOnlyDictionary<string, string> DataPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>The original's edges2shoes experiment: 256 × 256, one picture per batch, a million iterations.</summary>
    public static MunitConfig Edges2Shoes { get; } = new()
    {
        DataPaths = new Dictionary<string, string> { ["data_root"] = "./datasets/edges2shoes/" },
    };

    /// <summary>The original's edges2handbags experiment: as <see cref="Edges2Shoes"/> on other data.</summary>
    public static MunitConfig Edges2Handbags { get; } = new()
    {
        DataPaths = new Dictionary<string, string> { ["data_root"] = "./datasets/edges2handbags/" },
    };

    /// <summary>The original's summer2winter experiment: with an explicit cycle loss.</summary>
    public static MunitConfig Summer2Winter { get; } = new()
    {
        ImageDisplayInterval = 100,
        LogInterval = 1,
        CycleWeight = 10,
        DataPaths = new Dictionary<string, string> { ["data_root"] = "./datasets/summer2winter_yosemite256/" },
    };

    /// <summary>The original's synthia2cityscape experiment: 512 × 512 with cycle and perceptual losses.</summary>
    public static MunitConfig Synthia2Cityscape { get; } = new()
    {
        CycleWeight = 10,
        PerceptualWeight = 1,
        NewSize = 512,
        CropHeight = 512,
        CropWidth = 512,
        DataPaths = new Dictionary<string, string> { ["data_root"] = "./datasets/synthia2cityscape/" },
    };

    /// <summary>A small one that learns the objects world at 32 × 32 on two CPU cores in half an hour.</summary>
    public static MunitConfig Seminar32 { get; } = new()
    {
        BatchSize = 8,
        LearningRate = 2e-4,
        MaxIterations = 10_000,
        StepSize = 4_000,
        DisplaySize = 8,
        NewSize = 32,
        CropHeight = 32,
        CropWidth = 32,
        Generator = new GeneratorConfig { Width = 16, MlpWidth = 64, ResidualBlocks = 2 },
        Discriminator = new DiscriminatorConfig { Width = 16, Layers = 3, Scales = 2 },
    };

    /// <summary>A smaller one still, with large steps: shows what training does, within half a minute on one CPU core.</summary>
    public static MunitConfig Quick32 { get; } = Seminar32 with
    {
        BatchSize = 4,
        LearningRate = 5e-4,
        Generator = Seminar32.Generator with { Width = 8 },
    };

    /// <summary>The same at 64 × 64: hours on two CPU cores, minutes on a GPU.</summary>
    public static MunitConfig Seminar64 { get; } = Seminar32 with { NewSize = 64, CropHeight = 64, CropWidth = 64 };
}

/// <summary>The networks of a MUNIT generator; the original's section <c>gen</c>.</summary>
public sealed record GeneratorConfig
{
    /// <summary>dim: channels after the first convolution.</summary>
    public int Width { get; init; } = 64;

    /// <summary>mlp_dim: hidden units of the MLP that turns a style into AdaIN parameters.</summary>
    public int MlpWidth { get; init; } = 256;

    /// <summary>style_dim: numbers in a style code.</summary>
    public int StyleSize { get; init; } = 8;

    /// <summary>activ: the nonlinearity.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>n_downsample: halvings in the content encoder (the style encoder always has four).</summary>
    public int Downsamplings { get; init; } = 2;

    /// <summary>n_res: residual blocks in the content encoder and again in the decoder.</summary>
    public int ResidualBlocks { get; init; } = 4;

    /// <summary>pad_type: what lies beyond the border.</summary>
    public PaddingKind Padding { get; init; } = PaddingKind.Reflect;
}

/// <summary>The networks of a MUNIT discriminator; the original's section <c>dis</c>.</summary>
public sealed record DiscriminatorConfig
{
    /// <summary>dim: channels after the first convolution.</summary>
    public int Width { get; init; } = 64;

    /// <summary>norm: of all layers but the first and the last.</summary>
    public Normalization Normalization { get; init; } = Normalization.None;

    /// <summary>activ: the nonlinearity.</summary>
    public Activation Activation { get; init; } = Activation.LeakyRelu;

    /// <summary>n_layer: halvings per scale.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>gan_type: the adversarial loss.</summary>
    public GanKind GanKind { get; init; } = GanKind.LeastSquares;

    /// <summary>num_scales: sizes at which pictures are judged.</summary>
    public int Scales { get; init; } = 3;

    /// <summary>pad_type: what lies beyond the border.</summary>
    public PaddingKind Padding { get; init; } = PaddingKind.Reflect;
}
