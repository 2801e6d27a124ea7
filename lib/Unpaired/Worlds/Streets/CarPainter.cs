using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>One car as a solid body in perspective: only the faces that turn to us are drawn, from far to
/// near.</summary>
internal sealed class CarPainter
{
    private static readonly Vector3 Rubber = Rgb.Linear(new Oklch(0.23, 0.01, 260));
    private static readonly Vector3 Rim = Rgb.Linear(new Oklch(0.72, 0.01, 250));
    private static readonly Vector3 Glass = Rgb.Linear(new Oklch(0.34, 0.03, 245));
    private static readonly Vector3 Trim = Rgb.Linear(new Oklch(0.3, 0.01, 260));
    private static readonly Vector3 Plate = Rgb.Linear(new Oklch(0.93, 0.02, 95));
    private static readonly Vector3 TailLens = Rgb.Linear(new Oklch(0.52, 0.19, 27));
    private static readonly Vector3 HeadLens = Rgb.Linear(new Oklch(0.95, 0.015, 230));
    public static readonly Vector3 TailGlow = new(1, 0.06f, 0.04f);
    public static readonly Vector3 HeadGlow = new(1, 0.94f, 0.76f);

    private readonly StreetCanvas street;
    private readonly StreetCamera camera;
    private readonly StreetLight light;
    private readonly StreetCar car;
    private readonly CarShape shape;
    private readonly Vector3 paint;
    private readonly float depth;
    private readonly float size;
    private readonly float middleX;
    private readonly float slope;
    private readonly float half;
    private readonly float lamps;
    private readonly float scale;

    private CarPainter(StreetCanvas street, StreetCar car)
    {
        this.street = street;
        this.car = car;
        (camera, light) = (street.Camera, street.Light);
        shape = CarShape.Of(car.Body);
        paint = Rgb.Linear(car.Paint);
        depth = (float)car.Depth;
        size = (float)car.Size;
        var middle = depth + 0.5f * size * shape.Length;
        slope = camera.Heading(middle);
        middleX = (float)car.X + camera.Bend(middle) - slope * middle;
        half = shape.Width / 2;
        lamps = 0.8f * light.LampsAt((float)car.X, middle);
        scale = camera.Scale(depth) * size;
    }

    public static void Draw(StreetCanvas street, StreetCar car) => new CarPainter(street, car).Draw();

    /// <summary>A point of the car: metres to our right of its middle line, above the ground, from its
    /// back.</summary>
    private SKPoint At(float right, float up, float fromBack)
    {
        var z = depth + size * (car.Oncoming ? shape.Length - fromBack : fromBack);
        return camera.Straight(middleX + slope * z + size * right, size * up, z);
    }

    /// <summary>A point of the end that faces us; 0 of <paramref name="inward"/> is its outermost plane.</summary>
    private SKPoint AtEnd(float right, float up, float inward = 0) =>
        At(right, up, car.Oncoming ? shape.Length - inward : inward);

    private SKColor Shade(Vector3 albedo, float sun) => light.Shade(albedo, sun, depth, lamps);

    private void Draw()
    {
        SKPoint left = AtEnd(-half, 0), right = AtEnd(half, 0);
        SKPoint leftFar = AtEnd(-half, 0, shape.Length), rightFar = AtEnd(half, 0, shape.Length);
        // The side that we see runs outwards from the near end.
        var side = leftFar.X < left.X ? -1 : rightFar.X > right.X ? 1 : 0;
        DrawShadow(left, right, leftFar, rightFar);
        DrawTyres();
        if (side != 0)
            DrawSide(side);
        DrawTops();
        DrawEnd();
        DrawCabin(side);
        if (side != 0)
            DrawWheels(side);
        DrawLamps();
    }

    private void DrawShadow(SKPoint left, SKPoint right, SKPoint leftFar, SKPoint rightFar)
    {
        var middle = new SKPoint((left.X + right.X + leftFar.X + rightFar.X) / 4, (left.Y + leftFar.Y) / 2);
        var spread = (Math.Max(right.X, rightFar.X) - Math.Min(left.X, leftFar.X)) * 0.58f;
        street.Shadow(light.IsNight ? 0.6f : 0.5f, middle, spread,
            Math.Max((left.Y - leftFar.Y) * 0.85f, 0.16f * scale));
    }

