using Unpaired.Metrics.Clustering;

namespace Unpaired.Tests.Metrics;

public sealed class ClusterReportTests
{
    private static readonly int[] Labels = [0, 0, 1, 1, 2, 2];

    private static readonly ClusteringScores Perfect = ClusteringScores.Of(Labels, [2, 2, 0, 0, 1, 1]);
    private static readonly ClusteringScores Half = ClusteringScores.Of(Labels, [0, 1, 0, 1, 2, 2]);
    private static readonly ClusteringScores Nothing = ClusteringScores.Of(Labels, [0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Report_TwoMethods_GivesMeansAndSpread()
    {
        var report = new ClusterReport(("found", [Perfect, Half]), ("one cluster", [Nothing]));
        Assert.Equal(["found", "one cluster"], report.Methods);
        Assert.Equal((1 + 4 / 6.0) / 2, report["found"], 12);
        Assert.Equal(4 / 6.0, report.Lowest("found"), 12);
        Assert.Equal(1 / 3.0, report["one cluster"], 12);
        string table = report.ToTable().ToMarkdown();
        Assert.Contains("0.833 (0.667 to 1.000)", table);
        Assert.Contains("6 pictures of 3 species", table);
        Assert.Contains("found 0.833 (0.667 to 1.000); one cluster 0.333 (0.333 to 0.333)", report.ToString());
        Assert.Equal(report.ToString(), report.ToChart("Clusters").Text);
    }

    [Fact]
    public void Report_Impossible_IsRefused()
    {
        void Refused(string message, params (string, IReadOnlyList<ClusteringScores>)[] methods) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => new ClusterReport(methods)).Message);
        Refused("at least one method");
        Refused("'a': expected at least one run", ("a", []));
        Refused("'a' twice", ("a", [Half]), ("a", [Half]));
        Refused("'b': expected clusterings of the same items",
            ("a", [Half]), ("b", [ClusteringScores.Of([0, 0, 0], [0, 1, 1])]));
        Assert.Contains("the report has a", Assert.Throws<KeyNotFoundException>(() => new ClusterReport(("a", [Half]))["b"]).Message);
    }

    [Fact]
    public void Confusion_Columns_StandInTheOrderOfTheirLabels()
    {
        var (values, columns) = Perfect.Confusion();
        Assert.Equal(["2", "0", "1"], columns);
        for (int label = 0; label < 3; label++) Assert.Equal(2, values[label, label]);
    }
}
