using Unpaired.Layers;

namespace Unpaired.Funit;

/// <summary>The numbers of one FUNIT experiment, with the published animals settings as defaults.</summary>
/// <remarks>Original: configs/funit_animals.yaml at 198f430. <see cref="Parse"/> reads the original's files as they
/// are.</remarks>
public sealed partial record FunitConfig
{
    /// <summary>image_save_iter: iterations between sheets of samples that are kept.</summary>
    public int ImageSaveInterval { get; init; } = 2500;

    /// <summary>image_display_iter: iterations between sheets of samples that overwrite each other.</summary>
    public int ImageDisplayInterval { get; init; } = 100;

    /// <summary>snapshot_save_iter: iterations between checkpoints.</summary>
    public int SnapshotInterval { get; init; } = 5000;

    /// <summary>log_iter: iterations between log lines.</summary>
    public int LogInterval { get; init; } = 1;

    /// <summary>max_iter: iterations of the whole run.</summary>
    public int MaxIterations { get; init; } = 100_000;

    /// <summary>weight_decay: RMSprop's λ, added to the gradient.</summary>
    public double WeightDecay { get; init; } = 1e-4;

    // Parity (quirk 5): the original hands lr_gen to the discriminator's optimizer and lr_dis to the generator's.

    /// <summary>lr_gen: RMSprop's step size of the <em>discriminator</em>; the original crosses the two keys.</summary>
    public double DiscriminatorLearningRate { get; init; } = 1e-4;

    /// <summary>lr_dis: RMSprop's step size of the <em>generator</em>; the original crosses the two keys.</summary>
    public double GeneratorLearningRate { get; init; } = 1e-4;

    // Parity (quirk 7): the original makes the scheduler and never steps it, so that the next three change nothing.

    /// <summary>lr_policy: <c>constant</c> or <c>step</c>; either way the rates stay as they are.</summary>
    public string LearningRatePolicy { get; init; } = "constant";

    /// <summary>step_size: of a schedule that is never stepped; read, written, not used.</summary>
    public int? StepSize { get; init; }

    /// <summary>gamma: of a schedule that is never stepped; read, written, not used.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <summary>init: starting weights of all networks; biases start at 0.</summary>
    public InitializationKind Initialization { get; init; } = InitializationKind.Kaiming;

    /// <summary>gan_w: weight of the adversarial losses.</summary>
    public double GanWeight { get; init; } = 1;

    /// <summary>fm_w: weight of feature matching, of translations and of reconstructions.</summary>
    public double FeatureMatchingWeight { get; init; } = 1;

    /// <summary>r_w: weight of reconstructing a picture in its own class.</summary>
    public double ReconstructionWeight { get; init; } = 0.1;

    /// <summary>gen: the networks of the generator.</summary>
    public FunitGeneratorConfig Generator { get; init; } = new();

    /// <summary>dis: the network of the discriminator.</summary>
    public FunitDiscriminatorConfig Discriminator { get; init; } = new();

    /// <summary>num_workers: loader threads.</summary>
    public int LoaderWorkers { get; init; } = 4;

    /// <summary>batch_size: content pictures, and class pictures, per iteration.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>new_size: pixels of the shorter side after resizing.</summary>
    public int NewSize { get; init; } = 140;

    /// <summary>crop_image_height: pixels of a crop.</summary>
    public int CropHeight { get; init; } = 128;

    /// <summary>crop_image_width: pixels of a crop.</summary>
    public int CropWidth { get; init; } = 128;

    /// <summary>data_folder_train, data_list_train, data_folder_test, data_list_test: where the pictures are, by the
    /// original's keys.</summary>
    public IReadOnlyDictionary<string, string> DataPaths { get; init; } = new Dictionary<string, string>();

    /// <summary>The published experiment on animal faces: 119 classes, 128 × 128, 64 pictures per batch.</summary>
    public static FunitConfig Animals { get; } = new()
    {
        DataPaths = new Dictionary<string, string>
        {
            ["data_folder_train"] = "./datasets/animals",
            ["data_list_train"] = "./datasets/animals_list_train.txt",
            ["data_folder_test"] = "./datasets/animals",
            ["data_list_test"] = "./datasets/animals_list_test.txt",
        },
    };

