using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Wet ground: what stands on it is mirrored below its foot, lights as long streaks.</summary>
internal static class MirrorPainter
{
    public static void Draw(StreetCanvas street, StreetContent content)
    {
        var (camera, light) = (street.Camera, street.Light);
        if (light.Wetness <= 0)
            return;
        SKPoint top = new(0, camera.HorizonY), bottom = new(0, camera.Height);
        var sky = light.IsNight ? light.SkyLow : light.SkyLow * 0.9f;
        street.Veil(SKBlendMode.SrcOver, Rgb.Encode(sky, 0.6f * light.Wetness), Rgb.Encode(sky * 0.2f,
            0.3f * light.Wetness),
            top, bottom, top, new(camera.Width, top.Y), new(camera.Width, bottom.Y), bottom);
        foreach (var house in content.Buildings.Where(b => b.Start < 50).OrderByDescending(b => b.Start))
            DrawHouse(street, house, content.Road);
        foreach (var lamp in content.Lamps)
            Streak(street, light.LampColour, 0.8f * light.LampPower, (float)lamp.X + LampPainter.Arm(lamp),
                (float)lamp.Depth, 0.34f, 0.8f * (float)lamp.Height);
        foreach (var thing in content.Objects.OrderByDescending(o => o.Depth))
            DrawObject(street, thing);
    }

    private static void DrawObject(StreetCanvas street, StreetObject thing)
    {
        var light = street.Light;
        var (x, depth) = ((float)thing.X, (float)thing.Depth);
        switch (thing)
        {
            case StreetCar car:
                var half = CarShape.Of(car.Body).Width / 2;
                Smear(street, light.Shade(Rgb.Linear(car.Paint), 0.4f, depth, light.LampsAt(x, depth)), x, depth,
                    half, 1.5f);
                if (car.Parked)
                    break;
                foreach (var side in (ReadOnlySpan<float>)[-1, 1])
                    Streak(street, car.Oncoming ? CarPainter.HeadGlow : CarPainter.TailGlow, light.BeamPower,
                        x + side * (half - 0.28f), depth, 0.2f, car.Oncoming ? 2.6f : 1.9f);
                break;
            case StreetPerson person:
                Smear(street, light.Shade(Rgb.Linear(person.Coat), 0.4f, depth, light.LampsAt(x, depth)), x, depth,
                    0.22f, 1.5f);
                break;
            case StreetTrafficLight signal:
                Streak(street, TrafficLightPainter.Colours[(int)signal.Signal], 0.5f, x, depth, 0.16f, 2.6f);
                break;
            default:
                break;
        }
    }

    /// <summary>A body's colour below its foot.</summary>
    private static void Smear(StreetCanvas street, SKColor colour, float x, float depth, float half, float height)
    {
        var camera = street.Camera;
        SKPoint foot = camera.Point(x, 0, depth), end = camera.Point(x, -height, depth);
        var wide = half * camera.Scale(depth);
        street.Veil(SKBlendMode.SrcOver, colour.WithAlpha((byte)(150 * street.Light.Wetness)), colour.WithAlpha(0),
            foot, end, new(foot.X - wide, foot.Y), new(foot.X + wide, foot.Y),
            new(foot.X + 0.8f * wide, end.Y), new(foot.X - 0.8f * wide, end.Y));
    }

    /// <summary>A light below the place where it would touch the ground.</summary>
    private static void Streak(
        StreetCanvas street, Vector3 colour, float strength, float x, float depth, float half, float height)
    {
        var scale = street.Camera.Scale(depth);
        var foot = street.Camera.Point(x, -0.3f * height, depth);
        street.Glow(colour, strength * street.Light.Wetness, foot, 1.7f * half * scale, 0.9f * height * scale);
    }

    /// <summary>The front of a house; strongest where it is far, since flat rays mirror best.</summary>
    private static void DrawHouse(StreetCanvas street, StreetBuilding house, StreetRoad road)
    {
        var (camera, light) = (street.Camera, street.Light);
        var front = BuildingPainter.Front(house, road);
        var from = Math.Max((float)house.Start, camera.NearDepth * 0.4f);
        var to = (float)(house.Start + house.Width);
        if (to <= from)
            return;
        var colour = light.Shade(Rgb.Linear(house.Wall), 0.3f, from, light.LampsAt(front, from));
        var height = -0.8f * (float)house.Height;
        var opacity = light.Wetness * Math.Clamp(0.1f + from / 60, 0, 0.5f);
        var end = camera.Point(front, height, to).Y;
        SKPoint start = new(0, camera.HorizonY), low = new(0, Math.Min(end, camera.Height));
        street.Veil(SKBlendMode.SrcOver, colour.WithAlpha((byte)(255 * opacity)), colour.WithAlpha(0), start, low,
            camera.Point(front, 0, from), camera.Point(front, 0, to), camera.Point(front, height, to),
            camera.Point(front, height, from));
    }
}
