namespace Unpaired.Training;

/// <summary>How fast a run is now, and when it ends.</summary>
internal sealed class TrainingPace(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30), Spacing = TimeSpan.FromSeconds(1);
    private readonly Queue<(TimeSpan Time, long Iteration)> marks = new();
    private long start = clock.GetTimestamp();
    private (TimeSpan Time, long Iteration) now, lastMark;

    /// <summary>Since the start.</summary>
    internal TimeSpan Elapsed => clock.GetElapsedTime(start);

    /// <summary>Iterations per second over the last half minute, saves included; 0 before the first.</summary>
    internal double PerSecond => now.Time > marks.Peek().Time
        ? (now.Iteration - marks.Peek().Iteration) / (now.Time - marks.Peek().Time).TotalSeconds
        : 0;

    /// <summary>Begins to count.</summary>
    internal void Start(long iteration)
    {
        start = clock.GetTimestamp();
        now = lastMark = (TimeSpan.Zero, iteration);
        marks.Clear();
        marks.Enqueue(now);
    }

    /// <summary>An iteration is done.</summary>
    internal void Step(long iteration)
    {
        now = (Elapsed, iteration);
        if (now.Time - lastMark.Time >= Spacing) marks.Enqueue(lastMark = now);
        while (marks.Count > 1 && now.Time - marks.Peek().Time > Window) marks.Dequeue();
    }

    /// <summary>Until the last iteration or the limit, whichever comes first; null before the rate is known.</summary>
    internal TimeSpan? Left(long iterations, TimeSpan? limit)
    {
        double? seconds = PerSecond > 0 ? (iterations - now.Iteration) / PerSecond : null;
        if (limit is { } most)
            seconds = Math.Min(seconds ?? double.MaxValue, Math.Max(0, (most - Elapsed).TotalSeconds));
        return seconds is { } left ? TimeSpan.FromSeconds(Math.Min(left, TimeSpan.MaxValue.TotalSeconds / 2)) : null;
    }
}
