using Unpaired.Detection;
using static TorchSharp.torch;
using static Unpaired.Tests.Detection.DetectorGoldens;

namespace Unpaired.Tests.Detection;

public sealed class NonMaximumSuppressionTests
{
    [Theory]
    [InlineData(ScalarType.Float64, 1, 0.5)]
    [InlineData(ScalarType.Float64, 300, 0.3)]
    [InlineData(ScalarType.Float32, 301, 0.3)]
    [InlineData(ScalarType.Float32, 17, 0)]
    [InlineData(ScalarType.Float32, 200, 1)]
    public void Keep_RandomBoxes_IsThatOfThePlainLoop(ScalarType type, int count, double threshold)
    {
        using var scope = NewDisposeScope();
        var (boxes, scores, _) = Random(count, type);
        Assert.Equal(PlainLoop(boxes, scores, null, threshold),
            NonMaximumSuppression.Keep(boxes, scores, threshold).ToLongs());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)] // groups go to threads
    public void KeepPerGroup_RandomBoxes_IsThatOfThePlainLoop(int count)
    {
        using var scope = NewDisposeScope();
        var (boxes, scores, groups) = Random(count, ScalarType.Float32);
        Assert.Equal(
            PlainLoop(boxes, scores, groups, 0.4),
                NonMaximumSuppression.KeepPerGroup(boxes, scores, groups, 0.4).ToLongs());
    }

    [Fact]
    public void Keep_Ties_KeepTheOrderOfInput()
    {
        using var scope = NewDisposeScope();
        var boxes = BoxTensor(0, 0, 4, 4, 0, 0, 4, 4, 10, 10, 12, 12);
        Assert.Equal([0, 2], NonMaximumSuppression.Keep(boxes, ones(3), 0.5).ToLongs());
    }

    [Fact]
    public void Keep_OverlapEqualToTheThreshold_Stays()
    {
        using var scope = NewDisposeScope();
        var boxes = BoxTensor(0, 0, 4, 1, 0, 0, 2, 1); // overlap 1/2
        Assert.Equal([0, 1], NonMaximumSuppression.Keep(boxes, tensor(new[] { 2.0, 1 }), 0.5).ToLongs());
        Assert.Equal([0], NonMaximumSuppression.Keep(boxes, tensor(new[] { 2.0, 1 }), 0.4999).ToLongs());
    }

    [Fact]
    public void Keep_WrongShapes_SaysWhatIsExpected()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => NonMaximumSuppression.Keep(zeros(3, 4), zeros(2), 0.5));
        Assert.Contains("[3, 4], [2]", error.Message);
    }

    private static (Tensor Boxes, Tensor Scores, Tensor Groups) Random(int count, ScalarType type)
    {
        using var random = new Generator(11);
        var corners = rand(count, 2, generator: random) * 60;
        var boxes = cat([corners, corners + rand(count, 2, generator: random) * 20], 1).to(type);
        return (boxes, rand(count, generator: random).to(type), randint(0, 5, count, generator: random, dtype: int64));
    }

    /// <summary>The definition, one pair after the other.</summary>
    private static long[] PlainLoop(Tensor boxes, Tensor scores, Tensor? groups, double threshold)
    {
        double[] overlaps = Boxes.Iou(boxes, boxes).ToDoubles(), values = scores.ToDoubles();
        long[]? group = groups?.ToLongs();
        var kept = new List<long>();
        foreach (int i in Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]))
        {
            if (kept.All(k =>
                (group is not null && group[k] != group[i]) || !(overlaps[k * values.Length + i] > threshold)))
                kept.Add(i);
        }
        return [.. kept];
    }
}
