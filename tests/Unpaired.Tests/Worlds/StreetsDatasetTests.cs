using TorchSharp;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public class StreetsDatasetTests
{
    private static readonly StreetsWorld World = new();

    [Fact]
    public void Item_AskedTwiceAndInAnyOrder_IsTheSame()
    {
        foreach (var domain in Enum.GetValues<StreetDomain>())
        {
            var first = new StreetsDataset(World, domain, 9, 5);
            var second = new StreetsDataset(World, domain, 40, 5);
            _ = second[2];
            Assert.True(first[7].Rgb.SequenceEqual(second[7].Rgb));
            Assert.True(first[7].Rgb.SequenceEqual(World.Render(first.Content(7), first.Style(7)).Rgb));
            Assert.False(first[7].Rgb.SequenceEqual(new StreetsDataset(World, domain, 9, 6)[7].Rgb));
            Assert.Equal(domain, first.Style(7).Domain);
            Assert.Equal(World.Boxes(first.Content(7)), first.Boxes(7));
        }
    }

    [Fact]
    public void Contents_OfAllDomainsAndTheTestSet_AreDisjoint()
    {
        var sets = Enum.GetValues<StreetDomain>().Select(d => new StreetsDataset(World, d, 150, 1)).ToList();
        var test = new StreetsTestSet(World, 40, 1);
        var contents = sets.SelectMany(set => Enumerable.Range(0, 150).Select(set.Content))
            .Concat(test.Pairs().SelectMany(p => (StreetContent[])[p.Content, p.ExampleContent])).ToList();
        Assert.Equal(contents.Count, contents.Distinct().Count());
    }

    [Fact]
    public void TestPair_PicturesShowOneStreetInEveryLight()
    {
        var test = new StreetsTestSet(World, 5, 9);
        var pair = test[3];
        Assert.True(pair.Day.Rgb.SequenceEqual(World.Render(pair.Content, pair.Style(StreetDomain.Day)).Rgb));
        Assert.True(pair.Night.Rgb.SequenceEqual(pair.Render(StreetDomain.Night).Rgb));
        Assert.True(pair.Rain.Rgb.SequenceEqual(test[3].Rain.Rgb));
        Assert.Equal(World.Boxes(pair.Content), pair.Boxes);
        Assert.NotEqual(pair.Content, pair.ExampleContent);
        Assert.True(pair.StyleExample(StreetDomain.Rain).Rgb.SequenceEqual(
            World.Render(pair.ExampleContent, pair.Style(StreetDomain.Rain)).Rgb));
    }

    [Fact]
    public void Batch_Indices_GivesTensorOfThePictures()
    {
        using var scope = torch.NewDisposeScope();
        var set = new StreetsDataset(new StreetsWorld(96, 64), StreetDomain.Night, 8, 1);
        var batch = set.Batch([3, 0]);
        Assert.Equal([2, 3, 64, 96], batch.shape);
        Assert.Equal(0, (batch[1] - set[0].ToTensor()).abs().max().item<float>());
    }

    [Fact]
    public void Baselines_RightStreetInMedianLight_BeatsTheOthers()
    {
        var test = new StreetsTestSet(World, 12, 4);
        var (from, to) = (StreetDomain.Day, StreetDomain.Night);
        var train = new StreetsDataset(World, to, 60, 4);
        var pictures = Enumerable.Range(0, train.Count).Select(i => train[i]).ToList();
        var copy = CounterfactualBaselines.CopyInput(test, from, to);
        var constant = CounterfactualBaselines.Constant(test, to, CounterfactualBaselines.BestConstant(pictures));
        var example = CounterfactualBaselines.StyleExample(test, to);
        var light = CounterfactualBaselines.WithoutStyle(test, to, 16);
        var all = $"copy {copy}, constant {constant}, example {example}, without style {light}";
        Assert.True(copy.Mean > constant.Mean && example.Mean > constant.Mean, all);
        Assert.True(constant.Mean > 1.4 * light.Mean, all);
        Assert.Throws<ArgumentException>(() => CounterfactualBaselines.WithoutStyle(test, to, 0));
    }

    [Fact]
    public void Sets_BadCountDomainOrIndex_Throw()
    {
        Assert.Contains("at least 1 picture; got 0",
            Assert.Throws<ArgumentException>(() => new StreetsDataset(World, StreetDomain.Day, 0, 1)).Message);
        Assert.Contains("no StreetDomain 5",
            Assert.Throws<ArgumentException>(() => new StreetsDataset(World, (StreetDomain)5, 1, 1)).Message);
        Assert.Contains("at least 1 pair; got -2",
            Assert.Throws<ArgumentException>(() => new StreetsTestSet(World, -2, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreetsDataset(World, StreetDomain.Day, 4, 1)[4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreetsTestSet(World, 4, 1)[-1]);
    }
}
