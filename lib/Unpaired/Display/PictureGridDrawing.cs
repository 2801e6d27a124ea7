using SkiaSharp;

namespace Unpaired.Display;

/// <summary>Lays out and draws one <see cref="PictureGrid"/>.</summary>
internal sealed class PictureGridDrawing : IDisposable
{
    private const int Margin = 12;
    private const int GroupGap = 18;
    private const int LabelGap = 8;
    private const int CellLabelGap = 6;
    private const int MaximumRowLabel = 150;
    private const int MinimumTitle = 320;

    private static readonly SKColor Hairline = new(0xCC, 0xCC, 0xCC);

    private readonly PictureGrid grid;
    private readonly List<IDisposable> owned = [];
    private readonly int cellWidth;
    private readonly int cellHeight;
    private readonly float scale;
    private readonly TextBlock?[] rowLabels;
    private readonly TextBlock?[] columnLabels;
    private readonly TextBlock?[,] cellLabels;
    private readonly int rowLabelWidth;
    private readonly int columnLabelHeight;
    private readonly int cellLabelHeight;

    public PictureGridDrawing(PictureGrid grid)
    {
        this.grid = grid;
        rowLabels = [.. Enumerable.Range(0, grid.RowCount)
            .Select(row => Text(grid.RowLabels?[row], 13, MaximumRowLabel))];
        rowLabelWidth = rowLabels.Max(label => label is null ? 0 : (int)MathF.Ceiling(label.Width) + LabelGap);
        (scale, cellWidth, cellHeight) = CellSize();
        columnLabels = [.. Enumerable.Range(0, grid.ColumnCount)
            .Select(column => Text(grid.ColumnLabels?[column], 13, cellWidth))];
        columnLabelHeight = columnLabels.Max(label => label is null ? 0 : label.Height + (LabelGap / 2));
        cellLabels = new TextBlock?[grid.RowCount, grid.ColumnCount];
        for (int row = 0; row < grid.RowCount; row++)
        {
            for (int column = 0; column < grid.ColumnCount; column++)
            {
                cellLabels[row, column] = Text(grid.CellLabel?.Invoke(row, column), 12, cellWidth);
                cellLabelHeight = Math.Max(cellLabelHeight, cellLabels[row, column]?.Height ?? 0);
            }
        }
    }

    public SKBitmap Draw()
    {
        int right = CellLeft(grid.ColumnCount - 1) + cellWidth;
        int width = right + Margin;
        for (int column = 0; column < grid.ColumnCount; column++)
        {
            float labelRight = CellLeft(column) + ((cellWidth + (columnLabels[column]?.Width ?? 0)) / 2);
            width = Math.Max(width, (int)MathF.Ceiling(labelRight) + Margin);
        }
        int titleWidth = Math.Max(width, MinimumTitle) - (2 * Margin);
        using var title = grid.Title is null ? null : new TextBlock(grid.Title, 15, titleWidth, isBold: true);
        width = Math.Max(width, (int)MathF.Ceiling(title?.Width ?? 0) + (2 * Margin));
        int titleHeight = title is null ? 0 : title.Height + LabelGap;
        int top = Margin + titleHeight + columnLabelHeight;
        int rowStep = cellHeight + (cellLabelHeight > 0 ? cellLabelHeight + CellLabelGap : 0) + grid.GapPixels;
        int height = top + (grid.RowCount * rowStep) - grid.GapPixels + Margin;

        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        title?.Draw(canvas, Margin, Margin);
        for (int column = 0; column < grid.ColumnCount; column++)
        {
            if (columnLabels[column] is not { } label)
                continue;
            float middle = CellLeft(column) + (cellWidth / 2f);
            label.Draw(canvas, middle, top - (LabelGap / 2) - label.Height, SKTextAlign.Center);
        }
        for (int row = 0; row < grid.RowCount; row++)
        {
            int rowTop = top + (row * rowStep);
            if (rowLabels[row] is { } label)
            {
                label.Draw(canvas, Margin + rowLabelWidth - LabelGap, rowTop + ((cellHeight - label.Height) / 2f),
                    SKTextAlign.Right);
            }
            for (int column = 0; column < grid.ColumnCount; column++)
                DrawCell(canvas, row, column, CellLeft(column), rowTop);
        }
        return bitmap;
    }

