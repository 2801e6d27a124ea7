using Unpaired.Display;

namespace Unpaired.Training;

/// <summary>Shows a run in a notebook cell: progress, loss curves and samples in one output that updates.</summary>
/// <param name="what">The claim above it, for example "Train MUNIT".</param>
public sealed class NotebookObserver(string what) : ITrainingObserver
{
    private TrainingView? view;
    private Func<PictureGrid>? drawSamples;

    /// <summary>Draws the samples; null for the trainer's own sheet.</summary>
    public Func<PictureGrid>? Samples { get; init; }

    /// <summary>Names of the losses to draw; null for all that are in use.</summary>
    public IReadOnlyList<string>? ShownLosses { get; init; }

    /// <summary>The curves so far, for a chart in a later cell; null before the run begins.</summary>
    public LossChart? Losses => view?.Losses;

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        drawSamples = Samples ?? start.DrawSamples;
        view = Show.Training(what, start.Iterations, 2 * start.BatchSize, start.FirstIteration);
    }

    /// <inheritdoc/>
    public void Stepped(TrainingProgress progress)
    {
        var losses = ShownLosses is { } shown
            ? progress.Losses.Where(loss => shown.Contains(loss.Name))
            : progress.Losses;
        view?.Report(progress.Iteration, losses, drawSamples);
    }

    /// <inheritdoc/>
    public void Note(string text) => Console.WriteLine(text);

    /// <inheritdoc/>
    public void Ended(TrainingResult result)
    {
        if (result.End == TrainingEnd.Completed) view?.Complete();
        else view?.Dispose();
    }
}
