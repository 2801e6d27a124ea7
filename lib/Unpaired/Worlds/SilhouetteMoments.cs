namespace Unpaired.Worlds;

/// <summary>
/// Where a silhouette is, how large and which way it lies, by its image moments: what a picture alone says of a pose,
/// without knowing head from tail.
/// </summary>
/// <param name="X">Mean place of its pixels from the left edge, in frames (longer sides of the picture).</param>
/// <param name="Y">The same from the top edge.</param>
/// <param name="Radius">Root mean square distance of its pixels from that place, in frames.</param>
/// <param name="Direction">Of its longest axis, in degrees from the horizontal, −90 to 90; above 0 its right end is
/// lower. Means little where <paramref name="Elongation"/> is near 0.</param>
/// <param name="Elongation">0 (round) to 1 (a line): 1 − the ratio of its shortest to its longest deviation.</param>
/// <remarks>Points of the pose, such as the head, are known for true renders only
/// (<see cref="SpeciesWorld.Points"/>).</remarks>
public sealed record SilhouetteMoments(double X, double Y, double Radius, double Direction, double Elongation)
{
    /// <summary>The moments of a silhouette.</summary>
    /// <param name="silhouette">height × width values, rows from the top; see <see cref="Silhouette"/>.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <returns>Null if nothing belongs to the object.</returns>
    /// <exception cref="ArgumentException">No whole rows.</exception>
    public static SilhouetteMoments? Of(bool[] silhouette, int width)
    {
        if (width < 1 || silhouette.Length == 0 || silhouette.Length % width != 0)
            throw new ArgumentException(
                $"Expected whole rows of {width} pixels; got {silhouette.Length} values.", nameof(silhouette));
        double count = 0, sumX = 0, sumY = 0, sumXX = 0, sumXY = 0, sumYY = 0;
        for (int i = 0; i < silhouette.Length; i++)
        {
            if (!silhouette[i]) continue;
            double x = i % width + 0.5, y = i / width + 0.5;
            count++;
            (sumX, sumY) = (sumX + x, sumY + y);
            (sumXX, sumXY, sumYY) = (sumXX + x * x, sumXY + x * y, sumYY + y * y);
        }
        if (count == 0) return null;
        double meanX = sumX / count, meanY = sumY / count;
        // A pixel is a square, not a point: its own variance is 1/12 along each side.
        double varianceX = sumXX / count - meanX * meanX + 1.0 / 12;
        double varianceY = sumYY / count - meanY * meanY + 1.0 / 12;
        double covariance = sumXY / count - meanX * meanY;
        double middle = (varianceX + varianceY) / 2;
        double half = Math.Sqrt(Math.Pow((varianceX - varianceY) / 2, 2) + covariance * covariance);
        double frame = Math.Max(width, silhouette.Length / width);
        return new SilhouetteMoments(
            meanX / frame, meanY / frame, Math.Sqrt(varianceX + varianceY) / frame,
            Math.Atan2(2 * covariance, varianceX - varianceY) * 90 / Math.PI,
            1 - Math.Sqrt(Math.Max(0, (middle - half) / (middle + half))));
    }

    /// <summary>How far apart two silhouettes are, in frames.</summary>
    public double PlaceError(SilhouetteMoments truth) => Math.Sqrt(Math.Pow(X - truth.X, 2) + Math.Pow(Y - truth.Y, 2));

    /// <summary>How unlike two silhouettes are in size: |ln(radius / radius)|; 0.1 is about a tenth larger or
    /// smaller.</summary>
    public double SizeError(SilhouetteMoments truth) => Math.Abs(Math.Log(Radius / truth.Radius));

    /// <summary>The angle between the longest axes, in degrees, 0 to 90: an axis has no front.</summary>
    public double TurnError(SilhouetteMoments truth)
    {
        double turn = Math.Abs(Direction - truth.Direction) % 180;
        return Math.Min(turn, 180 - turn);
    }
}
