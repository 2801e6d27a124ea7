using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Worlds;
using static TorchSharp.torch;

namespace Unpaired.Tests.Data;

public sealed class DomainPairLoaderTests
{
    private static readonly MunitTransform Small = MunitTransform.Train(12, 8, 10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PictureList Noise(int count, int seed) =>
        new([.. Enumerable.Range(0, count).Select(i => Samples.Noise(16, 14 + i % 3, seed + i))], $"noise{seed}-");

    private static DomainPairLoader Loader(IPictureSource a, IPictureSource b, LoaderOptions options) =>
        new(a, b, Small, Small, options);

    /// <summary>Everything about the next batches that must be reproducible.</summary>
    private static List<string> Take(DomainPairLoader loader, int batches)
    {
        var taken = new List<string>();
        for (int i = 0; i < batches; i++)
        {
            using var batch = loader.Next(Token);
            string pixels = string.Join(' ', new[] { batch.A, batch.B }.Select(
                t => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(t.bytes))));
            string names = string.Join(' ', batch.NamesA.Concat(batch.NamesB));
            taken.Add($"{batch.Epoch}/{batch.Position} {names} {pixels}");
        }
        return taken;
    }

    [Fact]
    public void Next_AnyNumberOfWorkers_GivesTheSameBatches()
    {
        var options = new LoaderOptions { BatchSize = 3, Seed = 42, Workers = 0 };
        using var alone = Loader(Noise(10, 100), Noise(14, 200), options);
        var expected = Take(alone, 11);
        foreach (var (workers, prefetch) in new[] { (1, 1), (2, 4), (4, 9), (3, 2) })
        {
            using var loader = Loader(
                Noise(10, 100), Noise(14, 200), options with { Workers = workers, Prefetch = prefetch });
            Assert.Equal(expected, Take(loader, 11));
        }
        using var other = Loader(Noise(10, 100), Noise(14, 200), options with { Seed = 43 });
        Assert.NotEqual(expected, Take(other, 11));
    }

    [Fact]
    public void Next_FirstBatch_IsTheTransformedPicturesInPlace()
    {
        var source = Noise(6, 300);
        using var loader = Loader(source, source, new LoaderOptions { BatchSize = 2, Shuffle = false, Workers = 1 });
        using var batch = loader.Next(Token);
        Assert.Equal([2, 3, 8, 10], batch.A.shape);
        Assert.Equal(["noise300- 0", "noise300- 1"], batch.NamesA);
        Assert.True(batch.A.min().item<float>() >= -1 && batch.A.max().item<float>() <= 1);
        for (int i = 0; i < 2; i++)
        {
            // One of all possible draws must have made it.
            bool found = false;
            var (width, height) = Small.ResizedSize(source[i]);
            foreach (bool flip in new[] { false, true })
                for (int top = 0; top <= height - 8; top++)
                    for (int left = 0; left <= width - 10; left++)
                    {
                        using var candidate = Small.Apply(source[i], new TransformDraw(flip, top, left)).ToTensor();
                        found |= batch.A[i].Equals(candidate);
                    }
            Assert.True(found, $"Picture {i} is no transformed form of its source.");
        }
    }

