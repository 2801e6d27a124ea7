using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>Pictures drawn with Skia.</summary>
internal static class SkiaPicture
{
    /// <summary>Draws a picture; what is not drawn on stays black.</summary>
    public static Picture Draw(int width, int height, Action<SKCanvas> draw)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
            draw(canvas);
        var rgba = bitmap.GetPixelSpan();
        var rgb = new byte[width * height * 3];
        for (int from = 0, to = 0; to < rgb.Length; from += 4, to += 3)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }
        return new Picture(width, height, rgb);
    }
}
