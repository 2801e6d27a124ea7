using Unpaired.Training;

namespace Unpaired.Display;

/// <summary>
/// A training run in one output that updates: progress with rate and time left, loss curves, and a grid of samples.
/// What stays at the end holds no times, so that notebooks with outputs do not differ after each run.
/// </summary>
/// <remarks>Drawing takes at most a twentieth of the time. Not safe for several threads.</remarks>
/// <example><code>
/// using var view = Show.Training("Train MUNIT", iterations: 600, imagesPerIteration: 8);
/// for (int i = 1; i &lt;= 600; i++)
///     view.Report(i, trainer.Step(a, b), () => SampleGrid(trainer));
/// view.Complete();
/// </code></example>
public sealed class TrainingView : IDisposable
{
    private const int LossesInWords = 6;

    private readonly string what;
    private readonly int imagesPerIteration;
    private readonly Pace pace;
    private readonly Throttle redraw;
    private readonly Throttle resample;
    private readonly DisplayHandle handle;
    private Func<PictureGrid>? newSamples;
    private PictureGrid? samples;
    private bool isOver;

    internal TrainingView(string what, long iterations, int imagesPerIteration, TimeProvider? clock = null, long before = 0)
    {
        if (iterations < 1)
            throw new ArgumentOutOfRangeException(
                nameof(iterations), iterations, $"'{what}': expected at least 1 iteration.");
        this.what = what;
        this.imagesPerIteration = imagesPerIteration;
        clock ??= TimeProvider.System;
        pace = new Pace(clock, "iterations", iterations, before);
        redraw = new Throttle(clock, TimeSpan.FromMilliseconds(500));
        resample = new Throttle(clock, TimeSpan.FromSeconds(5));
        Losses = new LossChart("Losses while training", null, clock);
        handle = Show.Output(State(isFinal: false));
    }

    /// <summary>The curves so far; show them as a chart of their own in a later cell.</summary>
    public LossChart Losses { get; }

    /// <summary>Says what an iteration gave; shown if the last update is long enough ago.</summary>
    /// <param name="iteration">From 1.</param>
    /// <param name="losses">Names as in the legend.</param>
    /// <param name="drawSamples">Draws the sample grid; called only when a new one is due, and once at the end.</param>
    public void Report(long iteration, IEnumerable<(string Name, double Value)> losses,
        Func<PictureGrid>? drawSamples = null)
    {
        if (isOver)
            return;
        pace.Done = Math.Clamp(iteration, 0, pace.Total);
        newSamples = drawSamples ?? newSamples;
        Losses.Add(iteration, losses);
        redraw.Run(() =>
        {
            if (newSamples is { } draw)
                resample.Run(() => samples = Checked(draw()));
            handle.Update(State(isFinal: false));
        });
    }

    /// <summary>Says what an iteration gave; shown if the last update is long enough ago.</summary>
    /// <param name="iteration">From 1.</param>
    /// <param name="losses">From a trainer's step; parts that are switched off and totals are left out.</param>
    /// <param name="drawSamples">Draws the sample grid; called only when a new one is due, and once at the end.</param>
    public void Report(long iteration, IEnumerable<LossValue> losses, Func<PictureGrid>? drawSamples = null) =>
        Report(iteration, LossChart.InUse(losses), drawSamples);

    /// <summary>Shows the end of the run, with new samples.</summary>
    public void Complete()
    {
        if (isOver)
            return;
        samples = newSamples is { } draw ? Checked(draw()) : samples;
        End();
    }

    /// <summary>Ends the display with what it has; an unfinished run is called stopped.</summary>
    public void Dispose()
    {
        if (!isOver)
            End();
    }

    /// <inheritdoc/>
    public override string ToString() => InWords(isOver);

    private static PictureGrid Checked(PictureGrid grid)
    {
        grid.Check();
        return grid;
    }

    private void End()
    {
        isOver = true;
        handle.Update(State(isFinal: true));
    }

    private string InWords(bool isFinal)
    {
        string state = !isFinal ? pace.InWords("images", imagesPerIteration)
            : pace.Done == pace.Total ? FormattableString.Invariant($"{pace.Done:#,0} iterations, done")
            : FormattableString.Invariant($"stopped after {pace.Done:#,0} of {pace.Total:#,0} iterations");
        string losses = Losses.LastValues(LossesInWords);
        return losses.Length > 0 ? $"{what}: {state}; {losses}" : $"{what}: {state}";
    }

    private LiveState State(bool isFinal)
    {
        string text = InWords(isFinal);
        return new LiveState(() => Html(text, isFinal), text, isFinal);
    }

    private string Html(string text, bool isFinal)
    {
        string html = ProgressDisplay.Html(text, pace, isFinal);
        if (Losses.Render(MimeTypes.Html) is { } curves)
            html += curves;
        if (samples?.Render(MimeTypes.Html) is { } grid)
            html += grid;
        return $"<div>{html}</div>";
    }
}
