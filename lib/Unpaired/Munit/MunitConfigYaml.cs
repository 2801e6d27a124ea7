using Unpaired.Training;

namespace Unpaired.Munit;

public sealed partial record MunitConfig
{
    // Parity: a file without lr_policy means a constant rate.
    internal static readonly ConfigForm<MunitConfig> Form = new(
        new MunitConfig { LearningRatePolicy = "constant", NewSize = null },
        [
            .. TrainingKeys<MunitConfig>(),
            ConfigKey<MunitConfig>.Real(
                "recon_s_w", c => c.StyleReconstructionWeight, (c, v) => c with { StyleReconstructionWeight = v }),
            ConfigKey<MunitConfig>.Real(
                "recon_c_w", c => c.ContentReconstructionWeight, (c, v) => c with { ContentReconstructionWeight = v }),
            .. PictureKeys<MunitConfig>(),
        ],
        ConfigSection<MunitConfig>.Of<GeneratorConfig>(
            "gen",
            [
                .. AutoEncoderKeys<GeneratorConfig>(),
                ConfigKey<GeneratorConfig>.Whole("mlp_dim", c => c.MlpWidth, (c, v) => c with { MlpWidth = v }),
                ConfigKey<GeneratorConfig>.Whole("style_dim", c => c.StyleSize, (c, v) => c with { StyleSize = v }),
            ],
            config => config.Generator,
            (config, part) => config with { Generator = part }),
        DiscriminatorSection<MunitConfig>());

    /// <summary>Reads a configuration file of the original, as it is.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static MunitConfig FromYaml(string path) => Form.FromFile(path);

    /// <summary>Reads the text of a configuration, YAML or JSON; what it does not mention keeps its default.</summary>
    /// <param name="yaml">The original's keys.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible combination; the message names source and key.
    /// </exception>
    public static MunitConfig Parse(string yaml, string source) => Form.Parse(yaml, source);

    /// <summary>Reads without validating: golden files name networks whose crops are never used.</summary>
    internal static MunitConfig Read(string yaml, string source, bool ignoreUnknown = false) =>
        Form.Read(yaml, source, ignoreUnknown);

    /// <inheritdoc/>
    public override string ToYaml() => Form.Write(this);
}
