using Unpaired.Checkpoints;
using Unpaired.Data;
using Unpaired.Metrics.Clustering;
using Unpaired.Tests.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

public sealed class ClusteringTests
{
    [Theory]
    [InlineData("square")]
    [InlineData("more_clusters")]
    [InlineData("fewer_clusters")]
    public void Scores_Golden_AgreeWithScikitLearn(string name)
    {
        using var golden = Safetensors.Load(Path.Combine(TunitGoldens.Below("metrics"), "clustering.safetensors"));
        int[] Whole(string part) => [.. golden.Tensors[$"in.{name}.{part}"].data<long>().ToArray().Select(v => (int)v)];
        var scores = ClusteringScores.Of(Whole("labels"), Whole("clusters"));
        void Check(string part, double actual) =>
            Assert.Equal(golden.Tensors[$"out.{name}.{part}"].item<double>(), actual, 1e-12);
        Check("nmi_arithmetic", scores.NormalizedInformation());
        Check("nmi_geometric", scores.NormalizedInformation(InformationNorm.Geometric));
        Check("nmi_min", scores.NormalizedInformation(InformationNorm.Minimum));
        Check("nmi_max", scores.NormalizedInformation(InformationNorm.Maximum));
        Check("mi", scores.MutualInformation);
        Check("ari", scores.AdjustedRand);
        Check("accuracy_hungarian", scores.Accuracy);
        Check("accuracy_majority", scores.Purity);
        using var counts = golden.Tensors[$"out.{name}.contingency"].clone();
        Assert.Equal([scores.Table.LabelCount, scores.Table.ClusterCount], counts.shape);
        for (int l = 0; l < scores.Table.LabelCount; l++)
            for (int c = 0; c < scores.Table.ClusterCount; c++) Assert.Equal(counts[l, c].item<long>(), scores.Table[l, c]);
    }

    [Fact]
    public void Scores_ByHand()
    {
        // Cluster 0: labels 0 0 1; cluster 1: labels 1 1 1.
        var scores = ClusteringScores.Of([0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1]);
        Assert.Equal(5 / 6.0, scores.Accuracy, 1e-12);
        Assert.Equal(5 / 6.0, scores.Purity, 1e-12);
        Assert.Equal([0, 1], scores.Match);
        // Pairs together: 1 + 0 + 3 = 4; expected 7 · 6 / 15 = 2.8; at most (7 + 6) / 2 = 6.5.
        Assert.Equal((4 - 2.8) / (6.5 - 2.8), scores.AdjustedRand, 1e-12);
        var renamed = ClusteringScores.Of([0, 0, 1, 1], [1, 1, 0, 0]);
        Assert.Equal((1.0, 1.0, 1.0), (renamed.Accuracy, renamed.NormalizedInformation(), renamed.AdjustedRand));
        var lumped = ClusteringScores.Of([0, 0, 1, 1], [0, 0, 0, 0]);
        Assert.Equal((0.5, 0.0, 0.0), (lumped.Accuracy, lumped.NormalizedInformation(), lumped.AdjustedRand));
        Assert.Contains("accuracy 0.833", scores.ToString());
        Assert.Contains("83.3", scores.ToConfusionChart("Two clusters").Text);
    }

