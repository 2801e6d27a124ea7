using System.Text.Json;
using TorchSharp;
using Unpaired.Checkpoints;
using Unpaired.Display;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Munit;

/// <summary>How far one layer's output is from what the original code computed.</summary>
/// <param name="Network">Which part of the generator.</param>
/// <param name="Layer">Its number within that network, from 0.</param>
/// <param name="Relative">The largest difference, divided by the largest magnitude that the original computed.</param>
public sealed record LayerDifference(string Network, int Layer, double Relative);

/// <summary>The parity ladder: the original's checkpoint in our generator, compared layer by layer.</summary>
public static class MunitLadder
{
    private const double Smallest = 1e-17; // below the last digit of a double: stands for equality on a logarithmic axis

    /// <summary>Compares all stages of domain A's generator on the golden input of one picture.</summary>
    /// <param name="folder">Holds <c>nets.json</c>, <c>nets.safetensors</c> and <c>ckpt/gen_00000002.pt</c>.</param>
    /// <param name="type">float64, or float32 to see what rounding does.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static IReadOnlyList<LayerDifference> Climb(string folder, ScalarType type = ScalarType.Float64)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        string description = Path.Combine(folder, "nets.json");
        using var json = JsonDocument.Parse(File.ReadAllText(description));
        var config = MunitConfig.Parse(json.RootElement.GetProperty("config").GetRawText(), description);
        using var golden = Safetensors.Load(Path.Combine(folder, "nets.safetensors"));
        using var checkpoint = TorchFile.Load(Path.Combine(folder, "ckpt", "gen_00000002.pt"));
        using var generator = new MunitGenerator(config.InputChannelsA, config.Generator);
        StateDict.LoadInto(generator, checkpoint["a"].AsStateDict(), checkpoint.File);
        generator.to(type);

        var x = golden.Tensors["in.b1.x_a"].to(type);
        var (content, style) = generator.Encode(x);
        var parameters = generator.Mlp.Stages(style).ToList();
        (string Network, string Key, IEnumerable<Tensor> Stages)[] networks =
        [
            ("style encoder", "enc_style", generator.StyleEncoder.Stages(x)),
            ("content encoder", "enc_content", generator.ContentEncoder.Stages(x)),
            ("MLP", "mlp", parameters),
            ("decoder", "dec", generator.Decoder.Stages(content, generator.StyleParameters(parameters[^1]))),
        ];
        return
        [
            .. networks.SelectMany(network => network.Stages.Select((stage, layer) => new LayerDifference(
                network.Network, layer, Difference(stage, golden.Tensors[$"out.b1.gen_a.{network.Key}.model.{layer}"])))),
        ];
    }

    /// <summary>Both precisions side by side, each with its tolerance.</summary>
    /// <param name="folder">As for <see cref="Climb"/>.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public static Chart Draw(string folder)
    {
        (string Name, GoldenTolerance Tolerance, IReadOnlyList<LayerDifference> Layers)[] precisions =
        [
            ("double precision", GoldenTolerance.Double, Climb(folder)),
            ("single precision", GoldenTolerance.Single, Climb(folder, ScalarType.Float32)),
        ];
        var worst = precisions.Select(p => p.Layers.Max(layer => layer.Relative)).ToList();
        var chart = new Chart("Every layer agrees with the original",
            FormattableString.Invariant($"{precisions[0].Layers.Count} layers of the generator against the original code; largest ")
                + FormattableString.Invariant($"relative difference {worst[0]:0.0e-0} in double and {worst[1]:0.0e-0} in single precision."),
            "layer within its network", "largest difference / largest value", logY: true)
        { Width = 840 };
        foreach (var (name, tolerance, layers) in precisions)
        {
            var panel = chart.AddPanel(name);
            foreach (var network in layers.GroupBy(layer => layer.Network))
            {
                panel.Line(network.Key, network.Select(layer => (double)layer.Layer),
                    network.Select(layer => Math.Max(layer.Relative, Smallest)), markers: true);
            }
            panel.Reference(tolerance.Relative, "tolerance");
        }
        return chart;
    }

    private static double Difference(Tensor ours, Tensor theirs)
    {
        if (!ours.shape.SequenceEqual(theirs.shape))
            return double.PositiveInfinity;
        double difference = (ours.to(float64) - theirs).abs().max().item<double>();
        double magnitude = theirs.abs().max().item<double>();
        return magnitude > 0 ? difference / magnitude : difference;
    }
}
