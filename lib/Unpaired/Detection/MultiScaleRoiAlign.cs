using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>RoIAlign from the level of a feature pyramid that fits the size of each box.</summary>
/// <remarks>
/// Lin et al., Feature Pyramid Networks, CVPR 2017, equation 1. Original: torchvision.ops.poolers.MultiScaleRoIAlign
/// (0.14.1). Parity: scales come from heights alone, and those of the first call are kept for good.
/// </remarks>
/// <param name="canonicalScale">Side in pixels of a box that belongs to the canonical level.</param>
/// <param name="canonicalLevel">That level: −log2 of its scale.</param>
/// <param name="outputSize">Rows and columns of the result.</param>
/// <param name="samplesPerBin">Samples along each side of a bin.</param>
public sealed class MultiScaleRoiAlign(
    double canonicalScale = 224, int canonicalLevel = 4, int outputSize = 7, int samplesPerBin = 2)
{
    private const double Epsilon = 1e-6;
    private double[]? scales;

    /// <summary>Cells per pixel of each map; null before the first call.</summary>
    public IReadOnlyList<double>? Scales => scales;

    /// <summary>Pools the boxes of all pictures.</summary>
    /// <param name="maps">[N, C, h, w] each, from fine to coarse.</param>
    /// <param name="boxes">[Kᵢ, 4] for each picture, in its pixels.</param>
    /// <param name="sizes">Rows and columns of each picture without padding.</param>
    /// <returns>[Σ Kᵢ, C, 7, 7], picture by picture. The caller owns it.</returns>
    public Tensor Pool(
        IReadOnlyList<Tensor> maps, IReadOnlyList<Tensor> boxes, IReadOnlyList<(long Height, long Width)> sizes)
    {
        using var scope = NewDisposeScope();
        long highest = sizes.Max(size => size.Height);
        scales ??= [.. maps.Select(map => Scale(map.shape[2], highest))];
        if (scales.Length != maps.Count)
            throw new ArgumentException($"Expected {scales.Length} maps as in the first call; got {maps.Count}.");
        var all = cat([.. boxes.Select(some => some.detach())]);
        var pictures =
            cat([.. boxes.Select((some, i) => ones(some.shape[0], dtype: int64).TimesWhole(i))]).to(all.device);
        var levels = Levels(all, scales);
        Tensor PerLevel(IEnumerable<double> values) =>
            tensor(values.ToArray(), dtype: all.dtype, device: all.device).index_select(0, levels);
        long[] cells = [.. maps.Select(map => map.shape[2] * map.shape[3])];
        long[] firsts = [.. maps.Select((map, i) => maps.Take(i).Sum(m => m.shape[0] * m.shape[2] * m.shape[3]))];
        Tensor WholePerLevel(long[] values) => tensor(values, device: all.device).index_select(0, levels);
        var places = new RoiPlaces(
            all * PerLevel(scales).unsqueeze(1), PerLevel(maps.Select(map => (double)map.shape[2])),
            PerLevel(maps.Select(map => (double)map.shape[3])),
            WholePerLevel(firsts) + pictures * WholePerLevel(cells));
        // One table of all cells of all levels, so that boxes of different levels are pooled together, in order.
        var table = cat([.. maps.Select(RoiAlign.Table)]);
        var options = new RoiAlignOptions(outputSize, outputSize, 1, samplesPerBin, Aligned: false);
        return RoiAlign.Pool(table, places, options).MoveToOuterDisposeScope();
    }

    /// <summary>Which map each box is read from.</summary>
    /// <param name="boxes">[K, 4] in pixels.</param>
    /// <param name="scales">Cells per pixel of the maps, from fine to coarse.</param>
    /// <returns>[K] int64. The caller owns it.</returns>
    public Tensor Levels(Tensor boxes, IReadOnlyList<double> scales)
    {
        using var scope = NewDisposeScope();
        double finest = -Math.Log2(scales[0]), coarsest = -Math.Log2(scales[^1]);
        var levels = Boxes.Area(boxes).sqrt().Over(canonicalScale).log2().Plus(canonicalLevel).Plus(Epsilon).floor();
        return levels.RaisedTo(finest).LoweredTo(coarsest).Plus(-finest).to(int64).MoveToOuterDisposeScope();
    }

    private static double Scale(long mapHeight, long pictureHeight)
    {
        // Parity: rounded in float32.
        float ratio = (float)mapHeight / pictureHeight;
        return Math.Pow(2, Math.Round(Math.Log2(ratio), MidpointRounding.ToEven));
    }
}
