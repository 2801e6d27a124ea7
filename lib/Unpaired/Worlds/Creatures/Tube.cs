using SkiaSharp;

namespace Unpaired.Worlds.Creatures;

/// <summary>
/// A round-ended tube of changing radius along a smooth line: bodies, necks, legs, tails and arms are all tubes. u goes
/// along it from 0 to 1; v across it from −1 (the back, for a tube that runs to the right) to 1 (the belly).
/// </summary>
internal sealed class Tube
{
    private const int StepsPerPart = 7;
    private const int CapSteps = 5;

    private readonly int count;
    private readonly float[] x, y, radius, normalX, normalY;

    /// <summary>Through nodes (Catmull-Rom), at least two.</summary>
    public Tube(params ReadOnlySpan<(float X, float Y, float Radius)> nodes)
    {
        count = (nodes.Length - 1) * StepsPerPart + 1;
        (x, y, radius) = (new float[count], new float[count], new float[count]);
        (normalX, normalY) = (new float[count], new float[count]);
        for (var i = 0; i < count; i++)
        {
            var part = Math.Min(i / StepsPerPart, nodes.Length - 2);
            var t = (float)(i - part * StepsPerPart) / StepsPerPart;
            var (a, b) = (nodes[Math.Max(part - 1, 0)], nodes[part]);
            var (c, d) = (nodes[part + 1], nodes[Math.Min(part + 2, nodes.Length - 1)]);
            x[i] = Spline(a.X, b.X, c.X, d.X, t);
            y[i] = Spline(a.Y, b.Y, c.Y, d.Y, t);
            radius[i] = Math.Max(0.004f, Spline(a.Radius, b.Radius, c.Radius, d.Radius, t));
        }
        for (var i = 0; i < count; i++)
        {
            int before = Math.Max(i - 1, 0), after = Math.Min(i + 1, count - 1);
            float dx = x[after] - x[before], dy = y[after] - y[before];
            var length = MathF.Sqrt(dx * dx + dy * dy) + 1e-6f;
            (normalX[i], normalY[i]) = (-dy / length, dx / length);
        }
    }

    /// <summary>The far end.</summary>
    public (float X, float Y) Tip => (x[^1], y[^1]);

    /// <summary>A point on it; beyond 0 and 1 straight on.</summary>
    public (float X, float Y) At(float u, float v)
    {
        var place = u * (count - 1);
        var i = Math.Clamp((int)MathF.Floor(place), 0, count - 2);
        var t = place - i;
        var reach = v * (radius[i] + (radius[i + 1] - radius[i]) * t);
        return (x[i] + (x[i + 1] - x[i]) * t + reach * (normalX[i] + (normalX[i + 1] - normalX[i]) * t),
            y[i] + (y[i + 1] - y[i]) * t + reach * (normalY[i] + (normalY[i + 1] - normalY[i]) * t));
    }

    /// <summary>Its radius at a place.</summary>
    public float RadiusAt(float u) => radius[(int)(Math.Clamp(u, 0, 1) * (count - 1))];

    /// <summary>Its outline.</summary>
    public SKPath Outline()
    {
        var points = new SKPoint[2 * count + 2 * CapSteps];
        var at = 0;
        for (var i = 0; i < count; i++)
            points[at++] = new SKPoint(x[i] - normalX[i] * radius[i], y[i] - normalY[i] * radius[i]);
        at = Cap(points, at, count - 1, 1);
        for (var i = count - 1; i >= 0; i--)
            points[at++] = new SKPoint(x[i] + normalX[i] * radius[i], y[i] + normalY[i] * radius[i]);
        Cap(points, at, 0, -1);
        var path = new SKPath();
        path.AddPoly(points, close: true);
        return path;
    }

    /// <summary>The part between two places along it and two across it; beyond ±1 it reaches over the edge.</summary>
    public SKPath Band(float from, float to, float low = -1.3f, float high = 1.3f)
    {
        var steps = Math.Max(2, (int)(Math.Abs(to - from) * count / 2));
        var points = new SKPoint[2 * (steps + 1)];
        for (var i = 0; i <= steps; i++)
        {
            var u = from + (to - from) * i / steps;
            points[i] = Point(At(u, low));
            points[^(i + 1)] = Point(At(u, high));
        }
        var path = new SKPath();
        path.AddPoly(points, close: true);
        return path;
    }

    /// <summary>A polygon in the coordinates of the tube.</summary>
    public SKPath Patch(params ReadOnlySpan<(float U, float V)> corners)
    {
        var points = new SKPoint[corners.Length];
        for (var i = 0; i < points.Length; i++)
            points[i] = Point(At(corners[i].U, corners[i].V));
        var path = new SKPath();
        path.AddPoly(points, close: true);
        return path;
    }

    private static SKPoint Point((float X, float Y) at) => new(at.X, at.Y);

    private static float Spline(float a, float b, float c, float d, float t) =>
        b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));

    /// <summary>Half a circle round an end, from the back side to the belly side at the far end (sign 1), or
    /// back.</summary>
    private int Cap(SKPoint[] points, int at, int end, int sign)
    {
        for (var i = 1; i <= CapSteps; i++)
        {
            var (sine, cosine) = MathF.SinCos(MathF.PI * i / (CapSteps + 1));
            float across = -sign * cosine * radius[end], along = sign * sine * radius[end];
            points[at++] = new SKPoint(x[end] + normalX[end] * across + normalY[end] * along,
                y[end] + normalY[end] * across - normalX[end] * along);
        }
        return at;
    }
}