    [Fact]
    public void Epochs_ShorterDomain_EndsThemAndBothAreShuffledAnew()
    {
        using var loader = Loader(Noise(7, 1), Noise(5, 2), new LoaderOptions { BatchSize = 2 });
        Assert.Equal(2, loader.BatchesPerEpoch);
        var orders = new List<(string A, string B)>();
        for (int epoch = 0; epoch < 4; epoch++)
        {
            string[] a = [], b = [];
            foreach (var batch in loader.RestOfEpoch(Token))
                using (batch)
                {
                    Assert.Equal(epoch, batch.Epoch);
                    a = [.. a, .. batch.NamesA];
                    b = [.. b, .. batch.NamesB];
                }
            Assert.Equal(4, a.Distinct().Count());
            Assert.Equal(4, b.Distinct().Count());
            orders.Add((string.Join(' ', a), string.Join(' ', b)));
        }
        Assert.True(orders.Select(o => o.A).Distinct().Count() > 1, "A is never shuffled anew.");
        Assert.True(orders.Select(o => o.B).Distinct().Count() > 1, "B is never shuffled anew.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    public void Restore_AnyPosition_GoesOnWithExactlyTheNextBatch(int before)
    {
        var options = new LoaderOptions { BatchSize = 2, Seed = 9 };
        using var straight = Loader(Noise(6, 1), Noise(8, 2), options);
        var expected = Take(straight, 12)[before..];
        using var first = Loader(Noise(6, 1), Noise(8, 2), options);
        Take(first, before);
        string saved = System.Text.Json.JsonSerializer.Serialize(first.State); // as a checkpoint would hold it
        using var second = Loader(Noise(6, 1), Noise(8, 2), options with { Workers = 1 });
        Take(second, 2); // whatever was prefetched must go
        second.Restore(System.Text.Json.JsonSerializer.Deserialize<LoaderState>(saved));
        Assert.Equal(expected, Take(second, 12 - before));
    }

    [Fact]
    public void Restore_StateOfOtherData_IsRefused()
    {
        var options = new LoaderOptions { BatchSize = 2 };
        using var loader = Loader(Noise(6, 1), Noise(8, 2), options);
        using var other = Loader(Noise(6, 1), Noise(9, 2), options);
        var error = Assert.Throws<ArgumentException>(() => loader.Restore(other.State));
        Assert.Contains("CountB = 8", error.Message);
        Assert.Contains("CountB = 9", error.Message);
        Assert.Contains("0 to 2", Assert.Throws<ArgumentException>(
            () => loader.Restore(loader.State with { Position = 3 })).Message);
    }

    [Fact]
    public void Next_BrokenPicture_IsNamedOnceCountedAndReplacedByTheNext()
    {
        using var folder = new TemporaryFolder();
        for (int i = 0; i < 4; i++)
            folder.Write($"{i}.png", Samples.Noise(16, 14, i));
        string broken = folder.Write("2.png", PictureFile.Encode(Samples.Noise(16, 14), PictureFormat.Png)[..200]);
        var reports = new List<BrokenPicture>();
        var options = new LoaderOptions { BatchSize = 2, Shuffle = false, Report = reports.Add };
        using var loader = Loader(new ImageFolder(folder.Path), Noise(4, 1), options);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            string[] names = [];
            foreach (var batch in loader.RestOfEpoch(Token))
                using (batch)
                    names = [.. names, .. batch.NamesA.Select(name => Path.GetFileName(name))];
            Assert.Equal(["0.png", "1.png", "3.png", "3.png"], names);
        }
        Assert.Equal(3, loader.Replacements);
        var report = Assert.Single(reports);
        Assert.Equal(broken, report.Name);
        Assert.Contains(broken, report.Problem);
        Assert.Contains("cut short", loader.Broken[broken]);
    }

    [Fact]
    public void Next_BrokenPictureUnderRefuse_StopsWithItsName()
    {
        using var folder = new TemporaryFolder();
        folder.Write("0.png", Samples.Noise(16, 14));
        string broken = folder.Write("1.png", "nothing like a picture"u8.ToArray());
        var options = new LoaderOptions { Shuffle = false, Broken = BrokenPictures.Refuse };
        using var loader = Loader(new ImageFolder(folder.Path), Noise(2, 1), options);
        using (var fine = loader.Next(Token))
            Assert.Equal(0, fine.Position);
        Assert.Contains(broken, Assert.Throws<PictureFormatException>(() => loader.Next(Token)).Message);
        using var after = loader.Next(Token);
        Assert.Equal((1, 0), (after.Epoch, after.Position));
    }

    [Fact]
    public void Next_FileThatWentAway_IsSkippedToo()
    {
        using var folder = new TemporaryFolder();
        folder.Write("0.png", Samples.Noise(16, 14));
        folder.Write("1.png", Samples.Noise(16, 14));
        var images = new ImageFolder(folder.Path);
        File.Delete(folder["0.png"]);
        using var loader = Loader(images, Noise(2, 1), new LoaderOptions { Shuffle = false, Report = _ => { } });
        using var batch = loader.Next(Token);
        Assert.Equal([folder["1.png"]], batch.NamesA);
        Assert.Contains("no such file", loader.Broken[folder["0.png"]]);
    }

    [Fact]
    public void Next_NoWholePicture_StopsInsteadOfSearchingForEver()
    {
        using var folder = new TemporaryFolder();
        folder.Write("0.png", "x"u8.ToArray());
        folder.Write("1.png", "y"u8.ToArray());
        using var loader = Loader(new ImageFolder(folder.Path), Noise(2, 1), new LoaderOptions { Report = _ => { } });
        Assert.Contains("none of the 2 pictures",
            Assert.Throws<PictureFormatException>(() => loader.Next(Token)).Message);
    }

    [Fact]
    public void Constructor_OnePicture_IsFineForBatchesOfOneOnly()
    {
        using (var loader = Loader(Noise(1, 1), Noise(3, 2), new LoaderOptions()))
        {
            Assert.Equal(1, loader.BatchesPerEpoch);
            Take(loader, 3);
            Assert.Equal(3, loader.State.Epoch);
        }
        var error = Assert.Throws<ArgumentException>(
            () => Loader(Noise(3, 2), Noise(1, 1), new LoaderOptions { BatchSize = 2 }));
        Assert.Contains("Domain B has 1 picture(s), fewer than the batch size 2", error.Message);
    }

    [Fact]
    public void Next_CropLargerThanPicture_NamesPictureAndSizes()
    {
        var transform = new MunitTransform { Crop = (20, 10) };
        using var loader = new DomainPairLoader(Noise(1, 1), Noise(1, 2), transform, transform, new LoaderOptions());
        var error = Assert.Throws<ArgumentException>(() => loader.Next(Token));
        Assert.Contains("noise1- 0", error.Message);
        Assert.Contains("10 x 20", error.Message);
        Assert.Contains("16 x 14", error.Message);
        Assert.Contains("shorter side is 16",
            Assert.Throws<ArgumentException>(() => MunitTransform.Train(16, 20, 18)).Message);
    }

    [Fact]
    public void Next_DifferentSizesWithoutCrop_NamesBoth()
    {
        var whole = new MunitTransform();
        using var loader = new DomainPairLoader(
            Noise(2, 1), Noise(2, 2), whole, whole, new LoaderOptions { BatchSize = 2, Shuffle = false });
        var error = Assert.Throws<ArgumentException>(() => loader.Next(Token));
        Assert.Contains("noise1- 0", error.Message);
        Assert.Contains("16 x 15", error.Message);
    }

    [Fact]
    public void Next_Cancelled_LosesNoBatch()
    {
        using var gate = new ManualResetEventSlim();
        using var loader = Loader(new Gated(Noise(2, 1), gate), Noise(2, 2), new LoaderOptions { Workers = 1 });
        using (var cancellation = new CancellationTokenSource(50))
            Assert.ThrowsAny<OperationCanceledException>(() => loader.Next(cancellation.Token));
        gate.Set();
        using var batch = loader.Next(Token);
        Assert.Equal((0, 0), (batch.Epoch, batch.Position));
    }

    [Fact]
    public void Dispose_WorkersUnderWay_ReturnsAndRefusesFurtherUse()
    {
        var loader = Loader(Noise(50, 1), Noise(50, 2), new LoaderOptions { Workers = 3, Prefetch = 40 });
        loader.Next(Token).Dispose();
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => loader.Next(Token));
    }

