using Unpaired.Data;
using Unpaired.Layers;
using Unpaired.Munit;
using Unpaired.Training;

namespace Unpaired.Tests.Training;

/// <summary>The smallest run that has everything: 16 px, width 4, batch 2.</summary>
internal static class Tiny
{
    public static MunitConfig Config { get; } = MunitConfig.Seminar32 with
    {
        BatchSize = 2,
        DisplaySize = 2,
        StepSize = 5, // several decays in a short run
        NewSize = 16,
        CropHeight = 16,
        CropWidth = 16,
        Generator = new GeneratorConfig { Width = 4, MlpWidth = 8, ResidualBlocks = 1 },
        Discriminator = new DiscriminatorConfig { Width = 4, Layers = 2, Scales = 1 },
    };

    public static DomainPairDataset Pictures { get; } = new(Drawn(5, 1), Drawn(7, 2), Drawn(2, 3), Drawn(2, 4));

    /// <summary>Pictures that need no transform.</summary>
    public static PictureList Square { get; } = Drawn(7, 2, 16, 16);

    public static LoaderTrainingData Shuffled(long seed = 1, int workers = 2) => new(
        Pictures, MunitTransform.Train(16, 16, 16), MunitTransform.Train(16, 16, 16),
        new LoaderOptions { BatchSize = 2, Seed = seed, Workers = workers }, "random pictures");

    public static SequentialTrainingData InOrder() => new(Drawn(5, 1, 16, 16), Square, 2, "random pictures in order");

    /// <summary>Trains into a folder, or goes on there.</summary>
    public static TrainingResult Train(string folder, long iterations, bool resume = false, MunitConfig? config = null,
        TrainingMode mode = TrainingMode.Fast, Func<TrainingOptions, TrainingOptions>? change = null, Precision precision = Precision.Float32,
        params ITrainingObserver[] observers)
    {
        using var data = Shuffled();
        using var trainer = new MunitTrainer(config ?? Config, mode, precision: precision);
        var options = new TrainingOptions { Folder = folder, Iterations = iterations, Every = 4, LogInterval = 2, AverageDecay = 0.9, Resume = resume };
        return new TrainingRun(trainer, data, change?.Invoke(options) ?? options, observers).Run(TestContext.Current.CancellationToken);
    }

    /// <summary>The description of a checkpoint: it holds a SHA-256 of every file, so equal texts mean equal bits.</summary>
    public static string Checkpoint(string folder, long iteration) =>
        File.ReadAllText(Path.Combine(folder, "checkpoints", $"{iteration:D8}", "checkpoint.json"));

    private static PictureList Drawn(int count, int seed, int width = 20, int height = 18)
    {
        var random = new Random(seed);
        return new PictureList([.. Enumerable.Range(0, count).Select(_ =>
        {
            byte[] pixels = new byte[width * height * 3];
            random.NextBytes(pixels);
            return new Picture(width, height, pixels);
        })]);
    }
}

/// <summary>Remembers what a run said.</summary>
internal sealed class Recorder : ITrainingObserver
{
    public List<string> Notes { get; } = [];

    public List<TrainingProgress> Steps { get; } = [];

    public List<(double Value, bool IsBest)> Evaluations { get; } = [];

    public Action<TrainingProgress>? AfterStep { get; init; }

    public void Stepped(TrainingProgress progress)
    {
        Steps.Add(progress);
        AfterStep?.Invoke(progress);
    }

    public void Evaluated(TrainingProgress progress, Evaluation evaluation, bool isBest) => Evaluations.Add((evaluation.Value, isBest));

    public void Note(string text) => Notes.Add(text);
}

/// <summary>A folder for one test.</summary>
internal sealed class RunFolderForTest : IDisposable
{
    private readonly string top = Directory.CreateTempSubdirectory("unpaired training ").FullName;

    public string this[string name] => Path.Combine(top, name);

    public void Dispose() => Directory.Delete(top, recursive: true);
}
