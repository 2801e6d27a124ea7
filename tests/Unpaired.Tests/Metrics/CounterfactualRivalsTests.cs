using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

public sealed class CounterfactualRivalsTests
{
    private static readonly ObjectsWorld World = new(32);

    [Fact]
    public void Of_Report_OrdersRivalsAsTheyMust()
    {
        var report = CounterfactualReport.Run(World, 24, [3], CounterfactualRivals.Of(World, pictures: 100));
        Assert.Equal(["outline", "mean picture", "best constant", "style picture", "median filling"], report.Methods);
        Assert.True(report["best constant"] <= report["mean picture"]); // the median is best for this error
        Assert.True(report["median filling"] < report["best constant"]); // and knowing the shape is better still
        Assert.True(report["median filling"] < report["outline"]);
    }

    [Fact]
    public void Of_NoStyles_SaysWhatCame() =>
        Assert.Contains("got 0", Assert.Throws<ArgumentException>(() => CounterfactualRivals.Of(World, styles: 0)).Message);
}
