using Unpaired.Data;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli;

/// <summary>Where batches come from, and how a run on them is measured.</summary>
/// <param name="Data">The batches.</param>
/// <param name="Evaluate">Questions with known answers, where the data have any.</param>
internal sealed record TrainingSource(ITrainingData Data, Func<ITranslationTrainer, Evaluation?>? Evaluate = null)
{
    private const int TestPairs = 64;
    private const int Pictures = 1 << 30; // drawn when asked for: practically never the same one twice

    /// <summary>
    /// Pictures of the objects world, drawn as they are needed: iteration i always sees the same ones.
    /// </summary>
    public static TrainingSource Objects(TwoDomainConfig config, long seed)
    {
        var world = new ObjectsWorld(config.NewSize ?? config.CropHeight);
        var data = new SequentialTrainingData(
            new ObjectsDataset(world, Domain.A, Pictures, seed), new ObjectsDataset(world, Domain.B, Pictures, seed),
            config.BatchSize, $"objects world, {world.Size} px, seed {seed}");
        var evaluation = new Lazy<TruthEvaluation>(() => new TruthEvaluation(
            [.. new ObjectsTestSet(world, TestPairs, seed + 1).Pairs()
                .Select(pair => new TruthQuestion(pair.Outline, pair.StyleExample, pair.Truth))]));
        return new TrainingSource(data, trainer => evaluation.Value.Run(trainer));
    }

    /// <summary>The original's folder layout with its transforms.</summary>
    public static TrainingSource Folder(string folder, TwoDomainConfig config, long seed)
    {
        MunitTransform Transform(int? shorterSide) =>
            MunitTransform.Train(shorterSide, config.CropHeight, config.CropWidth);
        var options = new LoaderOptions
        {
            BatchSize = config.BatchSize,
            Seed = seed,
            Workers = Math.Clamp(config.LoaderWorkers, 1, Environment.ProcessorCount),
        };
        return new TrainingSource(new LoaderTrainingData(
            DomainPairDataset.FromFolder(folder), Transform(config.NewSizeA ?? config.NewSize),
            Transform(config.NewSizeB ?? config.NewSize), options,
            $"folder {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}"));
    }
}
