using Unpaired.Data;

namespace Unpaired.Metrics;

/// <summary>
/// The simplest translation between two domains: red, green and blue each get the mean and the deviation that they have
/// in the other domain. Needs no pairs and learns nothing about what a pixel shows.
/// </summary>
/// <remarks>After E. Reinhard and others, <i>Color Transfer between Images</i>, 2001, with RGB for their colour
/// space.</remarks>
public sealed class ColourTransfer
{
    private readonly byte[][] tables;

    private ColourTransfer(byte[][] tables) => this.tables = tables;

    /// <summary>Measures both domains.</summary>
    /// <param name="from">Pictures of the domain to translate from; at least one.</param>
    /// <param name="to">Pictures of the domain to translate to; at least one.</param>
    /// <exception cref="ArgumentException">No pictures in one of the domains.</exception>
    public static ColourTransfer Fit(IEnumerable<Picture> from, IEnumerable<Picture> to)
    {
        var source = Statistics(from, nameof(from));
        var target = Statistics(to, nameof(to));
        return new ColourTransfer([.. source.Zip(target, Table)]);
    }

    /// <summary>The picture in the colours of the other domain.</summary>
    /// <param name="picture">Of the first domain.</param>
    public Picture Apply(Picture picture)
    {
        var rgb = new byte[picture.Rgb.Length];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = tables[i % 3][picture.Rgb[i]];
        return new Picture(picture.Width, picture.Height, rgb);
    }

    private static byte[] Table((double Mean, double Deviation) source, (double Mean, double Deviation) target) =>
        [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(Math.Round(
            ((value - source.Mean) / Math.Max(source.Deviation, 1e-9) * target.Deviation) + target.Mean), 0, 255))];

    private static (double Mean, double Deviation)[] Statistics(IEnumerable<Picture> pictures, string name)
    {
        double[] sums = new double[3], squares = new double[3];
        double count = 0;
        foreach (var picture in pictures)
        {
            var rgb = picture.Rgb;
            for (int i = 0; i < rgb.Length; i++)
            {
                sums[i % 3] += rgb[i];
                squares[i % 3] += rgb[i] * rgb[i];
            }
            count += rgb.Length / 3;
        }
        if (count == 0)
            throw new ArgumentException("Expected pictures of both domains; got none.", name);
        return
        [
            .. Enumerable.Range(0, 3).Select(colour =>
            {
                double mean = sums[colour] / count;
                return (mean, Math.Sqrt(Math.Max(0, (squares[colour] / count) - (mean * mean))));
            }),
        ];
    }
}
