using System.Runtime.CompilerServices;
using SkiaSharp;

namespace Unpaired.Worlds.Creatures;

/// <summary>Draws one species with one content, placed in a square frame.</summary>
internal sealed class CreaturePainter : IDisposable
{
    private static readonly ConditionalWeakTable<Species, Boxed> Normals = [];

    private readonly Figure figure = new();
    private readonly Coat coat;
    private readonly SKMatrix view;
    private readonly float lineWidth;

    /// <param name="content">Valid factors.</param>
    /// <param name="species">Who.</param>
    /// <param name="side">The frame's side in pixels.</param>
    public CreaturePainter(SpeciesContent content, Species species, int side)
    {
        coat = new Coat(species);
        Plans.Draw(figure, species, coat, Pose.Of(content));
        view = Inside(View(content, side).PreConcat(Normal(species)), side);
        // 1.6 pixels at 64, 2.6 at 128: in the figure's own units.
        lineWidth = (0.6f + 0.0155f * side) / (MathF.Abs(view.ScaleX) + MathF.Abs(view.SkewY));
    }

    /// <summary>The points of the pose, in pixels.</summary>
    public SKPoint[] Points() => view.MapPoints(figure.Points.ToArray());

    /// <summary>The creature in its colours.</summary>
    public void DrawColoured(SKCanvas canvas)
    {
        canvas.Save();
        canvas.Concat(view);
        using var fill = new SKPaint { IsAntialias = true };
        using var light = SKShader.CreateLinearGradient(new SKPoint(-0.3f, -0.9f), new SKPoint(0.25f, 0.75f),
            [SKColors.White.WithAlpha(70), SKColors.White.WithAlpha(0), new SKColor(20, 8, 50, 0),
            new SKColor(20, 8, 50, 72)],
            [0f, 0.42f, 0.5f, 1f], SKShaderTileMode.Clamp);
        using var shade = new SKPaint { IsAntialias = true, Shader = light };
        using var line = new SKPaint
        {
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            Color = coat.Line,
            StrokeWidth = lineWidth,
            StrokeJoin = SKStrokeJoin.Round,
        };
        foreach (var part in figure.Parts)
        {
            fill.Color = part.Colour;
            canvas.DrawPath(part.Path, fill);
            if (part.Details.Count > 0)
            {
                canvas.Save();
                canvas.ClipPath(part.Path, SKClipOperation.Intersect, antialias: true);
                foreach (var (path, colour) in part.Details)
                {
                    fill.Color = colour;
                    canvas.DrawPath(path, fill);
                }
                canvas.Restore();
            }
            if (part.Edge is FigureEdge.Contour or FigureEdge.Seam)
                canvas.DrawPath(part.Path, shade);
            if (part.Edge is FigureEdge.None or FigureEdge.Seam)
                continue;
            line.StrokeWidth = part.Edge == FigureEdge.Contour ? lineWidth : lineWidth * 0.65f;
            canvas.DrawPath(part.Path, line);
        }
        canvas.Restore();
    }

    /// <summary>White where the creature is.</summary>
    public void DrawMask(SKCanvas canvas)
    {
        canvas.Save();
        canvas.Concat(view);
        using var fill = new SKPaint
        {
            IsAntialias = true,
            Color = SKColors.White,
            Style = SKPaintStyle.StrokeAndFill,
            StrokeWidth = lineWidth,
            StrokeJoin = SKStrokeJoin.Round,
        };
        foreach (var part in figure.Parts)
        {
            fill.Style = part.Edge is FigureEdge.None or FigureEdge.Seam ? SKPaintStyle.Fill
                : SKPaintStyle.StrokeAndFill;
            canvas.DrawPath(part.Path, fill);
        }
        canvas.Restore();
    }

    public void Dispose() => figure.Dispose();

    /// <summary>Moves a species into the middle of the circle and gives it the circle's size, by how it stands at
    /// rest: a
    /// mouse is as large as an elephant.</summary>
    private static SKMatrix Normal(Species species) => Normals.GetValue(species, static known =>
    {
        using var rest = new Figure();
        Plans.Draw(rest, known, new Coat(known), Pose.Of(new SpeciesContent()));
        var box = rest.Bounds(SKMatrix.Identity);
        var scale = Math.Min(1.98f / Math.Max(box.Width, box.Height), 1.58f / MathF.Sqrt(box.Width * box.Height));
        return new Boxed(SKMatrix.CreateScale(scale,
            scale).PreConcat(SKMatrix.CreateTranslation(-box.MidX, -box.MidY)));
    }).Matrix;

    /// <summary>Shifts, and shrinks if it must, what would leave the frame.</summary>
    private SKMatrix Inside(SKMatrix view, int side)
    {
        float border = 1f + 0.015f * side, room = side - 2 * border;
        var box = figure.Bounds(view);
        var shrink = Math.Min(1, room / Math.Max(box.Width, box.Height));
        if (shrink < 1)
        {
            view = SKMatrix.CreateScale(shrink, shrink, side / 2f, side / 2f).PreConcat(view);
            box = figure.Bounds(view);
        }
        var x = Math.Max(0, border - box.Left) + Math.Min(0, side - border - box.Right);
        var y = Math.Max(0, border - box.Top) + Math.Min(0, side - border - box.Bottom);
        return SKMatrix.CreateTranslation(x, y).PreConcat(view);
    }

    private sealed record Boxed(SKMatrix Matrix);

    /// <summary>From the circle of radius 1 to the frame: turned, foreshortened, mirrored, scaled, placed.</summary>
    private static SKMatrix View(SpeciesContent c, int side)
    {
        var radius = (float)(c.Size * side / 2);
        var free = side / 2f - radius;
        var approach = (float)c.Approach;
        var mirror = c.FacesLeft ? -1 : 1;
        // Nearer things are larger: the divisor falls towards the end that comes nearer.
        var perspective = new SKMatrix(1 - 0.14f * Math.Abs(approach), 0, 0, 0, 1, 0, -0.2f * approach, 0, 1);
        return SKMatrix.CreateTranslation(side / 2f + (float)c.PositionX * free, side / 2f + (float)c.PositionY * free)
            .PreConcat(SKMatrix.CreateScale(mirror * radius * 0.97f, radius * 0.97f))
            .PreConcat(SKMatrix.CreateRotationDegrees(-(float)c.Pitch))
            .PreConcat(perspective);
    }
}
