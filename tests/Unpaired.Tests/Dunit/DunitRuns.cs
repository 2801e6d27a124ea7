using System.Runtime.CompilerServices;
using Unpaired.Data;
using Unpaired.Detection;
using Unpaired.Dunit;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tests.Dunit;

/// <summary>The smallest run that has everything: 32 px, widths of 2, drawn pictures with boxes.</summary>
internal static class DunitRuns
{
    internal static string Goldens { get; } = Below("dunit");

    internal static DunitConfig Tiny { get; } = DunitConfig.Seminar64 with
    {
        ResizeSize = 36,
        CropSize = 32,
        Width = 2,
        MlpWidth = 4,
        ContentLayers = 0,
        ContentIterations = 3,
        NoModeSeeking = false,
        SelfConsistencyWeight = 1,
        Epochs = 4,
        DecayEpoch = 2,
        IterationsPerEpoch = 6,
        InstanceSize = 16,
        InstanceScore = 0.01,
        DetectorIterations = 2,
        Detector = DetectorConfig.Streets with
        {
            BodyWidth = 2,
            PyramidWidth = 8,
            RepresentationSize = 16,
            ShortSides = [32],
            LongestSide = 32,
            BoxScoreThreshold = 0,
            ProposalsBeforeNmsTrain = 30,
            ProposalsAfterNmsTrain = 16,
            ProposalsBeforeNmsTest = 30,
            ProposalsAfterNmsTest = 8,
            ProposalBatchSize = 16,
            BoxBatchSize = 16,
            WarmupIterations = 0,
            RateSteps = [],
        },
    };

    /// <summary>Two boxes that overlap, one cut by the border, one too small.</summary>
    internal static IReadOnlyList<PictureBox> Boxes { get; } =
        [new(1, 4, 6, 20, 22), new(2, 12, 3, 27, 18), new(2, 25, 20, 40, 40), new(1, 1, 1, 2, 2)];

    internal static DunitTrainingData Data(DunitConfig config) => new(Source(3), Source(4), config, seed: 5);

    internal static (Tensor A, Tensor B) Batch(ScalarType type = ScalarType.Float64, long side = 32)
    {
        using var random = new Generator(17);
        Tensor Pictures() => empty(2, 3, side, side, dtype: type).uniform_(-1, 1, random);
        return (Pictures(), Pictures());
    }

    internal static IReadOnlyList<LossValue> Train(DunitTrainer trainer, int count)
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

    internal static DetectionList Source(int seed)
    {
        var random = new Random(seed);
        var pictures = Enumerable.Range(0, 4).Select(_ =>
        {
            byte[] rgb = new byte[40 * 36 * 3];
            random.NextBytes(rgb);
            return new Picture(40, 36, rgb);
        });
        return new DetectionList([.. pictures], [.. Enumerable.Repeat(Boxes, 4)]);
    }

    private static string Below(string system, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens", system));
}