    [Fact]
    public void Scores_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ClusteringScores.Of([], []));
        Assert.Throws<ArgumentException>(() => ClusteringScores.Of([0, 1], [0]));
        Assert.Contains("Item 1", Assert.Throws<ArgumentException>(() => ClusteringScores.Of([0, -1], [0, 0])).Message);
        Assert.Throws<ArgumentException>(() => new ContingencyTable([0, 3], [0, 0], labelCount: 3));
    }

    [Fact]
    public void Maximise_RandomGains_EqualsBruteForce()
    {
        var random = new Random(1);
        for (int trial = 0; trial < 120; trial++)
        {
            int rows = random.Next(1, 6), columns = random.Next(1, 6);
            double[,] gain = new double[rows, columns];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++) gain[i, j] = random.Next(-5, 20);
            var match = Assignment.Maximise(gain);
            Assert.Equal(Math.Min(rows, columns), match.Count(column => column >= 0));
            Assert.Equal(match.Where(column => column >= 0).Distinct().Count(), match.Count(column => column >= 0));
            double found = match.Select((column, row) => column < 0 ? 0 : gain[row, column]).Sum();
            Assert.Equal(Best(gain, 0, 0, Math.Min(rows, columns)), found);
        }
        Assert.Throws<ArgumentException>(() => Assignment.Maximise(new double[0, 3]));
        Assert.Throws<ArgumentException>(() => Assignment.Maximise(new[,] { { double.NaN } }));
    }

    [Fact]
    public void KMeans_Blobs_FindsThemWhateverTheSeed()
    {
        using var scope = NewDisposeScope();
        var (points, labels) = Blobs(4, 30, 6);
        for (long seed = 1; seed <= 3; seed++)
        {
            var fit = KMeans.Fit(points, 4, seed);
            Assert.Equal(1, ClusteringScores.Of(labels, fit.Clusters).Accuracy);
            Assert.Equal(4, fit.Centres.GetLength(0));
        }
        var again = KMeans.Fit(points, 4, 2);
        Assert.Equal(KMeans.Fit(points, 4, 2).Clusters, again.Clusters);
        Assert.Equal(KMeans.Fit(points, 1).Inertia, (points - points.mean([0])).square().sum().item<double>(), 1e-6);
        Assert.True(KMeans.Fit(ones(5, 2), 3).Inertia < 1e-12, "equal points leave clusters empty, which is no error");
        Assert.Throws<ArgumentException>(() => KMeans.Fit(points, 121));
        Assert.Throws<ArgumentException>(() => KMeans.Fit(points * double.NaN, 2));
    }

    [Fact]
    public void Project_TallAndWide_KeepDistances()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        foreach (var (count, size) in new[] { (30, 4), (5, 40) })
        {
            var x = empty(count, size, dtype: float64).normal_(0, 1, random) * arange(1, size + 1, dtype: float64);
            int most = Math.Min(count, size);
            var projected = PrincipalComponents.Project(x, most);
            Assert.Equal([count, most], projected.shape);
            var expected = cdist(x, x);
            Assert.True((cdist(projected, projected) - expected).abs().max().item<double>() < 1e-6 * expected.max().item<double>());
            double[] spread = projected.var(0, unbiased: true).data<double>().ToArray();
            Assert.Equal(spread.OrderDescending(), spread);
        }
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Project(zeros(1, 3), 1));
    }

    [Fact]
    public void Map_Blobs_AreFarApartAndTheSameForTheSameSeed()
    {
        using var scope = NewDisposeScope();
        var (points, labels) = Blobs(3, 25, 10);
        var options = new NeighbourMapOptions { Perplexity = 10, Iterations = 400 };
        double[,] map = NeighbourMap.Of(points, options);
        var places = tensor(map);
        var distances = cdist(places, places);
        long[] nearest = distances.topk(5, 1, largest: false).indexes.flatten().data<long>().ToArray();
        for (int i = 0; i < nearest.Length; i++) Assert.Equal(labels[i / 5], labels[nearest[i]]);
        var kinds = tensor(labels.Select(l => (long)l).ToArray());
        var together = kinds.unsqueeze(0).eq(kinds.unsqueeze(1));
        double Mean(Tensor which) => distances.masked_select(which).mean().item<double>();
        var (within, between) = (Mean(together), Mean(together.logical_not()));
        Assert.True(between > 2.5 * within, $"Groups are {within:F1} wide and {between:F1} apart.");
        Assert.Equal(map.Cast<double>(), NeighbourMap.Of(points, options).Cast<double>());
        Assert.Equal(3, NeighbourMap.ToChart(map, labels, "Blobs", "Three groups.").Panels[0].Series.Count);
        Assert.Throws<ArgumentException>(() => NeighbourMap.Of(zeros(3, 2)));
    }

    [Fact]
    public void Sheet_Draw_ShowsTheNearestFirst()
    {
        using var scope = NewDisposeScope();
        var codes = tensor(new[] { 0.0, 4, 10, 10.5, 2.2, 13 }).unsqueeze(1);
        int[] clusters = [0, 0, 2, 2, 0, 2];
        var nearest = ClusterSheet.Nearest(codes, clusters, 2);
        Assert.Equal([0, 2], nearest.Select(row => row.Cluster));
        Assert.Equal([4, 1], nearest[0].Items);
        Assert.Equal([3, 2], nearest[1].Items);
        var pictures = clusters.Select(_ => new Picture(4, 4, new byte[48])).ToList();
        var sheet = ClusterSheet.Draw(pictures, codes, clusters, 2);
        Assert.Equal((2, 2), (sheet.RowCount, sheet.ColumnCount));
        Assert.Throws<ArgumentException>(() => ClusterSheet.Draw(pictures, codes, [0], 2));
    }

    private static (Tensor Points, int[] Labels) Blobs(int groups, int perGroup, int size)
    {
        using var random = new Generator(5);
        int[] labels = [.. Enumerable.Range(0, groups * perGroup).Select(i => i / perGroup)];
        var centres = empty(groups, size, dtype: float64).normal_(0, 10, random);
        var noise = empty(labels.Length, size, dtype: float64).normal_(0, 0.5, random);
        return (centres.index_select(0, tensor(labels.Select(l => (long)l).ToArray())) + noise, labels);
    }

    private static double Best(double[,] gain, int row, int used, int left)
    {
        if (left == 0) return 0;
        if (row == gain.GetLength(0)) return double.NegativeInfinity;
        double best = gain.GetLength(0) - row > left ? Best(gain, row + 1, used, left) : double.NegativeInfinity;
        for (int j = 0; j < gain.GetLength(1); j++)
        {
            if ((used & (1 << j)) == 0) best = Math.Max(best, gain[row, j] + Best(gain, row + 1, used | (1 << j), left - 1));
        }
        return best;
    }
}
