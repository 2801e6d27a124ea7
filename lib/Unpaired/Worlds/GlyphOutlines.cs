using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>The outlines of a face's characters, and how they are scaled into a frame of side 1: capitals of all faces
/// are
/// equally high, on one baseline.</summary>
internal sealed class GlyphOutlines
{
    private const float Baseline = 0.72f;
    private const float CapitalHeight = 0.56f;
    private const float Above = 0.68f;
    private const float Below = 0.24f;
    private const float Widest = 0.92f;

    private readonly Dictionary<string, SKPath> paths = [];

    /// <exception cref="IOException">The font file cannot be read any more.</exception>
    public GlyphOutlines(GlyphFace face, string characters)
    {
        using var typeface = SKTypeface.FromFile(face.File, face.Index)
            ?? throw new IOException($"'{face.File}': expected the font {face.Name}; it cannot be read.");
        using var font = Font(typeface);
        var union = SKRect.Empty;
        float widest = 0;
        foreach (var character in characters.EnumerateRunes())
        {
            var path = font.GetGlyphPath(font.GetGlyph(character.Value));
            if (path is null || path.IsEmpty)
                throw new ArgumentException($"{face.Name}: no outline of '{character}'.");
            paths[character.ToString()] = path;
            union = union.IsEmpty ? path.Bounds : SKRect.Union(union, path.Bounds);
            widest = Math.Max(widest, path.Bounds.Width);
        }
        using var capital = font.GetGlyph('H') is var h && h != 0 ? font.GetGlyphPath(h) : null;
        if (capital is { Bounds.Top: < 0 })
        {
            var scale = CapitalHeight / -capital.Bounds.Top;
            Scale = scale * Math.Min(1, Math.Min(Widest / (widest * scale),
                Math.Min(Above / Math.Max(1e-3f, -union.Top * scale),
                Below / Math.Max(1e-3f, union.Bottom * scale))));
            Origin = Baseline;
        }
        else
        {
            Scale = Widest / Math.Max(widest, union.Height);
            Origin = 0.5f - union.MidY * Scale;
        }
    }

    private float Scale { get; }

    private float Origin { get; }

    /// <summary>A font at a size at which outlines are exact.</summary>
    public static SKFont Font(SKTypeface typeface) =>
        new(typeface, 1000) { Hinting = SKFontHinting.None, LinearMetrics = true, Subpixel = true };

    /// <summary>The outline of a character in a frame, centred. The caller disposes it.</summary>
    public SKPath Placed(string character, int side)
    {
        var placed = new SKPath(paths[character]);
        var box = placed.Bounds;
        placed.Transform(SKMatrix.CreateScale(side, side).PreConcat(SKMatrix.CreateTranslation(0.5f, Origin))
            .PreConcat(SKMatrix.CreateScale(Scale, Scale)).PreConcat(SKMatrix.CreateTranslation(-box.MidX, 0)));
        return placed;
    }
}
