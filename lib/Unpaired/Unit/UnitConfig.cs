using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Unit;

/// <summary>The numbers of one UNIT experiment, with the released edges2shoes settings as defaults.</summary>
/// <remarks>Original: configs/unit_*.yaml at 28d5982. <see cref="Parse"/> reads the original's files as they
/// are.</remarks>
public sealed partial record UnitConfig : TwoDomainConfig
{
    /// <summary>The released settings: unlike MUNIT, with the cycle loss.</summary>
    public UnitConfig()
    {
        CycleWeight = 10;
    }

    /// <summary>recon_h_w: in every released file, read by nothing; kept so that a file can be written as it
    /// was.</summary>
    public double UnusedLatentWeight { get; init; }

    /// <summary>recon_kl_w: weight of pulling codes to the prior N(0, 1).</summary>
    public double DivergenceWeight { get; init; } = 0.01;

    /// <summary>recon_kl_cyc_w: the same for the codes of translations.</summary>
    public double CycleDivergenceWeight { get; init; } = 0.01;

    /// <summary>
    /// weight_sharing, our own key: residual blocks at the end of the encoders, and again at the beginning of the
    /// decoders, that both domains have
    /// in common, as in the paper. 0, where the key is missing, is the released code.
    /// </summary>
    public int WeightSharing { get; init; }

    /// <summary>gen: the networks of a generator.</summary>
    public UnitGeneratorConfig Generator { get; init; } = new();

    /// <summary>All presets by the names that <c>unpaired train</c> takes, from large to small.</summary>
    public static IReadOnlyList<(string Name, UnitConfig Config)> Presets =>
    [
        ("gta2city", Gta2City), ("gta2city256", Gta2City256), ("edges2shoes", Edges2Shoes),
        ("edges2handbags", Edges2Handbags), ("summer2winter", Summer2Winter), ("seminar64", Seminar64),
        ("seminar32", Seminar32),
    ];

    internal override EncoderDecoderConfig AutoEncoder => Generator;

    internal override IReadOnlyList<NetworkCost> NetworkCosts => UnitCost.Of(this, CropHeight, CropWidth);

    /// <summary>The original's street scenes, from a game to a city: the released model, 512 × 512 with the perceptual
    /// loss.</summary>
    /// <remarks>Pictures are named in lists; the paths are still to be given.</remarks>
    public static UnitConfig Gta2City { get; } = new()
    {
        ImageDisplayInterval = 100,
        DisplaySize = 4,
        LogInterval = 1,
        PerceptualWeight = 1,
        NewSize = null,
        NewSizeA = 512,
        NewSizeB = 512,
        CropHeight = 512,
        CropWidth = 512,
    };

    /// <summary>The same at 256 × 256, from folders.</summary>
    public static UnitConfig Gta2City256 { get; } = Gta2City with
    {
        NewSize = 256,
        NewSizeA = null,
        NewSizeB = null,
        CropHeight = 256,
        CropWidth = 256,
        DataPaths = Root("gta2city"),
    };

    /// <summary>The original's edges2shoes experiment: 256 × 256, one picture per batch, a million
    /// iterations.</summary>
    public static UnitConfig Edges2Shoes { get; } = new() { DataPaths = Root("edges2shoes") };

    /// <summary>The original's edges2handbags experiment: as <see cref="Edges2Shoes"/> on other data.</summary>
    public static UnitConfig Edges2Handbags { get; } = new() { DataPaths = Root("edges2handbags") };

    /// <summary>The original's summer2winter experiment.</summary>
    public static UnitConfig Summer2Winter { get; } = new()
    {
        ImageDisplayInterval = 100,
        DataPaths = Root("summer2winter_yosemite256"),
    };

    /// <summary>A small one for two CPU cores, 32 × 32, with one shared block as in the paper.</summary>
    public static UnitConfig Seminar32 { get; } = new()
    {
        BatchSize = 8,
        LearningRate = 2e-4,
        MaxIterations = 10_000,
        StepSize = 4_000,
        DisplaySize = 8,
        NewSize = 32,
        CropHeight = 32,
        CropWidth = 32,
        WeightSharing = 1,
        Generator = new UnitGeneratorConfig { Width = 16, ResidualBlocks = 2 },
        Discriminator = new DiscriminatorConfig { Width = 16, Layers = 3, Scales = 2 },
    };

    /// <summary>The same at 64 × 64: hours on two CPU cores, minutes on a GPU.</summary>
    public static UnitConfig Seminar64 { get; } = Seminar32 with { NewSize = 64, CropHeight = 64, CropWidth = 64 };

    private static Dictionary<string, string> Root(string name) => new() { ["data_root"] = $"./datasets/{name}/" };
}

/// <summary>The networks of a UNIT generator; the original's section <c>gen</c>.</summary>
public sealed record UnitGeneratorConfig : EncoderDecoderConfig
{
    /// <summary>mlp_dim: of MUNIT, in one released file of UNIT too; read by nothing.</summary>
    public int? UnusedMlpWidth { get; init; }

    /// <summary>style_dim: of MUNIT, in one released file of UNIT too; read by nothing.</summary>
    public int? UnusedStyleSize { get; init; }
}
