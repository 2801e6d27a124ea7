using TorchSharp;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Tests.Worlds;

public class ObjectsDatasetTests
{
    private static readonly ObjectsWorld World = new(32);

    [Theory, InlineData(Domain.A), InlineData(Domain.B)]
    public void Item_AskedTwiceAndInAnyOrder_IsTheSame(Domain domain)
    {
        var first = new ObjectsDataset(World, domain, 20, 5);
        var second = new ObjectsDataset(World, domain, 40, 5);
        Assert.True(first[13].Rgb.SequenceEqual(second[13].Rgb));
        _ = second[2];
        Assert.True(first[13].Rgb.SequenceEqual(second[13].Rgb));
        Assert.False(first[13].Rgb.SequenceEqual(new ObjectsDataset(World, domain, 20, 6)[13].Rgb));
        Assert.False(first[13].Rgb.SequenceEqual(first[14].Rgb));
    }

    [Fact]
    public void Contents_OfBothDomainsAndTheTestSet_AreDisjoint()
    {
        var a = new ObjectsDataset(World, Domain.A, 500, 1);
        var b = new ObjectsDataset(World, Domain.B, 500, 1);
        var test = new ObjectsTestSet(World, 30, 1);
        var contents = Enumerable.Range(0, 500).SelectMany(i => (ObjectContent[])[a.Content(i), b.Content(i)])
            .Concat(test.Pairs().SelectMany(p => (ObjectContent[])[p.Content, p.StyleContent])).ToList();
        Assert.Equal(contents.Count, contents.Distinct().Count());
    }

    [Fact]
    public void Style_DomainA_IsNull_DomainB_RendersTheItem()
    {
        Assert.Null(new ObjectsDataset(World, Domain.A, 3, 1).Style(0));
        var b = new ObjectsDataset(World, Domain.B, 3, 1);
        Assert.True(b[1].Rgb.SequenceEqual(World.Render(b.Content(1), b.Style(1)!).Rgb));
    }

    [Fact]
    public void Draws_CoverKindsPatternsAndHuesEvenly()
    {
        var b = new ObjectsDataset(World, Domain.B, 1400, 1);
        var kinds = Enumerable.Range(0, b.Count).Select(i => b.Content(i).Kind).CountBy(k => k).ToList();
        Assert.Equal(ObjectKinds.All.Length, kinds.Count);
        Assert.All(kinds, k => Assert.InRange(k.Value, 60, 145));
        var patterns = Enumerable.Range(0, b.Count).Select(i => b.Style(i)!.Pattern).CountBy(p => p).ToDictionary();
        Assert.InRange(patterns[ObjectPattern.Solid] / (double)b.Count, 0.29, 0.38);
        Assert.InRange(patterns[ObjectPattern.Checks] / (double)b.Count, 0.13, 0.21);
        Assert.InRange(Enumerable.Range(0, b.Count).Average(i => b.Style(i)!.Hue), 165, 195);
    }

    [Fact]
    public void Style_IsIndependentOfContent()
    {
        var b = new ObjectsDataset(World, Domain.B, 2000, 3);
        var kind = Enumerable.Range(0, b.Count).Select(i => (double)b.Content(i).Kind).ToList();
        var hue = Enumerable.Range(0, b.Count).Select(i => b.Style(i)!.Hue).ToList();
        double meanKind = kind.Average(), meanHue = hue.Average();
        var covariance = kind.Zip(hue, (k, h) => (k - meanKind) * (h - meanHue)).Average();
        var spread = Math.Sqrt(kind.Average(k => Math.Pow(k - meanKind, 2))
            * hue.Average(h => Math.Pow(h - meanHue, 2)));
        Assert.InRange(covariance / spread, -0.08, 0.08); // 3.5 standard errors
    }

    [Fact]
    public void Batch_Indices_GivesTensorInRange()
    {
        using var scope = torch.NewDisposeScope();
        var set = new ObjectsDataset(World, Domain.A, 8, 1);
        var batch = set.Batch([3, 0, 7]);
        Assert.Equal([3, 3, 32, 32], batch.shape);
        Assert.Equal(torch.float32, batch.dtype);
        Assert.InRange(batch.min().item<float>(), -1f, -0.5f);
        Assert.Equal(1f, batch.max().item<float>());
        var alone = set[0].ToTensor();
        Assert.Equal(0, (batch[1] - alone).abs().max().item<float>());
    }

    [Fact]
    public void TestPair_TruthIsTheContentInTheExamplesStyle()
    {
        var test = new ObjectsTestSet(World, 5, 9);
        var pair = test[3];
        Assert.True(pair.Truth.Rgb.SequenceEqual(World.Render(pair.Content, pair.Style).Rgb));
        Assert.True(pair.Outline.Rgb.SequenceEqual(World.RenderOutline(pair.Content).Rgb));
        Assert.True(pair.StyleExample.Rgb.SequenceEqual(World.Render(pair.StyleContent, pair.Style).Rgb));
        Assert.NotEqual(pair.Content, pair.StyleContent);
    }

    [Fact]
    public void Sets_BadCountOrIndex_Throw()
    {
        Assert.Contains("at least 1 picture; got 0",
            Assert.Throws<ArgumentException>(() => new ObjectsDataset(World, Domain.A, 0, 1)).Message);
        Assert.Contains("at least 1 pair; got -2",
            Assert.Throws<ArgumentException>(() => new ObjectsTestSet(World, -2, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObjectsDataset(World, Domain.A, 4, 1)[4]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ObjectsTestSet(World, 4, 1)[-1]);
    }

    [Fact]
    public void SplitMix_KnownSeed_GivesKnownNumbers()
    {
        var random = new SplitMixRandom(1);
        double[] numbers = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
        Assert.All(numbers, n => Assert.InRange(n, 0, 1));
        var again = new SplitMixRandom(1);
        Assert.All(numbers, n => Assert.Equal(n, again.NextDouble()));
        Assert.NotEqual(numbers[0], new SplitMixRandom(1, 0).NextDouble());
        Assert.NotEqual(new SplitMixRandom(1, 0, 1).NextDouble(), new SplitMixRandom(1, 1, 0).NextDouble());
        var die = Enumerable.Range(0, 6000).Select(_ => random.Next(1, 7)).CountBy(n => n).ToDictionary();
        Assert.All(Enumerable.Range(1, 6), face => Assert.InRange(die[face], 880, 1120));
        Assert.Equal(6, die.Count);
    }
}
