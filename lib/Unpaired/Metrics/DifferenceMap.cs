using Unpaired.Data;

namespace Unpaired.Metrics;

/// <summary>Where two pictures differ.</summary>
public static class DifferenceMap
{
    /// <summary>The absolute difference at each pixel, averaged over colours: black for none, white for half of the range
    /// or more.</summary>
    /// <param name="a">A picture.</param>
    /// <param name="b">Another one of its size.</param>
    /// <exception cref="ArgumentException">Pictures of different sizes.</exception>
    public static Picture Of(Picture a, Picture b)
    {
        if (a.Width != b.Width || a.Height != b.Height)
            throw new ArgumentException(
                $"Expected pictures of one size; got {a.Width} x {a.Height} and {b.Width} x {b.Height}.");
        var map = new byte[a.Rgb.Length];
        for (int i = 0; i < map.Length; i += 3)
        {
            int sum = 0;
            for (int colour = 0; colour < 3; colour++)
                sum += Math.Abs(a.Rgb[i + colour] - b.Rgb[i + colour]);
            // Twice the mean of the three, so that half of the range is white.
            map[i] = map[i + 1] = map[i + 2] = (byte)Math.Min(255, 2 * sum / 3);
        }
        return new Picture(a.Width, a.Height, map);
    }
}
