using Unpaired.Data;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>A question to a translator whose answer is known.</summary>
/// <param name="Source">The picture to translate.</param>
/// <param name="Example">A picture in the wanted style.</param>
/// <param name="Truth">The answer.</param>
public sealed record TruthQuestion(Picture Source, Picture Example, Picture Truth);

/// <summary>
/// Measures translations against the truth: the mean absolute difference on the scale [-1, 1], guided by examples.
/// </summary>
/// <param name="questions">At least one; pictures of one size.</param>
/// <param name="direction">Which way they go.</param>
public sealed class TruthEvaluation(IReadOnlyList<TruthQuestion> questions, Direction direction = Direction.AtoB)
{
    private const int Shown = 8, Together = 16;

    /// <summary>Translates all of them.</summary>
    /// <returns>The error, and a sheet of the first eight.</returns>
    public Evaluation Run(ITranslationTrainer trainer)
    {
        using var quiet = no_grad();
        double sum = 0;
        List<Picture> outputs = [];
        foreach (var some in questions.Chunk(Together))
        {
            using var scope = NewDisposeScope();
            var sources = Picture.ToBatch(some.Select(question => question.Source));
            var examples = Picture.ToBatch(some.Select(question => question.Example));
            var output = trainer.Translate(sources, examples, direction);
            var truth = Picture.ToBatch(some.Select(question => question.Truth)).to(output.device);
            sum += (output.clamp(-1, 1) - truth).abs().mean([1, 2, 3]).sum().item<float>();
            if (outputs.Count < Shown) outputs.AddRange(Picture.FromBatch(output.cpu()));
        }
        var first = questions.Take(Math.Min(Shown, outputs.Count)).ToList();
        var sheet = new PictureGrid(
            [
                first.Select(question => question.Source), first.Select(question => question.Example),
                outputs.Take(first.Count), first.Select(question => question.Truth),
            ], "Inputs, style examples, translations and the truth.")
        {
            RowLabels = ["input", "style", "output", "truth"],
        };
        string name = $"error against the true translation on {questions.Count} pairs";
        return new Evaluation(name, sum / questions.Count, sheet);
    }
}
