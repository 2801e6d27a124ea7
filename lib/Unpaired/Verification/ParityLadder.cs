using System.Text.Json;
using TorchSharp;
using Unpaired.Checkpoints;
using Unpaired.Display;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>How far one layer's output is from what the original code computed.</summary>
/// <param name="Network">Which part of the generator.</param>
/// <param name="Layer">Its number within that network, from 0.</param>
/// <param name="Relative">The largest difference, divided by the largest magnitude that the original computed.</param>
public sealed record LayerDifference(string Network, int Layer, double Relative);

/// <summary>The outputs of one part of a generator, layer by layer.</summary>
/// <param name="Network">What readers call it.</param>
/// <param name="Key">What the golden tensors call it.</param>
/// <param name="Stages">Outputs of its layers, in order.</param>
internal sealed record LadderNetwork(string Network, string Key, IEnumerable<Tensor> Stages);

/// <summary>The parity ladder: the original's checkpoint in one of our generators, compared layer by layer.</summary>
internal static class ParityLadder
{
    private const double Smallest = 1e-17; // below the last digit of a double: stands for equality on a logarithmic axis

    /// <summary>Compares all stages of domain A's generator on the golden input of one picture.</summary>
    /// <param name="folder">Holds <c>nets.json</c>, <c>nets.safetensors</c> and <c>ckpt/gen_00000002.pt</c>.</param>
    /// <param name="type">float64, or float32 to see what rounding does.</param>
    /// <param name="build">Makes the generator from a configuration's JSON text and its source.</param>
    /// <param name="run">Runs it on [1, 3, H, W].</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    internal static IReadOnlyList<LayerDifference> Climb<T>(
        string folder, ScalarType type, Func<string, string, T> build, Func<T, Tensor, IEnumerable<LadderNetwork>> run)
        where T : nn.Module
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        string description = Path.Combine(folder, "nets.json");
        using var json = JsonDocument.Parse(File.ReadAllText(description));
        using var golden = Safetensors.Load(Path.Combine(folder, "nets.safetensors"));
        using var checkpoint = TorchFile.Load(Path.Combine(folder, "ckpt", "gen_00000002.pt"));
        using var generator = build(json.RootElement.GetProperty("config").GetRawText(), description);
        StateDict.LoadInto(generator, checkpoint["a"].AsStateDict(), checkpoint.File);
        generator.to(type);
        return
        [
            .. run(generator, golden.Tensors["in.b1.x_a"].to(type)).SelectMany(network =>
                network.Stages.Select((stage, layer) => new LayerDifference(network.Network, layer,
                    Difference(stage, golden.Tensors[$"out.b1.gen_a.{network.Key}.model.{layer}"])))),
        ];
    }

    /// <summary>Both precisions side by side, each with its tolerance.</summary>
    /// <param name="climb">Compares in a precision.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    internal static Chart Draw(Func<ScalarType, IReadOnlyList<LayerDifference>> climb)
    {
        (string Name, GoldenTolerance Tolerance, IReadOnlyList<LayerDifference> Layers)[] precisions =
        [
            ("double precision", GoldenTolerance.Double, climb(ScalarType.Float64)),
            ("single precision", GoldenTolerance.Single, climb(ScalarType.Float32)),
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

    /// <summary>The largest difference, divided by the largest magnitude of the original's; infinite for another shape.</summary>
    internal static double Difference(Tensor ours, Tensor theirs)
    {
        if (!ours.shape.SequenceEqual(theirs.shape))
            return double.PositiveInfinity;
        double difference = (ours.to(float64) - theirs).abs().max().item<double>();
        double magnitude = theirs.abs().max().item<double>();
        return magnitude > 0 ? difference / magnitude : difference;
    }
}
