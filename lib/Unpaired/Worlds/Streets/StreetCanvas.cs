using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>
/// Draws surfaces and light. With a mask colour it draws the same surfaces hard-edged in that colour and no light, so
/// that boxes and pictures cannot disagree.
/// </summary>
internal sealed class StreetCanvas(SKCanvas canvas, StreetCamera camera, StreetLight light) : IDisposable
{
    private readonly SKPaint fill = new() { IsAntialias = true };
    private readonly SKPaint line = new()
    {
        IsAntialias = true,
        Style = SKPaintStyle.Stroke,
        StrokeCap = SKStrokeCap.Round,
        StrokeJoin = SKStrokeJoin.Round,
    };
    private readonly SKPaint rounded = new()
    {
        IsAntialias = true,
        Style = SKPaintStyle.StrokeAndFill,
        StrokeJoin = SKStrokeJoin.Round,
    };
    private readonly SKPath path = new();

    public SKCanvas Canvas => canvas;

    public StreetCamera Camera => camera;

    public StreetLight Light => light;

    /// <summary>What everything is drawn in; null for a picture.</summary>
    public SKColor? Mask
    {
        get;
        set
        {
            field = value;
            fill.IsAntialias = line.IsAntialias = rounded.IsAntialias = value is null;
        }
    }

    /// <summary>The rectangle of all surfaces drawn with a mask colour since it was last emptied.</summary>
    public SKRect Touched { get; set; }

    public void Dispose()
    {
        fill.Dispose();
        line.Dispose();
        rounded.Dispose();
        path.Dispose();
    }

    /// <summary>A closed shape.</summary>
    public void Fill(SKColor colour, params ReadOnlySpan<SKPoint> corners)
    {
        Trace(corners);
        Fill(colour, path);
    }

    public void Fill(SKColor colour, SKPath shape)
    {
        fill.Color = Mask ?? colour;
        Draw(shape, fill);
    }

    /// <summary>A closed shape whose colour changes along a line.</summary>
    public void Fill(SKColor from, SKColor to, SKPoint start, SKPoint end, params ReadOnlySpan<SKPoint> corners)
    {
        Trace(corners);
        using var shader = SKShader.CreateLinearGradient(start, end, [from, to], SKShaderTileMode.Clamp);
        Fill(shader, path);
    }

    public void Fill(SKShader shader, SKPath shape)
    {
        fill.Color = Mask ?? SKColors.Black;
        fill.Shader = Mask is null ? shader : null;
        Draw(shape, fill);
        fill.Shader = null;
    }

    /// <summary>A closed shape grown by half of a width, with round corners.</summary>
    public void FillRounded(SKColor colour, float width, params ReadOnlySpan<SKPoint> corners)
    {
        Trace(corners);
        rounded.Color = Mask ?? colour;
        rounded.StrokeWidth = width;
        if (width < 0.7f) // too little to see, and strokes are slow
            Fill(colour, path);
        else
            Draw(path, rounded);
    }

    public void Oval(SKColor colour, float x, float y, float radiusX, float radiusY)
    {
        fill.Color = Mask ?? colour;
        Touch(new SKRect(x - radiusX, y - radiusY, x + radiusX, y + radiusY), 0);
        canvas.DrawOval(x, y, radiusX, radiusY, fill);
    }

    /// <summary>A line with round ends.</summary>
    public void Line(SKColor colour, float width, SKPoint from, SKPoint to)
    {
        line.Color = Mask ?? colour;
        line.StrokeWidth = width;
        Touch(new SKRect(from.X, from.Y, to.X, to.Y).Standardized, width / 2);
        canvas.DrawLine(from, to, line);
    }

    /// <summary>A bent line with round ends: limbs.</summary>
    public void Line(SKColor colour, float width, SKPoint from, SKPoint middle, SKPoint to)
    {
        path.Rewind();
        path.MoveTo(from);
        path.LineTo(middle);
        path.LineTo(to);
        line.Color = Mask ?? colour;
        line.StrokeWidth = width;
        Draw(path, line);
    }

    /// <summary>A round shine, strongest in its middle. No surface: masks leave it out.</summary>
    public void Glow(
        Vector3 colour, float strength, SKPoint middle, float radiusX, float radiusY,
        SKBlendMode mode = SKBlendMode.Plus)
    {
        if (Mask is not null || strength <= 0 || radiusX < 0.3f)
            return;
        // Falls like light in mist: steep near the source, with a long faint rim.
        Soft(mode, middle, radiusX, radiusY, [At(1), At(0.42f), At(0.13f), At(0)], [0, 0.22f, 0.55f, 1]);

        SKColor At(float part) => Rgb.Encode(colour, strength * part);
    }

    /// <summary>A soft round shadow. No surface: masks leave it out.</summary>
    public void Shadow(float strength, SKPoint middle, float radiusX, float radiusY)
    {
        if (Mask is null && strength > 0)
            Soft(SKBlendMode.SrcOver, middle, radiusX, radiusY,
                [Dark(1), Dark(0.75f), Dark(0)], [0, 0.6f, 1]);

        SKColor Dark(float part) => new(8, 10, 18, (byte)(255 * strength * part));
    }

    /// <summary>Light or darkness in a shape, changing along a line. No surface: masks leave it out.</summary>
    public void Veil(
        SKBlendMode mode, SKColor from, SKColor to, SKPoint start, SKPoint end, params ReadOnlySpan<SKPoint> corners)
    {
        if (Mask is not null)
            return;
        fill.BlendMode = mode;
        Fill(from, to, start, end, corners);
        fill.BlendMode = SKBlendMode.SrcOver;
    }

    private void Soft(
        SKBlendMode mode, SKPoint middle, float radiusX, float radiusY, SKColor[] colours, float[] places)
    {
        var placed = SKMatrix.CreateScaleTranslation(radiusX, radiusY, middle.X, middle.Y);
        using var shader = SKShader.CreateRadialGradient(
            new SKPoint(0, 0), 1, colours, places, SKShaderTileMode.Clamp, placed);
        fill.Shader = shader;
        fill.Color = SKColors.Black;
        fill.BlendMode = mode;
        canvas.DrawOval(middle.X, middle.Y, radiusX, radiusY, fill);
        fill.Shader = null;
        fill.BlendMode = SKBlendMode.SrcOver;
    }

    private void Draw(SKPath shape, SKPaint paint)
    {
        if (Mask is not null)
            Touch(shape.Bounds, paint.Style == SKPaintStyle.Fill ? 0 : paint.StrokeWidth / 2);
        canvas.DrawPath(shape, paint);
    }

    private void Touch(SKRect bounds, float margin)
    {
        if (Mask is not null)
            Touched = SKRect.Union(Touched.IsEmpty ? bounds : Touched, SKRect.Inflate(bounds, margin, margin));
    }

    private void Trace(ReadOnlySpan<SKPoint> corners)
    {
        path.Rewind();
        path.MoveTo(corners[0]);
        for (var i = 1; i < corners.Length; i++)
            path.LineTo(corners[i]);
        path.Close();
    }
}
