using Unpaired.Metrics;
using Unpaired.Worlds;

namespace Unpaired.Tests.Metrics;

public sealed class CounterfactualReportTests
{
    private static readonly ObjectsWorld World = new(32);

    private static CounterfactualReport Report() => CounterfactualReport.Run(World, 3, [5, 6],
        ("oracle", pair => pair.Truth), ("copy", pair => pair.Outline), ("style", pair => pair.StyleExample));

    [Fact]
    public void Run_OracleAndRivals_OracleIsPerfectAndRivalsAreNot()
    {
        var report = Report();
        Assert.Equal(0, report["oracle"]);
        Assert.Equal(["oracle", "copy", "style"], report.Methods);
        double wanted = new long[] { 5, 6 }.SelectMany(seed => new ObjectsTestSet(World, 3, seed).Pairs())
            .Average(pair => CounterfactualError.Between(pair.Outline, pair.Truth));
        Assert.Equal(wanted, report["copy"], 12);
        Assert.True(report["style"] > 0);
    }

    [Fact]
    public void ToTable_AndChart_NameMethodsAndNumbers()
    {
        var report = Report();
        Assert.Contains("2 test sets of 3 pairs", report.ToTable().Text);
        Assert.Contains($"copy {report["copy"]:F3}", report.ToChart("Oracle wins").Text);
        Assert.Contains("6 pairs", report.ToString());
    }

    [Fact]
    public void Run_NothingToDo_SaysWhatCame()
    {
        Assert.Contains("0 and 1", Assert.Throws<ArgumentException>(
            () => CounterfactualReport.Run(World, 3, [], ("oracle", pair => pair.Truth))).Message);
        Assert.Contains("copy", Assert.Throws<KeyNotFoundException>(() => Report()["guess"]).Message);
    }
}
