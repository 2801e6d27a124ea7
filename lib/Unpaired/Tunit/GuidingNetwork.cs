using static TorchSharp.torch;

namespace Unpaired.Tunit;

/// <summary>What the guiding network says of a batch.</summary>
/// <param name="Style">[N, sty_dim], unbounded: the style code, not normalised.</param>
/// <param name="Logits">[N, K]: the largest one is the pseudo domain.</param>
public readonly record struct Guidance(Tensor Style, Tensor Logits);

/// <summary>Looks at a picture and says what it belongs to and how it looks.</summary>
/// <remarks>
/// TUNIT paper, section 3.1. VGG-11 with batch normalisation: <c>features.{i}</c>; then global average pooling and two
/// linear heads, <c>disc</c> (pseudo domains) and <c>cont</c> (style). In training mode every call moves the running
/// statistics. Original: models/guidingNet.py (405a77c).
/// </remarks>
public sealed class GuidingNetwork : nn.Module
{
    private const double StyleHeadDeviation = 0.01;
    private readonly List<(string Index, nn.Module<Tensor, Tensor> Layer)> layers = [];
    private readonly nn.Module<Tensor, Tensor> disc;
    private readonly nn.Module<Tensor, Tensor> cont;

    /// <summary>Makes the network with the framework's default weights.</summary>
    /// <param name="widths">Channels of each convolution, 0 for a pooling; null for the original's.</param>
    /// <param name="clusters">K.</param>
    /// <param name="styleSize">Numbers in a style code.</param>
    public GuidingNetwork(IReadOnlyList<int> widths, long clusters, long styleSize) : base(nameof(GuidingNetwork))
    {
        long channels = 3;
        foreach (int width in widths)
        {
            if (width == 0)
            {
                Add(nn.MaxPool2d(2, 2));
                continue;
            }
            Add(nn.Conv2d(channels, width, 3, padding: 1));
            Add(nn.BatchNorm2d(width));
            Add(nn.ReLU());
            channels = width;
        }
        disc = nn.Linear(channels, clusters);
        cont = nn.Linear(channels, styleSize);
        register_module("features", nn.Sequential(layers));
        register_module("disc", disc);
        register_module("cont", cont);
    }

    /// <summary>Style code and logits.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1]; sides that survive the poolings.</param>
    /// <returns>The caller owns them.</returns>
    /// <exception cref="ArgumentException">Another shape.</exception>
    public Guidance Look(Tensor x)
    {
        using var scope = NewDisposeScope();
        var seen = Heads(Features(x));
        return new Guidance(seen.Style.MoveToOuterDisposeScope(), seen.Logits.MoveToOuterDisposeScope());
    }

    /// <summary>Both heads.</summary>
    /// <param name="features">From <see cref="Features"/>.</param>
    /// <returns>The caller owns them.</returns>
    public Guidance Heads(Tensor features) => new(cont.call(features), disc.call(features));

    /// <summary>The style code alone: a whole pass, like <see cref="Look"/>.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, sty_dim]. The caller owns it.</returns>
    public Tensor Style(Tensor x)
    {
        using var scope = NewDisposeScope();
        return cont.call(Features(x)).MoveToOuterDisposeScope();
    }

    /// <summary>The logits alone: a whole pass, like <see cref="Look"/>.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, K]. The caller owns it.</returns>
    public Tensor Logits(Tensor x)
    {
        using var scope = NewDisposeScope();
        return disc.call(Features(x)).MoveToOuterDisposeScope();
    }

    /// <summary>What the heads see: the mean of the last map over its places.</summary>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <returns>[N, channels of the last convolution]. The caller owns it.</returns>
    public Tensor Features(Tensor x)
    {
        if (x.dim() != 4 || x.shape[1] != 3)
            throw new ArgumentException($"Expected pictures [N, 3, H, W]; got [{string.Join(", ", x.shape)}].");
        using var scope = NewDisposeScope();
        var y = x;
        foreach (var (_, layer) in layers) y = layer.call(y);
        return y.mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>The output of each layer in turn.</summary>
    public IEnumerable<Tensor> Stages(Tensor x)
    {
        foreach (var (_, layer) in layers) yield return x = layer.call(x);
    }

    /// <summary>Starting weights, drawn from one generator.</summary>
    /// <param name="random">On the CPU.</param>
    /// <param name="clusterHeadDeviation">Standard deviation of the clustering head's weights.</param>
    internal void Reset(Generator random, double clusterHeadDeviation)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, layer) in layers)
        {
            if (layer is not TorchSharp.Modules.Conv2d convolution) continue;
            var weight = convolution.weight;
            double fanOut = weight.numel() / (double)weight.shape[1];
            weight.normal_(0, Math.Sqrt(2 / fanOut), random);
            convolution.bias!.zero_();
        }
        foreach (var (head, deviation) in new[] { (disc, clusterHeadDeviation), (cont, StyleHeadDeviation) })
        {
            var linear = (TorchSharp.Modules.Linear)head;
            linear.weight.normal_(0, deviation, random);
            linear.bias!.zero_();
        }
    }

    private void Add(nn.Module<Tensor, Tensor> layer) =>
        layers.Add((layers.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), layer));
}