    private void DrawTyres()
    {
        var rubber = Shade(Rubber, 0.2f);
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            street.Fill(rubber, AtEnd(side * (half - 0.02f), 0, 0.45f), AtEnd(side * (half - 0.02f), 0.5f, 0.45f),
                AtEnd(side * (half - 0.28f), 0.5f, 0.45f), AtEnd(side * (half - 0.28f), 0, 0.45f));
    }

    private void DrawSide(int side)
    {
        var x = side * half;
        street.FillRounded(Shade(paint * 0.8f, light.SunOn(side)), 0.07f * scale,
            At(x, CarShape.Clearance, 0.1f), At(x, 0.55f, 0.02f), At(x, shape.Deck, 0.06f), At(x, shape.Belt,
            shape.CabinBack),
            At(x, shape.Belt, shape.CabinFront), At(x, shape.Bonnet, shape.Length - 0.15f), At(x, 0.55f,
                shape.Length - 0.02f),
            At(x, CarShape.Clearance, shape.Length - 0.1f));
    }

    /// <summary>Boot lid and bonnet.</summary>
    private void DrawTops()
    {
        var top = Shade(paint * 1.12f, 1);
        var width = half - 0.04f;
        if (camera.Eye > size * shape.Bonnet)
            street.FillRounded(top, 0.05f * scale, At(-width, shape.Bonnet, shape.Length - 0.06f),
                At(-width, shape.Belt, shape.CabinFront), At(width, shape.Belt, shape.CabinFront),
                At(width, shape.Bonnet, shape.Length - 0.06f));
        if (camera.Eye > size * shape.Deck && shape.CabinBack > 0.1f)
            street.FillRounded(top, 0.05f * scale, At(-width, shape.Deck, 0.05f),
                At(-width, shape.Belt, shape.CabinBack), At(width, shape.Belt, shape.CabinBack), At(width,
                shape.Deck, 0.05f));
    }

    private void DrawEnd()
    {
        var top = car.Oncoming ? shape.Bonnet : shape.Deck;
        var edge = 0.06f;
        street.FillRounded(Shade(paint, 0.55f), 2 * edge * scale,
            AtEnd(-half + edge, CarShape.Clearance + edge), AtEnd(-half + edge, top - edge),
            AtEnd(half - edge, top - edge), AtEnd(half - edge, CarShape.Clearance + edge));
        // The bumper's dark lower part, and the grille of a front.
        street.Fill(Shade(Trim, 0.3f), AtEnd(-half + 0.08f, 0.25f), AtEnd(-half + 0.08f, 0.4f), AtEnd(half - 0.08f,
            0.4f),
            AtEnd(half - 0.08f, 0.25f));
        if (car.Oncoming)
            street.Fill(Shade(Trim, 0.3f), AtEnd(-0.45f, 0.56f), AtEnd(-0.45f, top - 0.1f), AtEnd(0.45f,
                top - 0.1f), AtEnd(0.45f, 0.56f));
        street.Fill(Shade(Plate, 0.5f), AtEnd(-0.26f, 0.44f), AtEnd(-0.26f, 0.56f), AtEnd(0.26f, 0.56f),
            AtEnd(0.26f, 0.44f));
    }

    private void DrawCabin(int side)
    {
        var (foot, roof) = (half - 0.05f, half - CarShape.Tumblehome);
        var (footNear, roofNear, roofFar, footFar) = car.Oncoming
            ? (shape.CabinFront, shape.RoofFront, shape.RoofBack, shape.CabinBack)
            : (shape.CabinBack, shape.RoofBack, shape.RoofFront, shape.CabinFront);
        var belt = shape.Belt;
        var top = shape.Height - 0.03f;
        if (camera.Eye > size * shape.Height)
            street.FillRounded(Shade(paint * 1.1f, 1), 0.06f * scale, At(-roof, top, roofNear), At(-roof, top,
                roofFar),
                At(roof, top, roofFar), At(roof, top, roofNear));
        if (side != 0)
            DrawCabinSide(side, foot, roof);
        street.FillRounded(Shade(paint * 0.94f, 0.6f), 0.06f * scale, At(-foot, belt, footNear), At(-roof, top,
            roofNear),
            At(roof, top, roofNear), At(foot, belt, footNear));
        // The pane, inset on all sides; it mirrors the sky at its top.
        var (low, high) = (0.1f, car.Body == StreetCarBody.Van && !car.Oncoming ? 0.7f : 0.86f);
        SKPoint Inset(float x, float part) => At(
            x * float.Lerp(foot - 0.1f, roof - 0.07f, part), float.Lerp(belt, top, part), float.Lerp(footNear,
            roofNear, part));
        DrawPane(Inset(-1, low), Inset(-1, high), Inset(1, high), Inset(1, low));
        if (car.Body == StreetCarBody.Van && !car.Oncoming)
            street.Line(Shade(paint * 0.6f, 0.5f), Math.Max(0.03f * scale, 0.2f), AtEnd(0, 0.6f), AtEnd(0,
                shape.Height - 0.1f));
    }

