using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>
/// Heads that turn: a ball with features at places in space, projected. In the head's frame the ball has radius 1.
/// </summary>
internal sealed class Face
{
    private readonly Figure figure;
    private readonly Coat coat;
    private readonly Pose pose;
    private readonly float sine, cosine;

    public Face(Figure figure, Coat coat, Pose pose)
    {
        (this.figure, this.coat, this.pose) = (figure, coat, pose);
        (sine, cosine) = MathF.SinCos(pose.Yaw);
    }

    /// <summary>Where a point of the head is seen.</summary>
    /// <param name="side">To the head's sides: below 0 the side nearer to the viewer.</param>
    /// <param name="up">Above the middle.</param>
    /// <param name="ahead">To the nose.</param>
    public (float X, float Y) At(float side, float up, float ahead) => (ahead * sine + side * cosine, -up);

    /// <summary>How far a point faces the viewer, 1 fully, below 0 hidden.</summary>
    public float Depth(float side, float ahead) => ahead * cosine - side * sine;

    /// <summary>Both eyes, as far as they can be seen.</summary>
    /// <param name="side">Half their distance.</param>
    /// <param name="up">Their height.</param>
    /// <param name="ahead">How far ahead they are.</param>
    /// <param name="radius">Their size.</param>
    /// <param name="lid">The colour of the lids.</param>
    public void Eyes(float side, float up, float ahead, float radius, SKColor lid)
    {
        for (var sign = 1; sign >= -1; sign -= 2)
        {
            var depth = Depth(sign * side, ahead);
            var (x, y) = At(sign * side, up, ahead);
            if (sign < 0)
                figure.Mark(SpeciesPoint.Eye, x, y);
            if (depth > 0.02f || sign < 0)
                Eye(x, y, radius * Math.Clamp(0.55f + 0.55f * depth, 0.5f, 1), radius, sign, lid);
        }
    }

    /// <summary>One eye.</summary>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="radiusX">Half its width.</param>
    /// <param name="radiusY">Half its height.</param>
    /// <param name="sign">−1 the nearer one.</param>
    /// <param name="lid">The colour of the lid.</param>
    public void Eye(float x, float y, float radiusX, float radiusY, int sign, SKColor lid)
    {
        if (pose.Eyes < 0.08f) // shut: a lid with a line of lashes
        {
            figure.Add(Oval(x, y, radiusX, radiusY), lid, FigureEdge.None);
            figure.Add(Pen.At(x - radiusX, y).Bend(x, y + radiusY * 1.5f, x + radiusX, y)
                .Bend(x, y + radiusY * 0.8f, x - radiusX, y).Close(), coat.Line, FigureEdge.Fine);
            return;
        }
        var part = figure.Add(Oval(x, y, radiusX, radiusY), new SKColor(252, 250, 246), FigureEdge.Fine);
        float pupilX = x + radiusX * 0.4f * pose.GazeX, pupilY = y - radiusY * 0.36f * pose.GazeY;
        part.On(Oval(pupilX, pupilY, radiusX * 0.7f, radiusY * 0.7f), coat.Iris);
        part.On(Oval(pupilX, pupilY, radiusX * 0.42f, radiusY * 0.42f), new SKColor(18, 12, 22));
        part.On(Oval(pupilX - radiusX * 0.22f, pupilY - radiusY * 0.26f, radiusX * 0.2f, radiusY * 0.2f),
            SKColors.White);
        // The lid: its lower edge sinks as the eye shuts, and slopes with the mood.
        float edge = y - radiusY * 1.05f + 2 * radiusY * (1 - pose.Eyes);
        var slope = sign * pose.Mood * radiusY * 0.5f;
        part.On(At4(x - radiusX * 1.2f, edge - slope, x + radiusX * 1.2f, edge + slope, y - radiusY * 2.4f), lid);
        if (pose.Eyes < 0.95f)
            part.On(Stroke(x - radiusX * 1.2f, edge - slope, x + radiusX * 1.2f, edge + slope, radiusY * 0.24f),
                coat.Line);
    }

    /// <summary>A mouth on a face without snout: a smile that opens.</summary>
    public void Mouth(float up, float ahead, float width)
    {
        var (x, y) = At(0, up, ahead);
        var half = width * (0.35f + 0.65f * Math.Abs(cosine));
        figure.Mark(SpeciesPoint.Mouth, x, y);
        var deep = width * (0.16f + 0.85f * pose.Mouth);
        figure.Add(Pen.At(x - half, y).Bend(x, y + 0.1f * width, x + half, y)
            .Curve(x + half * 0.8f, y + deep, x - half * 0.8f, y + deep, x - half, y).Close(),
            new SKColor(110, 26, 40), FigureEdge.Fine);
    }

    /// <summary>A solid shape from points in space: what is seen is the hull of their pictures.</summary>
    public SKPath Solid(params ReadOnlySpan<(float Side, float Up, float Ahead)> corners)
    {
        var points = new SKPoint[corners.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var (x, y) = At(corners[i].Side, corners[i].Up, corners[i].Ahead);
            points[i] = new SKPoint(x, y);
        }
        var path = new SKPath();
        path.AddPoly(Hull(points), close: true);
        return path;
    }

    /// <summary>A tube from one point in space to another, and perhaps on to a third.</summary>
    public Tube Tube(params ReadOnlySpan<(float Side, float Up, float Ahead, float Radius)> nodes)
    {
        var flat = new (float, float, float)[nodes.Length];
        for (var i = 0; i < flat.Length; i++)
        {
            var (x, y) = At(nodes[i].Side, nodes[i].Up, nodes[i].Ahead);
            flat[i] = (x + i * 0.002f, y, nodes[i].Radius);
        }
        return new Tube(flat);
    }

    private static SKPath At4(float left, float leftY, float right, float rightY, float top) =>
        Pen.At(left, top).To(right, top).To(right, rightY).To(left, leftY).Close();

    private static SKPath Stroke(float left, float leftY, float right, float rightY, float width) =>
        Pen.At(left, leftY - width / 2).To(right, rightY - width / 2).To(right, rightY + width / 2)
            .To(left, leftY + width / 2).Close();

    /// <summary>The convex hull (Andrew's monotone chain).</summary>
    private static SKPoint[] Hull(SKPoint[] points)
    {
        Array.Sort(points, (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.Y.CompareTo(b.Y));
        var hull = new List<SKPoint>();
        for (var pass = 0; pass < 2; pass++)
        {
            var start = hull.Count;
            foreach (var point in points)
            {
                while (hull.Count >= start + 2 && Cross(hull[^2], hull[^1], point) <= 0)
                    hull.RemoveAt(hull.Count - 1);
                hull.Add(point);
            }
            hull.RemoveAt(hull.Count - 1);
            Array.Reverse(points);
        }
        return [.. hull];

        static float Cross(SKPoint o, SKPoint a, SKPoint b) =>
            (a.X - o.X) * (b.Y - o.Y) - (a.Y - o.Y) * (b.X - o.X);
    }
}
