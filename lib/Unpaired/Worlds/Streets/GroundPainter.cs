using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>Road, markings, pavements, lawns, and the light and shadow on them.</summary>
internal sealed class GroundPainter(StreetCanvas street, StreetContent content)
{
    private const float FarDepth = 240;
    private const float Kerb = 0.22f;
    private static readonly Vector3 Grass = Rgb.Linear(new Oklch(0.62, 0.1, 132));
    private static readonly Vector3 Paving = Rgb.Linear(new Oklch(0.74, 0.018, 75));
    private static readonly Vector3 KerbStone = Rgb.Linear(new Oklch(0.84, 0.008, 90));
    private static readonly Vector3 Asphalt = Rgb.Linear(new Oklch(0.52, 0.012, 265));
    private static readonly Vector3 Marking = Rgb.Linear(new Oklch(0.96, 0.01, 95));
    private static readonly Vector3 Joint = Rgb.Linear(new Oklch(0.64, 0.018, 75));

    private readonly StreetCamera camera = street.Camera;
    private readonly StreetLight light = street.Light;
    private readonly float left = -(float)content.Road.LeftEdge;
    private readonly float right = (float)content.Road.RightEdge;
    private readonly float pavement = (float)content.Road.PavementWidth;

    public void Draw()
    {
        using (var all = new SKPath())
        {
            all.AddRect(new SKRect(0, camera.HorizonY, camera.Width, camera.Height));
            Paint(Grass, all);
        }
        PaintStrip(Paving, left - pavement, right + pavement);
        DrawJoints();
        PaintStrip(KerbStone, left - Kerb, right + Kerb);
        PaintStrip(Asphalt, left, right);
        DrawMarkings();
        DrawShadows();
        MirrorPainter.Draw(street, content);
        DrawPools();
    }

    private void DrawMarkings()
    {
        var road = content.Road;
        using var lines = new SKPath();
        const float Dash = 3, Gap = 3.6f, Half = 0.09f;
        for (var from = (float)(road.DashPhase - 1) * (Dash + Gap); from < 75; from += Dash + Gap)
            AddPatch(lines, -Half, Half, from, from + Dash);
        AddParking(lines, road.ParkingLeft, -1);
        AddParking(lines, road.ParkingRight, 1);
        if (road.Crossing is { } at)
        {
            for (var x = left + 0.35f; x + 0.55f < right; x += 1.05f)
                AddPatch(lines, x, x + 0.55f, (float)at, (float)at + 3.2f);
            AddPatch(lines, Half * 2, right - 0.3f, (float)at - 1.5f, (float)at - 1.1f);
        }
        Paint(Marking, lines);
    }

    private void AddParking(SKPath lines, bool isThere, float side)
    {
        var lane = side * (float)content.Road.LaneWidth;
        if (isThere)
            AddStrip(lines, lane - 0.06f, lane + 0.06f, camera.NearDepth, 90);
        else
            AddStrip(lines, lane - 0.05f, lane + 0.05f, camera.NearDepth, 110);
    }

    private void DrawJoints()
    {
        using var joints = new SKPath();
        for (var depth = 2f; depth < 34; depth += 2)
        {
            AddPatch(joints, left - pavement, left, depth, depth + 0.05f);
            AddPatch(joints, right, right + pavement, depth, depth + 0.05f);
        }
        Paint(Joint, joints);
    }

    /// <summary>By day each house throws a shadow over the street, longer for a low sun.</summary>
    private void DrawShadows()
    {
        var style = light.Style;
        if (style.Domain != StreetDomain.Day)
            return;
        var strength = 0.42f * (1 - (float)style.Cloudiness);
        var slant = (float)style.LightSide * (1.5f - 1.1f * (float)style.SunHeight);
        using var shadows = new SKPath();
        foreach (var house in content.Buildings.Where(b => b.OnRight == slant > 0))
        {
            var edge = house.OnRight
                ? right + pavement + (float)house.SetBack
                : left - pavement - (float)house.SetBack;
            var reach = Math.Clamp((float)house.Height * Math.Abs(slant), 0, 0.72f * (right - left) + pavement);
            var inner = house.OnRight ? edge - reach : edge + reach;
            AddStrip(shadows, Math.Min(edge, inner), Math.Max(edge, inner),
                (float)house.Start, (float)(house.Start + house.Width));
        }
        if (street.Mask is null)
            street.Fill(new SKColor(20, 26, 52, (byte)(255 * strength)), shadows);
    }

