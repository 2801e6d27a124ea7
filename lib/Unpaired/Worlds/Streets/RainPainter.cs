using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Falling rain, its mist, and drops on the road.</summary>
internal static class RainPainter
{
    public static void Draw(StreetCanvas street)
    {
        var (camera, light) = (street.Camera, street.Light);
        if (light.Style.Domain != StreetDomain.Rain)
            return;
        var density = (float)light.Style.RainDensity;
        var random = new SplitMixRandom(light.Style.Sky, 13);
        var unit = MathF.Sqrt(camera.Width * (float)camera.Height);
        var area = camera.Width * (float)camera.Height / (unit * unit);
        SKPoint low = new(0, camera.HorizonY + 0.12f * camera.Height), high = new(0,
            camera.HorizonY - 0.25f * camera.Height);
        var mist = Rgb.Encode(light.SkyLow, 0.05f + 0.13f * density);
        street.Veil(SKBlendMode.SrcOver, mist, mist.WithAlpha(0), low, high,
            new(0, low.Y), new(0, high.Y), new(camera.Width, high.Y), new(camera.Width, low.Y));
        DrawSplashes(street, random, density, unit);
        // Near drops are few, long and bright; far ones many, short and faint.
        foreach (var (count, length, width, opacity) in ((float, float, float, float)[])
            [(70, 0.06f, 0.0035f, 0.3f), (26, 0.1f, 0.006f, 0.36f)])
        {
            using var drops = new SKPath();
            for (var drop = 0; drop < count * (0.35f + density) * area; drop++)
            {
                var from = new SKPoint((float)random.NextDouble() * 1.1f * camera.Width,
                    (float)random.NextDouble() * 1.1f * camera.Height - 0.1f * camera.Height);
                var fall = unit * length * (0.7f + 0.6f * (float)random.NextDouble());
                drops.MoveTo(from);
                drops.LineTo(from.X - 0.17f * fall, from.Y + fall);
            }
            using var paint = new SKPaint
            {
                IsAntialias = true,
                Style = SKPaintStyle.Stroke,
                StrokeWidth = Math.Max(unit * width, 0.5f),
                Color = Rgb.Encode(new Vector3(0.86f, 0.9f, 0.95f), opacity),
            };
            street.Canvas.DrawPath(drops, paint);
        }
    }

    private static void DrawSplashes(StreetCanvas street, SplitMixRandom random, float density, float unit)
    {
        var camera = street.Camera;
        var colour = Rgb.Encode(new Vector3(0.8f, 0.84f, 0.9f), 0.3f);
        for (var splash = 0; splash < 10 + 34 * density; splash++)
        {
            var down = MathF.Sqrt((float)random.NextDouble());
            var place = new SKPoint((float)random.NextDouble() * camera.Width,
                camera.HorizonY + (0.12f + 0.88f * down) * (camera.Height - camera.HorizonY));
            var radius = unit * (0.004f + 0.011f * down);
            street.Oval(colour, place.X, place.Y, radius, radius * 0.36f);
        }
    }
}
