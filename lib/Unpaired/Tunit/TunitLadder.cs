using Unpaired.Display;
using Unpaired.Layers;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>The parity ladder: the original's checkpoint in our networks, compared layer by layer.</summary>
public static class TunitLadder
{
    /// <summary>Compares guiding network, generator and discriminator on the golden pictures: the layers that the golden
    /// data hold, then what comes out.</summary>
    /// <param name="folder">Holds <c>guidingnet</c>, <c>generator</c> and <c>discriminator</c>, each as JSON and
    /// safetensors, and the checkpoint that they name.</param>
    /// <param name="type">float64, or float32 to see what rounding does.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static IReadOnlyList<LayerDifference> Climb(string folder, ScalarType type = ScalarType.Float64) =>
    [
        .. Compare(folder, "guidingnet", type, "guiding network", Guide),
        .. Compare(folder, "generator", type, "generator", Painter),
        .. Compare(folder, "discriminator", type, "discriminator", Judge),
    ];

    /// <summary>Both precisions side by side, each with its tolerance.</summary>
    /// <param name="folder">As for <see cref="Climb"/>.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static Chart Draw(string folder) => ParityLadder.Draw(type => Climb(folder, type));

    private static List<LayerDifference> Compare(
        string folder, string name, ScalarType type, string network,
        Func<GoldenCase, IReadOnlyList<(string Key, Tensor Value)>> run)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (cases, problems) = GoldenDirectory.Find(Path.Combine(folder, $"{name}.json"), type);
        using var golden = cases.SingleOrDefault()
            ?? throw new FileNotFoundException($"'{folder}': {string.Join("; ", problems.Select(p => p.Message))}.");
        return
        [
            .. run(golden).Where(entry => golden.Main.Has(entry.Key)).Select((entry, layer) => new LayerDifference(
                network, layer, ParityLadder.Difference(entry.Value, golden.Main[entry.Key]))),
        ];
    }

    /// <summary>The first picture's output of each layer.</summary>
    private static IEnumerable<(string Key, Tensor Value)> Layers(string key, IEnumerable<Tensor> stages) =>
        stages.Select((stage, layer) => ($"{key}.{layer}", stage.narrow(0, 0, 1)));

    private static List<(string Key, Tensor Value)> Guide(GoldenCase golden)
    {
        using var guide = TunitVerifier.Loaded(golden, TunitNetworks.NewGuide(TunitVerifier.ConfigOf(golden)), "C");
        guide.eval();
        var stages = guide.Stages(golden.In("x")).ToList();
        var seen = guide.Look(golden.In("x"));
        return
        [
            .. Layers("out.eval.features", stages), ("out.eval.features_last", stages[^1]),
            ("out.eval.cont", seen.Style), ("out.eval.disc", seen.Logits),
        ];
    }

    private static List<(string Key, Tensor Value)> Painter(GoldenCase golden)
    {
        using var painter = TunitVerifier.Loaded(golden, new TunitGenerator(TunitVerifier.ConfigOf(golden)), "G");
        var (content, parameters) = (painter.Encode(golden.In("x")), painter.Mlp.call(golden.In("style")));
        var styles = AdaptiveStyle.Deal(parameters, painter.Decoder.AdaptiveWidths);
        return
        [
            ("out.content", content), ("out.adain_params", parameters),
            .. Layers("out.decoder.model", painter.Decoder.Stages(content, styles)),
            ("out.image", painter.Decode(content, golden.In("style"))),
        ];
    }

    private static List<(string Key, Tensor Value)> Judge(GoldenCase golden)
    {
        using var judge = TunitVerifier.Loaded(golden, new TunitDiscriminator(TunitVerifier.ConfigOf(golden)), "D");
        var (x, domains) = (golden.In("x_real"), golden.In("y"));
        return
        [
            .. Layers("out.main", judge.Stages(x)), ("out.feat_real", judge.Map(x)),
            ("out.logit_real", judge.Logits(x, domains)),
            ("out.logit_fake", judge.Logits(golden.In("x_fake"), domains)),
        ];
    }
}
