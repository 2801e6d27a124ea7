using Unpaired.Display;
using Unpaired.Training;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.CocoFunit;

/// <summary>The parity ladder: imaginaire's checkpoint in our generator, compared layer by layer.</summary>
/// <remarks>Of most layers the golden data keep the sums of the channels over all pixels.</remarks>
public static class CocoFunitLadder
{
    private const string Net = "out.net.";

    /// <summary>Compares the stages of the trained generator on the golden pictures.</summary>
    /// <param name="folder">Holds one main case and its checkpoint: <c>coco-funit</c> or <c>imaginaire-funit</c> of the
    /// golden data.</param>
    /// <param name="type">float64, or float32 to see what rounding does.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static IReadOnlyList<LayerDifference> Climb(string folder, ScalarType type = ScalarType.Float64)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (cases, _) = GoldenDirectory.Find(folder, type);
        try
        {
            string place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
            var golden = cases.FirstOrDefault(one => one.Case == "main" && one.Folder == place)
                ?? throw new FileNotFoundException($"'{folder}' holds no main case of imaginaire's golden data.");
            using var trainer = new CocoFunitTrainer(
                CocoFunitConfig.Read(golden.Config.GetRawText(), golden.JsonPath, ignoreUnknown: true),
                TrainingMode.Faithful, dtype: type);
            trainer.LoadWeights(golden.PathOf(golden.Property("checkpoint").GetString()!));
            trainer.Generator.eval();
            return [.. Compare(golden, trainer.Generator)];
        }
        finally
        {
            foreach (var one in cases) one.Dispose();
        }
    }

    /// <summary>Both precisions side by side, each with its tolerance.</summary>
    /// <param name="folder">As for <see cref="Climb"/>.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static Chart Draw(string folder) => ParityLadder.Draw(type => Climb(folder, type));

    private static IEnumerable<LayerDifference> Compare(GoldenCase golden, CocoFunitGenerator generator)
    {
        var content = generator.ContentEncoder.Stages(golden.In("xa")).ToList();
        var style = generator.StyleEncoder.Stages(golden.In("xb")).ToList();
        var prepared = generator.PrepareStyle(style[^1]);
        var vector = generator.Condition(content[^1], prepared);
        var drawn = generator.Decoder.Stages(content[^1], vector).ToList();
        (string Network, string Key, Tensor Value)[] codes =
        [
            ("codes", "mlp_style", prepared), ("codes", "coco_style", vector), ("codes", "mlp", vector),
            ("codes", "images_trans", drawn[^1]),
        ];
        if (generator.PrepareContent(content[^1]) is { } fromContent)
            codes = [("codes", "mlp_content", fromContent), .. codes];
        return
        [
            .. Sums("content encoder", "content_encoder.model", content),
            .. Sums("style encoder", "style_encoder.model", style),
            .. Sums("decoder", "decoder", drawn),
            .. codes.Where(code => golden.Main.Has(Net + code.Key)).Select((code, i) => new LayerDifference(
                code.Network, i, ParityLadder.Difference(code.Value, golden.Main[Net + code.Key]))),
        ];

        IEnumerable<LayerDifference> Sums(string network, string key, IEnumerable<Tensor> stages) =>
            stages.Select((stage, i) => (Name: $"{Net}{key}.{i}.sum", Stage: stage, Index: i))
                .Where(one => golden.Main.Has(one.Name))
                .Select(one => new LayerDifference(network, one.Index,
                    ParityLadder.Difference(one.Stage.sum([2, 3]), golden.Main[one.Name])));
    }
}
