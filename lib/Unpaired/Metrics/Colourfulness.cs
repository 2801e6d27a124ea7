using Unpaired.Data;

namespace Unpaired.Metrics;

/// <summary>How far a picture's colours are from grey.</summary>
public static class Colourfulness
{
    /// <summary>Mean over pixels of the largest minus the smallest of red, green and blue; 0 for grey, 1 at most.</summary>
    public static double Of(Picture picture)
    {
        long sum = 0;
        var rgb = picture.Rgb;
        for (int i = 0; i < rgb.Length; i += 3)
        {
            int high = Math.Max(rgb[i], Math.Max(rgb[i + 1], rgb[i + 2]));
            int low = Math.Min(rgb[i], Math.Min(rgb[i + 1], rgb[i + 2]));
            sum += high - low;
        }
        return sum / 255.0 / (rgb.Length / 3);
    }
}
