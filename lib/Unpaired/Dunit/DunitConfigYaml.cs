using Unpaired.Detection;
using Unpaired.Training;

namespace Unpaired.Dunit;

public sealed partial record DunitConfig
{
    // DRIT takes these options; they are about its machine and its output.
    private static readonly string[] Ignored =
    [
        "phase", "name", "display_dir", "result_dir", "display_freq", "img_save_freq", "model_save_freq",
        "no_display_img", "resume", "gpu", "model",
    ];

    private static readonly (string Word, BoxAgreement Value)[] Agreements =
    [
        ("iou", BoxAgreement.Iou), ("giou", BoxAgreement.Generalized), ("diou", BoxAgreement.Distance),
        ("ciou", BoxAgreement.Complete), ("full", BoxAgreement.Full),
    ];

    private static readonly (string Word, RatePolicy Value)[] Policies =
        [("lambda", RatePolicy.Linear), ("step", RatePolicy.Step)];

    internal static readonly ConfigForm<DunitConfig> Form = new(
        new DunitConfig(),
        [
            new("dataroot", c => c.DataRoot.Length > 0 ? c.DataRoot : null, (c, word) => c with { DataRoot = word }),
            Whole("batch_size", c => c.BatchSize, (c, v) => c with { BatchSize = v }),
            Whole("resize_size", c => c.ResizeSize, (c, v) => c with { ResizeSize = v }),
            Whole("crop_size", c => c.CropSize, (c, v) => c with { CropSize = v }),
            Whole("input_dim_a", c => c.ChannelsA, (c, v) => c with { ChannelsA = v }),
            Whole("input_dim_b", c => c.ChannelsB, (c, v) => c with { ChannelsB = v }),
            Whole("nThreads", c => c.Workers, (c, v) => c with { Workers = v }),
            Switch("no_flip", c => c.NoFlip, (c, v) => c with { NoFlip = v }),
            Switch("no_ms", c => c.NoModeSeeking, (c, v) => c with { NoModeSeeking = v }),
            new("concat", c => c.Concatenates ? "1" : "0", (c, word) => c with { Concatenates = Truth(word) }),
            Whole("dis_scale", c => c.DiscriminatorScales, (c, v) => c with { DiscriminatorScales = v }),
            new("dis_norm", c => c.DiscriminatorNorm, (c, word) => c with { DiscriminatorNorm = word }),
            Switch("dis_spectral_norm", c => c.SpectralNorm, (c, v) => c with { SpectralNorm = v }),
            Choice("lr_policy", c => c.RatePolicy, (c, v) => c with { RatePolicy = v }, Policies),
            Whole("n_ep", c => c.Epochs, (c, v) => c with { Epochs = v }),
            Whole("n_ep_decay", c => c.DecayEpoch, (c, v) => c with { DecayEpoch = v }),
            Whole("d_iter", c => c.ContentIterations, (c, v) => c with { ContentIterations = v }),
            Whole("base", c => c.Width, (c, v) => c with { Width = v }),
            Whole("mlp", c => c.MlpWidth, (c, v) => c with { MlpWidth = v }),
            Whole("nz", c => c.StyleSize, (c, v) => c with { StyleSize = v }),
            Whole("dis_content_layers", c => c.ContentLayers, (c, v) => c with { ContentLayers = v }),
            Real("lr", c => c.LearningRate, (c, v) => c with { LearningRate = v }),
            Whole("epoch_iters", c => c.IterationsPerEpoch, (c, v) => c with { IterationsPerEpoch = v }),
            Whole("max_it", c => c.MostIterations, (c, v) => c with { MostIterations = v }),
            Whole("log_iter", c => c.LogInterval, (c, v) => c with { LogInterval = v }),
            Switch("instances", c => c.HasInstances, (c, v) => c with { HasInstances = v }),
            Real("gamma", c => c.Gamma, (c, v) => c with { Gamma = v }),
            Whole("instance_size", c => c.InstanceSize, (c, v) => c with { InstanceSize = v }),
            Whole("instance_max", c => c.MostInstances, (c, v) => c with { MostInstances = v }),
            Real("instance_min_side", c => c.SmallestInstance, (c, v) => c with { SmallestInstance = v }),
            Real("instance_score", c => c.InstanceScore, (c, v) => c with { InstanceScore = v }),
            Switch("instance_b", c => c.InstanceAwareB, (c, v) => c with { InstanceAwareB = v }),
            Switch("reuse_source_boxes", c => c.ReuseSourceBoxes, (c, v) => c with { ReuseSourceBoxes = v }),
            Switch("true_boxes", c => c.UsesTrueBoxes, (c, v) => c with { UsesTrueBoxes = v }),
            Real("ic_weight", c => c.ConsistencyWeight, (c, v) => c with { ConsistencyWeight = v }),
            Real("ic_self_weight", c => c.SelfConsistencyWeight, (c, v) => c with { SelfConsistencyWeight = v }),
            Choice("ic_function", c => c.Agreement, (c, v) => c with { Agreement = v }, Agreements),
            Whole("detector_iters", c => c.DetectorIterations, (c, v) => c with { DetectorIterations = v }),
            .. Ignored.Select(name => new ConfigKey<DunitConfig>(name, _ => null, (c, _) => c)),
        ],
        ConfigSection<DunitConfig>.Of(
            "detector", DetectorConfig.AllKeys, c => c.Detector, (c, part) => c with { Detector = part }));

    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static DunitConfig FromYaml(string path) => Form.FromFile(path);

    /// <summary>Reads the text of a configuration, YAML or JSON; what it does not mention keeps its default.</summary>
    /// <param name="yaml">DRIT's options as keys, and a section <c>detector</c> with torchvision's.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible combination; the message names source and key.
    /// </exception>
    public static DunitConfig Parse(string yaml, string source) => Form.Parse(yaml, source);

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public string ToYaml() => Form.Write(this);

    private static bool Truth(string word) => word switch
    {
        "true" or "True" or "1" => true,
        "false" or "False" or "0" => false,
        _ => throw new ArgumentException($"expected true or false; got '{word}'"),
    };

    private static ConfigKey<DunitConfig> Switch(
        string name, Func<DunitConfig, bool> get, Func<DunitConfig, bool, DunitConfig> set) =>
        new(name, c => get(c) ? "true" : "false", (c, word) => set(c, Truth(word)));

    private static ConfigKey<DunitConfig> Choice<T>(
        string name, Func<DunitConfig, T> get, Func<DunitConfig, T, DunitConfig> set, (string Word, T Value)[] words)
        where T : struct, Enum => new(
        name, c => words.First(entry => entry.Value.Equals(get(c))).Word,
        (c, word) => words.Any(entry => entry.Word == word)
            ? set(c, words.First(entry => entry.Word == word).Value)
            : throw new ArgumentException(
                $"expected {string.Join(" or ", words.Select(entry => entry.Word))}; got '{word}'"));

    private static ConfigKey<DunitConfig> Whole(
        string name, Func<DunitConfig, int?> get, Func<DunitConfig, int, DunitConfig> set) =>
        ConfigKey<DunitConfig>.Whole(name, get, set);

    private static ConfigKey<DunitConfig> Real(
        string name, Func<DunitConfig, double> get, Func<DunitConfig, double, DunitConfig> set) =>
        ConfigKey<DunitConfig>.Real(name, get, set);
}
