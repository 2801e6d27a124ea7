using Unpaired.Detection;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Dunit;

/// <summary>Where an instance lies.</summary>
/// <param name="Row">Which picture of the batch.</param>
/// <param name="Left">Left edge in pixels.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
public readonly record struct PlacedBox(int Row, double Left, double Top, double Right, double Bottom);

/// <summary>Cuts instances out of pictures and puts their maps back into the maps of the pictures.</summary>
/// <remarks>
/// The authors' figure shows crops, an instance encoder and bilinear sampling into a merged map; the rest of this is
/// decided here: the grid, the mean where instances overlap, and γ.
/// </remarks>
public static class InstanceMerging
{
    /// <summary>Pixels of a picture per cell of a map.</summary>
    public const int Stride = 4;

    private const int SamplesPerBin = 2;

    /// <summary>Cuts out every box and brings it to one size.</summary>
    /// <param name="pictures">[N, C, H, W].</param>
    /// <param name="boxes">At least one.</param>
    /// <param name="size">Rows and columns of a result.</param>
    /// <returns>[K, C, size, size], differentiable with respect to the pictures. The caller owns it.</returns>
    public static Tensor Crop(Tensor pictures, IReadOnlyList<PlacedBox> boxes, int size)
    {
        using var scope = NewDisposeScope();
        double[] rows = [.. boxes.SelectMany(box => (double[])[box.Row, box.Left, box.Top, box.Right, box.Bottom])];
        var rois = tensor(rows, [boxes.Count, 5]).to(pictures.device);
        return RoiAlign.Pool(pictures, rois, new RoiAlignOptions(size, size, 1, SamplesPerBin, Aligned: true))
            .MoveToOuterDisposeScope();
    }

    /// <summary>M = G + γ (A − G) where instances are, with A the mean of those that cover a cell; M = G
    /// elsewhere.</summary>
    /// <param name="global">G: [N, C, h, w].</param>
    /// <param name="instances">[K, C, S, S].</param>
    /// <param name="boxes">K boxes in pixels.</param>
    /// <param name="gamma">γ.</param>
    /// <param name="stride">Pixels per cell.</param>
    /// <returns>[N, C, h, w]. Differentiable with respect to both maps, not to boxes. The caller owns it.</returns>
    public static Tensor Merge(
        Tensor global, Tensor instances, IReadOnlyList<PlacedBox> boxes, double gamma, int stride = Stride)
    {
        if (boxes.Count == 0 || gamma == 0) return global.alias();
        using var scope = NewDisposeScope();
        var (sum, count) = Placed(global, instances, boxes, stride);
        var mean = sum / count.RaisedTo(1);
        // Exactly 0 where no instance is, so that G stays as it is there.
        var share = count.RaisedTo(0).LoweredTo(1).Times(gamma);
        return (global + share * (mean - global)).MoveToOuterDisposeScope();
    }

    /// <summary>How many instances cover each cell.</summary>
    /// <param name="like">A tensor of the wanted type.</param>
    /// <param name="pictures">N.</param>
    /// <param name="size">Rows and columns of the map.</param>
    /// <param name="boxes">In pixels.</param>
    /// <param name="stride">Pixels per cell.</param>
    /// <returns>[N, 1, h, w]. The caller owns it.</returns>
    public static Tensor CoverCount(
        Tensor like, long pictures, (long Rows, long Columns) size, IReadOnlyList<PlacedBox> boxes,
        int stride = Stride)
    {
        using var scope = NewDisposeScope();
        double[] counts = new double[pictures * size.Rows * size.Columns];
        foreach (var box in boxes)
        {
            foreach (int row in Cells(box.Top, box.Bottom, size.Rows, stride))
            {
                foreach (int column in Cells(box.Left, box.Right, size.Columns, stride))
                    counts[((box.Row * size.Rows) + row) * size.Columns + column]++;
            }
        }
        return tensor(counts, [pictures, 1, size.Rows, size.Columns]).to(like.dtype).to(like.device)
            .MoveToOuterDisposeScope();
    }

    private static (Tensor Sum, Tensor Count) Placed(
        Tensor global, Tensor instances, IReadOnlyList<PlacedBox> boxes, int stride)
    {
        long pictures = global.shape[0], rows = global.shape[2], columns = global.shape[3], side = instances.shape[3];
        var vertical = Readings(global, boxes.Select(box => (box.Top, box.Bottom)), rows, side, stride);
        var horizontal = Readings(global, boxes.Select(box => (box.Left, box.Right)), columns, side, stride);
        // Bilinear reading is a product of two matrices: zero rows where a cell is not covered.
        var patches = vertical.unsqueeze(1).matmul(instances).matmul(horizontal.transpose(1, 2).unsqueeze(1));
        var where = tensor([.. boxes.Select(box => (long)box.Row)], device: global.device);
        using TorchSharp.Scalar one = 1;
        var sum = zeros_like(global).index_add(0, where, patches, one);
        return (sum, CoverCount(global, pictures, (rows, columns), boxes, stride));
    }

    /// <summary>What cells read of a line of S places: [K, cells, S].</summary>
    private static Tensor Readings(
        Tensor like, IEnumerable<(double From, double To)> spans, long cells, long places, int stride)
    {
        var all = spans.ToList();
        double[] weights = new double[all.Count * cells * places];
        for (int k = 0; k < all.Count; k++)
        {
            var (from, to) = all[k];
            foreach (int cell in Cells(from, to, cells, stride))
            {
                double centre = (cell + 0.5) * stride;
                double part = Math.Clamp((centre - from) / (to - from), 0, 1);
                double at = Math.Clamp(part * places - 0.5, 0, places - 1);
                int low = (int)Math.Floor(at), high = (int)Math.Min(low + 1, places - 1);
                long start = (k * cells + cell) * places;
                weights[start + low] += 1 - (at - low);
                weights[start + high] += at - low;
            }
        }
        return tensor(weights, [all.Count, cells, places]).to(like.dtype).to(like.device);
    }

    /// <summary>The cells whose centres lie in a span; the nearest one if there is none.</summary>
    private static IEnumerable<int> Cells(double from, double to, long count, int stride)
    {
        int[] inside =
        [
            .. Enumerable.Range(0, (int)count)
                .Where(i => (i + 0.5) * stride is var centre && from <= centre && centre < to),
        ];
        return inside.Length > 0 ? inside
            : [(int)Math.Clamp(Math.Floor((from + to) / 2 / stride), 0, count - 1)];
    }
}