    [Fact]
    public void Next_Prefetch_ReadsNoFurtherAheadThanAllowed()
    {
        var counted = new Counted(Noise(40, 1));
        using (var loader = Loader(counted, Noise(40, 2), new LoaderOptions { Workers = 2, Prefetch = 3 }))
            for (int i = 1; i <= 5; i++)
            {
                loader.Next(Token).Dispose();
                Assert.True(counted.Reads <= i + 3,
                    $"{counted.Reads} pictures read after {i} batches with a prefetch of 3.");
            }
        Assert.InRange(counted.Reads, 5, 8);
    }

    [Fact]
    public void Next_ManyBatches_LeavesNoTensorBehind()
    {
        using var loader = Loader(Noise(4, 1), Noise(4, 2), new LoaderOptions { BatchSize = 2 });
        using var scope = NewDisposeScope();
        Take(loader, 3);
        long after3 = scope.DisposablesCount;
        Take(loader, 20);
        Assert.Equal(after3, scope.DisposablesCount);
    }

    [Fact]
    public void DisplayBatch_FirstPictures_AreDrawnOnce()
    {
        using var batch = DomainPairLoader.DisplayBatch(Noise(5, 1), Small, 3);
        using var again = DomainPairLoader.DisplayBatch(Noise(5, 1), Small, 3);
        Assert.Equal([3, 3, 8, 10], batch.shape);
        Assert.True(batch.Equals(again));
        Assert.Contains("1 to 5", Assert.Throws<ArgumentException>(
            () => DomainPairLoader.DisplayBatch(Noise(5, 1), Small, 6)).Message);
    }

