using SkiaSharp;

namespace Unpaired.Display;

/// <summary>One line of text with subscripts and superscripts: <c>x_A</c>, <c>E_{AB}^c</c>.</summary>
internal static class MathLabel
{
    private const float BasePixels = 14;
    private const float ScriptPixels = 11;

    /// <summary>Width in pixels.</summary>
    public static float Width(string text) => Lay(text, (_, _, _, _) => { });

    /// <summary>Draws a line around its centre.</summary>
    public static void Draw(SKCanvas canvas, string text, float centreX, float centreY)
    {
        float left = centreX - (Width(text) / 2);
        using var paint = new SKPaint { Color = TextBlock.Ink, IsAntialias = true };
        Lay(text, (piece, x, shift, font) => canvas.DrawText(
            piece, left + x, centreY + (BasePixels * 0.36f) + shift, SKTextAlign.Left, font, paint));
    }

    private static float Lay(string text, Action<string, float, float, SKFont> place)
    {
        using var plain = NewFont(BasePixels);
        using var script = NewFont(ScriptPixels);
        float x = 0, stackStart = 0;
        bool afterScript = false;
        foreach (var (piece, level) in Pieces(text))
        {
            var font = level == 0 ? plain : script;
            // A superscript right after a subscript stands above it, as in E_A^c.
            float start = level != 0 && afterScript ? stackStart : x;
            place(piece, start, level * -5f + (level < 0 ? -1 : 0), font);
            stackStart = start;
            x = Math.Max(x, start + font.MeasureText(piece) + (level == 0 ? 0 : 1));
            afterScript = level != 0;
        }
        return x;
    }

    /// <summary>Runs of text with their level: 0 on the line, −1 below, 1 above.</summary>
    private static IEnumerable<(string Piece, int Level)> Pieces(string text)
    {
        int from = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('_' or '^') || i + 1 == text.Length)
                continue;
            if (i > from)
                yield return (text[from..i], 0);
            int level = text[i] == '_' ? -1 : 1;
            int end = text[i + 1] == '{' ? text.IndexOf('}', i) : -1;
            yield return end > 0 ? (text[(i + 2)..end], level) : (text[(i + 1)..(i + 2)], level);
            i = end > 0 ? end : i + 1;
            from = i + 1;
        }
        if (from < text.Length)
            yield return (text[from..], 0);
    }

    private static SKFont NewFont(float pixels) => new(DisplayFonts.Regular, pixels)
    {
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
        Subpixel = true,
    };
}
