using Unpaired.Training;

namespace Unpaired.Unit;

public sealed partial record UnitConfig
{
    // Parity: a file without lr_policy means a constant rate.
    internal static readonly ConfigForm<UnitConfig> Form = new(
        new UnitConfig { LearningRatePolicy = "constant", NewSize = null },
        [
            .. TrainingKeys<UnitConfig>(),
            ConfigKey<UnitConfig>.Real(
                "recon_h_w", c => c.UnusedLatentWeight, (c, v) => c with { UnusedLatentWeight = v }),
            ConfigKey<UnitConfig>.Real(
                "recon_kl_w", c => c.DivergenceWeight, (c, v) => c with { DivergenceWeight = v }),
            ConfigKey<UnitConfig>.Real(
                "recon_kl_cyc_w", c => c.CycleDivergenceWeight, (c, v) => c with { CycleDivergenceWeight = v }),
            ConfigKey<UnitConfig>.Whole(
                "weight_sharing",
                c => c.WeightSharing == 0 ? null : c.WeightSharing, (c, v) => c with { WeightSharing = v }),
            .. PictureKeys<UnitConfig>(),
        ],
        ConfigSection<UnitConfig>.Of<UnitGeneratorConfig>(
            "gen",
            [
                .. AutoEncoderKeys<UnitGeneratorConfig>(),
                ConfigKey<UnitGeneratorConfig>.Whole(
                    "mlp_dim", c => c.UnusedMlpWidth, (c, v) => c with { UnusedMlpWidth = v }),
                ConfigKey<UnitGeneratorConfig>.Whole(
                    "style_dim", c => c.UnusedStyleSize, (c, v) => c with { UnusedStyleSize = v }),
            ],
            config => config.Generator,
            (config, part) => config with { Generator = part }),
        DiscriminatorSection<UnitConfig>());

    /// <summary>Reads a configuration file of the original, as it is.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="ArgumentException">As in <see cref="Parse"/>.</exception>
    public static UnitConfig FromYaml(string path) => Form.FromFile(path);

    /// <summary>Reads the text of a configuration, YAML or JSON; what it does not mention keeps its default.</summary>
    /// <param name="yaml">The original's keys, and <c>weight_sharing</c>.</param>
    /// <param name="source">What to call it in messages, usually the file's path.</param>
    /// <returns>A validated configuration.</returns>
    /// <exception cref="ArgumentException">
    /// Not YAML, an unknown key, an unreadable value or an impossible combination; the message names source and key.
    /// </exception>
    public static UnitConfig Parse(string yaml, string source) => Form.Parse(yaml, source);

    /// <summary>Refuses what cannot be built or trained.</summary>
    /// <returns>This configuration.</returns>
    /// <exception cref="ArgumentException">The message names the original's key, what is expected and what was
    /// found.</exception>
    public UnitConfig Validated()
    {
        Check();
        return this;
    }

    /// <inheritdoc/>
    public override string ToYaml() => Form.Write(this);

    /// <summary>Reads without validating: golden files name networks whose crops are never used.</summary>
    internal static UnitConfig Read(string yaml, string source, bool ignoreUnknown = false) =>
        Form.Read(yaml, source, ignoreUnknown);

    internal override void CheckNetworks()
    {
        base.CheckNetworks();
        if (WeightSharing > Generator.ResidualBlocks)
            throw Impossible("weight_sharing", $"at most n_res, which is {Generator.ResidualBlocks}", WeightSharing);
    }

    private protected override IEnumerable<(string Key, double Value, double Least)> OwnLimits =>
    [
        ("recon_kl_w", DivergenceWeight, 0), ("recon_kl_cyc_w", CycleDivergenceWeight, 0),
        ("weight_sharing", WeightSharing, 0),
    ];
}
