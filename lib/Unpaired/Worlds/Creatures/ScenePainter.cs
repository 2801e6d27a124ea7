using SkiaSharp;

namespace Unpaired.Worlds.Creatures;

/// <summary>Backgrounds: two soft grounds and a motif, pale enough for any creature to stand out.</summary>
internal static class ScenePainter
{
    private static readonly SKColor StudioGrey = new(226, 226, 226);

    public static void Draw(SKCanvas canvas, SpeciesScene scene, int side)
    {
        if (scene.Motif == SceneMotif.Studio)
        {
            canvas.Clear(StudioGrey);
            return;
        }
        var sky = new Oklch(0.7 + 0.22 * scene.SkyLightness, 0.055, scene.SkyHue);
        var ground = new Oklch(0.62 + 0.22 * scene.GroundLightness, 0.06, scene.GroundHue);
        var horizon = (float)scene.Horizon * side;
        using var paint = new SKPaint { IsAntialias = true };
        using (var slope = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(0, Math.Max(horizon, 1)),
            [(sky with { Lightness = sky.Lightness - 0.05 }).ToColor(),
            (sky with { Lightness = sky.Lightness + 0.03 }).ToColor()],
            SKShaderTileMode.Clamp))
        {
            paint.Shader = slope;
            canvas.DrawRect(0, 0, side, side, paint);
            paint.Shader = null;
        }
        DrawMotif(canvas, paint, scene, sky, ground, horizon, side);
        using var floor = SKShader.CreateLinearGradient(new SKPoint(0, horizon), new SKPoint(0, side + 1),
            [(ground with { Lightness = ground.Lightness + 0.03 }).ToColor(),
            (ground with { Lightness = ground.Lightness - 0.06 }).ToColor()],
            SKShaderTileMode.Clamp);
        paint.Shader = floor;
        canvas.DrawRect(0, horizon, side, side - horizon, paint);
        paint.Shader = null;
    }

    private static void DrawMotif(
        SKCanvas canvas, SKPaint paint, SpeciesScene scene, Oklch sky, Oklch ground, float horizon, int side)
    {
        var random = new SplitMixRandom((long)Math.Round(scene.MotifPhase * 10000), 7);
        switch (scene.Motif)
        {
            case SceneMotif.Hills:
                paint.Color = new Oklch((sky.Lightness + ground.Lightness) / 2 - 0.02, 0.05, ground.Hue + 20).ToColor();
                for (var i = 0; i < 3; i++)
                    canvas.DrawOval(side * (i * 0.4f + 0.2f * Next()), horizon + side * 0.04f,
                        side * (0.25f + 0.15f * Next()),
                        side * (0.1f + 0.14f * Next()), paint);
                break;
            case SceneMotif.Reeds:
                paint.Color = new Oklch(ground.Lightness - 0.04, 0.06, ground.Hue).ToColor(0.8);
                for (var i = 0; i < 9; i++)
                {
                    float x = side * (i + Next()) / 9, top = horizon - side * (0.12f + 0.3f * Next());
                    using var blade = Pen.At(x - side * 0.02f, horizon + 1).Bend(x, top,
                        x + side * 0.05f * (Next() - 0.5f), top)
                        .Bend(x + side * 0.01f, horizon, x + side * 0.02f, horizon + 1).Close();
                    canvas.DrawPath(blade, paint);
                }
                break;
            case SceneMotif.Discs:
                paint.Color = (sky with { Lightness = Math.Min(0.97, sky.Lightness + 0.05) }).ToColor(0.8);
                for (var i = 0; i < 7; i++)
                    canvas.DrawCircle(side * Next(), side * Next(), side * (0.03f + 0.07f * Next()), paint);
                break;
            case SceneMotif.Clouds:
                paint.Color = (sky with { Lightness = 0.97, Chroma = 0.02 }).ToColor(0.75);
                for (var i = 0; i < 3; i++)
                {
                    float x = side * Next(), y = horizon * (0.1f + 0.6f * Next());
                    canvas.DrawOval(x, y, side * 0.16f, side * 0.035f, paint);
                    canvas.DrawOval(x + side * 0.04f, y - side * 0.03f, side * 0.08f, side * 0.04f, paint);
                }
                break;
        }

        float Next() => (float)random.NextDouble();
    }
}