    [Fact]
    public void Next_ObjectsWorld_FeedsTheSameTrainingBatchesAsItsPictures()
    {
        var world = new ObjectsWorld(32);
        var a = new ObjectsDataset(world, Domain.A, 6, seed: 4);
        var b = new ObjectsDataset(world, Domain.B, 6, seed: 4);
        var options = new LoaderOptions { BatchSize = 3, Shuffle = false };
        using var loader = new DomainPairLoader(a, b, new MunitTransform(), new MunitTransform(), options);
        using var batch = loader.Next(Token);
        using var expected = b.Batch([0, 1, 2]);
        Assert.True(batch.B.Equals(expected));
        Assert.Contains("domain A", batch.NamesA[2]);
        Assert.NotEqual(batch.NamesA[1], batch.NamesA[2]);
    }

    [Fact]
    public void CachedPictures_Limit_IsKept()
    {
        var counted = new Counted(new PictureList([.. Enumerable.Range(0, 6).Select(i => Samples.Noise(10, 10, i))]));
        var cached = new CachedPictures(counted, limitBytes: 1000); // three pictures of 300 bytes
        for (int round = 0; round < 3; round++)
            for (int i = 0; i < 6; i++)
                Assert.Equal(Samples.Rgb(Samples.Noise(10, 10, i)), Samples.Rgb(cached[i]));
        Assert.Equal(900, cached.UsedBytes);
        Assert.Equal(6 + 3 + 3, counted.Reads);
    }

    [Theory]
    [InlineData(0, 1, 1, "batch size")]
    [InlineData(1, -1, 1, "workers")]
    [InlineData(1, 1, 0, "prefetch")]
    public void LoaderOptions_OutOfRange_AreRefused(int batchSize, int workers, int prefetch, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => Loader(Noise(2, 1), Noise(2, 2),
            new LoaderOptions { BatchSize = batchSize, Workers = workers, Prefetch = prefetch })).Message);

    [Fact]
    public void ItemRandom_Draws_CoverTheirRangeEvenly()
    {
        int[] counts = new int[7];
        var random = new ItemRandom(3, 1, 4);
        for (int i = 0; i < 70_000; i++)
            counts[random.Below(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.Equal(Enumerable.Range(0, 20), random.Permutation(20).Order());
        Assert.NotEqual(new ItemRandom(3, 1, 4).Next(), new ItemRandom(3, 4, 1).Next());
    }

    private sealed class Counted(IPictureSource source) : IPictureSource
    {
        private int reads;

        public int Reads => Volatile.Read(ref reads);

        public int Count => source.Count;

        public Picture this[int index]
        {
            get
            {
                Interlocked.Increment(ref reads);
                return source[index];
            }
        }

        public string NameOf(int index) => source.NameOf(index);
    }

    private sealed class Gated(IPictureSource source, ManualResetEventSlim gate) : IPictureSource
    {
        public int Count => source.Count;

        public Picture this[int index]
        {
            get
            {
                gate.Wait();
                return source[index];
            }
        }

        public string NameOf(int index) => source.NameOf(index);
    }
}
