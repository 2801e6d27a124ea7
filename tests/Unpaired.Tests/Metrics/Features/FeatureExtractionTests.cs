using Unpaired.Data;
using Unpaired.Metrics;
using Unpaired.Metrics.Features;
using Unpaired.Training;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Metrics.Features;

public sealed class FeatureExtractionTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired features ");

    public void Dispose() => folder.Delete(recursive: true);

    private string Pictures(int count)
    {
        string pictures = Path.Combine(folder.FullName, "pictures");
        var drawn = new ObjectsDataset(new ObjectsWorld(32), Domain.B, count, seed: 3);
        for (int i = 0; i < count; i++)
            PictureFile.Save(drawn[i], Path.Combine(pictures, $"{i:D3}.png"));
        return pictures;
    }

    [Fact]
    public void Features_FolderTwice_ComesFromTheCacheTheSecondTime()
    {
        string pictures = Pictures(7), cache = Path.Combine(folder.FullName, "cache");
        using var network = new MeanColour();
        var seen = new Reports();
        var options = new ExtractionOptions { BatchSize = 3, Cache = cache, Progress = seen };
        using var first = Features(network, new ImageFolder(pictures), options);
        Assert.Equal([(3, 0), (6, 0), (7, 0)], seen.All);
        File.Move(Path.Combine(pictures, "000.png"), Path.Combine(pictures, "900.png"));
        seen.All.Clear();
        using var second = Features(network, new ImageFolder(pictures), options);
        Assert.Equal([(3, 3), (6, 6), (7, 7)], seen.All);
        Assert.Equal(7, network.Computed);
        using var renamed = cat([first.narrow(0, 1, 6), first.narrow(0, 0, 1)]);
        Assert.True(renamed.Equals(second));
        using var plain = Features(network, new ImageFolder(pictures));
        Assert.True(plain.Equals(second));
    }

    [Fact]
    public void Features_StoppedHalfWay_GoesOnWithoutRepeating()
    {
        string pictures = Pictures(6);
        using var network = new MeanColour();
        using var stop = new CancellationTokenSource();
        var options = new ExtractionOptions { BatchSize = 2, Cache = Path.Combine(folder.FullName, "cache") };
        Assert.Throws<OperationCanceledException>(() => FeatureExtraction.Statistics(
            network, new ImageFolder(pictures), options with { Progress = new Reports(_ => stop.Cancel()) }, stop.Token));
        Assert.Equal(2, network.Computed);
        using var resumed = FeatureExtraction.Statistics(
            network, new ImageFolder(pictures), options, TestContext.Current.CancellationToken);
        Assert.Equal(6, network.Computed);
        using var rows = Features(network, new ImageFolder(pictures));
        using var expected = FeatureStatistics.Of(rows);
        Assert.Equal(0, resumed.DistanceTo(expected), 1e-9);
        Assert.Equal(6, resumed.Count);
    }

    [Fact]
    public void Features_PictureInMemory_IsKnownByItsPixels()
    {
        using var network = new MeanColour();
        var options = new ExtractionOptions { Cache = Path.Combine(folder.FullName, "cache") };
        var (dark, light) = (Flat(4, 2, 10), Flat(4, 2, 200));
        using var first = Features(network, new PictureList([dark, light]), options);
        using var second = Features(network, new PictureList([light, Flat(4, 2, 200)]), options);
        Assert.Equal(2, network.Computed);
        // The same bytes in another shape are another picture.
        using var third = Features(network, new PictureList([Flat(2, 4, 200)]), options);
        Assert.Equal(3, network.Computed);
    }

    [Fact]
    public void Features_DamagedFile_IsNamedAndNoAggregate()
    {
        string pictures = Pictures(1), damaged = Path.Combine(pictures, "broken.png");
        File.WriteAllText(damaged, "no picture");
        using var network = new MeanColour();
        var error = Assert.Throws<PictureFormatException>(
            () => Features(network, new ImageFolder(pictures)));
        Assert.Contains("broken.png", error.Message);
    }

    [Fact]
    public void Cache_OtherFileInItsPlace_IsRefused()
    {
        using var network = new MeanColour();
        string cache = Path.Combine(folder.FullName, "cache");
        Directory.CreateDirectory(Path.Combine(cache, network.Identity));
        Unpaired.Checkpoints.Safetensors.Save(
            Path.Combine(cache, network.Identity, "odd.safetensors"), new Dictionary<string, Tensor> { ["x"] = ones(1) });
        Assert.Contains("odd.safetensors", Assert.Throws<InvalidDataException>(() => Features(
            network, new PictureList([Flat(2, 2, 1)]), new ExtractionOptions { Cache = cache })).Message);
    }

    [Fact]
    public void InceptionFeatures_OtherWeights_AreNeverCalledStandard()
    {
        string path = MetricGoldens.File("fid_inception_tiny.pth");
        using var network = InceptionFeatures.Load(path);
        Assert.False(network.IsStandard);
        Assert.Contains("fid_inception_tiny.pth", network.Name);
        using var scope = NewDisposeScope();
        // Pictures of two sizes in one call, in their order.
        Picture[] pictures = [Flat(40, 30, 90), Flat(24, 24, 200), Flat(40, 30, 91)];
        var together = network.Features(pictures);
        Assert.Equal([3L, network.Width], together.shape);
        for (int i = 0; i < pictures.Length; i++)
        {
            var alone = network.Features([pictures[i]]);
            Assert.True((alone[0] - together[i]).abs().max().item<float>() < 1e-4);
        }
        Assert.Equal(1, network.Probabilities(together)!.sum(1).min().item<double>(), 1e-9);
    }

    [Fact]
    public void WorldFeatures_Shipped_TellWorldsApartAndAreNotStandard()
    {
        using var network = WorldFeatures.Shipped();
        Assert.False(network.IsStandard);
        using var scope = NewDisposeScope();
        var classes = new WorldClasses(1, seed: 9);
        int[] some = [.. Enumerable.Range(0, classes.ClassCount).Where(i => i % 3 == 0)];
        var rows = network.Features([.. some.Select(i => classes[i, 0])]);
        Assert.Equal([some.Length, network.Width], rows.shape);
        var best = network.Probabilities(rows)!.argmax(1).data<long>().ToArray();
        double right = best.Zip(some).Average(pair => pair.First == pair.Second ? 1 : 0);
        Assert.True(right > 0.5, $"only {right:P0} of fresh pictures recognised; by chance {1.0 / classes.ClassCount:P1}");
    }

    private static Tensor Features(IFeatureNetwork network, IPictureSource pictures, ExtractionOptions? options = null) =>
        FeatureExtraction.Features(network, pictures, options, TestContext.Current.CancellationToken);

    private static Picture Flat(int width, int height, byte value) =>
        new(width, height, [.. Enumerable.Repeat(value, width * height * 3)]);

    /// <summary>Three numbers for each picture, and a count of the pictures that were looked at.</summary>
    private sealed class MeanColour : IFeatureNetwork
    {
        public int Computed { get; private set; }

        public string Name => "mean colour";

        public bool IsStandard => false;

        public string Identity => "mean-colour";

        public int Width => 3;

        public Tensor Features(IReadOnlyList<Picture> pictures)
        {
            Computed += pictures.Count;
            using var scope = NewDisposeScope();
            return stack(pictures.Select(picture => picture.ToTensor().mean([1, 2]))).MoveToOuterDisposeScope();
        }

        public Tensor? Probabilities(Tensor features) => null;

        public void Dispose()
        {
        }
    }

    private sealed class Reports(Action<ExtractionProgress>? then = null) : IProgress<ExtractionProgress>
    {
        public List<(int Done, int FromCache)> All { get; } = [];

        public void Report(ExtractionProgress value)
        {
            All.Add((value.Done, value.FromCache));
            then?.Invoke(value);
        }
    }
}
