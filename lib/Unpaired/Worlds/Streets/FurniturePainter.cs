using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Trees.</summary>
internal static class TreePainter
{
    private static readonly Vector3 Bark = Rgb.Linear(new Oklch(0.42, 0.05, 55));

    /// <summary>Puffs of a round crown: place and radius as parts of the tree's height.</summary>
    private static readonly (float X, float Up, float Radius)[] Puffs =
        [(-0.17f, 0.56f, 0.18f), (0.18f, 0.57f, 0.17f), (-0.08f, 0.74f, 0.19f), (0.1f, 0.75f, 0.18f), (0, 0.58f,
            0.22f)];

    public static void Draw(StreetCanvas street, StreetTree tree)
    {
        var (camera, light) = (street.Camera, street.Light);
        var (x, depth) = ((float)tree.X, (float)tree.Depth);
        var foot = camera.Point(x, 0, depth);
        var unit = camera.Scale(depth) * (float)tree.Height;
        var lamps = 0.8f * light.LampsAt(x, depth);
        var leaves = Rgb.Linear(new Oklch(0.56, 0.12, tree.Hue));
        street.Shadow(light.IsNight ? 0.25f : 0.3f, foot, 0.26f * unit, 0.05f * unit * camera.Eye / 2);
        street.Line(light.Shade(Bark, 0.4f, depth, lamps), Math.Max(0.05f * unit, 0.6f), foot,
            new SKPoint(foot.X, foot.Y - 0.5f * unit));
        var shade = light.Shade(leaves * 0.66f, 0.25f, depth, lamps);
        var bright = light.Shade(leaves, 0.95f, depth, lamps);
        // The lit part lies towards the sun, inside the crown.
        var lean = 0.05f * unit * (float)light.Style.LightSide;
        if (tree.Shape == StreetTreeShape.Slender)
        {
            var middle = foot.Y - 0.56f * unit;
            street.Oval(shade, foot.X, middle, 0.125f * unit, 0.44f * unit);
            street.Oval(bright, foot.X + 0.6f * lean, middle - 0.04f * unit, 0.08f * unit, 0.36f * unit);
            return;
        }
        foreach (var (dx, up, radius) in Puffs)
            street.Oval(shade, foot.X + dx * unit, foot.Y - up * unit, radius * unit, radius * unit);
        foreach (var (dx, up, radius) in Puffs)
            street.Oval(bright, foot.X + 0.85f * dx * unit + lean, foot.Y - (up + 0.035f) * unit,
                0.64f * radius * unit,
                0.6f * radius * unit);
    }
}

/// <summary>Street lamps.</summary>
internal static class LampPainter
{
    private const float ArmLength = 1.3f;
    private static readonly Vector3 Metal = Rgb.Linear(new Oklch(0.36, 0.02, 220));
    private static readonly Vector3 Glass = Rgb.Linear(new Oklch(0.9, 0.02, 95));

    /// <summary>How far the arm reaches to the right in metres: towards the road.</summary>
    public static float Arm(StreetLamp lamp) => lamp.X > 0 ? -ArmLength : ArmLength;

    public static void Draw(StreetCanvas street, StreetLamp lamp)
    {
        var (camera, light) = (street.Camera, street.Light);
        var (x, depth, height) = ((float)lamp.X, (float)lamp.Depth, (float)lamp.Height);
        var arm = Arm(lamp);
        var metal = light.Shade(Metal, 0.5f, depth, 0.25f * light.LampPower);
        var scale = camera.Scale(depth);
        var thickness = Math.Max(0.13f * scale, 0.55f);
        SKPoint foot = camera.Point(x, 0, depth), shoulder = camera.Point(x, height - 0.35f, depth);
        SKPoint head = camera.Point(x + arm, height, depth);
        street.Line(metal, thickness, foot, shoulder);
        street.Line(metal, thickness * 0.8f, shoulder, camera.Point(x + 0.25f * arm, height, depth), head);
        if (light.LampPower > 0)
            DrawLight(street, head, camera.Point(x + arm, 0, depth), scale);
        var glass = light.LampPower > 0
            ? light.Emit(Vector3.Lerp(light.LampColour, Vector3.One, 0.55f), depth)
            : light.Shade(Glass, 0.6f, depth);
        street.Oval(metal, head.X, head.Y - 0.05f * scale, Math.Max(0.46f * scale, 0.8f), Math.Max(0.15f * scale,
            0.5f));
        street.Oval(glass, head.X, head.Y + 0.07f * scale, Math.Max(0.34f * scale, 0.7f), Math.Max(0.14f * scale,
            0.5f));
    }

    /// <summary>The halo round the head and the cone below it.</summary>
    private static void DrawLight(StreetCanvas street, SKPoint head, SKPoint ground, float scale)
    {
        var light = street.Light;
        var strong = light.LampPower;
        SKPoint At(SKPoint middle, float dx) => new(middle.X + dx * scale, middle.Y);
        street.Veil(SKBlendMode.Plus, Rgb.Encode(light.LampColour, 0.19f * strong), Rgb.Encode(light.LampColour, 0),
            head, ground, At(head, -0.25f), At(head, 0.25f), At(ground, 2.1f), At(ground, -2.1f));
        street.Glow(light.LampColour, 0.7f * strong, head, 2.6f * scale, 2.6f * scale);
    }
}

/// <summary>Traffic lights.</summary>
internal static class TrafficLightPainter
{
    private static readonly Vector3 Metal = Rgb.Linear(new Oklch(0.33, 0.015, 240));
    public static readonly Vector3[] Colours = [new(1, 0.07f, 0.04f), new(1, 0.55f, 0.03f), new(0.08f, 0.9f, 0.38f)];

    public static void Draw(StreetCanvas street, StreetTrafficLight signal)
    {
        var (camera, light) = (street.Camera, street.Light);
        var (x, depth, size) = ((float)signal.X, (float)signal.Depth, (float)signal.Size);
        var scale = camera.Scale(depth) * size;
        var metal = light.Shade(Metal, 0.4f, depth, 0.3f * light.LampsAt(x, depth));
        var foot = camera.Point(x, 0, depth);
        SKPoint Up(float dx, float up) => new(foot.X + dx * scale, foot.Y - up * scale);
        street.Line(metal, Math.Max(0.13f * scale, 0.55f), foot, Up(0, 2.3f));
        street.FillRounded(metal, 0.12f * scale, Up(-0.2f, 2.26f), Up(-0.2f, 3.44f), Up(0.2f, 3.44f), Up(0.2f,
            2.26f));
        for (var lens = 0; lens < 3; lens++)
        {
            var place = Up(0, 3.22f - 0.38f * lens);
            var isOn = lens == (int)signal.Signal;
            var colour = isOn ? light.Emit(Colours[lens], depth) : light.Shade(Colours[lens] * 0.12f, 0.4f, depth);
            street.Oval(colour, place.X, place.Y, 0.165f * scale, 0.165f * scale);
            if (isOn)
                street.Glow(Colours[lens], light.IsNight ? 0.8f : 0.3f, place, 0.9f * scale, 0.9f * scale);
        }
    }
}
