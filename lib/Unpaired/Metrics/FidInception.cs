using System.Globalization;
using Unpaired.Checkpoints;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Metrics;

/// <summary>The Inception-v3 that FID is defined by: TensorFlow's weights of 2015 in torchvision's skeleton, with other
/// pooling.</summary>
/// <remarks>
/// Average pooling does not count padded zeros, and the last block's pooling takes the maximum. Reads pytorch-fid's
/// weight file, or a TUNIT checkpoint's <c>inceptionNet_state_dict</c>, as far as the blocks go. Specification
/// metrics.md, section 2. Not trained here: weights are plain tensors.
/// </remarks>
public sealed class FidInception : IDisposable
{
    private const double Epsilon = 1e-3;
    private const int Side = 299;

    private static readonly string[][] Blocks =
    [
        ["Conv2d_1a_3x3", "Conv2d_2a_3x3", "Conv2d_2b_3x3"],
        ["Conv2d_3b_1x1", "Conv2d_4a_3x3"],
        ["Mixed_5b", "Mixed_5c", "Mixed_5d", "Mixed_6a", "Mixed_6b", "Mixed_6c", "Mixed_6d", "Mixed_6e"],
        ["Mixed_7a", "Mixed_7b", "Mixed_7c"],
    ];

    private readonly Dictionary<string, Tensor> weights;

    private FidInception(Dictionary<string, Tensor> weights, int blockCount)
    {
        this.weights = weights;
        BlockCount = blockCount;
    }

    /// <summary>How many of the four blocks there are weights for.</summary>
    public int BlockCount { get; }

