using Unpaired.Data;
using Unpaired.Display;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>The same pictures in the same drawn styles, translated again and again while a model trains.</summary>
/// <remarks>Styles are drawn once from their own seed, so a strip never changes what the trainer draws.</remarks>
public sealed class MunitTrainingStrip
{
    private readonly MunitTrainer trainer;
    private readonly TrainingStrip strip;

    /// <summary>A strip of translations from A to B; nothing is translated yet.</summary>
    /// <param name="trainer">The model at work; stays the caller's.</param>
    /// <param name="inputs">Pictures of domain A, one row each.</param>
    /// <param name="seed">Decides the style of each row.</param>
    /// <exception cref="ArgumentException">No pictures.</exception>
    public MunitTrainingStrip(MunitTrainer trainer, IEnumerable<Picture> inputs, long seed = 1)
    {
        this.trainer = trainer;
        IReadOnlyList<Picture> rows = [.. inputs];
        strip = new TrainingStrip(rows, () => Translate(rows, seed));
    }

    /// <summary>Translates with the weights as they are now: one more column.</summary>
    /// <exception cref="ArgumentException">Pictures that the networks cannot take.</exception>
    public void Sample() => strip.Sample(trainer.Iteration);

    /// <summary>Inputs, then one column for each call of <see cref="Sample"/>; of more than seven, the first and the
    /// last six.</summary>
    public PictureGrid ToGrid() => strip.ToGrid();

    private IReadOnlyList<Picture> Translate(IReadOnlyList<Picture> inputs, long seed)
    {
        using var translator = MunitTranslator.Of(trainer);
        using var styles = translator.SampleStyles(inputs.Count, seed);
        using var scope = NewDisposeScope();
        return [.. inputs.Select((input, row) => translator.Translate(input, Direction.AtoB, styles[row]))];
    }
}