    public void Dispose() => owned.ForEach(item => item.Dispose());

    private TextBlock? Text(string? text, float pixels, float maximumWidth)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var block = new TextBlock(text, pixels, maximumWidth);
        owned.Add(block);
        return block;
    }

    /// <summary>Whole-number enlargement of small pictures; reduction where the page is too narrow.</summary>
    private (float Scale, int Width, int Height) CellSize()
    {
        int widest = 1;
        int highest = 1;
        for (int row = 0; row < grid.RowCount; row++)
        {
            for (int column = 0; column < grid.ColumnCount; column++)
            {
                widest = Math.Max(widest, grid[row, column]?.Width ?? 1);
                highest = Math.Max(highest, grid[row, column]?.Height ?? 1);
            }
        }
        int columns = grid.ColumnCount;
        float room = grid.MaximumWidth - (2f * Margin) - rowLabelWidth - ((columns - 1) * grid.GapPixels)
            - (grid.FirstColumnIsInput ? GroupGap : 0) - (grid.LastColumnIsTruth ? GroupGap : 0);
        float fits = Math.Max(room / columns, 16) / widest;
        float wanted = MathF.Max(1, MathF.Round((float)grid.CellPixels / Math.Max(widest, highest)));
        float chosen = wanted <= fits ? wanted : fits >= 1 ? MathF.Floor(fits) : fits;
        return (chosen, (int)MathF.Round(widest * chosen), (int)MathF.Round(highest * chosen));
    }

    private int CellLeft(int column) =>
        Margin + rowLabelWidth + (column * (cellWidth + grid.GapPixels))
        + (grid.FirstColumnIsInput && column > 0 ? GroupGap - grid.GapPixels : 0)
        + (grid.LastColumnIsTruth && column == grid.ColumnCount - 1 ? GroupGap - grid.GapPixels : 0);

    private void DrawCell(SKCanvas canvas, int row, int column, int left, int top)
    {
        var cell = SKRect.Create(left, top, cellWidth, cellHeight);
        if (grid[row, column] is not { } picture)
        {
            using var fill = new SKPaint { Color = new SKColor(0xF3, 0xF3, 0xF3) };
            canvas.DrawRect(cell, fill);
            using var dash = new TextBlock("–", 14, cellWidth, color: new SKColor(0x77, 0x77, 0x77));
            dash.Draw(canvas, cell.MidX, cell.MidY - (dash.Height / 2f), SKTextAlign.Center);
            return;
        }
        float width = MathF.Round(picture.Width * scale);
        float height = MathF.Round(picture.Height * scale);
        var place = SKRect.Create(
            left + MathF.Floor((cellWidth - width) / 2), top + MathF.Floor((cellHeight - height) / 2), width, height);
        using (var bitmap = EncodedImage.ToBitmap(picture))
        using (var image = SKImage.FromBitmap(bitmap))
        {
            canvas.DrawImage(image, place, scale >= 1
                ? new SKSamplingOptions(SKFilterMode.Nearest)
                : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }
        DrawFrame(canvas, row, column, place);
        cellLabels[row, column]?.Draw(canvas, cell.MidX, cell.Bottom + 3, SKTextAlign.Center);
    }

    /// <summary>A hairline round every picture, since many have white edges; more where a cell means more.</summary>
    private void DrawFrame(SKCanvas canvas, int row, int column, SKRect place)
    {
        bool isHighlight = grid.Highlights.Contains((row, column));
        bool isTruth = grid.LastColumnIsTruth && column == grid.ColumnCount - 1;
        bool isInput = grid.FirstColumnIsInput && column == 0;
        float strength = isHighlight ? 3 : isTruth || isInput ? 2 : 1;
        using var dashes = isTruth && !isHighlight ? SKPathEffect.CreateDash([6, 4], 0) : null;
        using var paint = new SKPaint
        {
            IsStroke = true,
            StrokeWidth = strength,
            PathEffect = dashes,
            Color = isHighlight ? Palette.Skia(1) : isTruth ? Palette.Skia(2) : isInput ? TextBlock.Ink : Hairline,
        };
        place.Inflate(strength / 2, strength / 2);
        canvas.DrawRect(place, paint);
    }
}
