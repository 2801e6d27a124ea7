using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Training;

/// <summary>The same pictures, translated again and again while a model trains: one column for each moment.</summary>
/// <remarks>As an observer of a run it samples at the start, at even distances and at the end.</remarks>
public sealed class TrainingStrip : ITrainingObserver
{
    private const int Shown = 7;

    private readonly IReadOnlyList<Picture> inputs;
    private readonly Func<IReadOnlyList<Picture>> translate;
    private readonly int moments;
    private readonly List<(long Iteration, IReadOnlyList<Picture> Pictures)> columns = [];

    /// <summary>A strip; nothing is translated yet.</summary>
    /// <param name="inputs">One row each.</param>
    /// <param name="translate">Translates all inputs, in order, with the weights as they are when it is called.</param>
    /// <param name="moments">How many times it samples a run after the start; at least 1.</param>
    /// <exception cref="ArgumentException">No pictures, or less than one moment.</exception>
    public TrainingStrip(IEnumerable<Picture> inputs, Func<IReadOnlyList<Picture>> translate, int moments = 5)
    {
        this.inputs = [.. inputs];
        this.translate = translate;
        this.moments = moments;
        if (this.inputs.Count == 0)
            throw new ArgumentException("A strip needs at least one picture; got none.", nameof(inputs));
        if (moments < 1)
            throw new ArgumentException($"A strip needs at least one moment; got {moments}.", nameof(moments));
    }

    /// <summary>Translates with the weights as they are now: one more column.</summary>
    /// <param name="iteration">Iterations completed, for the label.</param>
    /// <exception cref="ArgumentException">Pictures that the networks cannot take, or not one translation an input.</exception>
    public void Sample(long iteration)
    {
        var pictures = translate();
        if (pictures.Count != inputs.Count)
            throw new ArgumentException(
                $"A strip of {inputs.Count} inputs needs as many translations; got {pictures.Count}.");
        columns.Add((iteration, pictures));
    }

    /// <summary>Inputs, then one column for each call of <see cref="Sample"/>; of more than seven, the first and the
    /// last six.</summary>
    public PictureGrid ToGrid()
    {
        var shown = columns.Count <= Shown ? columns : [columns[0], .. columns[^(Shown - 1)..]];
        string last = shown.Count > 0 ? $", the last at {Label(shown[^1].Iteration)}" : "";
        return new PictureGrid(shown.Select(column => column.Pictures).Prepend(inputs),
            $"{inputs.Count} inputs and their translations at {shown.Count} moments of the training{last}.")
        {
            ByColumns = true,
            FirstColumnIsInput = true,
            ColumnLabels = [.. shown.Select(column => Label(column.Iteration)).Prepend("input")],
        };
    }

    /// <inheritdoc/>
    public void Started(TrainingStart start) => Sample(start.FirstIteration);

    /// <inheritdoc/>
    public void Stepped(TrainingProgress progress)
    {
        // The last iteration that begins a new part of the run, and the very last.
        long part = progress.Iteration * moments / progress.Iterations;
        if (part > (progress.Iteration - 1) * moments / progress.Iterations)
            Sample(progress.Iteration);
    }

    private static string Label(long iteration) => FormattableString.Invariant($"step {iteration:#,0}");
}
