using SkiaSharp;
using Unpaired.Data;
using static TorchSharp.torch;

namespace Unpaired.Display;

/// <summary>
/// Pictures in rows and columns, drawn into one image with labels: translations, style grids, strips over training.
/// </summary>
/// <remarks>Small pictures are enlarged by a whole number, pixel by pixel; too wide a grid is reduced.</remarks>
public sealed class PictureGrid : Figure
{
    private readonly IReadOnlyList<IReadOnlyList<Picture?>> cells;

    /// <summary>A grid of pictures; null is a blank cell, and so is what a short row lacks.</summary>
    /// <param name="rows">Rows from the top, each from the left.</param>
    /// <param name="alt">What is shown, what is to be seen, one number.</param>
    /// <exception cref="ArgumentException">No picture at all, or an empty <paramref name="alt"/>.</exception>
    public PictureGrid(IEnumerable<IEnumerable<Picture?>> rows, string alt) : base(alt, "A picture grid")
    {
        cells = [.. rows.Select(row => (IReadOnlyList<Picture?>)[.. row])];
        if (!cells.SelectMany(row => row).Any(picture => picture is not null))
            throw new ArgumentException("A picture grid needs at least one picture; got none.", nameof(rows));
    }

    /// <summary>A grid of what networks draw; the range is fixed, nothing is stretched.</summary>
    /// <param name="rows">One row each: [N, 3, H, W] or [N, 1, H, W] in [-1, 1].</param>
    /// <param name="alt">What is shown, what is to be seen, one number.</param>
    /// <exception cref="ArgumentException">No picture, another shape, or an empty <paramref name="alt"/>.</exception>
    public PictureGrid(IEnumerable<Tensor> rows, string alt) : this(rows.Select(Picture.FromBatch), alt)
    {
    }

    /// <summary>True if the lists given are columns, from the left, rather than rows.</summary>
    public bool ByColumns { get; init; }

    /// <summary>The claim, above the grid.</summary>
    public string? Title { get; init; }

    /// <summary>One label a row, left of it.</summary>
    public IReadOnlyList<string>? RowLabels { get; init; }

    /// <summary>One label a column, above it.</summary>
    public IReadOnlyList<string>? ColumnLabels { get; init; }

    /// <summary>A short text below a picture, by row and column from 0; null for none.</summary>
    public Func<int, int, string?>? CellLabel { get; init; }

    /// <summary>Frames the first column as given, apart from what was made from it.</summary>
    public bool FirstColumnIsInput { get; init; }

    /// <summary>Frames the last column, dashed, as the truth to compare with.</summary>
    public bool LastColumnIsTruth { get; init; }

    /// <summary>Cells to frame in orange, by row and column from 0.</summary>
    public IReadOnlyList<(int Row, int Column)> Highlights { get; init; } = [];

    /// <summary>Smaller pictures are enlarged by the whole number that comes nearest to this side, in pixels.</summary>
    public int CellPixels { get; init; } = 96;

    /// <summary>Space between pictures, in pixels.</summary>
    public int GapPixels { get; init; } = 6;

    /// <summary>The grid is reduced if it would be wider; in pixels.</summary>
    public int MaximumWidth { get; init; } = 960;

    /// <summary>Number of rows.</summary>
    public int RowCount => ByColumns ? cells.Max(line => line.Count) : cells.Count;

    /// <summary>Number of columns.</summary>
    public int ColumnCount => ByColumns ? cells.Count : cells.Max(line => line.Count);

    /// <summary>The picture in a cell; null if blank.</summary>
    public Picture? this[int row, int column]
    {
        get
        {
            var (line, place) = ByColumns ? (column, row) : (row, column);
            return place < cells[line].Count ? cells[line][place] : null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title ?? "Pictures"} ({RowCount} rows, {ColumnCount} columns): {Text}";

    internal override void Check()
    {
        CheckLabels(RowLabels, RowCount, "row");
        CheckLabels(ColumnLabels, ColumnCount, "column");
    }

    private protected override SKBitmap Draw()
    {
        Check();
        using var drawing = new PictureGridDrawing(this);
        return drawing.Draw();
    }

    private static void CheckLabels(IReadOnlyList<string>? labels, int expected, string what)
    {
        if (labels is not null && labels.Count != expected)
            throw new ArgumentException($"Expected {expected} {what} labels; got {labels.Count}.");
    }
}
