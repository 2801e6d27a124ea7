using SkiaSharp;

namespace Unpaired.Worlds.Creatures;

/// <summary>A filled shape of a creature, with what is drawn on it.</summary>
internal sealed class FigurePart(SKPath path, SKColor colour, FigureEdge edge, SKMatrix frame) : IDisposable
{
    private readonly List<(SKPath Path, SKColor Colour)> details = [];

    public SKPath Path { get; } = path;

    public SKColor Colour { get; } = colour;

    public FigureEdge Edge { get; } = edge;

    public IReadOnlyList<(SKPath Path, SKColor Colour)> Details => details;

    /// <summary>Draws a shape on this part, cut at its edge; in the frame that the part was added in.</summary>
    public FigurePart On(SKPath path, SKColor colour)
    {
        path.Transform(frame);
        details.Add((path, colour));
        return this;
    }

    public void Dispose()
    {
        Path.Dispose();
        foreach (var (path, _) in details)
            path.Dispose();
    }
}

/// <summary>What a part has at its edge.</summary>
internal enum FigureEdge
{
    /// <summary>A contour, and light and shade within.</summary>
    Contour,

    /// <summary>Light and shade without a contour: joins a limb to a body.</summary>
    Seam,

    /// <summary>A thin contour without shade: eyes, mouths.</summary>
    Fine,

    /// <summary>Nothing: whiskers, brows.</summary>
    None,
}

/// <summary>A creature as a list of shapes, back to front, in coordinates of a circle of radius 1; x ahead, y
/// down.</summary>
internal sealed class Figure : IDisposable
{
    private readonly List<FigurePart> parts = [];
    private readonly SKPoint[] points = new SKPoint[Enum.GetValues<SpeciesPoint>().Length];
    private readonly Stack<SKMatrix> frames = new();
    private SKMatrix frame = SKMatrix.Identity;

    public IReadOnlyList<FigurePart> Parts => parts;

    /// <summary>Where the points of the pose are.</summary>
    public ReadOnlySpan<SKPoint> Points => points;

    /// <summary>Starts a frame: what is added until <see cref="Pop"/> is turned, scaled and moved so.</summary>
    public void Push(float x, float y, float degrees, float scale)
    {
        frames.Push(frame);
        frame = frame.PreConcat(SKMatrix.CreateTranslation(x, y)).PreConcat(SKMatrix.CreateRotationDegrees(degrees))
            .PreConcat(SKMatrix.CreateScale(scale, scale));
    }

    /// <summary>Ends a frame.</summary>
    public void Pop() => frame = frames.Pop();

    /// <summary>Adds a shape in front of all others.</summary>
    public FigurePart Add(SKPath path, SKColor colour, FigureEdge edge = FigureEdge.Contour)
    {
        path.Transform(frame);
        var part = new FigurePart(path, colour, edge, frame);
        parts.Add(part);
        return part;
    }

    /// <summary>Adds a tube in front of all others.</summary>
    public FigurePart Add(Tube tube, SKColor colour, FigureEdge edge = FigureEdge.Contour) =>
        Add(tube.Outline(), colour, edge);

    /// <summary>Says where a point of the pose is.</summary>
    public void Mark(SpeciesPoint point, float x, float y) => points[(int)point] = frame.MapPoint(x, y);

    /// <summary>Says where a point of the pose is.</summary>
    public void Mark(SpeciesPoint point, (float X, float Y) at) => Mark(point, at.X, at.Y);

    /// <summary>Says that a point of the pose is a foot.</summary>
    public void Mark(SpeciesPoint point, Limb limb) => Mark(point, limb.X, limb.Y);

    /// <summary>The box round everything, once it is placed.</summary>
    public SKRect Bounds(SKMatrix placed)
    {
        var all = SKRect.Empty;
        foreach (var part in parts)
        {
            // The control points' box: never smaller than the shape's own, and cheap.
            var box = placed.MapRect(part.Path.Bounds);
            all = all.IsEmpty ? box : SKRect.Union(all, box);
        }
        return all;
    }

    public void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
    }
}
