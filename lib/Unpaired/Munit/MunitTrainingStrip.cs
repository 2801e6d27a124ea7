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
    private readonly IReadOnlyList<Picture> inputs;
    private readonly long seed;
    private readonly List<(string Label, IReadOnlyList<Picture> Pictures)> columns = [];

    /// <summary>A strip of translations from A to B; nothing is translated yet.</summary>
    /// <param name="trainer">The model at work; stays the caller's.</param>
    /// <param name="inputs">Pictures of domain A, one row each.</param>
    /// <param name="seed">Decides the style of each row.</param>
    /// <exception cref="ArgumentException">No pictures.</exception>
    public MunitTrainingStrip(MunitTrainer trainer, IEnumerable<Picture> inputs, long seed = 1)
    {
        this.trainer = trainer;
        this.inputs = [.. inputs];
        this.seed = seed;
        if (this.inputs.Count == 0)
            throw new ArgumentException("A strip needs at least one picture; got none.", nameof(inputs));
    }

    /// <summary>Translates with the weights as they are now: one more column.</summary>
    /// <exception cref="ArgumentException">Pictures that the networks cannot take.</exception>
    public void Sample()
    {
        using var translator = MunitTranslator.Of(trainer);
        using var styles = translator.SampleStyles(inputs.Count, seed);
        using var scope = NewDisposeScope();
        columns.Add(($"step {trainer.Iteration:#,0}",
            [.. inputs.Select((input, row) => translator.Translate(input, Direction.AtoB, styles[row]))]));
    }

    /// <summary>Inputs, then one column for each call of <see cref="Sample"/>; of more than seven, the first and the
    /// last six.</summary>
    public PictureGrid ToGrid()
    {
        var shown = columns.Count <= 7 ? columns : [columns[0], .. columns[^6..]];
        string last = shown.Count > 0 ? $", the last at {shown[^1].Label}" : "";
        return new PictureGrid(shown.Select(column => column.Pictures).Prepend(inputs),
            $"{inputs.Count} inputs and their translations at {shown.Count} moments of the training{last}.")
        {
            ByColumns = true,
            FirstColumnIsInput = true,
            ColumnLabels = [.. shown.Select(column => column.Label).Prepend("input")],
        };
    }
}
