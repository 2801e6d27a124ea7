using Unpaired.Detection;
using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Pictures of two domains with what is in them.</summary>
/// <param name="a">[N, 3, S, S] in [-1, 1]; belongs to the batch.</param>
/// <param name="b">[N, 3, S, S] in [-1, 1]; belongs to the batch.</param>
/// <param name="boxesA">True boxes of each picture of A; null if unknown.</param>
/// <param name="boxesB">The same of B.</param>
public sealed class DunitBatch(
    Tensor a, Tensor b, IReadOnlyList<IReadOnlyList<PictureBox>>? boxesA,
    IReadOnlyList<IReadOnlyList<PictureBox>>? boxesB) : TrainingBatch(a, b)
{
    /// <summary>True boxes of each picture of A, in pixels; null if unknown.</summary>
    public IReadOnlyList<IReadOnlyList<PictureBox>>? BoxesA { get; } = boxesA;

    /// <summary>The same of B.</summary>
    public IReadOnlyList<IReadOnlyList<PictureBox>>? BoxesB { get; } = boxesB;
}

/// <summary>What the training loop asks for.</summary>
public sealed partial class DunitTrainer : ITranslationTrainer
{
    private const string CheckpointName = "last.pth", Counts = "counts";

    string ITranslationTrainer.System => DunitFiles.System;

    string ITranslationTrainer.ConfigText => Config.ToYaml();

    int ITranslationTrainer.BatchSize => Config.BatchSize;

    IReadOnlyList<nn.Module> ITranslationTrainer.AveragedNetworks =>
        [.. Networks.Translating.Select(entry => entry.Network)];

    string? ITranslationTrainer.SmallerSetting => Config.BatchSize > 2 ? $"batch_size {Config.BatchSize / 2}"
        : Config.CropSize > DunitConfig.Seminar64.CropSize ? "the preset seminar64"
        : null;

    IReadOnlyList<LossValue> ITranslationTrainer.Step(TrainingBatch batch)
    {
        var boxed = batch as DunitBatch;
        return Step(batch.A, batch.B, boxed?.BoxesA, boxed?.BoxesB);
    }

    /// <summary>Writes a checkpoint in DRIT's layout, and beside it what that forgets.</summary>
    /// <param name="folder">An empty folder.</param>
    public void SaveState(string folder)
    {
        SaveOriginal(Path.Combine(folder, CheckpointName));
        using var scope = NewDisposeScope();
        var state = new TrainerState();
        state.Add(random);
        state.Add(Counts, tensor([Iteration, FullIterations]));
        state.Save(folder);
    }

    /// <summary>Goes on bit for bit where <see cref="SaveState"/> was called.</summary>
    /// <param name="folder">Written by a trainer of the same configuration.</param>
    /// <exception cref="Checkpoints.StateDictException">Weights of another configuration.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public void LoadState(string folder)
    {
        Resume(Path.Combine(folder, CheckpointName));
        TrainerState.Load(folder, state =>
        {
            using var scope = NewDisposeScope();
            state.Restore(random);
            var counts = zeros(2, dtype: int64);
            state.Restore(Counts, counts);
            (Iteration, FullIterations) = (counts[0].item<long>(), counts[1].item<long>());
        });
    }

    /// <summary>Translates in the styles of examples, with the instances that the detector finds; without
    /// gradients.</summary>
    /// <param name="source">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="example">[N, 3, H, W] in [-1, 1], of the other domain.</param>
    /// <param name="direction">Which way.</param>
    /// <returns>[N, 3, H, W] in [-1, 1]. The caller owns it.</returns>
    public Tensor Translate(Tensor source, Tensor example, Direction direction)
    {
        using var scope = NewDisposeScope();
        using var translator = DunitTranslator.Of(this);
        Networks.Train(false);
        try
        {
            var style = translator.EncodeStyle(example, direction == Direction.AtoB ? Domain.B : Domain.A);
            return translator.Translate(source, style, direction).MoveToOuterDisposeScope();
        }
        finally
        {
            Networks.Train(true);
        }
    }

    IReadOnlyList<PreviewRow> ITranslationTrainer.Preview(TrainingBatch batch)
    {
        using var scope = NewDisposeScope();
        PreviewRow Row(string label, Tensor x) => new(label, x.to(CPU).alias().MoveToOuterDisposeScope());
        var there = Translate(batch.A, batch.B, Direction.AtoB);
        return
        [
            Row("A", batch.A), Row("style of", batch.B), Row("A to B", there),
            Row("and back", Translate(there, batch.A, Direction.BtoA)), Row("B", batch.B),
            Row("B to A", Translate(batch.B, batch.A, Direction.BtoA)),
        ];
    }

    /// <summary>Tables of losses have the same columns in all iterations.</summary>
    private LossValue[] WithAllNames(IReadOnlyList<LossValue> losses)
    {
        List<string> names = [];
        if (Detector is not null && Config.DetectorIterations > 0) names.AddRange(DunitDetector.LossNames);
        names.AddRange([.. DunitNetworks.JudgeNames, "disContent", "gan_loss_acontent", "gan_loss_bcontent"]);
        foreach (string domain in new[] { "a", "b" })
        {
            string upper = domain.ToUpperInvariant();
            names.AddRange(
            [
                $"gan_loss_{domain}", $"kl_loss_za_{domain}", $"kl_loss_zc_{domain}", $"l1_recon_{upper}_loss",
                $"l1_recon_{upper}{upper}_loss",
            ]);
        }
        if (Detector is not null && Config.ConsistencyWeight > 0) names.Add("ic_loss");
        if (Detector is not null && Config.SelfConsistencyWeight > 0) names.Add("ic_self_loss");
        names.Add("G_loss");
        foreach (string domain in new[] { "a", "b" })
            names.AddRange([$"l1_recon_z_loss_{domain}", $"gan2_loss_{domain}"]);
        if (!Config.NoModeSeeking) names.AddRange(["lz_AB", "lz_BA"]);
        names.Add("G_alone_loss");
        return [.. names.Select(name => losses.FirstOrDefault(loss => loss.Name == name, new LossValue(name, 0, 1)))];
    }
}
