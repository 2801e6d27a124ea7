using Unpaired.Detection;
using static TorchSharp.torch;
using static Unpaired.Tests.Detection.DetectorGoldens;

namespace Unpaired.Tests.Detection;

public sealed class BoxArithmeticTests
{
    [Fact]
    public void Overlaps_TwoSquares_AreThoseWorkedOutByHand()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (BoxTensor(0, 0, 2, 2), BoxTensor(1, 1, 3, 3, 4, 0, 6, 2));
        // Second pair: side by side, 2 apart; the box round both is 6 x 2, its diagonal² 40, the centres 4 apart.
        AssertNear([1.0 / 7, 0], Boxes.Iou(first, second));
        AssertNear([1.0 / 7 - 2.0 / 9, -4.0 / 12], Boxes.GeneralizedIou(first, second));
        AssertNear([1.0 / 7 - 2.0 / 18, -16.0 / 40], Boxes.DistanceIou(first, second), 1e-6);
        AssertNear([1.0 / 7 - 2.0 / 18, -16.0 / 40], Boxes.CompleteIou(first, second), 1e-6);
    }

    [Fact]
    public void ClipAndMirror_MoveEachSide()
    {
        using var scope = NewDisposeScope();
        AssertNear([0, 2, 10, 8], Boxes.Clip(BoxTensor(-3, 2, 12, 9), height: 8, width: 10));
        AssertNear([6, 1, 9, 4], Boxes.Mirrored(BoxTensor(1, 1, 4, 4), 10));
        Assert.Equal([1], Boxes.LargeEnough(BoxTensor(0, 0, 0, 5, 0, 0, 1, 1), 1).ToLongs());
    }

    [Fact]
    public void Coder_DecodeOfEncode_IsTheBox()
    {
        using var scope = NewDisposeScope();
        var coder = new BoxCoder(10, 10, 5, 5);
        var (boxes, anchors) = (BoxTensor(1, 2, 30, 14), BoxTensor(3, 0, 20, 20));
        AssertNear([1, 2, 30, 14], coder.Decode(coder.Encode(boxes, anchors), anchors));
        // Growth is limited to 62.5 times, whatever a network says.
        AssertNear([10 - 31.25 * 20, 0, 10 + 31.25 * 20, 20],
            BoxCoder.Plain.Decode(BoxTensor(0, 0, 1000, 0), BoxTensor(0, 0, 20, 20)));
    }

    [Fact]
    public void Matcher_BestOfEachTrueBox_IsKeptBelowTheThreshold()
    {
        using var scope = NewDisposeScope();
        var overlaps = tensor(new[] { 0.8, 0.1, 0.4, 0.2, 0.2, 0.1, 0.5, 0.2 }, [2, 4]);
        Assert.Equal([0, -1, -2, -1], new BoxMatcher(0.7, 0.3, false).Match(overlaps).ToLongs());
        // True box 1 overlaps most with prediction 2, which goes to its own best, also box 1.
        Assert.Equal([0, -1, 1, -1], new BoxMatcher(0.7, 0.3, true).Match(overlaps).ToLongs());
        Assert.Throws<ArgumentException>(() => new BoxMatcher(0.7, 0.3, true).Match(zeros(0, 4)));
    }

    [Fact]
    public void Sampler_FewPositives_FillsUpWithNegatives()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var labels = tensor(new float[] { 1, 0, 0, -1, 0, 1, 0, 0 });
        var (positive, negative) = new BalancedSampler(5, 0.2).Sample(labels, new RandomDraws(random));
        Assert.Single(positive.ToLongs());
        Assert.Equal(4, negative.ToLongs().Length);
        Assert.Equal(negative.ToLongs().Order(), negative.ToLongs());
        Assert.All(negative.ToLongs(), i => Assert.Equal(0, labels[i].item<float>()));
        Assert.True(labels[positive.ToLongs()[0]].item<float>() > 0);
    }

    [Fact]
    public void Anchors_FarCell_StandsAtItsStride()
    {
        using var scope = NewDisposeScope();
        var generator = new AnchorGenerator([[8, 16]], [[1]]);
        var anchors = generator.Anchors(96, 64, [zeros(1, 1, 6, 8)]);
        Assert.Equal([96, 4], anchors.shape);
        AssertNear([56 - 8, 80 - 8, 56 + 8, 80 + 8], anchors[95]);
        Assert.Throws<ArgumentException>(() => generator.Anchors(96, 64, [zeros(1, 1, 2, 2), zeros(1, 1, 1, 1)]));
    }

    internal static void AssertNear(double[] expected, Tensor actual, double tolerance = 1e-9)
    {
        double[] values = actual.ToDoubles();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance,
                $"{i}: expected {expected[i]:R}, got {values[i]:R}");
    }
}
