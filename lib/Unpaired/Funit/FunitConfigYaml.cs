using Unpaired.Training;

namespace Unpaired.Funit;

public sealed partial record FunitConfig
{
    private static readonly string[] PathNames =
        ["data_folder_train", "data_list_train", "data_folder_test", "data_list_test"];

    internal static readonly ConfigForm<FunitConfig> Form = new(
        new FunitConfig(),
        [.. TrainingKeys(), .. PictureKeys()],
        ConfigSection<FunitConfig>.Of<FunitGeneratorConfig>(
            "gen",
            [
                ConfigKey<FunitGeneratorConfig>.Whole("nf", c => c.Width, (c, v) => c with { Width = v }),
                ConfigKey<FunitGeneratorConfig>.Whole(
                    "n_res_blks", c => c.ResidualBlocks, (c, v) => c with { ResidualBlocks = v }),
                ConfigKey<FunitGeneratorConfig>.Whole("nf_mlp", c => c.MlpWidth, (c, v) => c with { MlpWidth = v }),
                ConfigKey<FunitGeneratorConfig>.Whole(
                    "latent_dim", c => c.LatentSize, (c, v) => c with { LatentSize = v }),
                ConfigKey<FunitGeneratorConfig>.Whole(
                    "n_mlp_blks", c => c.MlpBlocks, (c, v) => c with { MlpBlocks = v }),
                ConfigKey<FunitGeneratorConfig>.Whole(
                    "n_downs_content", c => c.ContentDownsamplings, (c, v) => c with { ContentDownsamplings = v }),
                ConfigKey<FunitGeneratorConfig>.Whole(
                    "n_downs_class", c => c.ClassDownsamplings, (c, v) => c with { ClassDownsamplings = v }),
            ],
            config => config.Generator,
            (config, part) => config with { Generator = part }),
        ConfigSection<FunitConfig>.Of<FunitDiscriminatorConfig>(
            "dis",
            [
                ConfigKey<FunitDiscriminatorConfig>.Whole("nf", c => c.Width, (c, v) => c with { Width = v }),
                ConfigKey<FunitDiscriminatorConfig>.Whole(
                    "n_res_blks", c => c.ResidualBlocks, (c, v) => c with { ResidualBlocks = v }),
                ConfigKey<FunitDiscriminatorConfig>.Whole(
                    "num_classes", c => c.Classes, (c, v) => c with { Classes = v }),
            ],
            config => config.Discriminator,
            (config, part) => config with { Discriminator = part }));

    /// <summary>Reads a configuration file of the original, as it is.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static FunitConfig FromYaml(string path) => Form.FromFile(path);

    /// <summary>Reads the text of a configuration, YAML or JSON; what it does not mention keeps its default.</summary>
    /// <param name="yaml">The original's keys.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible combination; the message names source and key.
    /// </exception>
    public static FunitConfig Parse(string yaml, string source) => Form.Parse(yaml, source);

    /// <summary>Reads without validating: golden files name networks whose crops are never used.</summary>
    internal static FunitConfig Read(string yaml, string source, bool ignoreUnknown = false) =>
        Form.Read(yaml, source, ignoreUnknown);

    /// <summary>The configuration as a file that this library and the original read.</summary>
    public string ToYaml() => Form.Write(this);

    private static IEnumerable<ConfigKey<FunitConfig>> TrainingKeys() =>
    [
        ConfigKey<FunitConfig>.Whole(
            "image_save_iter", c => c.ImageSaveInterval, (c, v) => c with { ImageSaveInterval = v }),
        ConfigKey<FunitConfig>.Whole(
            "image_display_iter", c => c.ImageDisplayInterval, (c, v) => c with { ImageDisplayInterval = v }),
        ConfigKey<FunitConfig>.Whole(
            "snapshot_save_iter", c => c.SnapshotInterval, (c, v) => c with { SnapshotInterval = v }),
        ConfigKey<FunitConfig>.Whole("log_iter", c => c.LogInterval, (c, v) => c with { LogInterval = v }),
        ConfigKey<FunitConfig>.Whole("max_iter", c => c.MaxIterations, (c, v) => c with { MaxIterations = v }),
        ConfigKey<FunitConfig>.Real("weight_decay", c => c.WeightDecay, (c, v) => c with { WeightDecay = v }),
        // Parity (quirk 5): crossed.
        ConfigKey<FunitConfig>.Real(
            "lr_gen", c => c.DiscriminatorLearningRate, (c, v) => c with { DiscriminatorLearningRate = v }),
        ConfigKey<FunitConfig>.Real(
            "lr_dis", c => c.GeneratorLearningRate, (c, v) => c with { GeneratorLearningRate = v }),
        new("lr_policy", c => c.LearningRatePolicy, (c, word) => c with { LearningRatePolicy = word }),
        ConfigKey<FunitConfig>.Whole("step_size", c => c.StepSize, (c, v) => c with { StepSize = v }),
        ConfigKey<FunitConfig>.Real("gamma", c => c.Gamma, (c, v) => c with { Gamma = v }),
        ConfigKey<FunitConfig>.Option("init", c => c.Initialization, (c, v) => c with { Initialization = v }),
        ConfigKey<FunitConfig>.Real("gan_w", c => c.GanWeight, (c, v) => c with { GanWeight = v }),
        ConfigKey<FunitConfig>.Real(
            "fm_w", c => c.FeatureMatchingWeight, (c, v) => c with { FeatureMatchingWeight = v }),
        ConfigKey<FunitConfig>.Real(
            "r_w", c => c.ReconstructionWeight, (c, v) => c with { ReconstructionWeight = v }),
    ];

    private static IEnumerable<ConfigKey<FunitConfig>> PictureKeys() =>
    [
        ConfigKey<FunitConfig>.Whole("num_workers", c => c.LoaderWorkers, (c, v) => c with { LoaderWorkers = v }),
        ConfigKey<FunitConfig>.Whole("batch_size", c => c.BatchSize, (c, v) => c with { BatchSize = v }),
        ConfigKey<FunitConfig>.Whole("new_size", c => c.NewSize, (c, v) => c with { NewSize = v }),
        ConfigKey<FunitConfig>.Whole("crop_image_height", c => c.CropHeight, (c, v) => c with { CropHeight = v }),
        ConfigKey<FunitConfig>.Whole("crop_image_width", c => c.CropWidth, (c, v) => c with { CropWidth = v }),
        .. PathNames.Select(name => new ConfigKey<FunitConfig>(
            name,
            c => c.DataPaths.GetValueOrDefault(name),
            (c, word) => c with { DataPaths = new Dictionary<string, string>(c.DataPaths) { [name] = word } })),
    ];
}
