using Unpaired.Detection;
using static TorchSharp.torch;
using static Unpaired.Tests.Detection.DetectorGoldens;

namespace Unpaired.Tests.Detection;

/// <summary>Input at the edge of sense: answers that are right, or a refusal that says why.</summary>
public sealed class DegenerateInputTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 200)]
    [InlineData(97, 1)]
    public void Detect_OnePixelWide_GivesBoxesWithinIt(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var network = Network(Small with { BoxScoreThreshold = 0 });
        var found = network.Detect([ones(3, height, width)])[0];
        Assert.True(found.Boxes.isfinite().all().item<bool>());
        var (left, top, right, bottom) =
            (found.Boxes[.., 0], found.Boxes[.., 1], found.Boxes[.., 2], found.Boxes[.., 3]);
        Assert.All(left.ToDoubles().Concat(top.ToDoubles()), side => Assert.True(side >= 0));
        Assert.All(right.ToDoubles(), side => Assert.True(side <= width * 1.001));
        Assert.All(bottom.ToDoubles(), side => Assert.True(side <= height * 1.001));
    }

    [Fact]
    public void Losses_OnePixelPictureAndNoObjects_AreFinite()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var network = Network(Small);
        network.train();
        DetectionTarget nothing = new(zeros(0, 4), zeros(0, dtype: int64));
        var losses = network.Losses([ones(3, 1, 1), ones(3, 40, 60)], [nothing, nothing], new RandomDraws(random));
        Assert.All(losses.Parts, part => Assert.True(double.IsFinite(part.Value.item<float>()), part.Name));
        // Nothing to regress to.
        Assert.Equal(0, losses.BoxRegression.item<float>());
        Assert.Equal(0, losses.ProposalRegression.item<float>());
        Assert.True(losses.Objectness.item<float>() > 0);
    }

    [Theory]
    [InlineData(5, 5, 5, 9, 1, "Picture 1, box 0: expected left < right and top < bottom; got (5, 5, 5, 9)")]
    [InlineData(5, 9, 8, 9, 1, "got (5, 9, 8, 9)")]
    [InlineData(8, 5, 5, 9, 1, "got (8, 5, 5, 9)")]
    [InlineData(double.NaN, 5, 8, 9, 1, "got (NaN, 5, 8, 9)")]
    [InlineData(5, 5, 8, 9, 0, "expected a label of 1 to 3 (0 is background); got 0")]
    [InlineData(5, 5, 8, 9, 4, "got 4")]
    public void Losses_ImpossibleBox_NamesPictureAndBox(
        double left, double top, double right, double bottom, long label, string message)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var network = Network(Small);
        DetectionTarget good = new(zeros(0, 4), zeros(0, dtype: int64));
        DetectionTarget bad = new(BoxTensor(left, top, right, bottom).to(float32), tensor(new[] { label }));
        var error = Assert.Throws<ArgumentException>(() => network.Losses(
            [ones(3, 40, 40), ones(3, 40, 40)], [good, bad], new RandomDraws(random)));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Losses_WrongTargets_SayWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        using var network = Network(Small);
        var draws = new RandomDraws(random);
        Assert.Contains("a target for each of 1 pictures; got 0",
            Assert.Throws<ArgumentException>(() => network.Losses([ones(3, 40, 40)], [], draws)).Message);
        DetectionTarget flat = new(zeros(0), zeros(0, dtype: int64));
        Assert.Contains("boxes [n, 4]",
            Assert.Throws<ArgumentException>(() => network.Losses([ones(3, 40, 40)], [flat], draws)).Message);
        Assert.Contains("[3, H, W]", Assert.Throws<ArgumentException>(() => network.Detect([ones(4, 40, 40)])).Message);
        Assert.Contains("[3, H, W]", Assert.Throws<ArgumentException>(() => network.Detect([ones(3, 0, 40)])).Message);
        Assert.Contains("at least one picture", Assert.Throws<ArgumentException>(() => network.Detect([])).Message);
    }

    [Fact]
    public void Suppression_TenThousandBoxes_LeavesOneOfEachHeap()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        // A hundred heaps, 40 pixels apart, of boxes that overlap almost wholly.
        var places = (Range(10_000) % 100).to(float32);
        var left = (places % 10) * 40 + rand(10_000, generator: random);
        var top = (places / 10).floor() * 40 + rand(10_000, generator: random);
        var boxes = stack([left, top, left + 30, top + 30], 1);
        var kept = NonMaximumSuppression.Keep(boxes, rand(10_000, generator: random), 0.5);
        Assert.Equal(100, kept.shape[0]);
        Assert.Equal(100, places.index_select(0, kept).ToLongs().Distinct().Count());
    }

    [Fact]
    public void Detect_ThousandsOfProposals_GivesAtMostTheLimit()
    {
        using var scope = NewDisposeScope();
        var config = Small with
        {
            ShortSides = [192],
            LongestSide = 256,
            ProposalsBeforeNmsTest = 4000,
            ProposalsAfterNmsTest = 4000,
            ProposalNmsIou = 1,
            BoxScoreThreshold = 0,
            BoxNmsIou = 1,
            DetectionsPerPicture = 5000,
        };
        using var network = Network(config);
        network.eval();
        using var quiet = no_grad();
        var prepared = network.Prepare([rand(3, 96, 128)]);
        var maps = network.Backbone.Maps(prepared.Pictures);
        var proposals = network.Proposals.Propose(
            network.Proposals.Head(maps), network.Proposals.Anchors(prepared, maps), prepared.Sizes);
        Assert.True(proposals[0].shape[0] > 2000, $"{proposals[0].shape[0]} proposals");
        Assert.Equal(5000, network.Detect([rand(3, 96, 128)])[0].Scores.shape[0]);
    }

    [Fact]
    public void Detect_NothingAboveTheThreshold_GivesEmptyLists()
    {
        using var scope = NewDisposeScope();
        using var network = Network(Small with { BoxScoreThreshold = 1 });
        var found = network.Detect([zeros(3, 30, 50), ones(3, 50, 30)]);
        Assert.All(found, one => Assert.Equal([0, 4], one.Boxes.shape));
        Assert.All(found, one => Assert.Empty(one.ToObjects()));
        using var strict = Network(Small with { ProposalScoreThreshold = 1 });
        Assert.Empty(strict.Detect([zeros(3, 30, 50)])[0].ToObjects());
    }

    private static Tensor Range(long count) => arange(count, dtype: int64);
}
