using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>Which pixels of a picture belong to the object, holes counted as object.</summary>
public static class Silhouette
{
    /// <summary>
    /// How far (of 255, in the channel that differs most) a pixel may be from the background beside it. The shadow
    /// on the ground differs by up to 70, outlines by more than 100.
    /// </summary>
    private const int Tolerance = 72;

    /// <summary>
    /// The object in a picture of domain B, found without knowing it: what cannot be reached from the frame's edge
    /// over pixels not far from the edge of their own row: backgrounds of this world change from top to bottom only.
    /// </summary>
    /// <param name="picture">A true or a translated picture.</param>
    /// <returns>height × width values, rows from the top.</returns>
    public static bool[] Of(Picture picture)
    {
        var width = picture.Width;
        return Enclosed(width, picture.Height, (x, y) =>
        {
            var rgb = picture.Rgb;
            int row = y * width * 3, at = row + x * 3, last = row + (width - 1) * 3;
            var difference = 0;
            for (var channel = 0; channel < 3; channel++)
            {
                // The nearer of both ends counts, so that an object that touches one of them does no harm.
                var value = rgb[at + channel];
                difference = Math.Max(difference,
                    Math.Min(Math.Abs(value - rgb[row + channel]), Math.Abs(value - rgb[last + channel])));
            }
            return difference <= Tolerance;
        });
    }

    /// <summary>
    /// The object in a picture whose background is known: what cannot be reached from the frame's edge over pixels that
    /// are as the background is.
    /// </summary>
    /// <param name="picture">A true or a translated picture.</param>
    /// <param name="background">The same scene without the object, such as
    /// <see cref="SpeciesWorld.RenderScene"/>.</param>
    /// <param name="tolerance">How far, of 255, in the channel that differs most, a pixel may be from the background, 0
    /// to 255.</param>
    /// <returns>height × width values, rows from the top.</returns>
    /// <exception cref="ArgumentException">Pictures of different sizes, or a tolerance out of range.</exception>
    public static bool[] Against(Picture picture, Picture background, int tolerance)
    {
        if (picture.Width != background.Width || picture.Height != background.Height)
            throw new ArgumentException($"Expected pictures of one size; got {picture.Width} x {picture.Height} on a "
                + $"background of {background.Width} x {background.Height}.", nameof(background));
        if (tolerance is < 0 or > 255)
            throw new ArgumentException($"Expected a tolerance of 0 to 255; got {tolerance}.", nameof(tolerance));
        return Enclosed(picture.Width, picture.Height, (x, y) =>
        {
            int at = ((y * picture.Width) + x) * 3;
            ReadOnlySpan<byte> a = picture.Rgb.Slice(at, 3), b = background.Rgb.Slice(at, 3);
            return Math.Abs(a[0] - b[0]) <= tolerance && Math.Abs(a[1] - b[1]) <= tolerance
                && Math.Abs(a[2] - b[2]) <= tolerance;
        });
    }

    /// <summary>The object in a mask: its pixels that are at least half white.</summary>
    /// <param name="mask">Of <see cref="ObjectsWorld.RenderMask"/>.</param>
    /// <returns>height × width values, rows from the top.</returns>
    public static bool[] OfMask(Picture mask) =>
        Enclosed(mask.Width, mask.Height, (x, y) => mask.Rgb[(y * mask.Width + x) * 3] < 128);

    /// <summary>Intersection over union of two silhouettes.</summary>
    /// <returns>0 (apart) to 1 (the same); 1 if both are empty.</returns>
    /// <exception cref="ArgumentException">Silhouettes of different lengths.</exception>
    public static double Overlap(bool[] a, bool[] b)
    {
        if (a.Length != b.Length)
            throw new ArgumentException($"Expected silhouettes of one size; got {a.Length} and {b.Length} pixels.");
        int both = 0, either = 0;
        for (var i = 0; i < a.Length; i++)
        {
            both += a[i] && b[i] ? 1 : 0;
            either += a[i] || b[i] ? 1 : 0;
        }
        return either == 0 ? 1 : (double)both / either;
    }

    /// <summary>What a flood from the frame's edge over background pixels does not reach.</summary>
    private static bool[] Enclosed(int width, int height, Func<int, int, bool> isBackground)
    {
        var enclosed = new bool[width * height];
        Array.Fill(enclosed, true);
        var open = new Stack<(int X, int Y)>();
        for (var x = 0; x < width; x++)
        {
            open.Push((x, 0));
            open.Push((x, height - 1));
        }
        for (var y = 0; y < height; y++)
        {
            open.Push((0, y));
            open.Push((width - 1, y));
        }
        while (open.TryPop(out var at))
        {
            var (x, y) = at;
            if (x < 0 || y < 0 || x >= width || y >= height || !enclosed[y * width + x] || !isBackground(x, y))
                continue;
            enclosed[y * width + x] = false;
            open.Push((x - 1, y));
            open.Push((x + 1, y));
            open.Push((x, y - 1));
            open.Push((x, y + 1));
        }
        return enclosed;
    }
}
