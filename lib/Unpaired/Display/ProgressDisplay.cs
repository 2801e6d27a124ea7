namespace Unpaired.Display;

/// <summary>Progress in words and as a bar: rate and time left while it runs, one plain line at its end.</summary>
/// <remarks>At most five updates a second, in consoles one line in two seconds. Not safe for several threads.</remarks>
public sealed class ProgressDisplay : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly string what;
    private readonly string unit;
    private readonly Pace pace;
    private readonly Throttle throttle;
    private readonly DisplayHandle handle;
    private string note = "";
    private bool isOver;

    internal ProgressDisplay(string what, long total, string unit, TimeProvider? clock = null)
    {
        if (total < 1)
            throw new ArgumentOutOfRangeException(nameof(total), total, $"'{what}': expected at least 1 of {unit}.");
        this.what = what;
        this.unit = unit;
        clock ??= TimeProvider.System;
        pace = new Pace(clock, unit, total);
        throttle = new Throttle(clock, Interval);
        handle = Show.Output(State(isFinal: false));
    }

    /// <summary>
    /// Whether the last line says how long it took. Off, so that notebooks with outputs do not differ after each run.
    /// </summary>
    public bool ShowsTime { get; init; }

    /// <summary>How many are done.</summary>
    public long Done => pace.Done;

    /// <summary>Says how many are done; shown if the last update is long enough ago.</summary>
    /// <param name="done">From 0 to the total; the total does not end the display, <see cref="Complete"/> does.</param>
    /// <param name="note">A few words on the present state; stays until the next one.</param>
    public void Report(long done, string? note = null)
    {
        if (isOver)
            return;
        pace.Done = Math.Clamp(done, 0, pace.Total);
        this.note = note ?? this.note;
        if (pace.Done == pace.Total)
            handle.Update(State(isFinal: false)); // nobody may call again, so the last state must not be held back
        else
            throttle.Run(() => handle.Update(State(isFinal: false)));
    }

    /// <summary>One more is done.</summary>
    /// <param name="note">A few words on the present state; stays until the next one.</param>
    public void Step(string? note = null) => Report(pace.Done + 1, note);

    /// <summary>Everything is done.</summary>
    /// <param name="note">A few words on the result; without one, the line says no more than that it is done.</param>
    public void Complete(string? note = null)
    {
        if (isOver)
            return;
        pace.Done = pace.Total;
        End(note ?? "");
    }

    /// <summary>Ends the display. If not all is done, the last line says how far it came.</summary>
    public void Dispose()
    {
        if (!isOver)
            End("");
    }

    /// <inheritdoc/>
    public override string ToString() => InWords(isOver);

    private void End(string lastNote)
    {
        isOver = true;
        note = lastNote;
        handle.Update(State(isFinal: true));
    }

    private string InWords(bool isFinal)
    {
        string time = isFinal && ShowsTime ? $" in {Pace.Duration(pace.Elapsed)}" : "";
        string state = !isFinal ? pace.InWords()
            : pace.Done == pace.Total ? FormattableString.Invariant($"{pace.Done:#,0} {unit}, done{time}")
            : FormattableString.Invariant($"stopped after {pace.Done:#,0} of {pace.Total:#,0} {unit}{time}");
        return note.Length > 0 ? $"{what}: {state}; {note}" : $"{what}: {state}";
    }

    private LiveState State(bool isFinal)
    {
        string text = InWords(isFinal);
        return new LiveState(() => Html(text, pace, isFinal), text, isFinal);
    }

    /// <summary>The line, and below it a bar while there is something left to do.</summary>
    internal static string Html(string text, Pace pace, bool isFinal) =>
        isFinal
            ? $"<div>{HtmlText.Escape(text)}</div>"
            : $"<div>{HtmlText.Escape(text)}<br><progress style=\"width:min(480px,100%)\" max=\"{pace.Total}\" "
              + $"value=\"{pace.Done}\" aria-label=\"{HtmlText.Escape(text)}\"></progress></div>";
}
