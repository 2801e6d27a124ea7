using SkiaSharp;

namespace Unpaired.Display;

/// <summary>Text broken into lines of at most a given width, ready to be drawn.</summary>
internal sealed class TextBlock : IDisposable
{
    /// <summary>Nearly black: softer than black, far above the contrast that small text needs.</summary>
    public static readonly SKColor Ink = new(0x22, 0x22, 0x22);

    private readonly SKFont font;
    private readonly SKColor color;

    /// <summary>Breaks text at spaces; a word wider than the width stays whole.</summary>
    /// <param name="text">May hold line breaks.</param>
    /// <param name="pixels">Font size.</param>
    /// <param name="maximumWidth">In pixels.</param>
    /// <param name="isBold">Weight 600 instead of 400.</param>
    /// <param name="color">Nearly black if not given.</param>
    public TextBlock(string text, float pixels, float maximumWidth, bool isBold = false, SKColor? color = null)
    {
        font = new SKFont(isBold ? DisplayFonts.SemiBold : DisplayFonts.Regular, pixels)
        {
            Edging = SKFontEdging.Antialias,
            Hinting = SKFontHinting.None,
            Subpixel = true,
        };
        this.color = color ?? Ink;
        Lines = [.. text.Split('\n').SelectMany(line => Wrap(line.Trim(), maximumWidth))];
        Width = Lines.Max(line => font.MeasureText(line));
        LineHeight = MathF.Ceiling(pixels * 1.3f);
        Height = (int)LineHeight * Lines.Count;
    }

    /// <summary>The lines, at least one.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Width of the widest line in pixels.</summary>
    public float Width { get; }

    /// <summary>Distance of lines in pixels.</summary>
    public float LineHeight { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>Draws the lines below each other.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="x">Left edge, centre or right edge, by <paramref name="align"/>.</param>
    /// <param name="top">Top edge.</param>
    /// <param name="align">How the lines stand.</param>
    public void Draw(SKCanvas canvas, float x, float top, SKTextAlign align = SKTextAlign.Left)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        float capHeight = font.Metrics.CapHeight;
        for (int i = 0; i < Lines.Count; i++)
        {
            // Capitals and digits stand in the middle of the line.
            float baseline = MathF.Round(top + (i * LineHeight) + ((LineHeight + capHeight) / 2));
            canvas.DrawText(Lines[i], x, baseline, align, font, paint);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => font.Dispose();

    private IEnumerable<string> Wrap(string paragraph, float maximumWidth)
    {
        string line = "";
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && font.MeasureText(longer) > maximumWidth)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = longer;
            }
        }
        yield return line;
    }
}
