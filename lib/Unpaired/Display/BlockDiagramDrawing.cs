using SkiaSharp;

namespace Unpaired.Display;

/// <summary>Draws one <see cref="BlockDiagram"/>.</summary>
internal static class BlockDiagramDrawing
{
    private const int Margin = 12;
    private const int PicturePixels = 64;
    private const float LineHeight = 18;
    private const float ArrowHead = 8;

    public static SKBitmap Draw(BlockDiagram diagram)
    {
        int columns = (int)Math.Ceiling(diagram.Blocks.Max(block => block.Column)) + 1;
        double rows = diagram.Blocks.Max(block => block.Row) + 1;
        int width = (columns * diagram.ColumnPixels) + (2 * Margin);
        using var title = diagram.Title is null ? null : new TextBlock(diagram.Title, 15, width - (2 * Margin), true);
        int top = Margin + (title?.Height ?? 0);
        int height = top + (int)Math.Ceiling(rows * diagram.RowPixels) + Margin;

        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        title?.Draw(canvas, Margin, Margin);
        SKPoint Centre(BlockDiagram.Block block) => new(
            (float)(Margin + ((block.Column + 0.5) * diagram.ColumnPixels)),
            (float)(top + ((block.Row + 0.5) * diagram.RowPixels)));
        foreach (var link in diagram.Links)
            DrawArrow(canvas, Frame(link.From, Centre(link.From), diagram), Frame(link.To, Centre(link.To), diagram));
        foreach (var block in diagram.Blocks)
            DrawBlock(canvas, block, Frame(block, Centre(block), diagram));
        return bitmap;
    }

    /// <summary>The outer edge of a block; for pictures, without the label below.</summary>
    private static SKRect Frame(BlockDiagram.Block block, SKPoint centre, BlockDiagram diagram)
    {
        if (block.Picture is not null)
            return SKRect.Create(
                centre.X - (PicturePixels / 2f), centre.Y - (PicturePixels / 2f), PicturePixels, PicturePixels);
        float text = block.Label.Split('\n').Max(MathLabel.Width);
        float width = block.Kind is BlockKind.Loss or BlockKind.Note
            ? text + 16
            : Math.Clamp(text + 24, 54, diagram.ColumnPixels - 20);
        float height = (block.Label.Split('\n').Length * LineHeight) + 16;
        return SKRect.Create(centre.X - (width / 2), centre.Y - (height / 2), width, height);
    }

    private static void DrawBlock(SKCanvas canvas, BlockDiagram.Block block, SKRect frame)
    {
        if (block.Picture is { } picture)
        {
            using var bitmap = EncodedImage.ToBitmap(picture);
            using var image = SKImage.FromBitmap(bitmap);
            canvas.DrawImage(image, frame, new SKSamplingOptions(SKFilterMode.Nearest));
            using var hairline = new SKPaint { IsStroke = true, Color = new SKColor(0x99, 0x99, 0x99) };
            canvas.DrawRect(frame, hairline);
            MathLabel.Draw(canvas, block.Label, frame.MidX, frame.Bottom + (LineHeight / 2) + 1);
            return;
        }
        if (block.Kind != BlockKind.Note)
            DrawFrame(canvas, block.Kind, frame);
        var lines = block.Label.Split('\n');
        for (int i = 0; i < lines.Length; i++)
            MathLabel.Draw(canvas, lines[i], frame.MidX, frame.MidY + ((i - ((lines.Length - 1) / 2f)) * LineHeight));
    }

    private static void DrawFrame(SKCanvas canvas, BlockKind kind, SKRect frame)
    {
        var (color, radius) = kind switch
        {
            BlockKind.Network => (Palette.Skia(0), 3f),
            BlockKind.Code => (Palette.Skia(2), frame.Height / 2),
            _ => (Palette.Skia(1), 3f),
        };
        using var fill = new SKPaint { Color = Tint(color), IsAntialias = true };
        using var dashes = kind == BlockKind.Loss ? SKPathEffect.CreateDash([5, 4], 0) : null;
        using var line = new SKPaint
        {
            Color = color,
            IsStroke = true,
            StrokeWidth = kind == BlockKind.Network ? 2.5f : 1.8f,
            PathEffect = dashes,
            IsAntialias = true,
        };
        canvas.DrawRoundRect(frame, radius, radius, fill);
        canvas.DrawRoundRect(frame, radius, radius, line);
    }

    /// <summary>Nine parts of white, so that black text keeps its contrast.</summary>
    private static SKColor Tint(SKColor color) =>
        new((byte)(230 + (color.Red / 10)), (byte)(230 + (color.Green / 10)), (byte)(230 + (color.Blue / 10)));

    private static void DrawArrow(SKCanvas canvas, SKRect from, SKRect to)
    {
        bool isUpright = Math.Abs(from.MidX - to.MidX) < Math.Min(from.Width, to.Width) / 2;
        bool isDown = to.MidY > from.MidY;
        var start = isUpright
            ? new SKPoint(from.MidX, isDown ? from.Bottom + 2 : from.Top - 2)
            : new SKPoint(to.MidX > from.MidX ? from.Right + 2 : from.Left - 2, from.MidY);
        var end = isUpright
            ? new SKPoint(to.MidX, isDown ? to.Top - 3 : to.Bottom + 3)
            : new SKPoint(to.MidX > from.MidX ? to.Left - 3 : to.Right + 3, to.MidY);
        using var line = new SKPaint { Color = TextBlock.Ink, IsStroke = true, StrokeWidth = 1.6f, IsAntialias = true };
        using var path = new SKPath();
        float reach = isUpright ? (end.Y - start.Y) / 2 : (end.X - start.X) / 2;
        path.MoveTo(start);
        path.CubicTo(
            isUpright ? new SKPoint(start.X, start.Y + reach) : new SKPoint(start.X + reach, start.Y),
            isUpright ? new SKPoint(end.X, end.Y - reach) : new SKPoint(end.X - reach, end.Y),
            end);
        canvas.DrawPath(path, line);
        DrawHead(canvas, end, isUpright ? (isDown ? 90 : -90) : to.MidX > from.MidX ? 0 : 180);
    }

    private static void DrawHead(SKCanvas canvas, SKPoint tip, float degrees)
    {
        using var fill = new SKPaint { Color = TextBlock.Ink, IsAntialias = true };
        using var head = new SKPath();
        head.MoveTo(1, 0);
        head.LineTo(-ArrowHead, -ArrowHead / 2);
        head.LineTo(-ArrowHead, ArrowHead / 2);
        head.Close();
        canvas.Save();
        canvas.Translate(tip.X, tip.Y);
        canvas.RotateDegrees(degrees);
        canvas.DrawPath(head, fill);
        canvas.Restore();
    }
}
