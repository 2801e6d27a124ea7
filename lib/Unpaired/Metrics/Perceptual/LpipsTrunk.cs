using System.Globalization;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Metrics.Perceptual;

/// <summary>The networks that LPIPS takes features from.</summary>
public enum LpipsNetwork
{
    /// <summary>AlexNet: the usual choice for measuring, and the fastest.</summary>
    AlexNet,

    /// <summary>VGG-16: the usual choice as a loss.</summary>
    Vgg16,
}

/// <summary>The convolutions of torchvision's AlexNet or VGG-16, up to five taps.</summary>
/// <remarks>
/// Specification metrics.md, section 6. Widths come from the weights. Not trained here: weights are plain tensors
/// without gradients; gradients with respect to the pictures do flow.
/// </remarks>
public sealed class LpipsTrunk : IDisposable
{
    /// <summary>How many layers are compared.</summary>
    public const int TapCount = 5;

    private static readonly Step[] AlexNetSteps =
    [
        new(0, Stride: 4, Padding: 2, Tap: true), new(3, Padding: 2, PoolBefore: 3, Tap: true),
        new(6, Padding: 1, PoolBefore: 3, Tap: true), new(8, Padding: 1, Tap: true), new(10, Padding: 1, Tap: true),
    ];

    private static readonly Step[] Vgg16Steps =
    [
        new(0), new(2, Tap: true), new(5, PoolBefore: 2), new(7, Tap: true), new(10, PoolBefore: 2), new(12),
        new(14, Tap: true), new(17, PoolBefore: 2), new(19), new(21, Tap: true), new(24, PoolBefore: 2), new(26),
        new(28, Tap: true),
    ];

    private readonly IReadOnlyList<(Step Step, Tensor Weight, Tensor Bias)> layers;

    private LpipsTrunk(LpipsNetwork network, IReadOnlyList<(Step, Tensor, Tensor)> layers) =>
        (Network, this.layers) = (network, layers);

    /// <summary>Which network it is.</summary>
    public LpipsNetwork Network { get; }

    /// <summary>Channels of each tap.</summary>
    public IReadOnlyList<long> Widths =>
        [.. layers.Where(layer => layer.Step.Tap).Select(layer => layer.Weight.shape[0])];

    /// <summary>Reads torchvision's classification weights, or a whole LPIPS state dict.</summary>
    /// <param name="path">Names <c>features.N.weight</c> or <c>net.sliceK.N.weight</c>; others are ignored.</param>
    /// <param name="network">Which network it is of.</param>
    /// <param name="type">Precision.</param>
    /// <exception cref="ArgumentException">A layer is missing, or is not of this network.</exception>
    public static LpipsTrunk Load(string path, LpipsNetwork network, ScalarType type = ScalarType.Float32)
    {
        using var root = TorchFile.Load(path);
        return Of(root.AsStateDict(), path, network, type);
    }

    /// <summary>Takes weights by torchvision's names.</summary>
    /// <param name="state">Copied.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="network">Which network it is of.</param>
    /// <param name="type">Precision.</param>
    /// <exception cref="ArgumentException">A layer is missing, or is not of this network.</exception>
    public static LpipsTrunk Of(IReadOnlyDictionary<string, Tensor> state, string source, LpipsNetwork network,
        ScalarType type = ScalarType.Float32)
    {
        List<(Step, Tensor, Tensor)> layers = [];
        long inputs = 3;
        using var scope = NewDisposeScope();
        foreach (var step in network == LpipsNetwork.AlexNet ? AlexNetSteps : Vgg16Steps)
        {
            var (weight, bias) = (Find(state, source, step, "weight"), Find(state, source, step, "bias"));
            if (weight.dim() != 4 || weight.shape[1] != inputs || weight.shape[2] != Kernel(network, step.Index)
                || bias.dim() != 1 || bias.shape[0] != weight.shape[0])
                throw new ArgumentException($"{source}: layer features.{step.Index} of {network}: expected "
                    + $"[C, {inputs}, {Kernel(network, step.Index)}, {Kernel(network, step.Index)}] and [C]; found "
                    + $"[{string.Join(", ", weight.shape)}] and [{string.Join(", ", bias.shape)}].");
            inputs = weight.shape[0];
            layers.Add((step, Copy(weight, type), Copy(bias, type)));
        }
        foreach (var (_, weight, bias) in layers)
        {
            weight.DetachFromDisposeScope();
            bias.DetachFromDisposeScope();
        }
        return new LpipsTrunk(network, layers);
    }

    /// <summary>The taps, each after its ReLU.</summary>
    /// <param name="x">[N, 3, H, W] normalised as ImageNet classifiers expect.</param>
    /// <returns>Five maps [N, C, h, w]. The caller owns them.</returns>
    /// <exception cref="ArgumentException">Another shape, or pictures too small.</exception>
    public IReadOnlyList<Tensor> Taps(Tensor x)
    {
        int least = Network == LpipsNetwork.AlexNet ? 31 : 16;
        if (x.dim() != 4 || x.shape[1] != 3 || Math.Min(x.shape[2], x.shape[3]) < least)
            throw new ArgumentException($"Expected [N, 3, H, W] with sides of at least {least} for {Network}; got "
                + $"[{string.Join(", ", x.shape)}].", nameof(x));
        using var scope = NewDisposeScope();
        List<Tensor> taps = [];
        foreach (var (step, weight, bias) in layers)
        {
            if (step.PoolBefore > 0) x = nn.functional.max_pool2d(x, step.PoolBefore, 2);
            x = nn.functional.conv2d(x, weight, bias, [step.Stride, step.Stride], [step.Padding, step.Padding]);
            x = nn.functional.relu(x);
            if (step.Tap) taps.Add(x.MoveToOuterDisposeScope());
        }
        return taps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, weight, bias) in layers)
        {
            weight.Dispose();
            bias.Dispose();
        }
    }

    private static long Kernel(LpipsNetwork network, int index) =>
        network == LpipsNetwork.AlexNet ? index switch { 0 => 11, 3 => 5, _ => 3 } : 3;

    private static Tensor Copy(Tensor x, ScalarType type) => x.detach().to(type).clone();

    private static Tensor Find(IReadOnlyDictionary<string, Tensor> state, string source, Step step, string part)
    {
        string ending = string.Create(CultureInfo.InvariantCulture, $".{step.Index}.{part}");
        return state.FirstOrDefault(entry => entry.Key == $"features{ending}"
                || (entry.Key.StartsWith("net.slice", StringComparison.Ordinal)
                    && entry.Key.EndsWith(ending, StringComparison.Ordinal))).Value
            ?? throw new ArgumentException(
                $"{source}: expected 'features{ending}'; found {Text.Some([.. state.Keys])}.");
    }

    /// <summary>A convolution with its ReLU.</summary>
    /// <param name="Index">Its number in torchvision's <c>features</c>.</param>
    /// <param name="Stride">Of the convolution.</param>
    /// <param name="Padding">Of the convolution.</param>
    /// <param name="PoolBefore">Side of the maximum pooling of stride 2 before it; 0 for none.</param>
    /// <param name="Tap">Whether its output is compared.</param>
    private sealed record Step(int Index, int Stride = 1, int Padding = 1, int PoolBefore = 0, bool Tap = false);
}
