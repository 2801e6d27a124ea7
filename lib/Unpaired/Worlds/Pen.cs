using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>Draws paths, and makes the shapes that the kinds share.</summary>
internal sealed class Pen
{
    private readonly SKPath path = new();

    public static Pen At(float x, float y) => new Pen().Move(x, y);

    public Pen Move(float x, float y)
    {
        path.MoveTo(x, y);
        return this;
    }

    public Pen To(float x, float y)
    {
        path.LineTo(x, y);
        return this;
    }

    public Pen Bend(float controlX, float controlY, float x, float y)
    {
        path.QuadTo(controlX, controlY, x, y);
        return this;
    }

    public Pen Curve(float x1, float y1, float x2, float y2, float x, float y)
    {
        path.CubicTo(x1, y1, x2, y2, x, y);
        return this;
    }

    /// <summary>Goes smoothly through points (Catmull-Rom), from where the pen is.</summary>
    public Pen Through(params ReadOnlySpan<(float X, float Y)> points)
    {
        var start = path.LastPoint;
        for (var i = 0; i < points.Length; i++)
        {
            var before = i > 1 ? points[i - 2] : (start.X, start.Y);
            var from = i > 0 ? points[i - 1] : (start.X, start.Y);
            var to = points[i];
            var after = i + 1 < points.Length ? points[i + 1] : to;
            path.CubicTo(from.X + (to.X - before.X) / 6, from.Y + (to.Y - before.Y) / 6,
                to.X - (after.X - from.X) / 6, to.Y - (after.Y - from.Y) / 6, to.X, to.Y);
        }
        return this;
    }

    public SKPath Close()
    {
        path.Close();
        return path;
    }

    public SKPath Open() => path;

    public static SKPath Oval(float x, float y, float radiusX, float radiusY)
    {
        var oval = new SKPath();
        oval.AddOval(new SKRect(x - radiusX, y - radiusY, x + radiusX, y + radiusY));
        return oval;
    }

    public static SKPath Box(float left, float top, float right, float bottom, float radius)
    {
        var box = new SKPath();
        box.AddRoundRect(new SKRect(left, top, right, bottom), radius, radius);
        return box;
    }

    /// <summary>A polygon with round corners.</summary>
    public static SKPath Polygon(float radius, params ReadOnlySpan<(float X, float Y)> corners)
    {
        var polygon = new SKPath();
        var (last, first) = (corners[^1], corners[0]);
        polygon.MoveTo((last.X + first.X) / 2, (last.Y + first.Y) / 2);
        for (var i = 0; i < corners.Length; i++)
        {
            var next = corners[(i + 1) % corners.Length];
            polygon.ArcTo(new SKPoint(corners[i].X, corners[i].Y), new SKPoint(next.X, next.Y), radius);
        }
        polygon.Close();
        return polygon;
    }

    /// <summary>A round-ended tube along a line, which is used up.</summary>
    public static SKPath Tube(SKPath line, float thickness)
    {
        using var paint = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeWidth = thickness,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        var tube = paint.GetFillPath(line, 200f); // the scale sets the precision: objects are about one unit large
        line.Dispose();
        return tube;
    }

    /// <summary>A turned body: half widths from top to bottom, the same on both sides, upright at each bulge and
    /// neck.</summary>
    public static SKPath Turned(params ReadOnlySpan<(float HalfWidth, float Y)> profile)
    {
        var pen = At(profile[0].HalfWidth, profile[0].Y);
        for (var i = 1; i < profile.Length; i++)
            pen.Turn(profile, i - 1, i, 1);
        pen.To(-profile[^1].HalfWidth, profile[^1].Y);
        for (var i = profile.Length - 1; i > 0; i--)
            pen.Turn(profile, i, i - 1, -1);
        return pen.Close();
    }

    private void Turn(ReadOnlySpan<(float HalfWidth, float Y)> profile, int from, int to, int side)
    {
        var height = profile[to].Y - profile[from].Y;
        var (leave, arrive) = (Tangent(profile, from), Tangent(profile, to));
        path.CubicTo(side * (profile[from].HalfWidth + height * leave.Reach * leave.Slope),
            profile[from].Y + height * leave.Reach,
            side * (profile[to].HalfWidth - height * arrive.Reach * arrive.Slope),
            profile[to].Y - height * arrive.Reach,
            side * profile[to].HalfWidth, profile[to].Y);
    }

    private static (float Slope, float Reach) Tangent(ReadOnlySpan<(float HalfWidth, float Y)> profile, int i)
    {
        var (before, after) = (profile[Math.Max(i - 1, 0)], profile[Math.Min(i + 1, profile.Length - 1)]);
        var here = profile[i];
        var isExtreme = (here.HalfWidth - before.HalfWidth) * (after.HalfWidth - here.HalfWidth) <= 0;
        var isEnd = i == 0 || i == profile.Length - 1;
        return isExtreme && !isEnd ? (0, 0.48f) : ((after.HalfWidth - before.HalfWidth) / (after.Y - before.Y), 0.3f);
    }

    /// <summary>A ring round a turned body, seen slightly from above: sags in the middle.</summary>
    public static SKPath Ring(float halfWidth, float y, float sag) =>
        At(-halfWidth, y).Bend(0, y + 2 * sag, halfWidth, y).Open();

    /// <summary>The belt between two rings.</summary>
    public static SKPath Belt(float halfWidth, float top, float bottom, float sag) =>
        At(-halfWidth, top).Bend(0, top + 2 * sag, halfWidth, top).To(halfWidth, bottom)
            .Bend(0, bottom + 2 * sag, -halfWidth, bottom).Close();
}
