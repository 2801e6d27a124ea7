using System.Runtime.CompilerServices;
using Unpaired.Detection;
using static TorchSharp.torch;

namespace Unpaired.Tests.Detection;

/// <summary>Golden data, a tiny network and a folder for these tests.</summary>
internal static class DetectorGoldens
{
    internal static string Folder { get; } = Below("detector");

    internal static string MetricsFolder { get; } = Below("metrics");

    /// <summary>The published network, a hundred times narrower.</summary>
    internal static DetectorConfig Small { get; } = DetectorConfig.Streets with
    {
        BodyWidth = 2,
        PyramidWidth = 8,
        RepresentationSize = 16,
        ShortSides = [64],
        LongestSide = 96,
        ProposalsBeforeNmsTrain = 60,
        ProposalsAfterNmsTrain = 30,
        ProposalsBeforeNmsTest = 60,
        ProposalsAfterNmsTest = 20,
        ProposalBatchSize = 16,
        BoxBatchSize = 16,
        BatchSize = 2,
        WarmupIterations = 2,
        RateSteps = [3],
    };

    internal static string PathOf(string name) => Path.Combine(Folder, name);

    internal static FasterRcnn Network(DetectorConfig config, long seed = 1)
    {
        using var random = new Generator((ulong)seed);
        return new FasterRcnn(config, random);
    }

    /// <summary>Boxes from numbers: [n, 4].</summary>
    internal static Tensor BoxTensor(params double[] sides) => tensor(sides, [sides.Length / 4, 4]);

    private static string Below(string system, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "goldens", system));
}
