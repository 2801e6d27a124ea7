using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Perceptual;

/// <summary>LPIPS: how different two pictures look, by weighted distances of a network's features.</summary>
/// <remarks>
/// Zhang et al., CVPR 2018, version 0.1; specification metrics.md, section 6. Features of each tap are normalised over
/// channels, squared differences weighted and averaged over places, taps summed. 0 for equal pictures. Pictures must be
/// in [-1, 1]: [0, 1] is the most frequent mistake.
/// </remarks>
public sealed class Lpips : IDisposable
{
    private const double Epsilon = 1e-10;

    // Parity: the original keeps both in float32, also where it computes in float64.
    private static readonly float[] Shift = [-0.030f, -0.088f, -0.188f];
    private static readonly float[] Scale = [0.458f, 0.448f, 0.450f];

    private readonly LpipsTrunk trunk;
    private readonly IReadOnlyList<Tensor> heads;

    private Lpips(LpipsTrunk trunk, IReadOnlyList<Tensor> heads) => (this.trunk, this.heads) = (trunk, heads);

    /// <summary>Whether pictures are normalised as ImageNet's first; false only for weights of version 0.0.</summary>
    public bool NormalizesInput { get; init; } = true;

    /// <summary>Which network it takes features from.</summary>
    public LpipsNetwork Network => trunk.Network;

    /// <summary>Reads both weight files (named paths: nothing is ever downloaded).</summary>
    /// <param name="trunkPath">torchvision's <c>alexnet-owt-….pth</c> or <c>vgg16-….pth</c>.</param>
    /// <param name="headPath">The linear weights, <c>v0.1/alex.pth</c> or <c>v0.1/vgg.pth</c>.</param>
    /// <param name="network">Which network both are of.</param>
    /// <param name="type">Precision.</param>
    /// <exception cref="ArgumentException">Weights of something else.</exception>
    public static Lpips Load(
        string trunkPath, string headPath, LpipsNetwork network, ScalarType type = ScalarType.Float32)
    {
        var trunk = LpipsTrunk.Load(trunkPath, network, type);
        try
        {
            return new Lpips(trunk, Heads(headPath, trunk.Widths, type));
        }
        catch
        {
            trunk.Dispose();
            throw;
        }
    }

