using TorchSharp;
using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>How RoIAlign reads a map.</summary>
/// <param name="Height">Rows of the result.</param>
/// <param name="Width">Columns of the result.</param>
/// <param name="Scale">Cells of the map per pixel of the boxes.</param>
/// <param name="SamplesPerBin">Samples along each side of a bin; 0 or less: as many as a bin has cells, rounded
/// up.</param>
/// <param name="Aligned">Whether the middle of cell 0 lies at 0.5 − 0.5 rather than at 0.5.</param>
public sealed record RoiAlignOptions(int Height, int Width, double Scale, int SamplesPerBin, bool Aligned);

/// <summary>Reads the features inside boxes as maps of one size, without rounding the boxes to cells.</summary>
/// <remarks>
/// He et al., Mask R-CNN, ICCV 2017, section 3. Original: torchvision.ops.roi_align (0.14.1). A bin is the mean of
/// bilinear samples, that is a weighted sum of cells: all bins of all boxes are one embedding bag over the cells, a
/// threaded native operation with a gradient, on every device.
/// </remarks>
public static class RoiAlign
{
    /// <summary>Pools every box.</summary>
    /// <param name="features">[N, C, H, W].</param>
    /// <param name="rois">[K, 5]: number of the picture in the batch, then left, top, right, bottom in pixels.</param>
    /// <param name="options">How.</param>
    /// <returns>
    /// [K, C, options.Height, options.Width]. Differentiable with respect to the features, not to the boxes. The caller
    /// owns it.
    /// </returns>
    /// <exception cref="ArgumentException">Other shapes, or a result without cells.</exception>
    public static Tensor Pool(Tensor features, Tensor rois, RoiAlignOptions options)
    {
        if (features.dim() != 4 || rois.dim() != 2 || rois.shape[1] != 5 || options.Height < 1 || options.Width < 1)
            throw new ArgumentException(
                $"Expected features [N, C, H, W], boxes [K, 5] and a result of at least 1 x 1; got "
                + $"[{string.Join(", ", features.shape)}], [{string.Join(", ", rois.shape)}], "
                + $"{options.Height} x {options.Width}.");
        using var scope = NewDisposeScope();
        var boxes = rois.detach().to(features.dtype).narrow(1, 1, 4).Times(options.Scale);
        long height = features.shape[2], width = features.shape[3];
        var scaled = boxes.narrow(1, 0, 1);
        var places = new RoiPlaces(
            boxes, ones_like(scaled).Times(height).flatten(), ones_like(scaled).Times(width).flatten(),
            rois.detach().select(1, 0).to(int64).TimesWhole(height * width));
        var table = Table(features);
        return Pool(table, places, options).MoveToOuterDisposeScope();
    }

    /// <summary>The cells of a map as rows: [N H W, C].</summary>
    internal static Tensor Table(Tensor features) =>
        features.permute(0, 2, 3, 1).reshape(-1, features.shape[1]);

    /// <summary>Pools boxes from a table of cells, in which each finds its own map.</summary>
    internal static Tensor Pool(Tensor table, RoiPlaces places, RoiAlignOptions options)
    {
        long count = places.Boxes.shape[0], channels = table.shape[1];
        if (count == 0)
            return zeros([0, channels, options.Height, options.Width], dtype: table.dtype, device: table.device);
        var starts = options.Aligned ? places.Boxes.Plus(-0.5) : places.Boxes;
        var (left, top, right, bottom) = Boxes.Sides(starts);
        var (width, height) = (right - left, bottom - top);
        if (!options.Aligned) (width, height) = (width.RaisedTo(1), height.RaisedTo(1));
        var x = new Axis(left, width, places.MapWidths, options.Width);
        var y = new Axis(top, height, places.MapHeights, options.Height);
        if (options.SamplesPerBin > 0)
            return Sum(table, places, y, options.SamplesPerBin, x, options.SamplesPerBin);
        return Adaptive(table, places, y, x);
    }

    /// <summary>Boxes that need the same number of samples go together.</summary>
    private static Tensor Adaptive(Tensor table, RoiPlaces places, Axis y, Axis x)
    {
        long[] rows = y.SampleCounts(), columns = x.SampleCounts();
        var order = new List<long>();
        var parts = new List<Tensor>();
        foreach (var group in Enumerable.Range(0, rows.Length).GroupBy(i => (Rows: rows[i], Columns: columns[i])))
        {
            long[] members = [.. group.Select(i => (long)i)];
            order.AddRange(members);
            var chosen = tensor(members, device: table.device);
            var (high, wide) = group.Key;
            // Parity: a box turned inside out has no samples and gives 0.
            parts.Add(high < 1 || wide < 1
                ? zeros([members.Length, table.shape[1], y.Bins, x.Bins], dtype: table.dtype, device: table.device)
                : Sum(table, places.Of(chosen), y.Of(chosen), (int)high, x.Of(chosen), (int)wide));
        }
        long[] back = new long[order.Count];
        for (int i = 0; i < back.Length; i++) back[order[i]] = i;
        return cat(parts).index_select(0, tensor(back, device: table.device));
    }

