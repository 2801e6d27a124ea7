using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>The pattern on an object's surface, fixed to the object: it turns and moves with it.</summary>
internal static class ObjectPrint
{
    /// <summary>A paint that covers with the style's pattern.</summary>
    /// <param name="style">Pattern, coarseness, angle.</param>
    /// <param name="palette">Fill and second colour.</param>
    /// <param name="placed">From the object's own axes (in pixels) to the frame.</param>
    /// <param name="side">The frame's side in pixels.</param>
    public static SKPaint Paint(ObjectStyle style, ObjectPalette palette, SKMatrix placed, int side)
    {
        var paint = new SKPaint { IsAntialias = true, Color = palette.Body };
        if (style.Pattern == ObjectPattern.Solid)
            return paint;
        var turned = placed.PreConcat(SKMatrix.CreateRotationDegrees((float)style.PatternAngle));
        // Stripes of 1/8 to 1/5 of the frame: 4 pixels and more at 32.
        var stripe = side * (0.125f + 0.06f * (float)style.PatternScale);
        paint.Shader = style.Pattern switch
        {
            ObjectPattern.Gradient => Gradient(palette, turned, side),
            ObjectPattern.Stripes => Stripes(palette, turned, stripe),
            ObjectPattern.Dots => Dots(palette, turned, stripe * 1.75f),
            _ => Checks(palette, turned, stripe * 1.12f),
        };
        return paint;
    }

    private static SKShader Gradient(ObjectPalette palette, SKMatrix placed, int side) =>
        SKShader.CreateLinearGradient(new SKPoint(-0.33f * side, 0), new SKPoint(0.33f * side, 0),
            [palette.Body, palette.Far], [0f, 1f], SKShaderTileMode.Clamp, placed);

    private static SKShader Stripes(ObjectPalette palette, SKMatrix placed, float stripe)
    {
        // Edges ramp over one pixel, as antialiased edges do.
        var ramp = 0.25f / stripe;
        return SKShader.CreateLinearGradient(new SKPoint(-stripe / 2, 0), new SKPoint(1.5f * stripe, 0),
            [palette.Second, palette.Second, palette.Body, palette.Body, palette.Second],
            [0f, 0.5f - ramp, 0.5f + ramp, 1 - 2 * ramp, 1f], SKShaderTileMode.Repeat, placed);
    }

    private static SKShader Dots(ObjectPalette palette, SKMatrix placed, float spacing) =>
        Tile(spacing, placed, (canvas, paint, unit) =>
        {
            canvas.Clear(palette.Body);
            paint.Color = palette.Second;
            foreach (var (x, y) in ((float, float)[])[(0.5f, 0.5f), (0, 0), (1, 0), (0, 1), (1, 1)])
                canvas.DrawCircle(x * unit, y * unit, 0.245f * unit, paint);
        });

    private static SKShader Checks(ObjectPalette palette, SKMatrix placed, float cell) =>
        Tile(2 * cell, placed, (canvas, paint, unit) =>
        {
            canvas.Clear(palette.Body);
            paint.Color = palette.Second;
            canvas.DrawRect(0, 0, unit / 2, unit / 2, paint);
            canvas.DrawRect(unit / 2, unit / 2, unit / 2, unit / 2, paint);
        });

    /// <summary>A repeated square, drawn once at the frame's own resolution and sampled smoothly.</summary>
    private static SKShader Tile(float length, SKMatrix placed, Action<SKCanvas, SKPaint, float> draw)
    {
        var pixels = Math.Max(8, (int)Math.Ceiling(length));
        using var bitmap = new SKBitmap(pixels, pixels, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using var paint = new SKPaint { IsAntialias = true };
        draw(canvas, paint, pixels);
        bitmap.SetImmutable();
        using var image = SKImage.FromBitmap(bitmap);
        // Centred, so that the middle of the object is the middle of a tile.
        var fit = placed.PreConcat(SKMatrix.CreateScale(length / pixels, length / pixels))
            .PreConcat(SKMatrix.CreateTranslation(-pixels / 2f, -pixels / 2f));
        return image.ToShader(SKShaderTileMode.Repeat, SKShaderTileMode.Repeat,
            new SKSamplingOptions(SKFilterMode.Linear), fit);
    }
}