    /// <summary>The linear weights of a file.</summary>
    /// <param name="path">Keys <c>lin0.model.1.weight</c> …; the published files are of the format before PyTorch
    /// 1.6.</param>
    /// <param name="widths">Channels of each tap; null to take the file's.</param>
    /// <param name="type">Precision.</param>
    /// <returns>[1, C, 1, 1] for each tap. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A layer is missing or has another width.</exception>
    public static IReadOnlyList<Tensor> Heads(
        string path, IReadOnlyList<long>? widths = null, ScalarType type = ScalarType.Float32)
    {
        using var root = TorchFile.Load(path);
        var state = root.AsStateDict();
        using var scope = NewDisposeScope();
        List<Tensor> heads = [];
        for (int tap = 0; tap < LpipsTrunk.TapCount; tap++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"lin{tap}.model.1.weight");
            string expected = $"[1, {(widths is null ? "C" : widths[tap].ToString(CultureInfo.InvariantCulture))}, 1, 1]";
            if (!state.TryGetValue(name, out var weight))
                throw new ArgumentException(
                    $"{path}: expected '{name}', {expected}; found {Text.Some([.. state.Keys])}.");
            if (weight.dim() != 4 || weight.numel() != weight.shape[1]
                || (widths is not null && weight.shape[1] != widths[tap]))
                throw new ArgumentException(
                    $"{path}: '{name}': expected {expected}; found [{string.Join(", ", weight.shape)}].");
            heads.Add(weight.detach().to(type).clone());
        }
        foreach (var head in heads) head.DetachFromDisposeScope();
        return heads;
    }

    /// <summary>The distance of each pair.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="y">The same shape.</param>
    /// <returns>[N], not below 0 with the published weights. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different shapes, or pictures too small.</exception>
    public Tensor Distance(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        return PerLayer(x, y).sum([0]).MoveToOuterDisposeScope();
    }

    /// <summary>What each tap contributes.</summary>
    /// <inheritdoc cref="Distance" path="/param"/>
    /// <returns>[5, N]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different shapes, or pictures too small.</exception>
    public Tensor PerLayer(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var maps = Maps(x, y, heads);
        return stack([.. maps.Select(map => map.mean([1, 2, 3]))]).MoveToOuterDisposeScope();
    }

    /// <summary>The distance with all channels counting alike, as of the network alone.</summary>
    /// <inheritdoc cref="Distance" path="/param"/>
    /// <returns>[N]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different shapes, or pictures too small.</exception>
    public Tensor Unweighted(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        var maps = Maps(x, y, null);
        return stack([.. maps.Select(map => map.mean([1, 2, 3]))]).sum([0]).MoveToOuterDisposeScope();
    }

    /// <summary>Where the pictures differ: each tap brought to the size of the pictures, then summed.</summary>
    /// <inheritdoc cref="Distance" path="/param"/>
    /// <returns>[N, 1, H, W]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Different shapes, or pictures too small.</exception>
    public Tensor Spatial(Tensor x, Tensor y)
    {
        using var scope = NewDisposeScope();
        long[] size = [x.shape[2], x.shape[3]];
        return Maps(x, y, heads).Select(map => nn.functional.interpolate(
                map, size, mode: InterpolationMode.Bilinear, align_corners: false))
            .Aggregate((sum, map) => sum + map).MoveToOuterDisposeScope();
    }

    /// <summary>The formula on one tap.</summary>
    /// <param name="first">[N, C, h, w], after the ReLU.</param>
    /// <param name="second">The same shape.</param>
    /// <param name="weight">[1, C, 1, 1]; null for all 1.</param>
    /// <returns>[N, 1, h, w]. The caller owns it.</returns>
    public static Tensor Layer(Tensor first, Tensor second, Tensor? weight)
    {
        using var scope = NewDisposeScope();
        return Weighted(Unit(first) - Unit(second), weight).MoveToOuterDisposeScope();
    }

    /// <summary>The mean distance over all pairs of pictures of one size: each picture goes through the network
    /// once.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1], N at least 2.</param>
    /// <returns>For diversity: higher is more diverse.</returns>
    /// <exception cref="ArgumentException">Fewer than two pictures, or pictures too small.</exception>
    public double MeanOverPairs(Tensor x)
    {
        if (x.dim() != 4 || x.shape[0] < 2)
            throw new ArgumentException(
                $"Expected [N, 3, H, W], N at least 2; got [{string.Join(", ", x.shape)}].", nameof(x));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        double sum = 0;
        int tap = 0;
        foreach (var features in trunk.Taps(Prepare(x)))
        {
            var unit = Unit(features);
            for (long i = 0; i + 1 < unit.shape[0]; i++)
            {
                using var pair = NewDisposeScope();
                var difference = unit.narrow(0, i + 1, unit.shape[0] - i - 1) - unit.narrow(0, i, 1);
                sum += Weighted(difference, heads[tap]).mean([1, 2, 3]).sum().to(float64).item<double>();
            }
            tap++;
        }
        return sum / (x.shape[0] * (x.shape[0] - 1) / 2);
    }

    /// <summary>The taps of pictures as they are compared, before normalising over channels.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>Five maps. The caller owns them.</returns>
    public IReadOnlyList<Tensor> Features(Tensor x)
    {
        using var prepared = Prepare(x);
        return trunk.Taps(prepared);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        trunk.Dispose();
        foreach (var head in heads) head.Dispose();
    }

    private List<Tensor> Maps(Tensor x, Tensor y, IReadOnlyList<Tensor>? weights)
    {
        if (!x.shape.SequenceEqual(y.shape))
            throw new ArgumentException($"Expected pictures of one shape; got [{string.Join(", ", x.shape)}] and "
                + $"[{string.Join(", ", y.shape)}].");
        var (first, second) = (trunk.Taps(Prepare(x)), trunk.Taps(Prepare(y)));
        return [.. first.Select((features, i) => Layer(features, second[i], weights?[i]))];
    }

    private Tensor Prepare(Tensor x)
    {
        if (!NormalizesInput) return x.alias();
        using var scope = NewDisposeScope();
        var shift = tensor(Shift).to(x.dtype).to(x.device).view(1, 3, 1, 1);
        var scale = tensor(Scale).to(x.dtype).to(x.device).view(1, 3, 1, 1);
        return ((x - shift) / scale).MoveToOuterDisposeScope();
    }

    private static Tensor Unit(Tensor features)
    {
        using var scope = NewDisposeScope();
        var length = features.square().sum(1, keepdim: true).sqrt();
        return (features / length.Plus(Epsilon)).MoveToOuterDisposeScope();
    }

    private static Tensor Weighted(Tensor difference, Tensor? weight)
    {
        using var scope = NewDisposeScope();
        var squares = difference.square();
        var sum = weight is null ? squares.sum(1, keepdim: true) : nn.functional.conv2d(squares, weight);
        return sum.MoveToOuterDisposeScope();
    }
}