    private static Tensor Sum(Tensor table, RoiPlaces places, Axis y, int rowSamples, Axis x, int columnSamples)
    {
        long count = places.Boxes.shape[0], channels = table.shape[1];
        var (rows, rowWeights) = y.Samples(rowSamples);
        var (columns, columnWeights) = x.Samples(columnSamples);
        // Bilinear weights are products of both axes: [K, bins, 1, samples, 1] by [K, 1, bins, 1, samples].
        var mapWidths = places.MapWidths.to(int64).view(-1, 1, 1, 1, 1);
        var cells = rows.view(count, y.Bins, 1, -1, 1) * mapWidths + columns.view(count, 1, x.Bins, 1, -1)
            + places.FirstCells.view(-1, 1, 1, 1, 1);
        var weights = rowWeights.view(count, y.Bins, 1, -1, 1) * columnWeights.view(count, 1, x.Bins, 1, -1);
        long bins = count * y.Bins * x.Bins;
        // The table keeps its place in the graph: "pretrained" only means that the layer does not draw its own.
        using var bag = nn.EmbeddingBag_from_pretrained(
            table, freeze: !table.requires_grad, mode: EmbeddingBagMode.Sum);
        var sums = bag.call(cells.view(bins, -1), null!, weights.view(bins, -1));
        return sums.view(count, y.Bins, x.Bins, channels).permute(0, 3, 1, 2).contiguous();
    }

    /// <summary>One side of all boxes.</summary>
    /// <param name="start">[K] where they begin, in cells.</param>
    /// <param name="length">[K] how long they are.</param>
    /// <param name="cells">[K] how many cells their maps have along it.</param>
    /// <param name="bins">Into how many parts it is cut.</param>
    private sealed class Axis(Tensor start, Tensor length, Tensor cells, int bins)
    {
        internal int Bins => bins;

        internal Axis Of(Tensor chosen) => new(
            start.index_select(0, chosen), length.index_select(0, chosen), cells.index_select(0, chosen), bins);

        /// <summary>Samples for a bin that has no fixed number.</summary>
        internal long[] SampleCounts() => length.Over(bins).ceil().ToLongs();

        /// <summary>Which cells a bin reads and with which weight. [K, bins, 2 · samples] each.</summary>
        internal (Tensor Cells, Tensor Weights) Samples(int samples)
        {
            Tensor Steps(long count) => TensorComparison.Counting(count).to(start.dtype).to(start.device);
            var bin = length.Over(bins).view(-1, 1, 1);
            var at = start.view(-1, 1, 1) + Steps(bins).view(1, -1, 1) * bin
                + Steps(samples).Plus(0.5).view(1, 1, -1) * bin.Over(samples);
            var count = cells.view(-1, 1, 1);
            var outside = at.IsBelow(-1).logical_or(at.gt(count));
            var last = count.Plus(-1);
            at = minimum(at.RaisedTo(0), last);
            var low = at.floor();
            var part = at - low;
            var high = minimum(low.Plus(1), last);
            // A sample outside counts as 0; one on the last cell reads that cell alone.
            var share = outside.logical_not().to(at.dtype).Over(samples);
            var weights = stack([(part.neg().Plus(1)) * share, part * share], -1);
            return (stack([low, high], -1).to(int64).flatten(2), weights.flatten(2));
        }
    }
}

/// <summary>Where boxes lie in a table of cells.</summary>
/// <param name="Boxes">[K, 4] in cells of their maps.</param>
/// <param name="MapHeights">[K] rows of their maps, in the boxes' type.</param>
/// <param name="MapWidths">[K] columns of their maps.</param>
/// <param name="FirstCells">[K] int64, the row of the table that holds the first cell of their map.</param>
internal sealed record RoiPlaces(Tensor Boxes, Tensor MapHeights, Tensor MapWidths, Tensor FirstCells)
{
    internal RoiPlaces Of(Tensor chosen) => new(
        Boxes.index_select(0, chosen), MapHeights.index_select(0, chosen), MapWidths.index_select(0, chosen),
        FirstCells.index_select(0, chosen));
}
