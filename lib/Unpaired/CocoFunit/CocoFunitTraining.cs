using Unpaired.Training;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>What the training loop asks for.</summary>
public sealed partial class CocoFunitTrainer
{
    string ITranslationTrainer.System => Config.SystemName;

    string ITranslationTrainer.ConfigText => Config.ToYaml();

    int ITranslationTrainer.BatchSize => Config.Pictures.BatchSize;

    /// <summary>Empty where the trainer keeps an average itself, as the original does.</summary>
    IReadOnlyList<nn.Module> ITranslationTrainer.AveragedNetworks => Average is null ? [Generator] : [];

    string? ITranslationTrainer.SmallerSetting
    {
        get
        {
            int count = Config.Pictures.BatchSize;
            string? halved = count > 1 ? $"data.train.batch_size {count / 2}" : null;
            bool large = Config.Pictures.CropWidth > CocoFunitConfig.Seminar64.Pictures.CropWidth;
            string? preset = large ? "the preset seminar64" : null;
            return halved is null || preset is null ? halved ?? preset : $"{halved}, or {preset}";
        }
    }

    IReadOnlyList<LossValue> ITranslationTrainer.Step(TrainingBatch batch) => batch is LabelledBatch labelled
        ? Step(labelled.A, labelled.LabelsA, labelled.B, labelled.LabelsB)
        : throw new ArgumentException(
            $"Expected a batch with classes ({nameof(LabelledBatch)}); got {batch.GetType().Name}.");

    /// <summary>Writes a checkpoint of imaginaire's form, which holds all that a run needs: nothing is
    /// random.</summary>
    /// <param name="folder">An empty folder.</param>
    public void SaveState(string folder) => SaveOriginal(folder);

    /// <summary>Goes on bit for bit where <see cref="SaveState"/> was called.</summary>
    /// <param name="folder">Written by a trainer of the same configuration.</param>
    /// <exception cref="Checkpoints.StateDictException">Weights of another configuration.</exception>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    public void LoadState(string folder) => ResumeOriginal(folder);

    Tensor ITranslationTrainer.Translate(Tensor source, Tensor example, Direction direction)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Evaluating(network => network.Translate(Placed(source), Placed(example))).MoveToOuterDisposeScope();
    }

    /// <summary>Translates guided by K examples each, whose style codes are averaged; by the averaged generator where
    /// there is one.</summary>
    /// <param name="source">[N, 3, H, W] in [-1, 1]: whose content is kept.</param>
    /// <param name="examples">[N·K, 3, H, W]: K of the class for the first source, K for the second and so on.</param>
    /// <param name="shots">K.</param>
    /// <returns>[N, 3, H, W] in [-1, 1]. The caller owns it.</returns>
    public Tensor TranslateFewShot(Tensor source, Tensor examples, int shots)
    {
        if (shots < 1 || examples.shape[0] != source.shape[0] * shots)
            throw new ArgumentException(
                $"Expected {shots} examples for each of {source.shape[0]} pictures; got {examples.shape[0]}.");
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return Evaluating(network =>
        {
            var styles = network.StyleEncoder.call(Placed(examples)).view(source.shape[0], shots, -1).mean([1]);
            return network.Decode(network.ContentEncoder.call(Placed(source)), styles);
        }).MoveToOuterDisposeScope();
    }

    IReadOnlyList<PreviewRow> ITranslationTrainer.Preview(TrainingBatch batch)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        long count = Math.Min(batch.A.shape[0], batch.B.shape[0]);
        var (content, style) = (Placed(batch.A.narrow(0, 0, count)), Placed(batch.B.narrow(0, 0, count)));
        var rows = Evaluating(network => (PreviewRow[])
        [
            new("content", content), new("class", style), new("translation", network.Translate(content, style)),
            new("content again", network.Translate(content, content)),
        ]);
        return [.. rows.Select(row => new PreviewRow(row.Label, row.Pictures.cpu().alias().MoveToOuterDisposeScope()))];
    }

    /// <summary>Lets the translating generator work without power iterations.</summary>
    private T Evaluating<T>(Func<CocoFunitGenerator, T> work)
    {
        var network = Translating;
        network.eval();
        try
        {
            return work(network);
        }
        finally
        {
            if (ReferenceEquals(network, Generator)) network.train();
        }
    }

    private Tensor Placed(Tensor x) => x.to(Dtype).to(Device);
}
