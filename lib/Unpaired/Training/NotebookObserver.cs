using Unpaired.Display;

namespace Unpaired.Training;

/// <summary>Shows a run in a notebook cell: progress, loss curves and samples in one output that updates.</summary>
/// <param name="what">The claim above it, for example "Train MUNIT".</param>
public sealed class NotebookObserver(string what) : ITrainingObserver
{
    private TrainingView? view;
    private Func<PictureGrid>? drawSamples;

    /// <summary>The curves so far, for a chart in a later cell; null before the run begins.</summary>
    public LossChart? Losses => view?.Losses;

    /// <inheritdoc/>
    public void Started(TrainingStart start)
    {
        drawSamples = start.DrawSamples;
        view = Show.Training(what, start.Iterations, 2 * start.BatchSize, start.FirstIteration);
    }

    /// <inheritdoc/>
    public void Stepped(TrainingProgress progress) => view?.Report(progress.Iteration, progress.Losses, drawSamples);

    /// <inheritdoc/>
    public void Note(string text) => Console.WriteLine(text);

    /// <inheritdoc/>
    public void Ended(TrainingResult result)
    {
        if (result.End == TrainingEnd.Completed) view?.Complete();
        else view?.Dispose();
    }
}
