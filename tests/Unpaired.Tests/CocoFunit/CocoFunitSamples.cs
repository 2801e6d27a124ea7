using Unpaired.CocoFunit;
using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.CocoFunit;

/// <summary>What these tests share: small configurations, batches, comparisons.</summary>
internal static class CocoFunitSamples
{
    private static readonly ImaginaireOptimizerConfig Optimizer = new() { LearningRate = 1e-3, StepSize = 3 };

    /// <summary>Small enough for milliseconds, with every loss and the average on.</summary>
    internal static readonly CocoFunitConfig TinyConfig = CocoFunitConfig.Seminar64 with
    {
        Average = new ModelAverageConfig { Enabled = true, Decay = 0.9, StartIteration = 1 },
        GeneratorOptimizer = Optimizer,
        DiscriminatorOptimizer = Optimizer with { LearningRate = 2e-3 },
        Generator = new CocoFunitGeneratorConfig
        {
            Width = 2,
            MlpWidth = 5,
            StyleSize = 4,
            StyleBiasSize = 3,
            ResidualBlocks = 1,
            ContentDownsamplings = 1,
            StyleDownsamplings = 2,
        },
        Discriminator = new CocoFunitDiscriminatorConfig { Width = 3, MaximumWidth = 5, Layers = 2, ClassCount = 3 },
        Pictures = new CocoFunitPictureConfig
        {
            BatchSize = 2,
            ShorterSide = 16,
            CropHeight = 16,
            CropWidth = 16,
            LargestScale = 0.2,
        },
    };

    internal static CocoFunitConfig With(
        WeightNormalization generator = WeightNormalization.None,
        WeightNormalization discriminator = WeightNormalization.Spectral, bool average = true) => TinyConfig with
        {
            Average = TinyConfig.Average with { Enabled = average },
            Generator = TinyConfig.Generator with { Weights = generator },
            Discriminator = TinyConfig.Discriminator with { Weights = discriminator },
        };

    /// <summary>The same random pictures and classes in each call.</summary>
    internal static (Tensor Content, Tensor ContentLabels, Tensor Style, Tensor StyleLabels) Batch(
        int count = 2, int height = 16, int width = 16, ScalarType type = ScalarType.Float64, long seed = 17)
    {
        using var random = new Generator((ulong)seed);
        Tensor Pictures() => empty(count, 3, height, width, dtype: type).uniform_(-1, 1, random);
        Tensor Labels() => randint(0, 3, count, dtype: int64, generator: random);
        return (Pictures(), Labels(), Pictures(), Labels());
    }

    internal static IReadOnlyList<LossValue> Step(
        CocoFunitTrainer trainer, (Tensor A, Tensor LabelsA, Tensor B, Tensor LabelsB) batch) =>
        trainer.Step(batch.A, batch.LabelsA, batch.B, batch.LabelsB);

    /// <summary>All numbers of a trainer's networks by the names of a checkpoint.</summary>
    internal static Dictionary<string, Tensor> State(CocoFunitTrainer trainer) => trainer.GeneratorState()
        .Concat(CocoFunitFiles.Named(trainer.Discriminator, "net_D."))
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    internal static void AssertSame(CocoFunitTrainer expected, CocoFunitTrainer actual, double tolerance = 0)
    {
        var found = State(actual);
        foreach (var (name, value) in State(expected)) AssertClose(value, found[name], name, tolerance);
    }

    internal static void AssertClose(Tensor expected, Tensor actual, string name, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        double difference = (expected.to(float64) - actual.to(float64)).abs().max().item<double>();
        Assert.True(difference <= tolerance, $"{name}: differs by {difference}");
    }

    internal static void AssertClose(double expected, double actual, string name, double relative = 1e-11) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Max(1, Math.Abs(expected)),
            $"{name}: expected {expected:R}, got {actual:R}");

    internal static Picture Sample(int width, int height, int seed = 3)
    {
        byte[] rgb = new byte[width * height * 3];
        new Random(seed).NextBytes(rgb);
        return new Picture(width, height, rgb);
    }
}

/// <summary>A folder of its own for a test.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("unpaired coco ");

    internal string this[string name] => Path.Combine(folder.FullName, name);

    public void Dispose() => folder.Delete(recursive: true);
}
