namespace Unpaired.Tunit;

/// <summary>How much of the truth training is told.</summary>
public enum Supervision
{
    /// <summary>p_semi = 0: no labels; clusters form by mutual information.</summary>
    None,

    /// <summary>0 &lt; p_semi &lt; 1: labels for a part of the pictures.</summary>
    Semi,

    /// <summary>p_semi = 1: labels for all pictures; the clustering head is not trained.</summary>
    Full,
}

/// <summary>Where an iteration stands.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Step">Within the epoch, from 0.</param>
/// <param name="Steps">Iterations of this epoch.</param>
/// <param name="IsLabelled">Whether its pictures come with labels that are used.</param>
public readonly record struct TunitPosition(int Epoch, int Step, int Steps, bool IsLabelled)
{
    /// <summary>Whether the epoch ends with it.</summary>
    public bool IsLast => Step == Steps - 1;
}

/// <summary>When the phases of training begin, and what each iteration is.</summary>
/// <remarks>
/// Original: main.py and train_*.py (405a77c). The guiding network trains alone until <see cref="JointStart"/>; then
/// everything is trained together. A semi-supervised epoch has its labelled iterations first.
/// </remarks>
/// <param name="Supervision">How much is told.</param>
/// <param name="Iterations">Of a full epoch.</param>
/// <param name="LabelledShare">p_semi.</param>
/// <param name="UnlabelledStart">unsup_start.</param>
/// <param name="JointStart">separated.</param>
/// <param name="AverageStart">ema_start.</param>
public sealed record TunitSchedule(
    Supervision Supervision, int Iterations, double LabelledShare, int UnlabelledStart, int JointStart,
    int AverageStart)
{
    private const int LeastLabelled = 100;
    private const int OriginalIterations = 1000;

    /// <summary>The schedule of a configuration.</summary>
    /// <exception cref="ArgumentException">Short epochs without explicit starts: the original divides its own by
    /// iters // 1000.</exception>
    public static TunitSchedule Of(TunitConfig config)
    {
        var supervision = config.LabelledShare switch
        {
            <= 0 => Supervision.None,
            >= 1 => Supervision.Full,
            _ => Supervision.Semi,
        };
        int thousands = config.IterationsPerEpoch / OriginalIterations;
        int Start(string key, int? given, int original) => given
            ?? (original == 0 ? 0 : thousands > 0 ? original / thousands : throw new ArgumentException(
                $"{key}: expected an epoch, because iters is {config.IterationsPerEpoch}: the original's {original} is "
                + $"for epochs of {OriginalIterations} iterations and more; got none."));
        var (unlabelled, joint, average) = supervision switch
        {
            Supervision.None => (0, 65, 66),
            Supervision.Semi => (20, 35, 36),
            _ => (0, 0, 1),
        };
        return new TunitSchedule(
            supervision, config.IterationsPerEpoch, config.LabelledShare,
            Start("unsup_start", config.UnlabelledStart, unlabelled), Start("separated", config.JointStart, joint),
            Start("ema_start", config.AverageStart, average));
    }

    /// <summary>Whether generator and discriminator are trained in an epoch.</summary>
    public bool IsJoint(int epoch) => epoch >= JointStart;

    /// <summary>Iterations of an epoch with labels.</summary>
    public int LabelledSteps(int epoch) => Supervision switch
    {
        Supervision.None => 0,
        Supervision.Full => Iterations,
        _ when epoch < UnlabelledStart => Math.Max(LeastLabelled, Share),
        _ => Share,
    };

    /// <summary>Iterations of an epoch.</summary>
    public int Steps(int epoch) =>
        Supervision == Supervision.Semi && epoch < UnlabelledStart ? LabelledSteps(epoch) : Iterations;

    /// <summary>Iterations before an epoch.</summary>
    public long FirstOf(int epoch)
    {
        long early = Math.Min(epoch, EarlyEpochs);
        return early * Steps(0) + (epoch - early) * Iterations;
    }

    /// <summary>What an iteration is.</summary>
    /// <param name="iteration">From 0.</param>
    public TunitPosition At(long iteration)
    {
        long early = EarlyEpochs, earlySteps = Steps(0);
        bool isEarly = iteration < early * earlySteps;
        long later = iteration - early * earlySteps;
        int epoch = (int)(isEarly ? iteration / earlySteps : early + later / Iterations);
        int step = (int)(iteration - FirstOf(epoch));
        return new TunitPosition(epoch, step, Steps(epoch), step < LabelledSteps(epoch));
    }

    private int Share => (int)Math.Floor(Iterations * LabelledShare);

    private int EarlyEpochs => Supervision == Supervision.Semi ? UnlabelledStart : 0;
}
