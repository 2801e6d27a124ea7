using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>The species world for few-shot papers: seen species to train with, unseen ones to ask about.</summary>
internal static class SpeciesQuestions
{
    private const int Questions = 64, Shots = 5;
    // Drawn when asked for: practically never the same one twice.
    private const int PicturesPerSpecies = 1 << 24;

    /// <summary>The worlds to choose from: with scenes, and before one grey.</summary>
    public static IReadOnlyList<string> Worlds { get; } =
        [new SpeciesWorld().Name, new SpeciesWorld { Studio = true }.Name];

    /// <param name="request">Which world, how many of its classes, and the seed.</param>
    /// <param name="size">(height, width) of a picture.</param>
    /// <param name="sizeKey">What the configuration calls the size.</param>
    /// <param name="batchSize">Pictures per iteration.</param>
    /// <returns>The data, how many classes they have, and the evaluation.</returns>
    /// <exception cref="ArgumentException">A size that is not square; more classes than there are.</exception>
    public static (ITrainingData Data, int Classes, Func<ITranslationTrainer, Evaluation?> Evaluate) Of(
        TrainingRequest request, (int Height, int Width) size, string sizeKey, int batchSize)
    {
        if (size.Height != size.Width)
            throw new ArgumentException(
                $"The species world draws square pictures: expected equal numbers in {sizeKey}; "
                + $"got {size.Height} and {size.Width}.");
        var world = new SpeciesWorld(size.Width) { Studio = request.World != Worlds[0] };
        long seed = request.Seed;
        var seen = new SpeciesDataset(world, Spread(request.Classes), PicturesPerSpecies, seed);
        var shown = new SpeciesDataset(world, SpeciesWorld.Unseen, 1, seed);
        var data = new DrawnClassData(
            seen, batchSize, seed,
            $"{world.Name} world, {seen.ClassCount} seen species, {world.Size} px, seed {seed}", shown);
        var evaluation = new Lazy<FewShotEvaluation>(() => new FewShotEvaluation(
            [.. new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, Questions, Shots, seed + 1)
                .Pairs().Select(question => new FewShotQuestion(question.Input, question.Examples, question.Truth))],
            "unseen species"));
        return (data, seen.ClassCount, trainer => evaluation.Value.Run(trainer));
    }

    /// <summary>So many of the seen species, evenly from the catalogue, which is sorted by body plan.</summary>
    private static IEnumerable<Species> Spread(int? classes)
    {
        var all = SpeciesWorld.Seen;
        int count = classes ?? all.Length;
        if (count < 1 || count > all.Length)
            throw new ArgumentException($"--classes: expected 1 to {all.Length}; found {count}.");
        return Enumerable.Range(0, count).Select(i => all[i * all.Length / count]);
    }
}
