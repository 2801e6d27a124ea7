using Unpaired.Checkpoints;
using Unpaired.Layers;
using Unpaired.Verification;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Perceptual;

/// <summary>The golden cases of distances between two pictures: LPIPS and DIPD.</summary>
internal static class PerceptualMetricCases
{
    private static readonly (string Name, string Trunk, LpipsNetwork Network)[] Networks =
        [("alex", "alexnet", LpipsNetwork.AlexNet), ("vgg", "vgg16", LpipsNetwork.Vgg16)];

    internal static void Lpips(GoldenCase golden, GoldenComparison compare)
    {
        foreach (var (name, trunkName, network) in Networks)
        {
            if (golden.HasInput($"{name}.x"))
            {
                string trunk = Only(golden, file => file.StartsWith(trunkName, StringComparison.Ordinal));
                string heads = Only(golden, file => file.StartsWith($"lpips_lin_{name}", StringComparison.Ordinal));
                using var lpips = Perceptual.Lpips.Load(trunk, heads, network, golden.Type);
                Pairs(golden, compare, name, lpips);
            }
            if (golden.HasInput($"published_{name}.feat0.0"))
                Published(golden, compare, name);
        }
    }

    internal static void DomainInvariant(GoldenCase golden, GoldenComparison compare)
    {
        using var vgg = Vgg16Features.Load(golden.PathOf(golden.Property("checkpoint").GetString()!.Split(' ')[0]));
        TorchSharp.ModuleExtensionMethods.to(vgg, golden.Type);
        foreach (var parameter in vgg.parameters()) parameter.requires_grad = false;
        var (x, y) = (golden.In("x"), golden.In("y"));
        compare.Check("out.preprocessed_x_sub", Every(PerceptualLoss.Prepare(x), 8));
        var features = vgg.call(PerceptualLoss.Prepare(x));
        compare.Check("out.feature_x", features.narrow(0, 0, 1));
        compare.Check(golden.Main, "out.feature_shape", [.. features.shape.Select(side => (double)side)]);
        compare.Check("out.dipd_per_pair", DomainInvariantDistance.PerPair(vgg, x, y));
        var moved = x.detach().clone().requires_grad_(true);
        var loss = PerceptualLoss.Between(vgg, moved, y);
        compare.Check("loss.dipd", loss);
        loss.backward();
        compare.Check("grad.x", moved.grad!);
    }

    private static void Pairs(GoldenCase golden, GoldenComparison compare, string name, Lpips lpips)
    {
        var (x, y) = (golden.In($"{name}.x"), golden.In($"{name}.y"));
        var moved = y.detach().clone().requires_grad_(true);
        var distance = lpips.Distance(x, moved);
        compare.Check($"out.{name}.distance", distance);
        distance.sum().backward();
        compare.Check($"grad.{name}.y", moved.grad!.narrow(0, 0, 1));
        using var quiet = no_grad();
        compare.Check($"out.{name}.per_layer", lpips.PerLayer(x, y));
        compare.Check($"out.{name}.distance_unweighted", lpips.Unweighted(x, y));
        compare.Check($"out.{name}.spatial_sub", Every(lpips.Spatial(x, y), 8));
        var taps = lpips.Features(x);
        compare.CheckIfThere($"out.{name}.tap0", Every(taps[0].narrow(0, 0, 1), 4));
        compare.Check(
            golden.Main, $"out.{name}.tap_shapes", [.. taps.SelectMany(tap => tap.shape).Select(side => (double)side)]);
    }

    /// <summary>The formula with the published linear weights, on feature maps that are given.</summary>
    private static void Published(GoldenCase golden, GoldenComparison compare, string name)
    {
        string weights = Only(golden, file => file.StartsWith($"lpips_{name}_v", StringComparison.Ordinal));
        var heads = Perceptual.Lpips.Heads(weights, type: golden.Type);
        var layers = stack(
        [
            .. heads.Select((head, tap) => Perceptual.Lpips.Layer(golden.In($"published_{name}.feat0.{tap}"),
                golden.In($"published_{name}.feat1.{tap}"), head).mean([1, 2, 3]).sum()),
        ]);
        compare.Check($"out.published_{name}.per_layer", layers);
        compare.Check($"out.published_{name}.distance", layers.sum());
        foreach (var head in heads) head.Dispose();
    }

    /// <summary>The one weight file beside the case, among those that it names, with such a name.</summary>
    private static string Only(GoldenCase golden, Func<string, bool> isIt)
    {
        string[] names =
        [
            .. golden.Property("files").EnumerateObject()
                .SelectMany(entry => entry.Name.Split([' ', '/', ','], StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(file => file.Contains("<net>", StringComparison.Ordinal)
                    ? Networks.Select(network => file.Replace("<net>", network.Name, StringComparison.Ordinal))
                    : [file])
                .Where(isIt),
        ];
        return names is [var only]
            ? golden.PathOf(only)
            : throw new CheckpointFormatException(golden.JsonPath, null,
                $"expected one file of this kind among {golden.Property("files")}; found {names.Length}.");
    }

    private static Tensor Every(Tensor x, long step) =>
        x.slice(2, 0, x.shape[2], step).slice(3, 0, x.shape[3], step);
}
