using Unpaired.Checkpoints;

namespace Unpaired.CocoFunit;

/// <summary>imaginaire's learning-rate schedules, stepped once behind each iteration.</summary>
/// <remarks>
/// step: a factor at every multiple of step_size. linear: from iteration s to e the rate falls in a straight line to
/// the share t: factor(i) = min(max(((i − s)·t + e − i) / (e − s), t), 1). Original: imaginaire utils/trainer.py,
/// get_scheduler (c6f7484), on PyTorch's StepLR and LambdaLR.
/// </remarks>
public sealed class ImaginaireSchedule
{
    private readonly RatePolicy policy;
    private readonly (int Start, int End, double Target) line;
    private int stepSize;
    private double gamma;
    private double initialRate;

    /// <param name="config">Rate and policy.</param>
    public ImaginaireSchedule(ImaginaireOptimizerConfig config)
    {
        (policy, stepSize, gamma) = (config.Policy, config.StepSize, config.Gamma);
        line = (config.DecayStart, config.DecayEnd, config.DecayTarget);
        initialRate = config.LearningRate;
        LearningRate = initialRate * LineFactor(0);
    }

    /// <summary>The rate of the next iteration.</summary>
    public double LearningRate { get; private set; }

    /// <summary>Iterations so far; PyTorch's <c>last_epoch</c>.</summary>
    public long Count { get; private set; }

    /// <summary>Moves to the next iteration.</summary>
    public void Step()
    {
        Count++;
        if (policy == RatePolicy.Step)
        {
            if (Count % stepSize == 0) LearningRate *= gamma;
        }
        else LearningRate = initialRate * LineFactor(Count);
    }

    /// <summary>What PyTorch's scheduler.state_dict() gives.</summary>
    internal Dictionary<string, object?> Write()
    {
        var state = new Dictionary<string, object?>();
        if (policy == RatePolicy.Step) (state["step_size"], state["gamma"]) = ((long)stepSize, gamma);
        state["base_lrs"] = new List<object?> { initialRate };
        state["last_epoch"] = Count;
        state["verbose"] = false;
        state["_step_count"] = Count + 1;
        state["_get_lr_called_within_step"] = false;
        state["_last_lr"] = new List<object?> { LearningRate };
        if (policy != RatePolicy.Step) state["lr_lambdas"] = new List<object?> { null };
        return state;
    }

    /// <summary>Goes on as a stored state says; parity: step size and factor of the file count, not those of the
    /// configuration.</summary>
    /// <param name="node">What <see cref="Write"/> or PyTorch wrote.</param>
    /// <param name="learningRate">The rate that is stored with the optimizer.</param>
    internal void Read(CheckpointNode node, double learningRate)
    {
        Count = node["last_epoch"].AsInteger();
        initialRate = node["base_lrs"][0].AsNumber();
        if (policy == RatePolicy.Step)
        {
            stepSize = (int)node["step_size"].AsInteger();
            gamma = node["gamma"].AsNumber();
        }
        LearningRate = learningRate;
    }

    private double LineFactor(long iteration)
    {
        if (policy != RatePolicy.Linear) return 1;
        double share = ((iteration - line.Start) * line.Target + line.End - iteration) / (line.End - line.Start);
        return Math.Min(Math.Max(share, line.Target), 1);
    }
}
