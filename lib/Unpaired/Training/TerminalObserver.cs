using System.Globalization;

namespace Unpaired.Training;

/// <summary>Shows a run as lines of text: every two seconds, at each evaluation, and at its end.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="notes">Where notes go, such as a damaged checkpoint.</param>
public sealed class TerminalObserver(TextWriter output, TextWriter notes) : ITrainingObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private TimeSpan shown = TimeSpan.MinValue;

    /// <inheritdoc/>
    public void Stepped(TrainingProgress progress)
    {
        if (progress.Iteration < progress.Iterations && shown != TimeSpan.MinValue && progress.Elapsed - shown < Interval) return;
        shown = progress.Elapsed;
        output.WriteLine(Line(progress));
    }

    /// <inheritdoc/>
    public void Evaluated(TrainingProgress progress, Evaluation evaluation, bool isBest) => output.WriteLine(FormattableString.Invariant(
        $"{progress.Iteration,7}  {evaluation.Name}: {evaluation.Value:F4}{(isBest ? ", the best so far" : "")}, after {progress.Elapsed:hh\\:mm\\:ss}"));

    /// <inheritdoc/>
    public void Note(string text) => notes.WriteLine(text);

    /// <inheritdoc/>
    public void Ended(TrainingResult result)
    {
        if (result.End != TrainingEnd.Completed)
            output.WriteLine($"{result.Iteration,7}  {(result.End == TrainingEnd.TimeUp ? "time is up" : "stopped")}; saved, --resume goes on from here");
    }

    private static string Line(TrainingProgress progress)
    {
        string totals = string.Join("  ", progress.Losses.Where(loss => loss.Name.Contains("total", StringComparison.Ordinal))
            .Select(loss => FormattableString.Invariant($"{loss.Name} {loss.Value:F3}")));
        string left = progress.Left is { } time
            ? ((int)time.TotalHours).ToString(CultureInfo.InvariantCulture) + time.ToString("\\:mm\\:ss", CultureInfo.InvariantCulture) : "?";
        return FormattableString.Invariant(
            $"{progress.Iteration,7}/{progress.Iterations}  {progress.ImagesPerSecond,6:F1} images/s  {left} left  {totals}");
    }
}
