using Unpaired.Metrics;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

public sealed class KernelDistanceTests
{
    [Fact]
    public void Discrepancy_HandWorkedRows_IsTheFormula()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(new[] { 0.0, 1 }, [2, 1]), tensor(new[] { 1.0, 2 }, [2, 1]));
        // k(a, b) = (ab + 1)³: within x 1, 1; within y 27, 27; across 1, 1, 8, 27.
        Assert.Equal(((2.0 + 54) / 2) - (2 * 37.0 / 4), KernelDistance.Discrepancy(x, y), 1e-12);
        Assert.Equal(
            (((1 + 1 + 1 + 8) + (8 + 27 + 27 + 125)) / 4.0) - (2 * 37.0 / 4),
            KernelDistance.Discrepancy(x, y, DiscrepancyEstimate.Biased), 1e-12);
        Assert.Equal(
            ((2.0 + 54) / 2) - (1 + 8), KernelDistance.Discrepancy(x, y, DiscrepancyEstimate.UStatistic), 1e-12);
        // k(a, b) = ab + 1: within x 1, within y 3, across 1, 1, 2, 3.
        Assert.Equal(
            1 + 3 - (2 * 7 / 4.0), KernelDistance.Discrepancy(x, y, kernel: new PolynomialKernel(Degree: 1)), 1e-12);
    }

    [Fact]
    public void Of_SameSeed_DrawsTheSameSubsetsOfTheSmallerSize()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var (x, y) = (randn([30, 4], generator: random), randn([20, 4], generator: random));
        var distance = KernelDistance.Of(x, y, subsets: 8, subsetSize: 10);
        Assert.Equal(distance.Subsets, KernelDistance.Of(x, y, subsets: 8, subsetSize: 10).Subsets);
        Assert.NotEqual(distance.Subsets, KernelDistance.Of(x, y, subsets: 8, subsetSize: 10, seed: 2).Subsets);
        Assert.True(distance.Deviation > 0);
        // All of the smaller set: only the draws of the larger one differ.
        var whole = KernelDistance.Of(y, y, subsets: 3);
        Assert.Equal(0, whole.Deviation, 1e-9);
        Assert.True(whole.Mean < 0, "the unbiased estimate of a set with itself lies below 0");
    }

    [Fact]
    public void Of_FarSets_IsLargerThanNearSets()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        var (x, y) = (randn([60, 6], generator: random), randn([60, 6], generator: random));
        double near = KernelDistance.Of(x, y, 4, 50).Mean, far = KernelDistance.Of(x, y + 1, 4, 50).Mean;
        Assert.True(far > near + 0.5, $"{far} against {near}");
    }

    [Fact]
    public void Of_WrongShapes_AreNamed()
    {
        using var scope = NewDisposeScope();
        var x = zeros(4, 2);
        Assert.Contains("[4, 3]", Assert.Throws<ArgumentException>(() => KernelDistance.Of(x, zeros(4, 3))).Message);
        Assert.Contains("equal size",
            Assert.Throws<ArgumentException>(() => KernelDistance.Discrepancy(x, zeros(5, 2))).Message);
        Assert.Throws<ArgumentException>(() => KernelDistance.Of(x, x, subsets: 0));
        Assert.Throws<ArgumentException>(() => KernelDistance.Variance(zeros(2, 2), zeros(2, 2)));
    }
}
