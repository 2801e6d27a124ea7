using Unpaired.Data;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>A trainer whose networks take a class from several example pictures.</summary>
public interface IFewShotTrainer : ITranslationTrainer
{
    /// <summary>
    /// Translates guided by K examples each, without gradients; must not draw from the trainer's random source.
    /// </summary>
    /// <param name="source">[N, 3, H, W] in [-1, 1]: whose content is kept.</param>
    /// <param name="examples">[N·K, 3, H, W]: K of the class for the first source, K for the second and so on.</param>
    /// <param name="shots">K.</param>
    /// <returns>[N, 3, H, W] in [-1, 1]. The caller owns it.</returns>
    Tensor TranslateFewShot(Tensor source, Tensor examples, int shots);
}

/// <summary>A question to a few-shot translator whose answer is known.</summary>
/// <param name="Source">The picture to translate.</param>
/// <param name="Examples">K pictures of the wanted class.</param>
/// <param name="Truth">The answer.</param>
public sealed record FewShotQuestion(Picture Source, IReadOnlyList<Picture> Examples, Picture Truth);

/// <summary>
/// Measures few-shot translations against the truth: the mean absolute difference on the scale [-1, 1].
/// </summary>
/// <param name="questions">At least one; pictures of one size, the same K everywhere.</param>
/// <param name="classes">What the classes are, for the name of the result: "unseen species" …</param>
public sealed class FewShotEvaluation(IReadOnlyList<FewShotQuestion> questions, string classes)
{
    private const int Shown = 8, Together = 8;

    /// <summary>Translates all of them.</summary>
    /// <returns>The error, and a sheet of the first eight.</returns>
    /// <exception cref="ArgumentException">A trainer that takes one example only.</exception>
    public Evaluation Run(ITranslationTrainer trainer)
    {
        if (trainer is not IFewShotTrainer fewShot)
            throw new ArgumentException(
                $"Few-shot questions need a few-shot trainer; got {trainer.System}, which takes one example.",
                nameof(trainer));
        using var quiet = no_grad();
        int shots = questions[0].Examples.Count;
        double sum = 0;
        List<Picture> outputs = [];
        foreach (var some in questions.Chunk(Together))
        {
            using var scope = NewDisposeScope();
            var sources = Picture.ToBatch(some.Select(question => question.Source));
            var examples = Picture.ToBatch(some.SelectMany(question => question.Examples));
            var output = fewShot.TranslateFewShot(sources, examples, shots);
            var truth = Picture.ToBatch(some.Select(question => question.Truth)).to(output.dtype).to(output.device);
            sum += (output.clamp(-1, 1) - truth).abs().mean([1, 2, 3]).sum().to(float64).item<double>();
            if (outputs.Count < Shown) outputs.AddRange(Picture.FromBatch(output.cpu()));
        }
        return new Evaluation(
            $"error against the true translation into {classes}, {questions.Count} questions, K = {shots}",
            sum / questions.Count, Sheet(outputs));
    }

    private PictureGrid Sheet(List<Picture> outputs)
    {
        var first = questions.Take(Math.Min(Shown, outputs.Count)).ToList();
        return new PictureGrid(
            [
                first.Select(question => question.Source), first.Select(question => question.Examples[0]),
                outputs.Take(first.Count), first.Select(question => question.Truth),
            ], "Inputs, the first of the class examples, translations and the truth.")
        {
            RowLabels = ["input", "class", "output", "truth"],
        };
    }
}
