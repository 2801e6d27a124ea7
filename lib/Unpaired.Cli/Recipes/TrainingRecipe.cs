using Unpaired.Layers;
using Unpaired.Training;

namespace Unpaired.Cli.Recipes;

/// <summary>How <c>unpaired train</c> makes one paper's trainer and data from what was asked for.</summary>
internal abstract class TrainingRecipe
{
    /// <summary>The paper's name after <c>--trainer</c>, as in the weights' metadata: <c>munit</c> …</summary>
    public abstract string System { get; }

    /// <summary>Names that stand for a configuration file.</summary>
    public abstract IReadOnlyList<string> Presets { get; }

    /// <summary>Names after <c>--world</c>.</summary>
    public abstract IReadOnlyList<string> Worlds { get; }

    /// <summary>Whether a configuration file without <c>--trainer</c> is of this paper.</summary>
    /// <param name="keys">The top-level keys of the file.</param>
    public abstract bool Recognizes(IReadOnlySet<string> keys);

    /// <summary>Whether pictures of files can be left as they are instead of mirrored half of the time.</summary>
    public virtual bool CanLeaveUnflipped => false;

    /// <summary>Whether a detector trained before can be given.</summary>
    public virtual bool TakesDetector => false;

    /// <summary>Makes trainer and data.</summary>
    /// <exception cref="ArgumentException">Something asked for that this paper cannot do.</exception>
    public abstract PreparedTraining Prepare(TrainingRequest request);

    /// <summary>What a preset needs; null where this paper does not count it.</summary>
    /// <param name="preset">One of <see cref="Presets"/>.</param>
    public virtual PresetCost? Cost(string preset) => null;

    /// <summary>A refusal that lists what there is.</summary>
    protected ArgumentException NoSuchWorld(string? world) =>
        new($"--world: expected {string.Join(" or ", Worlds)} for {System}; found '{world}'.");
}

/// <summary>What was asked for.</summary>
/// <param name="Config">A file, or the name of a preset.</param>
/// <param name="World">A drawn world, or null.</param>
/// <param name="Domains">Which two domains of a world with more, comma between; null for the world's first two.</param>
/// <param name="Folder">A folder of pictures, or null.</param>
/// <param name="Mode">How steps are computed.</param>
/// <param name="Seed">All draws follow from it.</param>
/// <param name="Original">A folder with the original's checkpoint to start from, or null.</param>
/// <param name="Precision">In which numbers convolutions and linear layers are computed.</param>
/// <param name="Accumulate">Batches whose gradients are averaged for one step; null as configured.</param>
/// <param name="Classes">How many of a world's training classes to use; null for all.</param>
/// <param name="Flip">Whether pictures of files are mirrored half of the time, as the original does.</param>
/// <param name="Detector">A file with a trained detector, or null.</param>
internal sealed record TrainingRequest(
    string Config, string? World, string? Domains, string? Folder, TrainingMode Mode, long Seed, string? Original,
    Precision Precision = Precision.Float32, int? Accumulate = null, int? Classes = null, bool Flip = true,
    string? Detector = null);

/// <summary>All that a run needs.</summary>
/// <param name="Trainer">Fresh, or resumed from the original's files.</param>
/// <param name="Data">The batches.</param>
/// <param name="Evaluate">Questions with known answers, where the data have any.</param>
/// <param name="Iterations">As many as the configuration asks for.</param>
/// <param name="LogInterval">Iterations between rows of the table of losses.</param>
internal sealed record PreparedTraining(
    ITranslationTrainer Trainer, ITrainingData Data, Func<ITranslationTrainer, Evaluation?>? Evaluate, int Iterations,
    int LogInterval)
    : IDisposable
{
    public void Dispose()
    {
        Data.Dispose();
        Trainer.Dispose();
    }
}
