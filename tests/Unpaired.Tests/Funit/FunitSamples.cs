using Unpaired.Data;
using Unpaired.Funit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Funit;

/// <summary>Networks small enough for milliseconds, and pictures for them.</summary>
internal static class FunitSamples
{
    internal static readonly FunitConfig TinyConfig = FunitConfig.Seminar64 with
    {
        BatchSize = 2,
        NewSize = 16,
        CropHeight = 16,
        CropWidth = 16,
        Generator = new FunitGeneratorConfig
        {
            Width = 4,
            ResidualBlocks = 1,
            MlpWidth = 6,
            LatentSize = 5,
            ContentDownsamplings = 1,
            ClassDownsamplings = 2,
        },
        Discriminator = new FunitDiscriminatorConfig { Width = 3, ResidualBlocks = 4, Classes = 3 },
    };

    /// <summary>The same random pictures and classes in each call.</summary>
    internal static (Tensor XA, Tensor LA, Tensor XB, Tensor LB) Batch(
        int count, int height = 16, int width = 16, ScalarType type = ScalarType.Float64)
    {
        using var random = new Generator(17);
        Tensor Pictures() => empty(count, 3, height, width, dtype: type).uniform_(-1, 1, random);
        Tensor Labels(int first) => tensor(Enumerable.Range(first, count).Select(i => (long)(i % 3)).ToArray());
        return (Pictures(), Labels(0), Pictures(), Labels(1));
    }

    internal static Picture Random(int width, int height, int seed)
    {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return new Picture(width, height, pixels);
    }

    internal static void AssertClose(double expected, double actual, string name, double relative) => Assert.True(
        Math.Abs(expected - actual) <= relative * Math.Max(1, Math.Abs(expected)),
        $"{name}: expected {expected:R}, got {actual:R}");

    internal static void AssertClose(Tensor expected, Tensor actual, double most, string name = "")
    {
        Assert.Equal(expected.shape, actual.shape);
        double found = (expected - actual).abs().max().to(float64).item<double>();
        Assert.True(found <= most, $"{name}: the largest difference is {found:R}");
    }
}

/// <summary>A world without end: each class has a colour, each picture other noise.</summary>
internal sealed class ColourClasses(int classes, int pictures = 1 << 20, int size = 16) : IClassPictures
{
    public int ClassCount => classes;

    public string Name(int classIndex) => $"colour {classIndex}";

    public int Count(int classIndex) => pictures;

    public Picture this[int classIndex, int index]
    {
        get
        {
            var random = new Random(HashOf(classIndex, index));
            byte[] pixels = new byte[size * size * 3];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)(i % 3 == classIndex % 3 ? 200 + random.Next(50) : random.Next(80));
            return new Picture(size, size, pixels);
        }
    }

    private static int HashOf(int classIndex, int index) => unchecked(classIndex * 7919 + index);
}
