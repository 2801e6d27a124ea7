using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Verification;

/// <summary>The case vgg_full: the published network with weights that a formula gives, so that no weight file is
/// needed.</summary>
internal static class PerceptualCases
{
    internal static void Verify(GoldenCase golden, GoldenComparison compare)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var network = new Vgg16Features();
        TorchSharp.ModuleExtensionMethods.to(network, golden.Type);
        string[] layers = [.. golden.Property("layer_order").EnumerateArray().Select(layer => layer.GetString()!)];
        Fill(golden, compare, StateDict.Of(network), layers);
        var x = golden.In("x");
        var features = network.call(PerceptualLoss.Prepare(x));
        compare.CheckIfThere("out.features", features.narrow(0, 0, 1));
        compare.CheckIfThere("out.features_l2", features.flatten(1).square().sum(1).sqrt());
        compare.CheckIfThere(
            "loss.vgg.x0_vs_x1", PerceptualLoss.Between(network, x.narrow(0, 0, 1), x.narrow(0, 1, 1)));
    }

    /// <summary>Weight j of layer l: z = (j + 1) · 0.618… + 0.137 l, w = (2 (z − ⌊z⌋) − 1) √(6 / fan in); biases
    /// alike.</summary>
    private static void Fill(
        GoldenCase golden, GoldenComparison compare, IReadOnlyDictionary<string, Tensor> state, string[] layers)
    {
        var (first, last, biases) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (int l = 0; l < layers.Length; l++)
        {
            var (weight, bias) = (state[$"{layers[l]}.weight"], state[$"{layers[l]}.bias"]);
            var w = Spread(weight.numel(), 0.6180339887498949, 0.137 * l) * Math.Sqrt(6.0 / (weight.shape[1] * 9));
            var b = Spread(bias.numel(), 0.7548776662466927, 0.1 * l) * 0.1;
            weight.copy_(w.view(weight.shape));
            bias.copy_(b);
            first.Add(w.narrow(0, 0, 8));
            last.Add(w.narrow(0, w.numel() - 8, 8));
            biases.Add(b.narrow(0, 0, 8));
        }
        compare.CheckIfThere("out.weight_probe.first8", stack(first));
        compare.CheckIfThere("out.weight_probe.last8", stack(last));
        compare.CheckIfThere("out.bias_probe.first8", stack(biases));
    }

    /// <summary>Numbers spread evenly over [-1, 1): the fractions of the multiples of an irrational number. [count],
    /// float64.</summary>
    private static Tensor Spread(long count, double step, double shift)
    {
        var z = arange(1, count + 1, dtype: float64) * step + shift;
        return 2 * (z - z.floor()) - 1;
    }
}
