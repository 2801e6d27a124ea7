using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>The boxes that predictions start from: some shapes round every cell of every feature map.</summary>
/// <remarks>
/// Original: torchvision.models.detection.anchor_utils.AnchorGenerator (0.14.1). Parity: shapes are computed in float32
/// and rounded half to even; the stride is the padded picture's side over the map's, a whole number; no half-cell
/// offset.
/// </remarks>
public sealed class AnchorGenerator
{
    private readonly float[][] cells;

    /// <param name="sizes">Square roots of areas in pixels, for each map.</param>
    /// <param name="ratios">Height over width, for each map.</param>
    /// <exception cref="ArgumentException">Another number of maps in both, or a map with nothing.</exception>
    public AnchorGenerator(IReadOnlyList<IReadOnlyList<double>> sizes, IReadOnlyList<IReadOnlyList<double>> ratios)
    {
        if (sizes.Count != ratios.Count || sizes.Any(map => map.Count == 0) || ratios.Any(map => map.Count == 0))
            throw new ArgumentException(
                $"Expected sizes and ratios for the same feature maps; got {sizes.Count} and {ratios.Count} maps.");
        cells = [.. sizes.Zip(ratios, Shapes)];
    }

    /// <summary>Feature maps.</summary>
    public int MapCount => cells.Length;

    /// <summary>Anchors at each cell of a map.</summary>
    public int CountAt(int map) => cells[map].Length / 4;

    /// <summary>The anchors of the cell in the corner of a map.</summary>
    /// <returns>[A, 4], float32: by ratio, then by size. The caller owns it.</returns>
    public Tensor Cell(int map) => tensor(cells[map], [CountAt(map), 4]);

    /// <summary>All anchors of a picture: by map, row, column, shape; the same for all pictures of a batch.</summary>
    /// <param name="height">Rows of the padded picture.</param>
    /// <param name="width">Columns.</param>
    /// <param name="maps">Feature maps [N, C, h, w]; give type and device too.</param>
    /// <returns>[Σ h w A, 4], not clipped. The caller owns it.</returns>
    /// <exception cref="ArgumentException">Another number of maps.</exception>
    public Tensor Anchors(long height, long width, IReadOnlyList<Tensor> maps)
    {
        if (maps.Count != MapCount)
            throw new ArgumentException(
                $"Expected {MapCount} feature maps, one for each list of sizes; got {maps.Count}.");
        using var scope = NewDisposeScope();
        return cat([.. maps.Select((map, i) => OfMap(i, height, width, map))]).MoveToOuterDisposeScope();
    }

    private Tensor OfMap(int index, long height, long width, Tensor map)
    {
        long rows = map.shape[2], columns = map.shape[3];
        Tensor Steps(long count, long stride) =>
            TensorComparison.Counting(count).to(map.dtype).Times(stride).to(map.device);
        var x = Steps(columns, width / columns).view(1, columns).expand(rows, columns);
        var y = Steps(rows, height / rows).view(rows, 1).expand(rows, columns);
        var shifts = stack([x, y, x, y], 2).view(-1, 1, 4);
        return (shifts + Cell(index).to(map.dtype).to(map.device)).view(-1, 4);
    }

    private static float[] Shapes(IReadOnlyList<double> sizes, IReadOnlyList<double> ratios)
    {
        var sides = new List<float>();
        foreach (double ratio in ratios)
        {
            float high = MathF.Sqrt((float)ratio), wide = 1 / high;
            foreach (double size in sizes)
            {
                float x = MathF.Round(wide * (float)size / 2, MidpointRounding.ToEven);
                float y = MathF.Round(high * (float)size / 2, MidpointRounding.ToEven);
                sides.AddRange([-x, -y, x, y]);
            }
        }
        return [.. sides];
    }
}
