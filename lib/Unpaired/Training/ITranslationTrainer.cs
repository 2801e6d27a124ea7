using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>One paper's trainer as the training loop sees it. Not for use by two threads at once.</summary>
/// <remarks>
/// A trainer owns its networks, optimizers, schedules and random source. The loop owns data order, moving average,
/// files and time. Whatever a trainer needs in order to go on exactly must be written by <see cref="SaveState"/>.
/// </remarks>
public interface ITranslationTrainer : IDisposable
{
    /// <summary>The system's name in files: <c>munit</c>, <c>unit</c> …</summary>
    string System { get; }

    /// <summary>The whole configuration as a file (YAML) that gives this trainer again.</summary>
    string ConfigText { get; }

    /// <summary>How steps are computed.</summary>
    TrainingMode Mode { get; }

    /// <summary>In which numbers convolutions and linear layers are computed.</summary>
    Precision Precision => Precision.Float32;

    /// <summary>Pictures of each domain in an iteration.</summary>
    int BatchSize { get; }

    /// <summary>Pictures that a step looks at: those of both domains unless a trainer has only one.</summary>
    int PicturesPerIteration => 2 * BatchSize;

    /// <summary>Parts in which an iteration's pictures are computed, one after the other; 1 for all at once.</summary>
    int Accumulate => 1;

    /// <summary>Iterations completed.</summary>
    long Iteration { get; }

    /// <summary>The networks that a moving average is taken of: those that translate.</summary>
    IReadOnlyList<nn.Module> AveragedNetworks { get; }

    /// <summary>
    /// What to do when a step does not fit into memory: a smaller preset or batch; null if there is none.
    /// </summary>
    string? SmallerSetting { get; }

    /// <summary>One iteration.</summary>
    /// <param name="batch">Stays the caller's.</param>
    /// <returns>All losses under the names of the original's log.</returns>
    /// <exception cref="NonFiniteLossException">A loss is not finite; the trainer is not to be used or saved any
    /// more.</exception>
    IReadOnlyList<LossValue> Step(TrainingBatch batch);

    /// <summary>
    /// Writes everything that <see cref="LoadState"/> needs to go on bit for bit; no draw of random numbers, no other
    /// side effect.
    /// </summary>
    /// <param name="folder">An empty folder.</param>
    void SaveState(string folder);

    /// <summary>Goes on exactly where <see cref="SaveState"/> was called.</summary>
    /// <param name="folder">Written by a trainer of the same configuration.</param>
    void LoadState(string folder);

    /// <summary>Writes what is needed to translate, in one file with the configuration inside.</summary>
    /// <param name="path">Usually ending in .safetensors; replaced as a whole or not at all.</param>
    /// <param name="storedAs">float32 or float16.</param>
    void SaveWeights(string path, ScalarType storedAs);

    /// <summary>
    /// Translates guided by examples, without gradients; must not draw from the trainer's random source.
    /// </summary>
    /// <param name="source">[N, 3, H, W] in [-1, 1], of the domain that <paramref name="direction"/> leaves.</param>
    /// <param name="example">[N, 3, H, W], of the domain that it reaches; systems without styles ignore it.</param>
    /// <param name="direction">Which way.</param>
    /// <returns>[N, 3, H, W] in [-1, 1]. The caller owns it.</returns>
    Tensor Translate(Tensor source, Tensor example, Direction direction);

    /// <summary>
    /// What a sheet of samples shows, without gradients; must not draw from the trainer's random source.
    /// </summary>
    /// <param name="batch">The same pictures each time.</param>
    /// <returns>Rows from top to bottom. The caller owns the tensors.</returns>
    IReadOnlyList<PreviewRow> Preview(TrainingBatch batch);
}

/// <summary>A row of a sheet of samples.</summary>
/// <param name="Label">One or two words.</param>
/// <param name="Pictures">[N, 3, H, W] in [-1, 1].</param>
public readonly record struct PreviewRow(string Label, Tensor Pictures);

/// <summary>One batch of each domain; systems that need labels or boxes derive from it.</summary>
/// <param name="a">[N, 3, H, W] in [-1, 1], domain A; belongs to the batch.</param>
/// <param name="b">[N, 3, H, W] in [-1, 1], domain B; belongs to the batch.</param>
public class TrainingBatch(Tensor a, Tensor b) : IDisposable
{
    /// <summary>Pictures of domain A.</summary>
    public Tensor A { get; } = a;

    /// <summary>Pictures of domain B; nothing pairs them with those of A.</summary>
    public Tensor B { get; } = b;

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the tensors.</summary>
    /// <param name="disposing">Whether called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        A.Dispose();
        B.Dispose();
    }
}
