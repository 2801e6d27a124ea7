using Unpaired.Comparisons;
using Unpaired.Dunit;
using Unpaired.Funit;
using Unpaired.Tunit;
using Unpaired.Unit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Comparisons;

/// <summary>What is counted of the six: against the authors' totals, against built networks, and by hand.</summary>
public sealed class ModelCardTests
{
    [Fact]
    public void Parts_Published_AreThoseOfTheAuthorsNetworks()
    {
        Assert.Equal(["UNIT", "MUNIT", "FUNIT", "COCO-FUNIT", "TUNIT", "DUNIT"], ModelCard.All.Select(card => card.System));
        Assert.All(ModelCard.All.SelectMany(card => card.Parts), part =>
            Assert.True(part.Counted == part.Published, $"{part.System}, {part.Part}: {part.Counted}, {part.Published}"));
        Assert.DoesNotContain("NO", ModelCard.Check().Text, StringComparison.Ordinal);
        Assert.Contains("121,562,307", ModelCard.Check().Text.Replace('.', ','), StringComparison.Ordinal);
    }

    [Fact]
    public void FunitCost_SmallNetworks_CountsWhatIsBuilt()
    {
        var config = FunitConfig.Seminar32;
        using var generator = new FunitGenerator(config.Generator);
        using var discriminator = new FunitDiscriminator(config.Discriminator);
        var costs = FunitCost.Of(config, 32, 32);
        Assert.Equal(Count(generator), costs.SkipLast(1).Sum(cost => cost.Parameters));
        Assert.Equal(Count(discriminator), costs[^1].Parameters);
        // By hand: 7×7 at 32², then 4×4 at 16², 8² and 4², the last to the code.
        Assert.Equal(
            (3 * 16 * 49 * 1024) + (16 * 32 * 16 * 256) + (32 * 64 * 16 * 64) + (64 * 64 * 16 * 16) + (64 * 32),
            costs[0].MultiplyAdds);
    }

    [Fact]
    public void TranslationCost_SharedLayersAndDiscriminators_AreCountedOnceAndNotAtAll()
    {
        var config = UnitConfig.Seminar32;
        var cost = TranslationCost.Of("x", config);
        var networks = UnitCost.Of(config, 32, 32);
        long Sum(params string[] names) => networks.Where(n => names.Contains(n.Network)).Sum(n => n.MultiplyAdds);
        Assert.Equal(Sum("encoder A", "shared by the encoders", "shared by the decoders", "decoder B"), cost.MultiplyAdds);
        Assert.Equal(
            networks.Where(n => !n.Network.StartsWith("discriminator", StringComparison.Ordinal)).Sum(n => n.Parameters),
            cost.Parameters);
        Assert.Equal(cost.Parameters * 4e-6, cost.WeightMegabytes, 9);
        var tunit = TranslationCost.Of("x", TunitConfig.Seminar32);
        Assert.Equal(TunitCost.Of(TunitConfig.Seminar32).SkipLast(1).Sum(n => n.MultiplyAdds), tunit.MultiplyAdds);
        // DRIT: half of what a picture of each domain needs; DUNIT: and the instances of one of them.
        var drit = DunitCost.Of(DunitConfig.Seminar64Drit).Where(n => !n.Network.Contains("discriminator"));
        Assert.Equal(drit.Sum(n => n.MultiplyAdds) / 2, TranslationCost.Of("x", DunitConfig.Seminar64Drit).MultiplyAdds);
        Assert.Equal(TranslationCost.Of("x", DunitConfig.Seminar64Drit).MultiplyAdds
            + DunitCost.Of(DunitConfig.Seminar64).Single(n => n.Network == "instance branch").MultiplyAdds,
            TranslationCost.Of("x", DunitConfig.Seminar64).MultiplyAdds);
    }

    [Fact]
    public void Tables_OfTheSix_SayWhatEachNeeds()
    {
        string needs = ModelCard.Needs().Text;
        Assert.Contains("DUNIT", needs, StringComparison.Ordinal);
        Assert.Single(ModelCard.All, card => card.Boxes != "no");
        Assert.Equal(2, ModelCard.All.Count(card => card.Targets.Contains("new ones", StringComparison.Ordinal)));
        Assert.Contains("119 animals, 256 x 256", ModelCard.Costs().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void PublishedFigures_OnlyConfirmedOnes_BesideOurs()
    {
        Assert.Equal(["COCO-FUNIT", "DUNIT"], PublishedFigure.WithoutFigures);
        var keys = PublishedFigure.All.Select(figure => figure.Key).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        string table = PublishedFigure.ToTable(("funit-5", 0.75), ("munit-diversity", 0.25)).Text;
        Assert.Contains("0.75", table, StringComparison.Ordinal);
        Assert.Contains("0.9605", table, StringComparison.Ordinal);
        Assert.Contains("'nothing'", Assert.Throws<ArgumentException>(
            () => PublishedFigure.ToTable(("nothing", 1))).Message, StringComparison.Ordinal);
    }

    private static long Count(nn.Module network) => network.parameters().Sum(parameter => parameter.numel());
}
