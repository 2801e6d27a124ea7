using SkiaSharp;

namespace Unpaired.Worlds.Creatures;

/// <summary>Draws one species with one content, placed in a square frame.</summary>
internal sealed class CreaturePainter : IDisposable
{
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
        view = View(content, side);
        // 1.6 pixels at 64, 2.6 at 128: in the figure's own units.
        lineWidth = (0.6f + 0.0155f * side) / (float)(content.Size * side / 2);
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
            [SKColors.White.WithAlpha(70), SKColors.White.WithAlpha(0), new SKColor(20, 8, 50, 0), new SKColor(20, 8, 50, 72)],
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
            if (part.Edge == FigureEdge.Contour)
                canvas.DrawPath(part.Path, shade);
            if (part.Edge == FigureEdge.None)
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
            fill.Style = part.Edge == FigureEdge.None ? SKPaintStyle.Fill : SKPaintStyle.StrokeAndFill;
            canvas.DrawPath(part.Path, fill);
        }
        canvas.Restore();
    }

    public void Dispose() => figure.Dispose();

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