    /// <summary>A small one for drawn creatures at 32 × 32: an hour on one CPU core.</summary>
    /// <remarks>
    /// Found by trials on the species world. A content code of 8 × 8: with a finer one the outline of the input passes
    /// through, whatever class is asked for. Twice the published weight of reconstruction: with ten times more the
    /// network copies outlines too. The discriminator is as wide as the generator: half of it lets coloured noise pass.
    /// </remarks>
    public static FunitConfig Seminar32 { get; } = new()
    {
        BatchSize = 4,
        MaxIterations = 40_000,
        DiscriminatorLearningRate = 2e-4,
        GeneratorLearningRate = 2e-4,
        ReconstructionWeight = 0.2,
        NewSize = 32,
        CropHeight = 32,
        CropWidth = 32,
        Generator = new FunitGeneratorConfig
        {
            Width = 16,
            ResidualBlocks = 2,
            MlpWidth = 64,
            LatentSize = 32,
            ContentDownsamplings = 2,
            ClassDownsamplings = 3,
        },
        Discriminator = new FunitDiscriminatorConfig { Width = 16, ResidualBlocks = 6, Classes = 72 },
    };

    /// <summary>The same at 64 × 64, with a level more in each network: several hours on one CPU core.</summary>
    public static FunitConfig Seminar64 { get; } = Seminar32 with
    {
        NewSize = 64,
        CropHeight = 64,
        CropWidth = 64,
        Generator = Seminar32.Generator with { ContentDownsamplings = 3, ClassDownsamplings = 4 },
        Discriminator = Seminar32.Discriminator with { ResidualBlocks = 8 },
    };

    /// <summary>Equal settings, whatever the order of the data paths.</summary>
    public bool Equals(FunitConfig? other) => other is not null && ToYaml() == other.ToYaml();

    /// <inheritdoc/>
    public override int GetHashCode() => ToYaml().GetHashCode(StringComparison.Ordinal);
}

/// <summary>The networks of a FUNIT generator; the original's section <c>gen</c>.</summary>
public sealed record FunitGeneratorConfig
{
    /// <summary>nf: channels after the first convolution of both encoders.</summary>
    public int Width { get; init; } = 64;

    /// <summary>n_res_blks: residual blocks in the content encoder and again in the decoder.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>nf_mlp: hidden units of the MLP that turns a class code into AdaIN parameters.</summary>
    public int MlpWidth { get; init; } = 256;

    /// <summary>latent_dim: numbers in a class code.</summary>
    public int LatentSize { get; init; } = 64;

    /// <summary>n_mlp_blks: layers of the MLP; at least 2 are built.</summary>
    public int MlpBlocks { get; init; } = 3;

    /// <summary>n_downs_content: halvings in the content encoder, doublings in the decoder.</summary>
    public int ContentDownsamplings { get; init; } = 3;

    /// <summary>n_downs_class: halvings in the class encoder; at least 2 are built.</summary>
    public int ClassDownsamplings { get; init; } = 4;

    /// <summary>Channels of the content code: nf · 2^n_downs_content.</summary>
    internal long CodeWidth => (long)Width << ContentDownsamplings;
}

/// <summary>The network of a FUNIT discriminator; the original's section <c>dis</c>.</summary>
public sealed record FunitDiscriminatorConfig
{
    /// <summary>nf: channels after the first convolution; they double with each level up to 1024.</summary>
    public int Width { get; init; } = 64;

    /// <summary>n_res_blks: residual blocks, an even number: two a level, and a halving between levels.</summary>
    public int ResidualBlocks { get; init; } = 10;

    /// <summary>num_classes: training classes, each with a score map of its own.</summary>
    public int Classes { get; init; } = 119;

    /// <summary>Levels: half the residual blocks.</summary>
    internal int Levels => ResidualBlocks / 2;
}