    /// <summary>Light of street lamps and of oncoming cars on the ground.</summary>
    private void DrawPools()
    {
        foreach (var lamp in content.Lamps)
        {
            var depth = (float)lamp.Depth;
            var x = (float)lamp.X + LampPainter.Arm(lamp);
            Pool(light.LampColour, 0.42f * light.LampPower, x, depth, 4.6f);
        }
        foreach (var car in content.Objects.OfType<StreetCar>().Where(c => !c.Parked))
        {
            var depth = (float)car.Depth;
            var ahead = car.Oncoming ? depth - 2.6f : depth + 7f;
            if (ahead > camera.NearDepth * 0.7f)
                Pool(new(1, 0.93f, 0.76f), 0.36f * light.BeamPower, (float)car.X, ahead, car.Oncoming ? 2.8f : 3.4f);
            if (!car.Oncoming)
                Pool(new(1, 0.1f, 0.06f), 0.3f * light.BeamPower, (float)car.X, depth - 0.8f, 1.7f);
        }
    }

    private void Pool(Vector3 colour, float strength, float x, float depth, float radius)
    {
        var middle = camera.Point(x, 0, depth);
        var radiusX = radius * camera.Scale(depth);
        var radiusY = Math.Min(radiusX * 0.7f, radiusX * camera.Eye / depth * 1.3f);
        street.Glow(colour, strength, middle, radiusX, radiusY);
    }

    private void PaintStrip(Vector3 albedo, float from, float to)
    {
        using var strip = new SKPath();
        AddStrip(strip, from, to, camera.NearDepth, FarDepth);
        Paint(albedo, strip);
    }

    /// <summary>Ground of one material: its colour changes with the distance.</summary>
    private void Paint(Vector3 albedo, SKPath shape)
    {
        const int Steps = 6;
        var colours = new SKColor[Steps + 1];
        var places = new float[Steps + 1];
        for (var i = 0; i <= Steps; i++)
        {
            places[i] = i * i / (float)(Steps * Steps);
            var y = camera.HorizonY + places[i] * (camera.Height - camera.HorizonY);
            var depth = Math.Min(camera.DepthAt(y), FarDepth);
            colours[i] = light.Shade(albedo * (light.Wetness > 0 ? 1 - 0.35f * light.Wetness : 1), 0.75f, depth,
                0.16f * light.LampPower);
        }
        using var shader = SKShader.CreateLinearGradient(new(0, camera.HorizonY), new(0, camera.Height),
            colours, places, SKShaderTileMode.Clamp);
        street.Fill(shader, shape);
    }

    /// <summary>A short piece, straight enough for one quadrangle.</summary>
    private void AddPatch(SKPath shapes, float from, float to, float near, float far)
    {
        near = Math.Max(near, camera.NearDepth);
        if (far <= near)
            return;
        shapes.MoveTo(camera.Point(from, 0, near));
        shapes.LineTo(camera.Point(from, 0, far));
        shapes.LineTo(camera.Point(to, 0, far));
        shapes.LineTo(camera.Point(to, 0, near));
        shapes.Close();
    }

    /// <summary>A long piece that follows the bend.</summary>
    private void AddStrip(SKPath shapes, float from, float to, float near, float far)
    {
        near = Math.Max(near, camera.NearDepth);
        if (far <= near)
            return;
        // Even steps in the picture are even steps of 1/depth.
        const int Steps = 16;
        shapes.MoveTo(camera.Point(from, 0, near));
        for (var i = 1; i <= Steps; i++)
            shapes.LineTo(camera.Point(from, 0, Depth(i)));
        for (var i = Steps; i >= 0; i--)
            shapes.LineTo(camera.Point(to, 0, Depth(i)));
        shapes.Close();

        float Depth(int step) => 1 / float.Lerp(1 / near, 1 / far, step / (float)Steps);
    }
}
