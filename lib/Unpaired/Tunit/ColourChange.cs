using Unpaired.Data;

namespace Unpaired.Tunit;

/// <summary>One change of a picture's colours.</summary>
public enum ColourKind
{
    /// <summary>Towards black (below 1) or away from it.</summary>
    Brightness,

    /// <summary>Towards the picture's mean grey or away from it.</summary>
    Contrast,

    /// <summary>Towards each pixel's grey or away from it.</summary>
    Saturation,

    /// <summary>Round the colour circle, as a share of it.</summary>
    Hue,
}

/// <summary>A change and how much of it.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Amount">A factor, 1 for no change; for hue a share of the circle, −0.5 to 0.5.</param>
public readonly record struct ColourChange(ColourKind Kind, double Amount)
{
    /// <summary>The changed picture.</summary>
    /// <remarks>Pixel for pixel what torchvision does with Pillow; specification tunit.md, section 12.</remarks>
    public Picture Apply(Picture picture) => Kind switch
    {
        ColourKind.Brightness => Blend(picture, (_, _) => 0),
        ColourKind.Contrast => Contrast(picture),
        ColourKind.Saturation => Blend(picture, (rgb, i) => Grey(rgb[i], rgb[i + 1], rgb[i + 2])),
        ColourKind.Hue => Hue(picture),
        _ => throw new ArgumentOutOfRangeException(nameof(Kind), Kind, "Unknown change."),
    };

    private delegate int Ground(ReadOnlySpan<byte> rgb, int pixel);

    private Picture Contrast(Picture picture)
    {
        var rgb = picture.Rgb;
        long sum = 0;
        for (int i = 0; i < rgb.Length; i += 3) sum += Grey(rgb[i], rgb[i + 1], rgb[i + 2]);
        int mean = (int)(sum / (double)(rgb.Length / 3) + 0.5);
        return Blend(picture, (_, _) => mean);
    }

    private Picture Blend(Picture picture, Ground ground)
    {
        var rgb = picture.Rgb;
        byte[] result = new byte[rgb.Length];
        float factor = (float)Amount;
        for (int i = 0; i < rgb.Length; i += 3)
        {
            int from = ground(rgb, i);
            for (int j = i; j < i + 3; j++)
                result[j] = (byte)Math.Clamp(from + factor * (rgb[j] - from), 0f, 255f);
        }
        return new Picture(picture.Width, picture.Height, result);
    }

    private static int Grey(int red, int green, int blue) => (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;

    private Picture Hue(Picture picture)
    {
        int turn = (int)(Amount * 255);
        var rgb = picture.Rgb;
        byte[] result = new byte[rgb.Length];
        for (int i = 0; i < rgb.Length; i += 3)
        {
            var (hue, saturation, value) = ToHsv(rgb[i], rgb[i + 1], rgb[i + 2]);
            FromHsv((hue + turn) & 255, saturation, value, result.AsSpan(i, 3));
        }
        return new Picture(picture.Width, picture.Height, result);
    }

    private static (int Hue, int Saturation, int Value) ToHsv(int red, int green, int blue)
    {
        int most = Math.Max(red, Math.Max(green, blue)), least = Math.Min(red, Math.Min(green, blue));
        if (most == least) return (0, 0, most);
        float range = most - least;
        float r = (most - red) / range, g = (most - green) / range, b = (most - blue) / range;
        float h = red == most ? b - g : (float)(green == most ? 2.0 + r - b : 4.0 + g - r);
        h = (float)((h / 6.0 + 1) % 1);
        return ((int)(h * 255.0), (int)(range / most * 255.0), most);
    }

    private static void FromHsv(int hue, int saturation, int value, Span<byte> rgb)
    {
        int sector = (int)Math.Floor(hue * 6.0 / 255);
        float rest = (float)(hue * 6.0 / 255 - sector), s = (float)(saturation / 255.0);
        byte Round(double x) => (byte)Math.Round(x, MidpointRounding.AwayFromZero);
        byte v = (byte)value, p = Round(value * (1.0 - s));
        byte q = Round(value * (1.0 - s * rest)), t = Round(value * (1.0 - s * (1.0 - rest)));
        var (red, green, blue) = (sector % 6) switch
        {
            0 => (v, t, p),
            1 => (q, v, p),
            2 => (p, v, t),
            3 => (p, q, v),
            4 => (t, p, v),
            _ => (v, p, q),
        };
        if (saturation == 0) (red, green, blue) = (v, v, v);
        (rgb[0], rgb[1], rgb[2]) = (red, green, blue);
    }
}
