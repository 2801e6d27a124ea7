using TorchSharp;
using Unpaired.Data;
using Unpaired.Munit;
using Unpaired.Training;
using Unpaired.Worlds;

namespace Unpaired.Cli;

/// <summary>Where batches come from.</summary>
internal interface ITrainingData : IDisposable
{
    /// <summary>A batch of each domain, [N, 3, H, W] in [-1, 1]; the caller owns both.</summary>
    (torch.Tensor A, torch.Tensor B) Batch(long iteration, CancellationToken cancellation);

    /// <summary>Questions with known answers, where the data have any.</summary>
    ObjectsTestSet? Test { get; }
}

/// <summary>Pictures of the objects world, drawn as they are needed: iteration i always sees the same ones.</summary>
internal sealed class ObjectsTrainingData(ObjectsWorld world, int batchSize, long seed) : ITrainingData
{
    private const int Pictures = 1 << 30; // drawn when asked for: practically never the same one twice

    private readonly ObjectsDataset a = new(world, Domain.A, Pictures, seed), b = new(world, Domain.B, Pictures, seed);

    public ObjectsTestSet Test { get; } = new(world, 64, seed + 1);

    ObjectsTestSet? ITrainingData.Test => Test;

    public (torch.Tensor A, torch.Tensor B) Batch(long iteration, CancellationToken cancellation)
    {
        var indices = Enumerable.Range(0, batchSize).Select(i => (int)((iteration * batchSize + i) % Pictures)).ToList();
        return (a.Batch(indices), b.Batch(indices));
    }

    public void Dispose()
    {
    }
}

/// <summary>The original's folder layout with its transforms.</summary>
internal sealed class FolderTrainingData : ITrainingData
{
    private readonly DomainPairLoader loader;

    public FolderTrainingData(string folder, MunitConfig config, long seed)
    {
        var pictures = DomainPairDataset.FromFolder(folder);
        MunitTransform Transform(int? shorterSide) => MunitTransform.Train(shorterSide, config.CropHeight, config.CropWidth);
        loader = new DomainPairLoader(pictures.TrainA, pictures.TrainB, Transform(config.NewSizeA ?? config.NewSize),
            Transform(config.NewSizeB ?? config.NewSize),
            new LoaderOptions { BatchSize = config.BatchSize, Seed = seed, Workers = Math.Clamp(config.LoaderWorkers, 1, Environment.ProcessorCount) });
    }

    public ObjectsTestSet? Test => null;

    public (torch.Tensor A, torch.Tensor B) Batch(long iteration, CancellationToken cancellation)
    {
        using var batch = loader.Next(cancellation);
        return (batch.A.clone(), batch.B.clone());
    }

    public void Dispose() => loader.Dispose();
}
