using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Funit;

/// <summary>What the training loop asks for.</summary>
public sealed partial class FunitTrainer : IFewShotTrainer
{
    private static readonly (string Name, FunitConfig Config)[] Presets =
        [("animals", FunitConfig.Animals), ("seminar64", FunitConfig.Seminar64)];

    string ITranslationTrainer.System => FunitFiles.System;

    string ITranslationTrainer.ConfigText => Config.ToYaml();

    int ITranslationTrainer.BatchSize => Config.BatchSize;

    /// <summary>None: the trainer has the original's moving average itself.</summary>
    IReadOnlyList<nn.Module> ITranslationTrainer.AveragedNetworks => [];

    string? ITranslationTrainer.SmallerSetting
    {
        get
        {
            // Most memory is feature maps of the full picture size.
            static long Activations(FunitConfig config) => (long)config.BatchSize * config.CropHeight * config.CropWidth
                * Math.Max(config.Generator.Width, config.Discriminator.Width);
            string? halved = Config.BatchSize > 1 ? $"batch_size {Config.BatchSize / 2}" : null;
            string? preset = Presets.Where(entry => Activations(entry.Config) < Activations(Config))
                .Select(entry => $"the preset {entry.Name}").FirstOrDefault();
            return halved is null || preset is null ? halved ?? preset : $"{halved}, or {preset}";
        }
    }

    IReadOnlyList<LossValue> ITranslationTrainer.Step(TrainingBatch batch)
    {
        var labelled = batch as LabelledBatch ?? throw new ArgumentException(
            $"FUNIT needs pictures with classes: expected a {nameof(LabelledBatch)}; got a {batch.GetType().Name}.");
        return Step(labelled.A, labelled.LabelsA, labelled.B, labelled.LabelsB);
    }

    /// <summary>Writes the original's three files; nothing else is needed to go on bit for bit.</summary>
    /// <param name="folder">An empty folder.</param>
    public void SaveState(string folder) => SaveOriginal(folder);

    /// <summary>Goes on bit for bit where <see cref="SaveState"/> was called.</summary>
    /// <param name="folder">Written by a trainer of the same configuration.</param>
    /// <exception cref="Checkpoints.StateDictException">Weights of another configuration.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public void LoadState(string folder) => ResumeOriginal(folder);

    /// <summary>Content of the source in the class that one example shows, by the averaged generator; the direction
    /// makes no difference.</summary>
    Tensor ITranslationTrainer.Translate(Tensor source, Tensor example, Direction direction)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Drawn(AveragedGenerator, Placed(source), Placed(example)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor TranslateFewShot(Tensor source, Tensor examples, int shots)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var codes = AveragedGenerator.EncodeSets(Placed(examples), shots);
        return AveragedGenerator.Decode(AveragedGenerator.EncodeContent(Placed(source)), codes)
            .MoveToOuterDisposeScope();
    }

    /// <summary>The six rows of the original's sheets: content, its reconstruction and translation by the present
    /// generator, class pictures, reconstruction and translation by the average.</summary>
    IReadOnlyList<PreviewRow> ITranslationTrainer.Preview(TrainingBatch batch)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        long count = Math.Min(batch.A.shape[0], batch.B.shape[0]);
        var (xA, xB) = (Placed(batch.A.narrow(0, 0, count)), Placed(batch.B.narrow(0, 0, count)));
        PreviewRow[] rows =
        [
            new("content", xA), new("again, now", Drawn(Generator, xA, xA)),
            new("translated, now", Drawn(Generator, xA, xB)), new("class", xB),
            new("again", Drawn(AveragedGenerator, xA, xA)), new("translated", Drawn(AveragedGenerator, xA, xB)),
        ];
        return [.. rows.Select(row => new PreviewRow(row.Label, row.Pictures.cpu().alias().MoveToOuterDisposeScope()))];
    }

    internal static Tensor Drawn(FunitGenerator generator, Tensor content, Tensor classes) =>
        generator.Decode(generator.EncodeContent(content), generator.EncodeClass(classes));

    private Tensor Placed(Tensor x) => x.to(Dtype).to(Device);
}
