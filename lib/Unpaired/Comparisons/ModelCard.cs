using Unpaired.CocoFunit;
using Unpaired.Display;
using Unpaired.Dunit;
using Unpaired.Funit;
using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Tunit;
using Unpaired.Unit;

namespace Unpaired.Comparisons;

/// <summary>A part of a published network: what this library counts, and what the authors' own code holds.</summary>
/// <param name="System">The paper's name.</param>
/// <param name="Part">Which network.</param>
/// <param name="Counted">Parameters, from the published configuration.</param>
/// <param name="Published">Parameters of the network that the authors' code builds.</param>
public sealed record PublishedPart(string System, string Part, long Counted, long Published);

/// <summary>What one of the six papers asks for and gives, on one card.</summary>
/// <param name="System">The paper's name.</param>
/// <param name="Paper">Authors and year, in short.</param>
/// <param name="Labels">What training must be told of each picture.</param>
/// <param name="Boxes">Whether training needs boxes of objects.</param>
/// <param name="AtUse">What is given beside the picture when it is used.</param>
/// <param name="Targets">What a picture can become.</param>
/// <param name="Answers">How many answers one picture has, and what decides between them.</param>
/// <param name="Published">What translating one picture costs in the published configuration.</param>
/// <param name="Parts">Parameters, part by part, against those of the authors' code.</param>
/// <remarks>None of the six needs pairs: nobody tells what any training picture should become.</remarks>
public sealed record ModelCard(
    string System, string Paper, string Labels, string Boxes, string AtUse, string Targets, string Answers,
    TranslationCost Published, IReadOnlyList<PublishedPart> Parts)
{
    /// <summary>The six, in the order of the notebooks.</summary>
    public static IReadOnlyList<ModelCard> All { get; } = [Unit(), Munit(), Funit(), CocoFunit(), Tunit(), Dunit()];

    /// <summary>What each needs: a row for each paper.</summary>
    public static DataTable Needs()
    {
        var table = new DataTable("What each of the six asks for; none asks for pairs",
            "paper", "training is told", "boxes", "beside the picture, at use", "into what", "answers");
        foreach (var card in All)
            table.Add(card.System, card.Labels, card.Boxes, card.AtUse, card.Targets, card.Answers);
        return table;
    }

    /// <summary>What the published networks hold and do: a row for each paper.</summary>
    public static DataTable Costs()
    {
        var table = new DataTable("Translating one picture as published, with one example; counted",
            "paper", "setting", "million parameters", "billion multiply-adds", "MB of weights", "MB of maps")
        {
            Formats = [null, null, "F1", "F1", "F0", "F0"],
        };
        foreach (var card in All)
        {
            var cost = card.Published;
            table.Add(card.System, $"{cost.Setting}, {cost.Width} x {cost.Height}", cost.Parameters / 1e6,
                cost.MultiplyAdds / 1e9, cost.WeightMegabytes, cost.MapMegabytes);
        }
        return table;
    }

    /// <summary>Every part of every paper beside what the authors' code holds.</summary>
    public static DataTable Check()
    {
        var table = new DataTable(
            "Parameters, counted from the configuration and in the authors' own code", "paper", "part", "counted",
            "authors' code", "equal");
        foreach (var part in All.SelectMany(card => card.Parts))
        {
            table.Add(part.System, part.Part, part.Counted, part.Published,
                part.Counted == part.Published ? "yes" : "NO");
        }
        return table;
    }

    // Sums below: the specifications, which built the authors' networks at their published size and counted.

    private static ModelCard Unit()
    {
        var config = UnitConfig.Gta2City with { CropHeight = 256, CropWidth = 256 };
        var networks = UnitCost.Of(config, config.CropHeight, config.CropWidth);
        return new ModelCard("UNIT", "Liu, Breuel, Kautz 2017", "which of two piles", "no", "nothing",
            "the other of two domains", "one", TranslationCost.Of("street scenes", config),
            [
                Part("UNIT", "generator of a domain", networks, 11_140_483, "encoder A", "decoder A"),
                Part("UNIT", "discriminator of a domain", networks, 8_271_171, "discriminator A"),
            ]);
    }

    private static ModelCard Munit()
    {
        var config = MunitConfig.Edges2Shoes;
        var networks = MunitCost.Of(config, config.CropHeight, config.CropWidth);
        return new ModelCard("MUNIT", "Huang, Liu, Belongie, Kautz 2018", "which of two piles", "no",
            "a style: drawn, or of a picture", "the other of two domains", "many, by style",
            TranslationCost.Of("edges to shoes", config),
            [
                Part("MUNIT", "generator of a domain", networks, 15_026_187,
                    "style encoder", "content encoder", "MLP", "decoder"),
            ]);
    }

    private static ModelCard Funit()
    {
        var config = FunitConfig.Animals;
        var networks = FunitCost.Of(config, config.CropHeight, config.CropWidth);
        return new ModelCard("FUNIT", "Liu et al. 2019", "the class of each picture", "no",
            "K pictures of the class", "any class, new ones too", "one for each set of K",
            TranslationCost.Of("119 animals", config),
            [
                Part("FUNIT", "generator", networks, 29_866_435, "class encoder", "content encoder", "MLP", "decoder"),
                Part("FUNIT", "discriminator", networks, 54_252_599, "discriminator"),
            ]);
    }

    private static ModelCard CocoFunit()
    {
        var config = CocoFunitConfig.AnimalFaces119;
        var networks = CocoFunitCost.Of(config, config.Pictures.CropHeight, config.Pictures.CropWidth);
        return new ModelCard("COCO-FUNIT", "Saito, Saenko, Liu 2020", "the class of each picture", "no",
            "a picture of the class", "any class, new ones too", "one for each example",
            TranslationCost.Of("119 animals", config),
            [
                Part("COCO-FUNIT", "generator", networks, 121_562_307,
                    "style encoder", "content encoder", "decoder", "MLPs"),
                Part("COCO-FUNIT", "discriminator", networks, 92_008_257, "discriminator"),
            ]);
    }

    private static ModelCard Tunit()
    {
        var config = TunitConfig.AnimalFaces10;
        var networks = TunitCost.Of(config);
        return new ModelCard("TUNIT", "Baek et al. 2021", "nothing; only K, how many piles to make", "no",
            "a reference picture", "K pseudo domains, found in training", "one for each reference",
            TranslationCost.Of("10 animals", config),
            [
                Part("TUNIT", "guiding network", networks, 9_296_778, "guiding network"),
                Part("TUNIT", "generator", networks, 27_333_763, "content encoder", "MLP", "decoder"),
                Part("TUNIT", "discriminator", networks, 70_935_242, "discriminator"),
            ]);
    }

    private static ModelCard Dunit()
    {
        var config = DunitConfig.Drit;
        var networks = DunitCost.Of(config);
        return new ModelCard("DUNIT", "Bhattacharjee et al. 2020", "which of two piles", "yes, in one domain",
            "a style: drawn, or of a picture", "the other of two domains", "many, by style",
            TranslationCost.Of("its base DRIT; sizes of the rest were not released", config),
            [
                Part("DRIT", "content encoder", networks, 9_018_112, "content encoder"),
                Part("DRIT", "attribute encoder", networks, 2_688_160, "attribute encoder"),
                Part("DRIT", "generator", networks, 9_564_710, "decoder, residual stage", "decoder, tail"),
                Part("DRIT", "four discriminators", networks, 4 * 8_271_171, "discriminators of pictures"),
                Part("DRIT", "content discriminator", networks, 10_683_649, "content discriminator"),
            ]);
    }

    private static PublishedPart Part(
        string system, string part, IReadOnlyList<NetworkCost> networks, long published, params string[] names) =>
        new(system, part, names.Sum(name => networks.Single(network => network.Network == name).Parameters), published);
}
