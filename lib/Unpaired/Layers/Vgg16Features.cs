using TorchSharp.Modules;
using Unpaired.Checkpoints;
using static TorchSharp.torch;

namespace Unpaired.Layers;

/// <summary>The convolutions of VGG16 up to conv5_3, as the original's perceptual loss uses them.</summary>
/// <remarks>
/// 3×3 convolutions with ReLU; 2×2 maximum pooling after the first three groups. Parity: there is none after the
/// fourth, unlike in VGG16 itself,
/// so the output has stride 8. Keys <c>conv1_1.weight … conv5_3.bias</c>. Widths come from the weight file, which may
/// be a narrowed one.
/// Simonyan and Zisserman, ICLR 2015. Original: MUNIT networks.py, Vgg16 (a82e222).
/// </remarks>
public sealed class Vgg16Features : nn.Module<Tensor, Tensor>
{
    private static readonly int[] GroupLengths = [2, 2, 3, 3, 3];
    private readonly List<List<Conv2d>> groups = [];

    /// <summary>The widths of the published network.</summary>
    public static IReadOnlyList<long> PublishedWidths { get; } =
        [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512];

    /// <param name="widths">Output channels of the 13 convolutions; <see cref="PublishedWidths"/> unless given.</param>
    /// <exception cref="ArgumentException">Another number of widths.</exception>
    public Vgg16Features(IReadOnlyList<long>? widths = null) : base(nameof(Vgg16Features))
    {
        widths ??= PublishedWidths;
        if (widths.Count != PublishedWidths.Count)
            throw new ArgumentException(
                $"VGG16 has {PublishedWidths.Count} convolutions; got {widths.Count} widths.", nameof(widths));
        long inputs = 3;
        int index = 0;
        for (int g = 0; g < GroupLengths.Length; g++)
        {
            var group = new List<Conv2d>();
            for (int i = 0; i < GroupLengths[g]; i++, inputs = widths[index++])
            {
                var layer = nn.Conv2d(inputs, widths[index], 3, padding: 1);
                group.Add(layer);
                register_module($"conv{g + 1}_{i + 1}", layer);
            }
            groups.Add(group);
        }
    }

    /// <summary>Reads a weight file; the network is frozen and in evaluation mode.</summary>
    /// <param name="path">A state_dict as torch.save writes it: the original's <c>models/vgg16.weight</c>.</param>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="StateDictException">Keys or shapes of another network.</exception>
    public static Vgg16Features Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"The perceptual loss (vgg_w > 0) needs the VGG16 weights of the original, "
                + $"'{path}'; there is no such file.", path);
        using var file = TorchFile.Load(path);
        var state = file.AsStateDict();
        var names = GroupLengths.SelectMany(
            (count, g) => Enumerable.Range(1, count).Select(i => $"conv{g + 1}_{i}.weight"));
        long[] widths =
            [.. names.Select((name, i) => state.TryGetValue(name, out var w) ? w.shape[0] : PublishedWidths[i])];
        var network = new Vgg16Features(widths);
        StateDict.LoadInto(network, state, path);
        foreach (var parameter in network.parameters()) parameter.requires_grad = false;
        network.eval();
        return network;
    }

    /// <param name="x">[N, 3, H, W], prepared by <see cref="PerceptualLoss.Prepare"/>; H and W at least 8.</param>
    /// <returns>[N, 512, ⌊H/8⌋, ⌊W/8⌋], not below 0. The caller owns it.</returns>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        for (int g = 0; g < groups.Count; g++)
        {
            foreach (var layer in groups[g]) x = layer.call(x).relu_();
            if (g < 3) x = nn.functional.max_pool2d(x, [2, 2], [2, 2]);
        }
        return x.MoveToOuterDisposeScope();
    }
}

/// <summary>Domain-invariant perceptual loss: distance of VGG features after instance normalisation.</summary>
/// <remarks>
/// MUNIT paper, section 5.1: normalising removes the mean and variance of each feature, in which the domain shows
/// most. Parity: the
/// paper names relu4_3, the released code uses the last ReLU. Original: MUNIT trainer.py, compute_vgg_loss; utils.py,
/// vgg_preprocess.
/// </remarks>
public static class PerceptualLoss
{
    private static readonly double[] MeanBlueGreenRed = [103.939, 116.779, 123.680];

    /// <summary>mean (IN(φ(x)) − IN(φ(target)))².</summary>
    /// <param name="vgg">φ.</param>
    /// <param name="x">[N, 3, H, W] in [-1, 1].</param>
    /// <param name="target">The same shape.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    public static Tensor Between(Vgg16Features vgg, Tensor x, Tensor target)
    {
        using var scope = NewDisposeScope();
        return (Features(vgg, x) - Features(vgg, target)).square().mean().MoveToOuterDisposeScope();
    }

    /// <summary>Normalised features IN(φ(x)).</summary>
    public static Tensor Features(Vgg16Features vgg, Tensor x)
    {
        using var scope = NewDisposeScope();
        return InstanceNorm.Normalize(vgg.call(Prepare(x))).MoveToOuterDisposeScope();
    }

    /// <summary>What VGG expects: blue, green, red in 0 … 255 minus the mean colour of its training set.</summary>
    /// <param name="x">[N, 3, H, W], RGB in [-1, 1].</param>
    /// <returns>[N, 3, H, W]. The caller owns it.</returns>
    public static Tensor Prepare(Tensor x)
    {
        using var scope = NewDisposeScope();
        var mean = tensor(MeanBlueGreenRed, dtype: x.dtype, device: x.device);
        return (x.flip(1).Plus(1).Times(127.5) - mean.view(1, 3, 1, 1)).MoveToOuterDisposeScope();
    }
}
