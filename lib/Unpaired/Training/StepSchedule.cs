namespace Unpaired.Training;

/// <summary>The original's learning-rate schedule: a factor at every multiple of a number of iterations.</summary>
/// <remarks>
/// Parity: the schedule steps at the start of an iteration, so the first lower rate is used in iteration stepSize − 1
/// (counted from 0); re-creating it after a resume steps once more, so that every later decay comes one iteration
/// early. Original: MUNIT utils.py, get_scheduler.
/// </remarks>
public sealed class StepSchedule
{
    private readonly int stepSize;
    private readonly double gamma;

    private StepSchedule(double learningRate, int stepSize, double gamma, long counter)
    {
        (LearningRate, Counter) = (learningRate, counter);
        (this.stepSize, this.gamma) = (stepSize, gamma);
    }

    /// <summary>The present learning rate.</summary>
    public double LearningRate { get; private set; }

    /// <summary>Steps so far, as the original's scheduler counts them.</summary>
    public long Counter { get; private set; }

    /// <summary>A schedule for a new run.</summary>
    /// <param name="learningRate">In iteration 0.</param>
    /// <param name="stepSize">Iterations between decays, at least 1; 0 keeps the rate for ever.</param>
    /// <param name="gamma">The factor of a decay.</param>
    public static StepSchedule Fresh(double learningRate, int stepSize, double gamma) =>
        new(learningRate, stepSize, gamma, 0);

    /// <summary>A schedule for a run that goes on.</summary>
    /// <param name="learningRate">As stored with the optimizer.</param>
    /// <param name="stepSize">As in <see cref="Fresh"/>.</param>
    /// <param name="gamma">As in <see cref="Fresh"/>.</param>
    /// <param name="completed">Iterations done.</param>
    public static StepSchedule Resumed(double learningRate, int stepSize, double gamma, long completed)
    {
        var schedule = new StepSchedule(learningRate, stepSize, gamma, completed);
        schedule.Step();
        return schedule;
    }

    /// <summary>A schedule exactly as it was: unlike <see cref="Resumed"/>, with no additional step.</summary>
    /// <param name="learningRate">Its <see cref="LearningRate"/> then.</param>
    /// <param name="stepSize">As in <see cref="Fresh"/>.</param>
    /// <param name="gamma">As in <see cref="Fresh"/>.</param>
    /// <param name="counter">Its <see cref="Counter"/> then.</param>
    public static StepSchedule Restored(double learningRate, int stepSize, double gamma, long counter) =>
        new(learningRate, stepSize, gamma, counter);

    /// <summary>Moves to the next iteration.</summary>
    public void Step()
    {
        Counter++;
        if (stepSize > 0 && Counter % stepSize == 0) LearningRate *= gamma;
    }
}
