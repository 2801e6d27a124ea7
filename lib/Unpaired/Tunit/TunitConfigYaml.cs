using Unpaired.Training;

namespace Unpaired.Tunit;

public sealed partial record TunitConfig
{
    // The original takes these options; the first is never used, the others are about its machine.
    private static readonly string[] Ignored = ["iid_mode", "gpu", "ddp", "port"];

    internal static readonly ConfigForm<TunitConfig> Form = new(
        new TunitConfig(),
        [
            new("dataset", c => c.Dataset, (c, word) => c with { Dataset = word }),
            new("data_path", c => c.DataPath, (c, word) => c with { DataPath = word }),
            Whole("workers", c => c.Workers, (c, v) => c with { Workers = v }),
            new("model_name", c => c.ModelName, (c, word) => c with { ModelName = word }),
            Whole("epochs", c => c.Epochs, (c, v) => c with { Epochs = v }),
            Whole("iters", c => c.IterationsPerEpoch, (c, v) => c with { IterationsPerEpoch = v }),
            Whole("batch_size", c => c.BatchSize, (c, v) => c with { BatchSize = v }),
            Whole("val_batch", c => c.ValidationBatch, (c, v) => c with { ValidationBatch = v }),
            Whole("log_step", c => c.LogStep, (c, v) => c with { LogStep = v }),
            Whole("sty_dim", c => c.StyleSize, (c, v) => c with { StyleSize = v }),
            Whole("output_k", c => c.Clusters, (c, v) => c with { Clusters = v }),
            Whole("img_size", c => c.ImageSize, (c, v) => c with { ImageSize = v }),
            Whole("dims", c => c.FeatureSize, (c, v) => c with { FeatureSize = v }),
            Real("p_semi", c => c.LabelledShare, (c, v) => c with { LabelledShare = v }),
            Real("w_gp", c => c.PenaltyWeight, (c, v) => c with { PenaltyWeight = v }),
            Real("w_rec", c => c.ReconstructionWeight, (c, v) => c with { ReconstructionWeight = v }),
            Real("w_adv", c => c.AdversarialWeight, (c, v) => c with { AdversarialWeight = v }),
            Real("w_vec", c => c.StyleWeight, (c, v) => c with { StyleWeight = v }),
            new("guiding_net_widths", c => c.GuidingWidths, (c, word) => c with { GuidingWidths = word }),
            Whole("generator_nf", c => c.GeneratorWidth, (c, v) => c with { GeneratorWidth = v }),
            Whole("generator_nf_mlp", c => c.MlpWidth, (c, v) => c with { MlpWidth = v }),
            Whole("generator_n_res", c => c.ResidualBlocks, (c, v) => c with { ResidualBlocks = v }),
            Whole("generator_n_downs", c => c.ContentHalvings, (c, v) => c with { ContentHalvings = v }),
            Whole("discriminator_dim_in", c => c.DiscriminatorWidth, (c, v) => c with { DiscriminatorWidth = v }),
            Whole("discriminator_max_conv_dim", c => c.DiscriminatorLimit, (c, v) => c with { DiscriminatorLimit = v }),
            Real("lr", c => c.LearningRate, (c, v) => c with { LearningRate = v }),
            Whole("separated", c => c.JointStart, (c, v) => c with { JointStart = v }),
            Whole("ema_start", c => c.AverageStart, (c, v) => c with { AverageStart = v }),
            Whole("unsup_start", c => c.UnlabelledStart, (c, v) => c with { UnlabelledStart = v }),
            Whole("queue_capacity", c => c.QueueCapacity, (c, v) => c with { QueueCapacity = v }),
            new("jitter", c => c.ColourJitter ? "true" : "false", (c, word) => c with { ColourJitter = Truth(word) }),
            new("sequential", c => c.Sequential ? "true" : "false", (c, word) => c with { Sequential = Truth(word) }),
            Real("ema_decay", c => c.AverageDecay, (c, v) => c with { AverageDecay = v }),
            Real("iic_balance", c => c.InformationBalance, (c, v) => c with { InformationBalance = v }),
            Real("disc_std", c => c.ClusterHeadDeviation, (c, v) => c with { ClusterHeadDeviation = v }),
            .. Ignored.Select(name => new ConfigKey<TunitConfig>(name, _ => null, (c, _) => c)),
        ]);

    /// <summary>Reads a configuration file with the original's options as keys.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static TunitConfig FromYaml(string path) => Form.FromFile(path);

    /// <summary>Reads the text of a configuration, YAML or JSON; what it does not mention keeps its default.</summary>
    /// <param name="yaml">The original's options as keys.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible combination; the message names source and key.
    /// </exception>
    public static TunitConfig Parse(string yaml, string source) => Form.Parse(yaml, source);

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public string ToYaml() => Form.Write(this);

    private static bool Truth(string word) => word switch
    {
        "true" or "True" => true,
        "false" or "False" => false,
        _ => throw new ArgumentException($"expected true or false; got '{word}'"),
    };

    private static ConfigKey<TunitConfig> Whole(
        string name, Func<TunitConfig, int?> get, Func<TunitConfig, int, TunitConfig> set) =>
        ConfigKey<TunitConfig>.Whole(name, get, set);

    private static ConfigKey<TunitConfig> Real(
        string name, Func<TunitConfig, double> get, Func<TunitConfig, double, TunitConfig> set) =>
        ConfigKey<TunitConfig>.Real(name, get, set);
}
