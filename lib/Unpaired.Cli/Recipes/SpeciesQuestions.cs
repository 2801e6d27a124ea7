using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli.Recipes;

/// <summary>The species world for few-shot papers: seen species to train with, unseen ones to ask about.</summary>
internal static class SpeciesQuestions
{
    private const int Questions = 64, Shots = 5;
    // Drawn when asked for: practically never the same one twice.
    private const int PicturesPerSpecies = 1 << 24;

    /// <param name="size">(height, width) of a picture.</param>
    /// <param name="sizeKey">What the configuration calls the size.</param>
    /// <param name="batchSize">Pictures per iteration.</param>
    /// <param name="seed">Decides all pictures.</param>
    /// <returns>The data, how many classes they have, and the evaluation.</returns>
    /// <exception cref="ArgumentException">A size that is not square.</exception>
    public static (ITrainingData Data, int Classes, Func<ITranslationTrainer, Evaluation?> Evaluate) Of(
        (int Height, int Width) size, string sizeKey, int batchSize, long seed)
    {
        if (size.Height != size.Width)
            throw new ArgumentException(
                $"The species world draws square pictures: expected equal numbers in {sizeKey}; "
                + $"got {size.Height} and {size.Width}.");
        var world = new SpeciesWorld(size.Width);
        var seen = new SpeciesDataset(world, SpeciesWorld.Seen, PicturesPerSpecies, seed);
        var shown = new SpeciesDataset(world, SpeciesWorld.Unseen, 1, seed);
        var data = new DrawnClassData(
            seen, batchSize, seed,
            $"species world, {seen.ClassCount} seen species, {world.Size} px, seed {seed}", shown);
        var evaluation = new Lazy<FewShotEvaluation>(() => new FewShotEvaluation(
            [.. new SpeciesTestSet(world, SpeciesWorld.Seen, SpeciesWorld.Unseen, Questions, Shots, seed + 1)
                .Pairs().Select(question => new FewShotQuestion(question.Input, question.Examples, question.Truth))],
            "unseen species"));
        return (data, seen.ClassCount, trainer => evaluation.Value.Run(trainer));
    }
}
