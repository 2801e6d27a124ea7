using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>A colour by lightness, chroma and hue as eyes judge them, so that hues of one lightness look alike in
/// weight.</summary>
/// <remarks>Björn Ottosson, "A perceptual color space for image processing" (2020).</remarks>
/// <param name="Lightness">0 black to 1 white.</param>
/// <param name="Chroma">0 grey to about 0.3.</param>
/// <param name="Hue">Degrees; any number.</param>
internal readonly record struct Oklch(double Lightness, double Chroma, double Hue)
{
    /// <summary>The nearest sRGB colour of the same lightness and hue: chroma is lowered until it fits.</summary>
    public SKColor ToColor(double opacity = 1)
    {
        double low = 0, high = Chroma;
        var rgb = Linear(Chroma);
        for (var step = 0; step < 12 && !(step == 0 && Fits(rgb)); step++)
        {
            var middle = (low + high) / 2;
            if (Fits(Linear(middle)))
                low = middle;
            else
                high = middle;
            rgb = Linear(low);
        }
        return new SKColor(Encode(rgb.R), Encode(rgb.G), Encode(rgb.B), (byte)Math.Round(255 * opacity));
    }

    private static bool Fits((double R, double G, double B) c) =>
        Math.Min(c.R, Math.Min(c.G, c.B)) >= -1e-4 && Math.Max(c.R, Math.Max(c.G, c.B)) <= 1 + 1e-4;

    private (double R, double G, double B) Linear(double chroma)
    {
        var (sine, cosine) = Math.SinCos(Hue * Math.PI / 180);
        double a = chroma * cosine, b = chroma * sine;
        var l = Math.Pow(Lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        var m = Math.Pow(Lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        var s = Math.Pow(Lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    private static byte Encode(double linear)
    {
        linear = Math.Clamp(linear, 0, 1);
        var encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return (byte)Math.Round(255 * encoded);
    }
}
