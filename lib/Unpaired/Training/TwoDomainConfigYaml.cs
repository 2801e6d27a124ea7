using Unpaired.Layers;

namespace Unpaired.Training;

public abstract partial record TwoDomainConfig
{
    private static readonly string[] PathNames =
    [
        "data_root", "data_folder_train_a", "data_list_train_a", "data_folder_test_a", "data_list_test_a",
        "data_folder_train_b", "data_list_train_b", "data_folder_test_b", "data_list_test_b",
    ];

    /// <summary>The keys in front of a paper's own weights.</summary>
    internal static IEnumerable<ConfigKey<T>> TrainingKeys<T>() where T : TwoDomainConfig =>
    [
        ConfigKey<T>.Whole("image_save_iter", c => c.ImageSaveInterval, (c, v) => c with { ImageSaveInterval = v }),
        ConfigKey<T>.Whole(
            "image_display_iter", c => c.ImageDisplayInterval, (c, v) => c with { ImageDisplayInterval = v }),
        ConfigKey<T>.Whole("display_size", c => c.DisplaySize, (c, v) => c with { DisplaySize = v }),
        ConfigKey<T>.Whole("snapshot_save_iter", c => c.SnapshotInterval, (c, v) => c with { SnapshotInterval = v }),
        ConfigKey<T>.Whole("log_iter", c => c.LogInterval, (c, v) => c with { LogInterval = v }),
        ConfigKey<T>.Whole("max_iter", c => c.MaxIterations, (c, v) => c with { MaxIterations = v }),
        ConfigKey<T>.Whole("batch_size", c => c.BatchSize, (c, v) => c with { BatchSize = v }),
        ConfigKey<T>.Whole(
            "accumulate", c => c.Accumulate == 1 ? null : c.Accumulate, (c, v) => c with { Accumulate = v }),
        ConfigKey<T>.Real("weight_decay", c => c.WeightDecay, (c, v) => c with { WeightDecay = v }),
        ConfigKey<T>.Real("beta1", c => c.Beta1, (c, v) => c with { Beta1 = v }),
        ConfigKey<T>.Real("beta2", c => c.Beta2, (c, v) => c with { Beta2 = v }),
        ConfigKey<T>.Option("init", c => c.Initialization, (c, v) => c with { Initialization = v }),
        ConfigKey<T>.Real("lr", c => c.LearningRate, (c, v) => c with { LearningRate = v }),
        new("lr_policy", c => c.LearningRatePolicy, (c, word) => c with { LearningRatePolicy = word }),
        ConfigKey<T>.Whole("step_size", c => c.StepSize, (c, v) => c with { StepSize = v }),
        ConfigKey<T>.Real("gamma", c => c.Gamma, (c, v) => c with { Gamma = v }),
        ConfigKey<T>.Real("gan_w", c => c.GanWeight, (c, v) => c with { GanWeight = v }),
        ConfigKey<T>.Real(
            "recon_x_w", c => c.ImageReconstructionWeight, (c, v) => c with { ImageReconstructionWeight = v }),
    ];

    /// <summary>The keys behind a paper's own weights.</summary>
    internal static IEnumerable<ConfigKey<T>> PictureKeys<T>() where T : TwoDomainConfig =>
    [
        ConfigKey<T>.Real("recon_x_cyc_w", c => c.CycleWeight, (c, v) => c with { CycleWeight = v }),
        ConfigKey<T>.Real("vgg_w", c => c.PerceptualWeight, (c, v) => c with { PerceptualWeight = v }),
        new("vgg_model_path", c => c.VggModelPath, (c, word) => c with { VggModelPath = word }),
        ConfigKey<T>.Whole("input_dim_a", c => c.InputChannelsA, (c, v) => c with { InputChannelsA = v }),
        ConfigKey<T>.Whole("input_dim_b", c => c.InputChannelsB, (c, v) => c with { InputChannelsB = v }),
        ConfigKey<T>.Whole("num_workers", c => c.LoaderWorkers, (c, v) => c with { LoaderWorkers = v }),
        ConfigKey<T>.Whole("new_size", c => c.NewSize, (c, v) => c with { NewSize = v }),
        ConfigKey<T>.Whole("new_size_a", c => c.NewSizeA, (c, v) => c with { NewSizeA = v }),
        ConfigKey<T>.Whole("new_size_b", c => c.NewSizeB, (c, v) => c with { NewSizeB = v }),
        ConfigKey<T>.Whole("crop_image_height", c => c.CropHeight, (c, v) => c with { CropHeight = v }),
        ConfigKey<T>.Whole("crop_image_width", c => c.CropWidth, (c, v) => c with { CropWidth = v }),
        .. PathNames.Select(name => new ConfigKey<T>(
            name,
            c => c.DataPaths.GetValueOrDefault(name),
            (c, word) => c with { DataPaths = new Dictionary<string, string>(c.DataPaths) { [name] = word } })),
    ];

    /// <summary>The keys of section gen that the auto-encoders of all papers have.</summary>
    internal static IEnumerable<ConfigKey<T>> AutoEncoderKeys<T>() where T : EncoderDecoderConfig =>
    [
        ConfigKey<T>.Whole("dim", c => c.Width, (c, v) => c with { Width = v }),
        ConfigKey<T>.Option("activ", c => c.Activation, (c, v) => c with { Activation = v }),
        ConfigKey<T>.Whole("n_downsample", c => c.Downsamplings, (c, v) => c with { Downsamplings = v }),
        ConfigKey<T>.Whole("n_res", c => c.ResidualBlocks, (c, v) => c with { ResidualBlocks = v }),
        ConfigKey<T>.Option("pad_type", c => c.Padding, (c, v) => c with { Padding = v }),
    ];

    /// <summary>Section dis.</summary>
    internal static ConfigSection<T> DiscriminatorSection<T>() where T : TwoDomainConfig =>
        ConfigSection<T>.Of<DiscriminatorConfig>(
        "dis",
        [
            ConfigKey<DiscriminatorConfig>.Whole("dim", c => c.Width, (c, v) => c with { Width = v }),
            ConfigKey<DiscriminatorConfig>.Option("norm", c => c.Normalization, (c, v) => c with { Normalization = v }),
            ConfigKey<DiscriminatorConfig>.Option("activ", c => c.Activation, (c, v) => c with { Activation = v }),
            ConfigKey<DiscriminatorConfig>.Whole("n_layer", c => c.Layers, (c, v) => c with { Layers = v }),
            ConfigKey<DiscriminatorConfig>.Option("gan_type", c => c.GanKind, (c, v) => c with { GanKind = v }),
            ConfigKey<DiscriminatorConfig>.Whole("num_scales", c => c.Scales, (c, v) => c with { Scales = v }),
            ConfigKey<DiscriminatorConfig>.Option("pad_type", c => c.Padding, (c, v) => c with { Padding = v }),
        ],
        config => config.Discriminator,
        (config, part) => config with { Discriminator = part });
}
