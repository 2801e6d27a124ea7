using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Training;

/// <summary>What the training loop asks for.</summary>
public abstract partial class TwoDomainTrainer : ITranslationTrainer
{
    private const string DiscriminatorName = "dis", GeneratorName = "gen";

    string ITranslationTrainer.System => SystemName;

    string ITranslationTrainer.ConfigText => Config.ToYaml();

    int ITranslationTrainer.BatchSize => Config.PicturesPerStep;

    int ITranslationTrainer.Accumulate => Config.Accumulate;

    IReadOnlyList<nn.Module> ITranslationTrainer.AveragedNetworks => Networks.GeneratorPair;

    string? ITranslationTrainer.SmallerSetting => SmallerSetting.Of(Config, Presets);

    /// <summary>The paper's presets, from large to small.</summary>
    private protected abstract IReadOnlyList<(string Name, TwoDomainConfig Config)> Presets { get; }

    IReadOnlyList<LossValue> ITranslationTrainer.Step(TrainingBatch batch) => Step(batch.A, batch.B);

    /// <summary>
    /// Writes the original's three files, which the original can go on from, and beside them what those forget.
    /// </summary>
    /// <param name="folder">An empty folder.</param>
    public void SaveState(string folder)
    {
        SaveOriginal(folder);
        var state = new TrainerState();
        state.Add(random);
        state.Add(DiscriminatorName, discriminatorSchedule);
        state.Add(GeneratorName, generatorSchedule);
        SaveOwnState(state);
        state.Save(folder);
    }

    /// <summary>Goes on bit for bit where <see cref="SaveState"/> was called.</summary>
    /// <param name="folder">Written by a trainer of the same configuration.</param>
    /// <exception cref="StateDictException">Weights of another configuration.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public void LoadState(string folder)
    {
        ResumeOriginal(folder);
        TrainerState.Load(folder, state =>
        {
            state.Restore(random);
            discriminatorSchedule = state.Schedule(DiscriminatorName, Config.DecaySteps, Config.Gamma);
            generatorSchedule = state.Schedule(GeneratorName, Config.DecaySteps, Config.Gamma);
            LoadOwnState(state);
        });
    }

    Tensor ITranslationTrainer.Translate(Tensor source, Tensor example, Direction direction)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return TranslateGuided(Placed(source), Placed(example), direction).MoveToOuterDisposeScope();
    }

    IReadOnlyList<PreviewRow> ITranslationTrainer.Preview(TrainingBatch batch)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        long count = Math.Min(Config.DisplaySize, Math.Min(batch.A.shape[0], batch.B.shape[0]));
        var rows = PreviewRows(Placed(batch.A.narrow(0, 0, count)), Placed(batch.B.narrow(0, 0, count)));
        return [.. rows.Select(row => new PreviewRow(row.Label, row.Pictures.cpu().alias().MoveToOuterDisposeScope()))];
    }

    /// <summary>Notes what a paper's trainer has besides.</summary>
    private protected virtual void SaveOwnState(TrainerState state)
    {
    }

    /// <summary>Takes back what <see cref="SaveOwnState"/> noted.</summary>
    private protected virtual void LoadOwnState(TrainerState state)
    {
    }

    /// <summary>A translation, without gradients, in a dispose scope of its own.</summary>
    private protected abstract Tensor TranslateGuided(Tensor source, Tensor example, Direction direction);

    /// <summary>
    /// The rows of a preview of as many pictures of A as of B, without gradients, in a dispose scope of its own.
    /// </summary>
    private protected abstract IReadOnlyList<PreviewRow> PreviewRows(Tensor xA, Tensor xB);

    private Tensor Placed(Tensor x) => x.to(Dtype).to(Device);
}

/// <summary>What to try when a configuration needs too much memory.</summary>
internal static class SmallerSetting
{
    /// <summary>Half the batch, or the next preset that needs less; null below the smallest.</summary>
    /// <param name="config">What did not fit.</param>
    /// <param name="presets">From large to small.</param>
    internal static string? Of(TwoDomainConfig config, IReadOnlyList<(string Name, TwoDomainConfig Config)> presets)
    {
        string? halved = config.BatchSize > 1
            ? $"batch_size {config.BatchSize / 2} with accumulate {2 * config.Accumulate} (the same gradients)"
            : null;
        string? preset = presets.Where(entry => Activations(entry.Config) < Activations(config))
            .Select(entry => $"the preset {entry.Name}").FirstOrDefault();
        return halved is null || preset is null ? halved ?? preset : $"{halved}, or {preset}";
    }

    /// <summary>Grows as the memory of a step does: most of it is feature maps of the full picture size.</summary>
    private static long Activations(TwoDomainConfig config) =>
        (long)config.BatchSize * config.CropHeight * config.CropWidth * config.AutoEncoder.Width;
}
