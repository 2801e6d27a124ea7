namespace Unpaired.Display;

/// <summary>A state of a live display: HTML that is made only if the host shows it.</summary>
internal sealed class LiveState(Func<string> html, string text, bool isFinal) : RichOutput, ILiveOutput
{
    /// <inheritdoc/>
    public override string Text => text;

    /// <inheritdoc/>
    public bool IsFinal => isFinal;

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType switch
    {
        MimeTypes.Html => html(),
        MimeTypes.Plain => text,
        _ => null,
    };
}

/// <summary>
/// Lets work through at most so often, and never for more than a twentieth of the time: drawing must not slow training.
/// </summary>
internal sealed class Throttle(TimeProvider clock, TimeSpan interval)
{
    private const int ShareOfTime = 20;

    private long? lastStart;
    private TimeSpan lastCost;

    /// <summary>Does the work if it is due.</summary>
    public void Run(Action work)
    {
        if (lastStart is { } last && clock.GetElapsedTime(last) < Pause)
            return;
        lastStart = clock.GetTimestamp();
        work();
        lastCost = clock.GetElapsedTime(lastStart.Value);
    }

    private TimeSpan Pause => TimeSpan.FromTicks(Math.Max(interval.Ticks, lastCost.Ticks * ShareOfTime));
}

/// <summary>How far something is and when it ends, in words.</summary>
/// <param name="clock">Tells the time.</param>
/// <param name="unit">What is counted, in the plural.</param>
/// <param name="total">How much is wanted.</param>
/// <param name="before">How much of it was done earlier and says nothing about the rate.</param>
internal sealed class Pace(TimeProvider clock, string unit, long total, long before = 0)
{
    private readonly long first = before;
    private readonly long start = clock.GetTimestamp();

    /// <summary>Done so far.</summary>
    public long Done { get; set; } = before;

    /// <summary>How much is wanted.</summary>
    public long Total => total;

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(start);

    /// <summary>For example: 120 of 600 iterations (20 %), 45 iterations/s, 11 s left.</summary>
    /// <param name="counted">What the rate counts, if not the unit itself.</param>
    /// <param name="countedPerStep">How many of them a step has.</param>
    public string InWords(string? counted = null, double countedPerStep = 1)
    {
        string progress = FormattableString.Invariant($"{Done:#,0} of {total:#,0} {unit} ({Percent} %)");
        double rate = (Done - first) / Math.Max(Elapsed.TotalSeconds, 1e-9);
        if (Done <= first || Elapsed.TotalSeconds < 0.5)
            return progress;
        string left = Duration(TimeSpan.FromSeconds((total - Done) / rate));
        return $"{progress}, {Number(rate * countedPerStep)} {counted ?? unit}/s, {left} left";
    }

    /// <summary>Whole percent, rounded down: 100 means all.</summary>
    public long Percent => Done * 100 / Math.Max(total, 1);

    /// <summary>For example: 48 s, 2 min 5 s, 1 h 20 min.</summary>
    public static string Duration(TimeSpan time)
    {
        long seconds = (long)Math.Ceiling(time.TotalSeconds);
        return seconds < 60 ? $"{seconds} s"
            : seconds < 3600 ? $"{seconds / 60} min {seconds % 60} s"
            : $"{seconds / 3600} h {seconds % 3600 / 60} min";
    }

    private static string Number(double value) =>
        FormattableString.Invariant($"{(value >= 100 ? Math.Round(value) : value):#,0.##}");
}
