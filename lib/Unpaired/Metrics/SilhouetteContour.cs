namespace Unpaired.Metrics;

/// <summary>How far two outlines are apart.</summary>
internal static class SilhouetteContour
{
    /// <summary>The mean over both contours of the distance to the nearest point of the other, over the frame's longer
    /// side.</summary>
    /// <param name="first">height × width values, not all false.</param>
    /// <param name="second">The same size.</param>
    /// <param name="width">Columns.</param>
    internal static double Distance(bool[] first, bool[] second, int width)
    {
        var (a, b) = (Points(first, width), Points(second, width));
        double sum = a.Sum(point => Nearest(point, b)) + b.Sum(point => Nearest(point, a));
        return sum / (a.Count + b.Count) / Math.Max(width, first.Length / width);
    }

    private static double Nearest((int X, int Y) point, List<(int X, int Y)> others)
    {
        int best = int.MaxValue;
        foreach (var (x, y) in others)
            best = Math.Min(best, ((x - point.X) * (x - point.X)) + ((y - point.Y) * (y - point.Y)));
        return Math.Sqrt(best);
    }

    /// <summary>Pixels of the object that touch the outside or the frame's edge.</summary>
    private static List<(int X, int Y)> Points(bool[] silhouette, int width)
    {
        int height = silhouette.Length / width;
        bool Inside(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && silhouette[(y * width) + x];
        return
        [
            .. from y in Enumerable.Range(0, height)
               from x in Enumerable.Range(0, width)
               where Inside(x, y) && !(Inside(x - 1, y) && Inside(x + 1, y) && Inside(x, y - 1) && Inside(x, y + 1))
               select (x, y),
        ];
    }
}
