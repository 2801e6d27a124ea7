using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Tunit;
using static TorchSharp.torch;

namespace Unpaired.Tests.Tunit;

/// <summary>The smallest run that has everything: 32 px, widths of 4, two classes of drawn pictures.</summary>
internal static class TunitRuns
{
    internal static TunitConfig Tiny { get; } = TunitConfig.Seminar64 with
    {
        Epochs = 4,
        IterationsPerEpoch = 3,
        BatchSize = 4,
        ValidationBatch = 2,
        StyleSize = 6,
        Clusters = 3,
        ImageSize = 32,
        GuidingWidths = "4,M,4,M,6,M,6,M,6,M",
        GeneratorWidth = 4,
        MlpWidth = 8,
        ResidualBlocks = 1,
        DiscriminatorWidth = 4,
        DiscriminatorLimit = 8,
        JointStart = 1,
        AverageStart = 2,
        UnlabelledStart = 0,
        QueueCapacity = 9,
    };

    /// <summary>Classes that differ in colour.</summary>
    internal static LabelledPictures Pictures(int perClass = 6) => LabelledPictures.Of(new Coloured(perClass), perClass);

    internal static TunitData Data(TunitConfig? config = null) => new(Pictures(), config ?? Tiny, 1, "coloured pictures");

    internal static TunitInput Input(int count = 4, ScalarType type = ScalarType.Float64, int side = 32)
    {
        using var random = new Generator(17);
        Tensor Views() => empty(count, 3, side, side, dtype: type).uniform_(-1, 1, random);
        return new TunitInput(
            Views(), Views(), arange(count, dtype: int64) % Tiny.Clusters, arange(count, dtype: int64).roll(1, 0));
    }

    internal static IReadOnlyList<LossValue> Train(TunitTrainer trainer, int count)
    {
        using var data = Data(trainer.Config);
        data.MoveTo(trainer.Iteration);
        IReadOnlyList<LossValue> losses = [];
        for (int i = 0; i < count; i++)
        {
            using var batch = data.Next(CancellationToken.None);
            losses = ((ITranslationTrainer)trainer).Step(batch);
        }
        return losses;
    }

    internal static TrainingResult Train(
        string folder, long iterations, bool resume = false, TunitConfig? config = null,
        TrainingMode mode = TrainingMode.Fast)
    {
        using var data = Data(config);
        using var trainer = new TunitTrainer(config ?? Tiny, mode);
        var options = new TrainingOptions
        {
            Folder = folder,
            Iterations = iterations,
            Every = 4,
            LogInterval = 2,
            Resume = resume,
        };
        return new TrainingRun(trainer, data, options).Run(TestContext.Current.CancellationToken);
    }

    private sealed class Coloured(int perClass) : IClassPictures
    {
        public int ClassCount => 2;

        public string Name(int classIndex) => classIndex == 0 ? "red" : "blue";

        public int Count(int classIndex) => perClass;

        public Picture this[int classIndex, int index]
        {
            get
            {
                const int width = 40, height = 36;
                byte[] rgb = new byte[width * height * 3];
                new Random(100 * classIndex + index).NextBytes(rgb);
                for (int i = 0; i < rgb.Length; i++) rgb[i] = (byte)(i % 3 == 2 * classIndex ? 255 : rgb[i] / 4);
                return new Picture(width, height, rgb);
            }
        }
    }
}
