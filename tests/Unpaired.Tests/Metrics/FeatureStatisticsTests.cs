using Unpaired.Metrics;
using Unpaired.Metrics.Numpy;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics;

public sealed class FeatureStatisticsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired statistics ");

    public void Dispose() => folder.Delete(recursive: true);

    private static void Same(FeatureStatistics expected, FeatureStatistics actual)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.Count, actual.Count);
        Assert.True((expected.Mean - actual.Mean).abs().max().item<double>() < 1e-12);
        Assert.True((expected.Covariance - actual.Covariance).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void Accumulator_UnevenParts_GivesTheStatisticsOfAllRows()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        // Far from 0, where sums of squares would cancel.
        var x = randn([57, 4], ScalarType.Float64, generator: random) + 1000;
        using var expected = FeatureStatistics.Of(x);
        using var all = new FeatureAccumulator();
        Assert.Throws<ArgumentException>(all.ToStatistics);
        foreach (var part in x.split([1, 20, 3, 33])) all.Add(part);
        using var actual = all.ToStatistics();
        Same(expected, actual);
        Assert.Throws<ArgumentException>(() => all.Add(zeros(2, 5)));
    }

    [Fact]
    public void Of_MoreFeaturesThanABlock_IsThePlainCovariance()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var x = randn([40, 700], ScalarType.Float64, generator: random);
        using var statistics = FeatureStatistics.Of(x);
        var centred = x - x.mean([0]);
        var expected = centred.t().mm(centred) / 39;
        Assert.True((statistics.Covariance - expected).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void Merged_FilesOfThreeMachines_IsTheWhole()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        var x = randn([40, 3], generator: random);
        List<FeatureStatistics> parts = [];
        foreach (var (part, i) in x.split([10, 2, 28]).Select((part, i) => (part, i)))
        {
            string path = Path.Combine(folder.FullName, $"{i}.npz");
            using var statistics = FeatureStatistics.Of(part);
            statistics.Save(path);
            parts.Add(FeatureStatistics.Load(path));
        }
        using var expected = FeatureStatistics.Of(x);
        using var merged = FeatureStatistics.Merged(parts);
        Same(expected, merged);
        Assert.Equal(0, merged.DistanceTo(expected), 1e-9);
        parts.ForEach(part => part.Dispose());
    }

    [Fact]
    public void Load_FileOfNumpy_HasNoCountAndIsNotMerged()
    {
        string path = MetricGoldens.File("numpy", "statistics.npz");
        using var statistics = FeatureStatistics.Load(path);
        Assert.Null(statistics.Count);
        Assert.Equal([3L, 3], statistics.Covariance.shape);
        Assert.Equal(0, statistics.DistanceTo(statistics), 1e-9);
        Assert.Contains("cannot be merged",
            Assert.Throws<ArgumentException>(() => FeatureStatistics.Merged(statistics)).Message);
    }

    [Fact]
    public void Load_OtherArrays_AreRefused()
    {
        string path = Path.Combine(folder.FullName, "odd.npz");
        NumpyArchive.Write(path, ("mu", new NumpyArray([2], [1, 2])));
        Assert.Contains("mu [D] and sigma [D, D]",
            Assert.Throws<InvalidDataException>(() => FeatureStatistics.Load(path)).Message);
        NumpyArchive.Write(path, ("mu", new NumpyArray([2], [1, 2])), ("sigma", new NumpyArray([3], [1, 2, 3])));
        Assert.Contains("sigma (3,)", Assert.Throws<InvalidDataException>(() => FeatureStatistics.Load(path)).Message);
        NumpyArchive.Write(
            path, ("mu", new NumpyArray([1], [double.NaN])), ("sigma", new NumpyArray([1, 1], [1])));
        Assert.Contains("finite", Assert.Throws<InvalidDataException>(() => FeatureStatistics.Load(path)).Message);
    }
}