    /// <summary>Takes weights under pytorch-fid's names or under TUNIT's (<c>blocks.0.0.conv.weight</c> …).</summary>
    /// <param name="state">Copied.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="type">Precision.</param>
    /// <exception cref="ArgumentException">Not even the first block is there.</exception>
    public static FidInception Of(
        IReadOnlyDictionary<string, Tensor> state, string source, ScalarType type = ScalarType.Float32)
    {
        var weights = new Dictionary<string, Tensor>();
        foreach (var (name, value) in state)
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            weights[Published(name)] = value.detach().to(type).clone().DetachFromDisposeScope();
        }
        bool Has(string layer) => weights.Keys.Any(name => name.StartsWith(layer + ".", StringComparison.Ordinal));
        int count = Blocks.TakeWhile(block => block.All(Has)).Count();
        if (count > 0) return new FidInception(weights, count);
        foreach (var tensor in weights.Values) tensor.Dispose();
        throw new ArgumentException(
            $"{source}: expected the weights of an FID Inception network, from 'Conv2d_1a_3x3.conv.weight' or "
            + $"'blocks.0.0.conv.weight' on; found {state.Count} other names.");
    }

    /// <summary>Reads pytorch-fid's weight file (a named path: nothing is ever downloaded).</summary>
    public static FidInception Load(string path, ScalarType type = ScalarType.Float32)
    {
        using var root = TorchFile.Load(path);
        return Of(root.AsStateDict(), path, type);
    }

    /// <summary>Features of pictures as pytorch-fid computes them.</summary>
    /// <param name="unit">[N, 3, H, W] in [0, 1].</param>
    /// <param name="blocks">After how many blocks: 1 to 4 for 64, 192, 768, 2048 numbers.</param>
    /// <returns>[N, C], the mean over places. The caller owns it.</returns>
    public Tensor Features(Tensor unit, int blocks = 4)
    {
        using var scope = NewDisposeScope();
        var resized = nn.functional.interpolate(
            unit, [Side, Side], mode: InterpolationMode.Bilinear, align_corners: false);
        return Map(resized.Times(2).Plus(-1), blocks).mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>The feature map after a number of blocks.</summary>
    /// <param name="x">[N, 3, H, W] as the network expects it: in [-1, 1], usually 299 × 299.</param>
    /// <param name="blocks">1 to <see cref="BlockCount"/>.</param>
    /// <returns>[N, C, h, w]. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Blocks that have no weights.</exception>
    public Tensor Map(Tensor x, int blocks)
    {
        if (blocks < 1 || blocks > BlockCount)
            throw new ArgumentException($"Expected 1 to {BlockCount} blocks; got {blocks}.", nameof(blocks));
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var y = Conv(Conv(Conv(x, "Conv2d_1a_3x3", stride: 2), "Conv2d_2a_3x3"), "Conv2d_2b_3x3", 1, 1);
        y = MaxPool(y, 2, 0);
        if (blocks > 1) y = MaxPool(Conv(Conv(y, "Conv2d_3b_1x1"), "Conv2d_4a_3x3"), 2, 0);
        foreach (string name in Blocks.Take(blocks).Skip(2).SelectMany(block => block)) y = Mixed(y, name);
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>The 1,008 class logits of pooled features.</summary>
    /// <param name="pooled">[N, 2048].</param>
    /// <returns>[N, 1008]. The caller owns it.</returns>
    public Tensor Logits(Tensor pooled) => nn.functional.linear(pooled, weights["fc.weight"], weights["fc.bias"]);

    /// <summary>The same as inception scores use them: the last layer's bias left out.</summary>
    internal Tensor LogitsWithoutBias(Tensor pooled) => nn.functional.linear(pooled, weights["fc.weight"]);

    /// <summary>Whether the file has the last layer.</summary>
    internal bool HasClasses => weights.ContainsKey("fc.weight");

    /// <summary>Channels after all blocks; 2048 as published.</summary>
    internal long OutputWidth => new[] { "branch1x1", "branch3x3_2a", "branch3x3_2b", "branch3x3dbl_3a", "branch3x3dbl_3b",
        "branch_pool" }.Sum(branch => weights[$"Mixed_7c.{branch}.conv.weight"].shape[0]);

    /// <summary>One block by its published name.</summary>
    internal Tensor Mixed(Tensor x, string name)
    {
        using var scope = NewDisposeScope();
        var y = name switch
        {
            "Mixed_5b" or "Mixed_5c" or "Mixed_5d" => cat(
            [
                Conv(x, $"{name}.branch1x1"), Conv(Conv(x, $"{name}.branch5x5_1"), $"{name}.branch5x5_2", 1, 2),
                Conv(Doubled(x, name), $"{name}.branch3x3dbl_3", 1, 1),
                Conv(AveragePool(x), $"{name}.branch_pool"),
            ], 1),
            "Mixed_6a" => cat(
            [
                Conv(x, $"{name}.branch3x3", 2),
                Conv(Doubled(x, name), $"{name}.branch3x3dbl_3", 2),
                MaxPool(x, 2, 0),
            ], 1),
            "Mixed_7a" => cat(
            [
                Conv(Conv(x, $"{name}.branch3x3_1"), $"{name}.branch3x3_2", 2),
                Conv(Chain(x, name, "branch7x7x3", 3), $"{name}.branch7x7x3_4", 2),
                MaxPool(x, 2, 0),
            ], 1),
            "Mixed_7b" or "Mixed_7c" => Last(x, name),
            _ => cat(
            [
                Conv(x, $"{name}.branch1x1"), Chain(x, name, "branch7x7", 3), Chain(x, name, "branch7x7dbl", 5),
                Conv(AveragePool(x), $"{name}.branch_pool"),
            ], 1),
        };
        return y.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in weights.Values) tensor.Dispose();
    }

    private static string Published(string name)
    {
        string[] parts = name.Split('.');
        if (parts[0] != "blocks") return name;
        int block = int.Parse(parts[1], CultureInfo.InvariantCulture);
        int layer = int.Parse(parts[2], CultureInfo.InvariantCulture);
        return string.Join('.', parts.Skip(3).Prepend(Blocks[block][layer]));
    }

    private Tensor Last(Tensor x, string name)
    {
        var narrow = Conv(x, $"{name}.branch3x3_1");
        var wide = Doubled(x, name);
        // Parity: the second of the two blocks takes the maximum.
        var pooled = name == "Mixed_7c" ? MaxPool(x, 1, 1) : AveragePool(x);
        return cat(
        [
            Conv(x, $"{name}.branch1x1"), Same(narrow, $"{name}.branch3x3_2a"), Same(narrow, $"{name}.branch3x3_2b"),
            Same(wide, $"{name}.branch3x3dbl_3a"), Same(wide, $"{name}.branch3x3dbl_3b"),
            Conv(pooled, $"{name}.branch_pool"),
        ], 1);
    }

    /// <summary>The first two convolutions of the branch with two 3×3 in a row.</summary>
    private Tensor Doubled(Tensor x, string name) =>
        Conv(Conv(x, $"{name}.branch3x3dbl_1"), $"{name}.branch3x3dbl_2", 1, 1);

    private Tensor Chain(Tensor x, string name, string branch, int count) => Enumerable.Range(1, count)
        .Aggregate(x, (y, i) => Same(y, string.Create(CultureInfo.InvariantCulture, $"{name}.{branch}_{i}")));

    /// <summary>Padded so that the size stays.</summary>
    private Tensor Same(Tensor x, string name)
    {
        var kernel = weights[$"{name}.conv.weight"].shape;
        return Conv(x, name, 1, kernel[2] / 2, kernel[3] / 2);
    }

    private Tensor Conv(Tensor x, string name, long stride = 1, long padding = 0, long? paddingColumns = null)
    {
        var y = nn.functional.conv2d(
            x, weights[$"{name}.conv.weight"], null, [stride, stride], [padding, paddingColumns ?? padding]);
        return nn.functional.batch_norm(
            y, weights[$"{name}.bn.running_mean"], weights[$"{name}.bn.running_var"], weights[$"{name}.bn.weight"],
            weights[$"{name}.bn.bias"], training: false, eps: Epsilon).relu_();
    }

    private static Tensor MaxPool(Tensor x, long stride, long padding) =>
        nn.functional.max_pool2d(x, 3, stride, padding);

    private static Tensor AveragePool(Tensor x) =>
        nn.functional.avg_pool2d(x, 3, 1, 1, count_include_pad: false);
}
