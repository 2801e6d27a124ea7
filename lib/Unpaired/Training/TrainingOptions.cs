using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>How long a run goes, what it writes and when.</summary>
public sealed record TrainingOptions
{
    /// <summary>Iterations in all, those before a resume included.</summary>
    public required long Iterations { get; init; }

    /// <summary>The run's folder; null to write nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>The seed that trainer and data were made with, for the record; a resume must have the same.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Iterations between saves, each with samples and an evaluation.</summary>
    public int Every { get; init; } = 500;

    /// <summary>Iterations between entries for TensorBoard; <c>losses.csv</c> has every iteration.</summary>
    public int LogInterval { get; init; } = 10;

    /// <summary>
    /// Stops after this time, wherever it is; null for no limit. Counted from the start of this session.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// Decay of a moving average of the translating networks, which is then what is evaluated and saved for use; 0
    /// for none.
    /// </summary>
    public double AverageDecay { get; init; }

    /// <summary>
    /// How numbers are stored in the weights for use: float32, or float16 for files of half the size. Checkpoints are
    /// not affected.
    /// </summary>
    public ScalarType WeightsType { get; init; } = ScalarType.Float32;

    /// <summary>Newest checkpoints to keep; the best one is kept besides.</summary>
    public int KeepCheckpoints { get; init; } = 3;

    /// <summary>Pictures of each domain on a sheet of samples.</summary>
    public int SampleCount { get; init; } = 8;

    /// <summary>Go on from the newest whole checkpoint in the folder; without any, from the beginning.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Measures the trainer at each save, with the average in place and no gradients; lower is better. Must not
    /// train.
    /// </summary>
    public Func<ITranslationTrainer, Evaluation?>? Evaluate { get; init; }

    /// <summary>Itself, if the numbers make sense.</summary>
    /// <exception cref="ArgumentException">A number out of range.</exception>
    public TrainingOptions Validated()
    {
        static void Require(bool holds, string what, object found)
        {
            if (!holds) throw new ArgumentException($"Training: expected {what}; got {found}.");
        }
        Require(Iterations >= 1, "at least 1 iteration", Iterations);
        Require(Every >= 1, "at least 1 iteration between saves", Every);
        Require(LogInterval >= 1, "at least 1 iteration between log entries", LogInterval);
        Require(KeepCheckpoints >= 1, "at least 1 checkpoint to keep", KeepCheckpoints);
        Require(SampleCount >= 1, "at least 1 sample", SampleCount);
        Require(AverageDecay is >= 0 and < 1, "a decay of at least 0 and below 1", AverageDecay);
        Require(WeightsType is ScalarType.Float32 or ScalarType.Float16, "weights in float32 or float16", WeightsType);
        return this;
    }
}
