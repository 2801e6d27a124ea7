using Unpaired.Data;

namespace Unpaired.Metrics;

/// <summary>A picture in OKLab, where equal steps look equally large: lightness L in [0, 1], a and b about
/// ±0.4.</summary>
/// <remarks>Björn Ottosson, "A perceptual color space for image processing" (2020).</remarks>
internal sealed class OklabPixels
{
    private const int Quantiles = 32;
    private static readonly int[] Steps = [1, 2, 4, 8];
    private static readonly (int X, int Y)[] Directions = [(1, 0), (0, 1), (1, 1), (1, -1)];
    private static readonly double[] Linear = [.. Enumerable.Range(0, 256).Select(value => Decoded(value / 255.0))];

    private readonly int width, height;
    private readonly double[][] channels; // L, a, b

    internal OklabPixels(Picture picture)
    {
        (width, height) = (picture.Width, picture.Height);
        channels = [new double[width * height], new double[width * height], new double[width * height]];
        var rgb = picture.Rgb;
        for (int i = 0; i < width * height; i++)
        {
            double r = Linear[rgb[3 * i]], g = Linear[rgb[(3 * i) + 1]], b = Linear[rgb[(3 * i) + 2]];
            double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
            double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
            double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
            channels[0][i] = (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s);
            channels[1][i] = (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s);
            channels[2][i] = (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s);
        }
    }

    /// <summary>The mean over the three channels of the one-dimensional transport distance of the values
    /// inside.</summary>
    internal static double ColourDistance(OklabPixels first, bool[] inFirst, OklabPixels second, bool[] inSecond) =>
        Enumerable.Range(0, 3).Average(channel =>
        {
            var (a, b) = (first.Sorted(channel, inFirst), second.Sorted(channel, inSecond));
            return a.Zip(b).Average(pair => Math.Abs(pair.First - pair.Second));
        });

    /// <summary>The mean absolute difference of variograms over steps and directions.</summary>
    internal static double PatternDistance(OklabPixels first, bool[] inFirst, OklabPixels second, bool[] inSecond)
    {
        double sum = 0;
        foreach (int step in Steps)
        {
            foreach (var (x, y) in Directions)
            {
                sum += Math.Abs(
                    first.Change(inFirst, x * step, y * step) - second.Change(inSecond, x * step, y * step));
            }
        }
        return sum / (Steps.Length * Directions.Length);
    }

    /// <summary>Values at evenly spaced ranks, so that sets of different sizes can be compared.</summary>
    private double[] Sorted(int channel, bool[] inside)
    {
        double[] values = [.. channels[channel].Where((_, i) => inside[i]).Order()];
        return [.. Enumerable.Range(0, Quantiles).Select(q => values[(int)((q + 0.5) * values.Length / Quantiles)])];
    }

    /// <summary>The mean distance of two colours so far apart, both inside; 0 where there are no two.</summary>
    private double Change(bool[] inside, int right, int down)
    {
        double sum = 0;
        int count = 0;
        for (int y = Math.Max(0, -down); y < Math.Min(height, height - down); y++)
        {
            for (int x = 0; x + right < width; x++)
            {
                int here = (y * width) + x, there = ((y + down) * width) + x + right;
                if (!inside[here] || !inside[there]) continue;
                sum += Math.Sqrt(channels.Sum(channel => Math.Pow(channel[here] - channel[there], 2)));
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static double Decoded(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
}
