using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>What the training loop asks of MUNIT.</summary>
public sealed partial class MunitTrainer : ITranslationTrainer
{
    string ITranslationTrainer.System => "munit";

    string ITranslationTrainer.ConfigText => Config.ToYaml();

    int ITranslationTrainer.BatchSize => Config.BatchSize;

    IReadOnlyList<nn.Module> ITranslationTrainer.AveragedNetworks => networks.Generators;

    string? ITranslationTrainer.SmallerSetting => MunitPresets.Smaller(Config);

    IReadOnlyList<LossValue> ITranslationTrainer.Step(TrainingBatch batch) => Step(batch.A, batch.B);

    /// <summary>Writes the original's three files, which the original can go on from, and beside them what those forget.</summary>
    /// <param name="folder">An empty folder.</param>
    public void SaveState(string folder)
    {
        SaveOriginal(folder);
        var state = new TrainerState();
        state.Add(random);
        state.Add("dis", discriminatorSchedule);
        state.Add("gen", generatorSchedule);
        state.Add("display_styles_a", DisplayStylesA);
        state.Add("display_styles_b", DisplayStylesB);
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
            state.Restore(random);
            discriminatorSchedule = state.Schedule("dis", DecaySteps, Config.Gamma);
            generatorSchedule = state.Schedule("gen", DecaySteps, Config.Gamma);
            state.Restore("display_styles_a", DisplayStylesA);
            state.Restore("display_styles_b", DisplayStylesB);
        });
    }

    Tensor ITranslationTrainer.Translate(Tensor source, Tensor example, Direction direction)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (from, to) = direction == Direction.AtoB ? (GeneratorA, GeneratorB) : (GeneratorB, GeneratorA);
        return to.Decode(from.EncodeContent(Placed(source)), to.EncodeStyle(Placed(example))).MoveToOuterDisposeScope();
    }

    IReadOnlyList<PreviewRow> ITranslationTrainer.Preview(TrainingBatch batch)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        long count = Math.Min(Config.DisplaySize, Math.Min(batch.A.shape[0], batch.B.shape[0]));
        var (xA, xB) = (Placed(batch.A.narrow(0, 0, count)), Placed(batch.B.narrow(0, 0, count)));
        // The display styles twice: drawing new ones here would change what training draws next.
        var (stylesA, stylesB) = (DisplayStylesA.narrow(0, 0, count), DisplayStylesB.narrow(0, 0, count));
        var shown = Preview(xA, xB, stylesA, stylesB);
        var rows = new (string Label, Tensor Pictures)[]
        {
            ("a", xA), ("a again", shown.ReconstructionA), ("a to b", shown.AtoBFixed),
            ("b", xB), ("b again", shown.ReconstructionB), ("b to a", shown.BtoAFixed),
        };
        return [.. rows.Select(row => new PreviewRow(row.Label, row.Pictures.cpu().alias().MoveToOuterDisposeScope()))];
    }

    private Tensor Placed(Tensor x) => x.to(Dtype).to(Device);
}

/// <summary>The presets by their need of memory.</summary>
internal static class MunitPresets
{
    private static readonly (string Name, MunitConfig Config)[] FromLarge =
    [
        ("synthia2cityscape", MunitConfig.Synthia2Cityscape), ("edges2shoes", MunitConfig.Edges2Shoes),
        ("seminar64", MunitConfig.Seminar64), ("seminar32", MunitConfig.Seminar32),
    ];

    /// <summary>What to try when a configuration needs too much memory; null below the smallest preset.</summary>
    internal static string? Smaller(MunitConfig config)
    {
        string? halved = config.BatchSize > 1 ? $"batch_size {config.BatchSize / 2}" : null;
        string? preset = FromLarge.Where(entry => Activations(entry.Config) < Activations(config))
            .Select(entry => $"the preset {entry.Name}").FirstOrDefault();
        return halved is null || preset is null ? halved ?? preset : $"{halved}, or {preset}";
    }

    /// <summary>Grows as the memory of a step does: most of it is feature maps of the full picture size.</summary>
    private static long Activations(MunitConfig config) =>
        (long)config.BatchSize * config.CropHeight * config.CropWidth * config.Generator.Width;
}
