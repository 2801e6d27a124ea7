using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Sky, sun, moon, stars, clouds, and the far skyline at the road's end.</summary>
internal static class SkyPainter
{
    public static void Draw(StreetCanvas street, StreetContent content)
    {
        var (camera, light) = (street.Camera, street.Light);
        var (width, horizon) = ((float)camera.Width, camera.HorizonY);
        SKPoint top = new(0, 0), low = new(0, horizon);
        street.Fill(Rgb.Encode(light.SkyTop), Rgb.Encode(light.SkyLow), top, low,
            top, new(width, 0), new(width, horizon + 1), new(0, horizon + 1));
        var random = new SplitMixRandom(light.Style.Sky, 11);
        switch (light.Style.Domain)
        {
            case StreetDomain.Day:
                DrawSun(street);
                DrawClouds(street, random);
                break;
            case StreetDomain.Night:
                DrawStars(street, random);
                DrawMoon(street);
                break;
            default:
                DrawOvercast(street, random);
                break;
        }
        DrawSkyline(street, content);
    }

    private static float Unit(StreetCamera camera) => MathF.Sqrt(camera.Width * (float)camera.Height);

    private static SKPoint LightPlace(StreetCamera camera, float height) => new(
        camera.Width * 0.5f, camera.HorizonY * (1 - height));

    private static void DrawSun(StreetCanvas street)
    {
        var (camera, style) = (street.Camera, street.Light.Style);
        var height = 0.12f + 0.75f * (float)style.SunHeight;
        var place = LightPlace(camera, height) + new SKPoint(0.42f * camera.Width * (float)style.LightSide, 0);
        var low = 1 - (float)style.SunHeight;
        var colour = Vector3.Lerp(new(1, 0.93f, 0.78f), new(1, 0.66f, 0.3f), low);
        var clear = 1 - (float)style.Cloudiness * (float)style.Cloudiness;
        var unit = Unit(camera);
        // Veils the blue of the sky instead of adding to it, which would turn it cyan.
        street.Glow(colour, (0.75f + 0.2f * low) * clear, place, unit * (0.36f + 0.3f * low),
            unit * (0.36f + 0.2f * low), SKBlendMode.SrcOver);
        var disc = Rgb.Encode(Vector3.Lerp(colour, Vector3.One, 0.6f), clear);
        street.Oval(disc, place.X, place.Y, unit * 0.036f, unit * 0.036f);
    }

    private static void DrawMoon(StreetCanvas street)
    {
        var (camera, style) = (street.Camera, street.Light.Style);
        var unit = Unit(camera);
        var place = LightPlace(camera, 0.74f) + new SKPoint(0.38f * camera.Width * (float)style.LightSide, 0);
        street.Glow(new(0.55f, 0.62f, 0.8f), 0.4f, place, unit * 0.17f, unit * 0.17f);
        var radius = unit * 0.04f;
        street.Oval(new SKColor(246, 243, 222), place.X, place.Y, radius, radius);
        street.Oval(new SKColor(222, 219, 204), place.X - 0.3f * radius, place.Y - 0.15f * radius,
            0.28f * radius, 0.24f * radius);
        street.Oval(new SKColor(226, 223, 208), place.X + 0.32f * radius, place.Y + 0.36f * radius,
            0.2f * radius, 0.18f * radius);
    }

    private static void DrawStars(StreetCanvas street, SplitMixRandom random)
    {
        var camera = street.Camera;
        var unit = Unit(camera);
        var clear = 1 - 0.6f * (float)street.Light.Style.Dusk;
        for (var star = 0; star < 46; star++)
        {
            var (x, y) = ((float)random.NextDouble() * camera.Width, (float)random.NextDouble());
            var size = 0.0016f + 0.0028f * MathF.Pow((float)random.NextDouble(), 3);
            // Fewer and fainter towards the glow of the town.
            var bright = clear * (1 - 0.8f * y) * (0.45f + 0.55f * (float)random.NextDouble());
            // A star smaller than a pixel is as bright as its part of it.
            var radius = Math.Max(unit * size, 0.45f);
            street.Oval(new SKColor(236, 240, 255, (byte)(255 * bright)), x, y * camera.HorizonY * 0.95f, radius,
                radius);
        }
    }

