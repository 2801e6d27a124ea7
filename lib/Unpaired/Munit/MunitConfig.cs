using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Munit;

/// <summary>The numbers of one MUNIT experiment, with the released edges2shoes settings as defaults.</summary>
/// <remarks>Original: configs/edges2shoes_folder.yaml at a82e222. <see cref="Parse"/> reads the original's files as
/// they are.</remarks>
public sealed partial record MunitConfig : TwoDomainConfig
{
    /// <summary>recon_s_w: weight of reconstructing style codes.</summary>
    public double StyleReconstructionWeight { get; init; } = 1;

    /// <summary>recon_c_w: weight of reconstructing content codes.</summary>
    public double ContentReconstructionWeight { get; init; } = 1;

    /// <summary>gen: the networks of a generator.</summary>
    public GeneratorConfig Generator { get; init; } = new();

    /// <summary>All presets by the names that <c>unpaired train</c> takes, from large to small.</summary>
    public static IReadOnlyList<(string Name, MunitConfig Config)> Presets =>
    [
        ("synthia2cityscape", Synthia2Cityscape), ("edges2shoes", Edges2Shoes), ("edges2handbags", Edges2Handbags),
        ("summer2winter", Summer2Winter), ("seminar64", Seminar64), ("seminar32", Seminar32), ("quick32", Quick32),
    ];

    internal override EncoderDecoderConfig AutoEncoder => Generator;

    internal override IReadOnlyList<NetworkCost> NetworkCosts
    {
        get
        {
            var ofOneDomain = MunitCost.Of(this, CropHeight, CropWidth);
            return [.. ofOneDomain, .. ofOneDomain];
        }
    }

    /// <summary>The original's edges2shoes experiment: 256 × 256, one picture per batch, a million
    /// iterations.</summary>
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

    /// <summary>A smaller one still, with large steps: shows what training does, within half a minute on one CPU
    /// core.</summary>
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
public sealed record GeneratorConfig : EncoderDecoderConfig
{
    /// <summary>mlp_dim: hidden units of the MLP that turns a style into AdaIN parameters.</summary>
    public int MlpWidth { get; init; } = 256;

    /// <summary>style_dim: numbers in a style code.</summary>
    public int StyleSize { get; init; } = 8;
}
