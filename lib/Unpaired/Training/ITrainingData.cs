using Unpaired.Data;

namespace Unpaired.Training;

/// <summary>Batches without end. Which batch belongs to which iteration follows from seed and sources alone.</summary>
public interface ITrainingData : IDisposable
{
    /// <summary>What it is, in words.</summary>
    string Description { get; }

    /// <summary>A SHA-256 in hexadecimal that other data would not have; see <see cref="DataFingerprint"/>.</summary>
    string Fingerprint { get; }

    /// <summary>Makes the batch of an iteration the next one.</summary>
    /// <param name="iteration">From 0.</param>
    void MoveTo(long iteration);

    /// <summary>The next batch.</summary>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The caller disposes it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the batch is not lost.</exception>
    TrainingBatch Next(CancellationToken cancellation);

    /// <summary>The same few pictures each time, for sheets of samples.</summary>
    /// <param name="count">How many of each domain at most.</param>
    /// <returns>The caller disposes it.</returns>
    TrainingBatch Display(int count);
}

/// <summary>
/// Pictures in the order of their sources: iteration i takes numbers i · batch size and following. For worlds, which
/// never end.
/// </summary>
/// <param name="a">Domain A.</param>
/// <param name="b">Domain B.</param>
/// <param name="batchSize">Pictures of each domain per iteration.</param>
/// <param name="description">What it is, in words.</param>
public sealed class SequentialTrainingData(IPictureSource a, IPictureSource b, int batchSize, string description)
    : ITrainingData
{
    private readonly Lazy<string> fingerprint = new(() => DataFingerprint.Of(a, b));
    private long iteration;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint.Value;

    /// <inheritdoc/>
    public void MoveTo(long iteration) => this.iteration = iteration;

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long first = iteration++ * batchSize;
        return new TrainingBatch(Batch(a, first, batchSize), Batch(b, first, batchSize));
    }

    /// <inheritdoc/>
    public TrainingBatch Display(int count) =>
        new(Batch(a, 0, Math.Min(count, a.Count)), Batch(b, 0, Math.Min(count, b.Count)));

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static TorchSharp.torch.Tensor Batch(IPictureSource source, long first, int count) =>
        Picture.ToBatch(Enumerable.Range(0, count).Select(i => source[(int)((first + i) % source.Count)]));
}

/// <summary>
/// Pictures of folders or lists, shuffled anew each epoch and decoded ahead; see <see cref="DomainPairLoader"/>.
/// </summary>
/// <param name="pictures">Training and test pictures of both domains.</param>
/// <param name="transformA">What is done to pictures of A.</param>
/// <param name="transformB">What is done to pictures of B.</param>
/// <param name="options">Batch size, seed, workers.</param>
/// <param name="description">What it is, in words.</param>
public sealed class LoaderTrainingData(
    DomainPairDataset pictures, MunitTransform transformA, MunitTransform transformB, LoaderOptions options,
    string description)
    : ITrainingData
{
    private readonly Lazy<string> fingerprint = new(() => DataFingerprint.Of(pictures.TrainA, pictures.TrainB));
    private readonly DomainPairLoader loader = new(pictures.TrainA, pictures.TrainB, transformA, transformB, options);

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public string Fingerprint => fingerprint.Value;

    /// <inheritdoc/>
    public void MoveTo(long iteration)
    {
        if (iteration == (long)loader.State.Epoch * loader.BatchesPerEpoch + loader.State.Position) return;
        loader.Restore(loader.State with
        {
            Epoch = (int)(iteration / loader.BatchesPerEpoch),
            Position = (int)(iteration % loader.BatchesPerEpoch),
        });
    }

    /// <inheritdoc/>
    public TrainingBatch Next(CancellationToken cancellation)
    {
        using var batch = loader.Next(cancellation);
        return new TrainingBatch(batch.A.alias(), batch.B.alias());
    }

    /// <inheritdoc/>
    public TrainingBatch Display(int count) => new(
        DomainPairLoader.DisplayBatch(pictures.TestA, transformA, Math.Min(count, pictures.TestA.Count), options.Seed),
        DomainPairLoader.DisplayBatch(pictures.TestB, transformB, Math.Min(count, pictures.TestB.Count), options.Seed));

    /// <inheritdoc/>
    public void Dispose() => loader.Dispose();
}
