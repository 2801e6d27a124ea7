using Unpaired.Metrics;

namespace Unpaired.Tests.Metrics;

public sealed class RankCorrelationTests
{
    [Fact]
    public void Of_NumbersOfSciPysDocumentation_IsItsValue()
    {
        // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]).statistic
        var correlation = RankCorrelation.Of([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]);
        Assert.Equal(0.8207826816681233, correlation.Value, 12);
        Assert.Equal(5, correlation.Count);
        // Of 120 orders of five with one tie, 16 agree or disagree as much.
        Assert.Equal(16 / 120.0, correlation.Chance, 0.03);
    }

    [Fact]
    public void Of_OrdersOnly_DoesNotSeeSizes()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 3, 4], [1, 10, 100, 1e9]).Value, 12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3, 4], [4, 3, 2, -7]).Value, 12);
        Assert.Equal(0.6, RankCorrelation.Of([1, 2, 3, 4], [2, 1, 4, 3]).Value, 12);
        Assert.Equal([1.5, 3, 1.5, 4], RankCorrelation.Ranks([2, 5, 2, 9]));
        Assert.Equal(2 / 24.0, RankCorrelation.Of([1, 2, 3, 4], [5, 6, 7, 8]).Chance, 0.02);
        Assert.Equal("0.60 (n = 4, chance", RankCorrelation.Of([1, 2, 3, 4], [2, 1, 4, 3]).ToString()[..19]);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2 }, new[] { 1.0, 2 })]
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 1.0, 2, 3, 4 })]
    [InlineData(new[] { 1.0, 1, 1 }, new[] { 1.0, 2, 3 })]
    [InlineData(new[] { 1.0, double.NaN, 1 }, new[] { 1.0, 2, 3 })]
    public void Of_ListsThatHaveNoOrder_Throws(double[] first, double[] second) =>
        Assert.Throws<ArgumentException>(() => RankCorrelation.Of(first, second));
}