    private static void DrawClouds(StreetCanvas street, SplitMixRandom random)
    {
        var (camera, light) = (street.Camera, street.Light);
        var cloudy = (float)light.Style.Cloudiness;
        var unit = Unit(camera);
        var count = (int)MathF.Round(1.5f + 6.5f * cloudy);
        var low = (1 - (float)light.Style.SunHeight) * (1 - cloudy);
        var bright = Vector3.Lerp(Vector3.Lerp(new(1, 1, 1), new(1, 0.82f, 0.66f), low * low), new(0.78f, 0.79f,
            0.82f), 0.6f * cloudy);
        var shade = Vector3.Lerp(bright, light.SkyTop, 0.32f);
        for (var cloud = 0; cloud < count; cloud++)
        {
            var x = ((cloud + 0.15f + 0.7f * (float)random.NextDouble()) * 0.618f % 1f) * camera.Width;
            var y = camera.HorizonY * (0.12f + 0.62f * (float)random.NextDouble());
            // Nearer to the horizon is farther away.
            var size = unit * (0.05f + 0.045f * (float)random.NextDouble()) * (1.25f - 0.6f * y / camera.HorizonY)
                * (1 + 0.5f * cloudy);
            using var shape = Puffs(random, x, y, size);
            using var shader = SKShader.CreateLinearGradient(new(0, y - 1.25f * size), new(0, y + 0.35f * size),
                [Rgb.Encode(bright, 0.94f), Rgb.Encode(shade, 0.88f)], SKShaderTileMode.Clamp);
            street.Fill(shader, shape);
        }
    }

    /// <summary>A heap of round puffs on a flat base.</summary>
    private static SKPath Puffs(SplitMixRandom random, float x, float y, float size)
    {
        var puffs = new SKPath();
        var count = 4 + random.Next(2);
        for (var i = 0; i < count; i++)
        {
            var along = count == 1 ? 0 : 2f * i / (count - 1) - 1;
            var radius = size * (0.42f + 0.34f * (1 - along * along) + 0.12f * (float)random.NextDouble());
            var middle = new SKPoint(x + along * size * 1.5f, y + 0.3f * size - radius * 0.8f);
            puffs.AddOval(new SKRect(middle.X - radius * 1.15f, middle.Y - radius, middle.X + radius * 1.15f,
                Math.Min(middle.Y + radius, y + 0.36f * size)));
        }
        puffs.AddRoundRect(new SKRect(x - 1.8f * size, y - 0.02f * size, x + 1.8f * size, y + 0.36f * size),
            0.18f * size, 0.18f * size);
        return puffs;
    }

    private static void DrawOvercast(StreetCanvas street, SplitMixRandom random)
    {
        var camera = street.Camera;
        var unit = Unit(camera);
        for (var patch = 0; patch < 9; patch++)
        {
            var dark = patch % 2 == 0;
            var place = new SKPoint((float)random.NextDouble() * camera.Width,
                (float)random.NextDouble() * camera.HorizonY * 0.7f);
            var radius = unit * (0.2f + 0.16f * (float)random.NextDouble());
            if (dark)
                street.Shadow(0.13f, place, radius * 1.5f, radius * 0.5f);
            else
                street.Glow(new(0.8f, 0.82f, 0.86f), 0.13f, place, radius * 1.5f, radius * 0.5f);
        }
    }

    /// <summary>Far houses and hills in the haze.</summary>
    private static void DrawSkyline(StreetCanvas street, StreetContent content)
    {
        var (camera, light) = (street.Camera, street.Light);
        var random = new SplitMixRandom(content.Road.Skyline, 12);
        var unit = Unit(camera);
        var hill = light.Shade(Rgb.Linear(new Oklch(0.55, 0.05, 150)), 0.3f, 130);
        street.Oval(hill, camera.Width * (0.2f + 0.6f * (float)random.NextDouble()), camera.HorizonY,
            unit * 0.55f, unit * (0.035f + 0.03f * (float)random.NextDouble()));
        using var houses = new SKPath();
        for (var x = -0.02f * camera.Width; x < camera.Width;)
        {
            var width = unit * (0.025f + 0.045f * (float)random.NextDouble());
            var height = unit * (0.012f + 0.05f * MathF.Pow((float)random.NextDouble(), 2));
            houses.AddRect(new SKRect(x, camera.HorizonY - height, x + width + 0.5f, camera.HorizonY + 1));
            x += width;
        }
        street.Fill(light.Shade(Rgb.Linear(new Oklch(0.5, 0.03, 260)), 0.3f, 110), houses);
    }
}
