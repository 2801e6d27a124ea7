using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Kinds;

/// <summary>Things that hold liquids.</summary>
internal static class Vessels
{
    public static readonly KindDefinition[] All =
    [
        new(ObjectKind.Mug, 16,
        [
            new("height", "low and wide to tall"),
            new("base", "narrow foot to straight wall"),
            new("belly", "straight to bulging"),
            new("handle", "small to large handle"),
            new("band", "band high to low"),
        ], Mug),
        new(ObjectKind.Bottle, 16,
        [
            new("width", "slim to stout"),
            new("neck", "short to long neck"),
            new("opening", "thin to thick neck"),
            new("shoulder", "sloping to square shoulders"),
            new("label", "small to large label"),
        ], Bottle),
        new(ObjectKind.Vase, 14,
        [
            new("belly", "slim to round"),
            new("height", "belly low to high"),
            new("neck", "thin to wide neck"),
            new("lip", "straight to flared lip"),
            new("foot", "narrow to wide foot"),
        ], Vase),
        new(ObjectKind.Teapot, 14,
        [
            new("height", "flat to tall pot"),
            new("spout", "short to long spout"),
            new("handle", "small to large handle"),
            new("lid", "flat to domed lid"),
            new("foot", "narrow to wide foot"),
        ], Teapot),
    ];

    private static void Mug(Sketch sketch, ShapeFactors s)
    {
        float h = s.Between("height", 0.8, 1.3), b = s.Between("base", 0.33, 0.5), bulge = s.Between("belly", -0.02,
            0.16);
        float reach = 0.56f + Math.Max(bulge, 0) + s.Between("handle", 0.25, 0.52), y = s.Between("band", 0.28,
            0.66) * h;
        sketch.Fill(Role.Accent, Tube(At(0.4f, 0.2f * h)
            .Curve(reach, 0.06f * h, reach, 0.86f * h, 0.36f, 0.74f * h).Open(), 0.12f));
        sketch.Fill(Role.Body, At(-0.5f, 0)
            .Curve(-0.5f - bulge, 0.4f * h, -b - bulge, 0.75f * h, -b, h - 0.03f)
            .Curve(-b * 0.94f, h + 0.09f, b * 0.94f, h + 0.09f, b, h - 0.03f)
            .Curve(b + bulge, 0.75f * h, 0.5f + bulge, 0.4f * h, 0.5f, 0)
            .Curve(0.5f, -0.14f, -0.5f, -0.14f, -0.5f, 0).Close())
            .Patch(Role.Light, Belt(0.8f, y, y + 0.15f, 0.05f));
        sketch.Fill(Role.Dark, Oval(0, 0, 0.5f, 0.105f));
    }

    private static void Bottle(Sketch sketch, ShapeFactors s)
    {
        float w = s.Between("width", 0.36, 0.54), n = s.Between("opening", 0.11, 0.17);
        float neck = s.Between("neck", 0.26, 0.5), square = s.Between("shoulder", 0.1, 1);
        float label = s.Between("label", 0.32, 0.62), shoulder = neck + 0.42f, bottom = 1.8f;
        float middle = (shoulder + 0.12f + bottom) / 2, disc = Math.Min(w * 0.5f, label * 0.34f);
        sketch.Fill(Role.Body, At(-n, 0.1f).To(-n, neck)
            .Curve(-n, neck + 0.24f * (1 - square) + 0.1f, -w, neck + 0.3f - 0.22f * square, -w, shoulder + 0.1f)
            .To(-w, bottom - 0.08f).Bend(-w, bottom, -w + 0.1f, bottom).To(w - 0.1f, bottom)
            .Bend(w, bottom, w, bottom - 0.08f).To(w, shoulder + 0.1f)
            .Curve(w, neck + 0.3f - 0.22f * square, n, neck + 0.24f * (1 - square) + 0.1f, n, neck)
            .To(n, 0.1f).Close())
            .Patch(Role.Light, Belt(0.6f, middle - label / 2, middle + label / 2, 0.03f))
            .Line(Ring(0.3f, neck - 0.06f, 0.01f));
        sketch.Fill(Role.Accent, Oval(0, middle + 0.03f, disc, disc));
        sketch.Fill(Role.Accent, Box(-n - 0.045f, -0.02f, n + 0.045f, 0.17f, 0.035f));
    }

    private static void Vase(Sketch sketch, ShapeFactors s)
    {
        float w = s.Between("belly", 0.36, 0.6), at = s.Between("height", 0.98, 0.56), n = s.Between("neck", 0.13,
            0.27);
        float lip = n + s.Between("lip", 0.03, 0.22), foot = s.Between("foot", 0.17, 0.34), h = 1.5f;
        sketch.Fill(Role.Body, Turned((lip, 0), (n, 0.24f), (w, at), (foot * 1.05f, h - 0.1f), (foot, h)))
            .Patch(Role.Accent, Belt(0.8f, at - 0.07f, at + 0.11f, 0.05f))
            .Line(Ring(0.8f, h - 0.13f, 0.03f))
            .Line(Ring(0.6f, 0.27f, 0.025f));
        sketch.Fill(Role.Dark, Oval(0, 0, lip, 0.03f + lip * 0.16f));
    }

    private static void Teapot(Sketch sketch, ShapeFactors s)
    {
        float h = s.Between("height", 0.86, 1.22), spout = s.Between("spout", 0.28, 0.5),
            hs = s.Between("handle", 0.3, 0.5);
        float lid = s.Between("lid", 0.1, 0.3), foot = s.Between("foot", 0.24, 0.42), top = 0.3f;
        // Spout: wide at the belly, narrow at the mouth, which is cut level.
        sketch.Fill(Role.Body, At(0.36f, h * 0.36f)
            .Curve(0.64f, h * 0.5f, 0.5f + spout * 0.45f, 0.06f, 0.5f + spout, -0.02f)
            .To(0.62f + spout, 0.07f)
            .Curve(0.62f + spout * 0.62f, 0.3f, 0.78f, h * 0.86f, 0.3f, h * 0.86f).Close());
        sketch.Fill(Role.Accent, Tube(At(-0.42f, h * 0.2f)
            .Curve(-0.6f - hs, h * 0.02f, -0.56f - hs, h * 0.92f, -0.42f, h * 0.76f).Open(), 0.11f));
        sketch.Fill(Role.Accent, Box(-foot, h * 0.9f, foot, h + 0.07f, 0.04f));
        sketch.Fill(Role.Body, At(-top, 0)
            .Curve(-0.78f, h * 0.1f, -0.78f, h * 0.95f, -0.3f, h).To(0.3f, h)
            .Curve(0.78f, h * 0.95f, 0.78f, h * 0.1f, top, 0).Close())
            .Line(Ring(0.9f, h * 0.22f, 0.05f));
        sketch.Fill(Role.Accent, At(-top - 0.04f, 0.02f)
            .Curve(-top, -lid * 1.3f, top, -lid * 1.3f, top + 0.04f, 0.02f)
            .Bend(0, 0.12f, -top - 0.04f, 0.02f).Close());
        sketch.Fill(Role.Light, Oval(0, -lid - 0.055f, 0.085f, 0.08f));
    }
}
