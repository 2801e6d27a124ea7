using System.Globalization;

namespace Unpaired.Training;

/// <summary>Shows a run as lines of text: every two seconds, at each evaluation, and at its end.</summary>
/// <param name="output">Where lines go.</param>
/// <param name="notes">Where notes go, such as a damaged checkpoint.</param>
public sealed class TerminalObserver(TextWriter output, TextWriter notes) : ITrainingObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private TimeSpan? shown;

    /// <inheritdoc/>
    public void Stepped(TrainingProgress progress)
    {
        bool isLast = progress.Iteration >= progress.Iterations;
        if (!isLast && shown is { } last && progress.Elapsed - last < Interval) return;
        shown = progress.Elapsed;
        output.WriteLine(Line(progress));
    }

    /// <inheritdoc/>
    public void Evaluated(TrainingProgress progress, Evaluation evaluation, bool isBest)
    {
        string best = isBest ? ", the best so far" : "";
        string value = evaluation.Value.ToString("F4", CultureInfo.InvariantCulture);
        output.WriteLine(
            $"{progress.Iteration,7}  {evaluation.Name}: {value}{best}, after {Hours(progress.Elapsed)}");
    }

    /// <inheritdoc/>
    public void Note(string text) => notes.WriteLine(text);

    /// <inheritdoc/>
    public void Ended(TrainingResult result)
    {
        if (result.End != TrainingEnd.Completed)
        {
            string why = result.End == TrainingEnd.TimeUp ? "time is up" : "stopped";
            output.WriteLine($"{result.Iteration,7}  {why}; saved, --resume goes on from here");
        }
    }

    private static string Line(TrainingProgress progress)
    {
        string totals = string.Join("  ", progress.Losses
            .Where(loss => loss.Name.Contains("total", StringComparison.Ordinal))
            .Select(loss => FormattableString.Invariant($"{loss.Name} {loss.Value:F3}")));
        string left = progress.Left is { } time ? Hours(time) : "?";
        string rate = progress.ImagesPerSecond.ToString("F1", CultureInfo.InvariantCulture);
        return $"{progress.Iteration,7}/{progress.Iterations}  {rate,6} images/s  {left} left  {totals}";
    }

    /// <summary>For example 0:05:09, 31:00:00.</summary>
    private static string Hours(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}");
}
