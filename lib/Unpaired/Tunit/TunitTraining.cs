using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>Two views of the same pictures.</summary>
/// <param name="weak">[N, 3, S, S] in [-1, 1]; belongs to the batch.</param>
/// <param name="strong">[N, 3, S, S] in [-1, 1]; belongs to the batch.</param>
/// <param name="labels">[N], int64, or null; belongs to the batch.</param>
public sealed class TunitBatch(Tensor weak, Tensor strong, Tensor? labels) : TrainingBatch(weak, strong)
{
    /// <summary>[N], int64; null where none are used.</summary>
    public Tensor? Labels { get; } = labels;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Labels?.Dispose();
    }
}

/// <summary>What the training loop asks for.</summary>
public sealed partial class TunitTrainer : ITranslationTrainer
{
    private const string FirstKeys = "queue_first", Keys = "queue", Count = "iteration";

    string ITranslationTrainer.System => TunitWeights.System;

    string ITranslationTrainer.ConfigText => Config.ToYaml();

    int ITranslationTrainer.BatchSize => Config.BatchSize;

    // TUNIT has its own averages, which are part of its training.
    IReadOnlyList<nn.Module> ITranslationTrainer.AveragedNetworks => [];

    string? ITranslationTrainer.SmallerSetting => Config.BatchSize > 2 ? $"batch_size {Config.BatchSize / 2}"
        : Config.ImageSize > TunitConfig.Seminar32.ImageSize ? "the preset seminar32"
        : null;

    IReadOnlyList<LossValue> ITranslationTrainer.Step(TrainingBatch batch) =>
        Step(batch.A, batch.B, (batch as TunitBatch)?.Labels);

    /// <summary>Writes the original's checkpoint, and beside it what that forgets.</summary>
    /// <param name="folder">An empty folder.</param>
    public void SaveState(string folder)
    {
        SaveOriginal(folder);
        using var scope = NewDisposeScope();
        var state = new TrainerState();
        state.Add(random);
        state.Add(Count, tensor([Iteration]));
        if (queue.First is { } first) state.Add(FirstKeys, first);
        if (queue.HasKeys) state.Add(Keys, queue.Rows);
        state.Save(folder);
    }

    /// <summary>Goes on bit for bit where <see cref="SaveState"/> was called.</summary>
    /// <param name="folder">Written by a trainer of the same configuration.</param>
    /// <exception cref="Checkpoints.StateDictException">Weights of another configuration.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public void LoadState(string folder)
    {
        ResumeOriginal(folder);
        TrainerState.Load(folder, state =>
        {
            using var scope = NewDisposeScope();
            state.Restore(random);
            var count = zeros(1, dtype: int64);
            state.Restore(Count, count);
            Iteration = count.item<long>();
            if (state.Find(FirstKeys) is { } first) queue.Begin(first.to(Device));
            if (state.Find(Keys) is { } keys) queue.Restore(keys.to(Device));
        });
    }

    /// <summary>Translates guided by examples, without gradients.</summary>
    /// <param name="source">[N, 3, S, S] in [-1, 1].</param>
    /// <param name="example">[N, 3, S, S] in [-1, 1], whose styles are taken.</param>
    /// <returns>[N, 3, S, S] in [-1, 1]. The caller owns it.</returns>
    public Tensor Translate(Tensor source, Tensor example)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Networks.GuideAverage.eval();
        try
        {
            var style = Networks.GuideAverage.Style(example.to(Dtype).to(Device));
            return Translating.Translate(source.to(Dtype).to(Device), style).MoveToOuterDisposeScope();
        }
        finally
        {
            Networks.GuideAverage.train();
        }
    }

    Tensor ITranslationTrainer.Translate(Tensor source, Tensor example, Direction direction) =>
        Translate(source, example);

    IReadOnlyList<PreviewRow> ITranslationTrainer.Preview(TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        long count = Math.Min(Config.ValidationBatch, batch.A.shape[0]);
        var pictures = batch.A.narrow(0, 0, count);
        var examples = pictures.roll(1, 0);
        PreviewRow Row(string label, Tensor x) => new(label, x.to(CPU).alias().MoveToOuterDisposeScope());
        return
        [
            Row("picture", pictures), Row("again", Translate(pictures, pictures)), Row("style of", examples),
            Row("translation", Translate(pictures, examples)),
        ];
    }
}