    private void DrawCabinSide(int side, float foot, float roof)
    {
        var (belt, top) = (shape.Belt, shape.Height - 0.03f);
        street.FillRounded(Shade(paint * 0.74f, light.SunOn(side)), 0.06f * scale, At(side * foot, belt,
            shape.CabinBack),
            At(side * roof, top, shape.RoofBack), At(side * roof, top, shape.RoofFront), At(side * foot, belt,
                shape.CabinFront));
        SKPoint On(float part, float along)
        {
            var from = float.Lerp(shape.CabinBack + 0.15f, shape.RoofBack + 0.12f, part);
            var to = float.Lerp(shape.CabinFront - 0.15f, shape.RoofFront - 0.12f, part);
            return At(side * float.Lerp(foot, roof, part), float.Lerp(belt, top, part), float.Lerp(from, to, along));
        }

        var back = car.Body == StreetCarBody.Van ? 0.66f : 0f;
        DrawPane(On(0.12f, back), On(0.85f, back), On(0.85f, 0.52f + back * 0.25f), On(0.12f, 0.52f + back * 0.25f));
        DrawPane(On(0.12f, 0.57f + back * 0.25f), On(0.85f, 0.57f + back * 0.25f), On(0.85f, 1), On(0.12f, 1));
    }

    private void DrawPane(SKPoint a, SKPoint b, SKPoint c, SKPoint d)
    {
        var sky = light.IsNight ? light.SkyLow * 0.25f : light.SkyLow * 0.4f;
        var dark = Rgb.Linear(Shade(Glass, 0.2f));
        street.Fill(Rgb.Encode(dark + sky), Rgb.Encode(dark), b, a, a, b, c, d);
    }

    private void DrawWheels(int side)
    {
        foreach (var at in (ReadOnlySpan<float>)[0.78f, shape.Length - 0.82f])
        {
            var x = side * (half + 0.01f);
            SKPoint from = At(x, CarShape.Wheel, at - CarShape.Wheel), to = At(x, CarShape.Wheel,
                at + CarShape.Wheel);
            SKPoint top = At(x, 2 * CarShape.Wheel, at), bottom = At(x, 0, at);
            var (radiusX, radiusY) = (Math.Abs(to.X - from.X) / 2, (bottom.Y - top.Y) / 2);
            var (middleX, middleY) = ((from.X + to.X) / 2, (top.Y + bottom.Y) / 2);
            street.Oval(Shade(Rubber, 0.3f), middleX, middleY, radiusX, radiusY);
            street.Oval(Shade(Rim, 0.4f), middleX, middleY, radiusX * 0.55f, radiusY * 0.55f);
        }
    }

    private void DrawLamps()
    {
        var isOn = light.BeamPower > 0 && !car.Parked;
        var (lens, glow) = car.Oncoming ? (HeadLens, HeadGlow) : (TailLens, TailGlow);
        var colour = isOn
            ? light.Emit(car.Oncoming ? Vector3.Lerp(glow, Vector3.One, 0.6f) : new(1, 0.16f, 0.1f), depth)
            : Shade(lens, 0.55f);
        var top = (car.Oncoming ? shape.Bonnet : shape.Deck) - 0.1f;
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            var (outer, inner) = (side * (half - 0.1f), side * (half - 0.48f));
            street.FillRounded(colour, 0.05f * scale, AtEnd(outer, top - 0.2f), AtEnd(outer, top), AtEnd(inner,
                top - 0.03f),
                AtEnd(inner, top - 0.2f));
            if (!isOn)
                continue;
            var middle = AtEnd(side * (half - 0.28f), top - 0.1f);
            var radius = Math.Max((car.Oncoming ? 1.05f : 0.7f) * scale,
                0.03f * MathF.Sqrt(camera.Width * camera.Height));
            street.Glow(glow, light.BeamPower * (car.Oncoming ? 0.95f : 0.75f), middle, radius, radius);
        }
    }
}
