using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>Draws one content, placed in a square frame, in any of the world's looks.</summary>
internal sealed class ObjectPainter : IDisposable
{
    private readonly Sketch sketch;
    private readonly float lineWidth;
    private readonly int side;
    private readonly SKRect bounds;
    private readonly SKMatrix printed;

    /// <param name="content">Valid factors.</param>
    /// <param name="side">The frame's side in pixels.</param>
    public ObjectPainter(ObjectContent content, int side)
    {
        this.side = side;
        // 1.5 pixels at 32, 2.1 at 64, 5.2 at 256: thin lines would vanish in small frames.
        lineWidth = 1f + 0.0165f * side;
        sketch = ObjectKinds.Draw(content.Kind, content.Shape);
        var turn = SKMatrix.CreateRotationDegrees((float)content.Rotation);
        var stretch = (float)content.Aspect * (content.Mirrored ? -1 : 1);
        sketch.Transform(turn.PreConcat(SKMatrix.CreateScale(stretch, 1)));
        var box = sketch.Bounds;
        var scale = ((float)content.Scale * side - lineWidth) / Math.Max(box.Width, box.Height);
        var x = Place(content.PositionX, box.Width * scale);
        var y = Place(content.PositionY, box.Height * scale);
        sketch.Transform(SKMatrix.CreateTranslation(x, y)
            .PreConcat(SKMatrix.CreateScale(scale, scale))
            .PreConcat(SKMatrix.CreateTranslation(-box.MidX, -box.MidY)));
        bounds = new SKRect(x - box.Width * scale / 2, y - box.Height * scale / 2,
            x + box.Width * scale / 2, y + box.Height * scale / 2);
        printed = SKMatrix.CreateTranslation(x, y).PreConcat(turn);
    }

    /// <summary>Dark lines on white.</summary>
    public void DrawOutline(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        using var fill = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var line = LinePaint(new SKColor(24, 24, 24), 1);
        using var fine = LinePaint(new SKColor(24, 24, 24), 0.85f);
        Paint(canvas, line, fine, (part, _) => canvas.DrawPath(part.Path, fill));
    }

    /// <summary>White where the object is, black elsewhere; the edge as the lines' outer edge.</summary>
    public void DrawMask(SKCanvas canvas)
    {
        canvas.Clear(SKColors.Black);
        using var fill = new SKPaint { Color = SKColors.White, IsAntialias = true };
        using var line = LinePaint(SKColors.White, 0.8f);
        Paint(canvas, line, line, (part, _) => canvas.DrawPath(part.Path, fill));
    }

    /// <summary>The coloured object on its background.</summary>
    public void DrawColoured(SKCanvas canvas, ObjectStyle style)
    {
        var palette = new ObjectPalette(style);
        DrawBackground(canvas, palette);
        using var fill = new SKPaint { IsAntialias = true };
        using var print = ObjectPrint.Paint(style, palette, printed, side);
        using var shade = new SKPaint { IsAntialias = true };
        using var line = LinePaint(palette.Line, 0.8f);
        using var fine = LinePaint(palette.Line, 0.68f);
        Paint(canvas, line, fine, (part, isDetail) =>
        {
            if (part.Role == Role.Body)
            {
                canvas.DrawPath(part.Path, print);
            }
            else
            {
                fill.Color = palette.Of(part.Role!.Value);
                canvas.DrawPath(part.Path, fill);
            }
            if (isDetail)
                return;
            using var light = Light(part.Path.Bounds, part.Role == Role.Light ? 0.6f : 1);
            shade.Shader = light;
            canvas.DrawPath(part.Path, shade);
            shade.Shader = null;
        });
    }

    public void Dispose() => sketch.Dispose();

    private float Place(double position, float extent) =>
        side / 2f + (float)position * Math.Max(0, side - extent - lineWidth) / 2;

    private void Paint(SKCanvas canvas, SKPaint line, SKPaint fine, Action<Part, bool> fill)
    {
        foreach (var part in sketch.Parts)
        {
            if (part.Role is null)
            {
                canvas.DrawPath(part.Path, fine);
                continue;
            }
            fill(part, false);
            if (part.Details.Count > 0)
            {
                canvas.Save();
                canvas.ClipPath(part.Path, SKClipOperation.Intersect, antialias: true);
                foreach (var detail in part.Details)
                {
                    if (detail.Role is not null)
                        fill(detail, true);
                    canvas.DrawPath(detail.Path, fine);
                }
                canvas.Restore();
            }
            canvas.DrawPath(part.Path, line);
        }
    }

    private SKPaint LinePaint(SKColor colour, float weight) => new()
    {
        Color = colour,
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeWidth = lineWidth * weight,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };

    /// <summary>Light from the upper left: a soft highlight, and shade on the far side.</summary>
    private static SKShader Light(SKRect box, float strength)
    {
        var (dark, light) = (new SKColor(20, 10, 50), SKColors.White);
        var size = Math.Max(box.Width, box.Height);
        return SKShader.CreateRadialGradient(
            new SKPoint(box.Left + box.Width * 0.3f, box.Top + box.Height * 0.24f), size * 0.95f,
            [Alpha(light, 0.42f), Alpha(light, 0.14f), Alpha(dark, 0f), Alpha(dark, 0.13f), Alpha(dark, 0.3f)],
            [0f, 0.28f, 0.48f, 0.72f, 1f], SKShaderTileMode.Clamp);

        SKColor Alpha(SKColor colour, float opacity) => colour.WithAlpha((byte)(255 * opacity * strength));
    }

    private void DrawBackground(SKCanvas canvas, ObjectPalette palette)
    {
        using var paint = new SKPaint { IsAntialias = true };
        using var slope = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(0, side),
            [palette.BackgroundTop, palette.BackgroundBottom], SKShaderTileMode.Clamp);
        paint.Shader = slope;
        canvas.DrawRect(0, 0, side, side, paint);
        // The shadow on the ground: a soft flat ellipse under the object.
        var radius = new SKPoint(bounds.Width * 0.5f, Math.Max(bounds.Width * 0.085f, side * 0.04f));
        var squash = SKMatrix.CreateTranslation(bounds.MidX, bounds.Bottom - radius.Y * 0.1f)
            .PreConcat(SKMatrix.CreateScale(radius.X, radius.Y));
        using var shadow = SKShader.CreateRadialGradient(new SKPoint(0, 0), 1,
            [palette.Shadow.ToColor(0.42), palette.Shadow.ToColor(0.24), palette.Shadow.ToColor(0)],
            [0f, 0.55f, 1f], SKShaderTileMode.Clamp, squash);
        paint.Shader = shadow;
        canvas.DrawRect(0, 0, side, side, paint);
        paint.Shader = null;
    }
}
