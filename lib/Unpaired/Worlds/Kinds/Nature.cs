using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Kinds;

/// <summary>Animals and plants.</summary>
internal static class Nature
{
    public static readonly KindDefinition[] All =
    [
        new(ObjectKind.Fish, 26,
        [
            new("depth", "slender to deep body"),
            new("tail", "small to large tail"),
            new("fork", "straight to forked tail"),
            new("fin", "low to high back fin"),
            new("snout", "blunt to pointed snout"),
        ], Fish),
        new(ObjectKind.Leaf, 60,
        [
            new("width", "narrow to broad"),
            new("waist", "broadest near the stem to near the tip"),
            new("bend", "bent left to bent right"),
            new("veins", "flat to steep veins"),
            new("stem", "short to long stem"),
        ], Leaf),
        new(ObjectKind.Mushroom, 16,
        [
            new("cap", "narrow to wide cap"),
            new("dome", "flat to high cap"),
            new("stem", "short to long stem"),
            new("bulb", "slim to stout stem"),
            new("spots", "small to large spots"),
        ], Mushroom),
        new(ObjectKind.Butterfly, 30,
        [
            new("upper", "small to large upper wings"),
            new("lower", "small to large lower wings"),
            new("spread", "raised to spread wings"),
            new("marks", "small to large marks"),
            new("body", "thin to thick body"),
        ], Butterfly),
    ];

    private static void Fish(Sketch sketch, ShapeFactors s)
    {
        float d = s.Between("depth", 0.36, 0.58), t = s.Between("tail", 0.26, 0.46),
            fork = s.Between("fork", 0.02, 0.24);
        float fin = s.Between("fin", 0.1, 0.32), snout = s.Between("snout", 0.15, 0.6);
        sketch.Fill(Role.Accent, At(0.5f, 0).Curve(0.62f, -0.06f, 0.76f, -t * 0.9f, 0.98f, -t)
            .Bend(1.0f - fork * 0.6f, -t * 0.3f, 0.96f - fork, 0).Bend(1.0f - fork * 0.6f, t * 0.3f, 0.98f, t)
            .Curve(0.76f, t * 0.9f, 0.62f, 0.06f, 0.5f, 0).Close());
        sketch.Fill(Role.Accent, At(-0.42f, -d * 0.72f)
            .Curve(-0.3f, -d - fin * 0.9f, 0.06f, -d - fin, 0.3f, -d * 0.6f - fin * 0.5f)
            .Bend(0.22f, -d * 0.6f, 0.36f, -d * 0.3f).Close());
        sketch.Fill(Role.Accent, At(-0.2f, d * 0.8f)
            .Curve(-0.1f, d + fin * 0.5f, 0.02f, d + fin * 0.7f, 0.18f, d + fin * 0.55f)
            .Bend(0.08f, d * 0.9f, 0.16f, d * 0.6f).Close());
        sketch.Fill(Role.Body, At(-0.92f, 0.02f)
            .Curve(-0.92f + snout * 0.2f, -d * (1.1f - snout * 0.75f), -0.5f, -d * 1.08f, -0.14f, -d)
            .Curve(0.2f, -d * 0.92f, 0.46f, -0.15f, 0.68f, -0.1f).Bend(0.74f, 0, 0.68f, 0.1f)
            .Curve(0.46f, 0.15f, 0.2f, d * 0.94f, -0.14f, d)
            .Curve(-0.5f, d * 1.06f, -0.92f + snout * 0.2f, d * (1.1f - snout * 0.75f), -0.92f, 0.02f).Close())
            .Line(At(-0.4f, -d * 1.1f).Bend(-0.2f, 0, -0.4f, d * 1.1f).Open());
        sketch.Fill(Role.Accent, At(-0.16f, 0.02f).Curve(0, -0.08f, 0.14f, 0, 0.2f, 0.16f)
            .Bend(0, 0.24f, -0.16f, 0.02f).Close());
        sketch.Fill(Role.Light, Oval(-0.58f, -d * 0.26f, 0.1f, 0.1f));
    }

    private static void Leaf(Sketch sketch, ShapeFactors s)
    {
        float w = s.Between("width", 0.4, 0.7), waist = s.Between("waist", 0.45, -0.25),
            bend = s.Between("bend", -0.3, 0.3);
        float steep = s.Between("veins", 0.05, 0.34), stem = s.Between("stem", 0.18, 0.45);
        float X(float y) => bend * (1 - y * y) - bend * 0.4f; // the midrib is a parabola through the tip and the base
        sketch.Fill(Role.Accent, Tube(At(X(0.86f), 0.86f).Bend(X(1f), 1f, X(1f) - bend * 0.5f, 1f + stem)
            .Open(), 0.09f));
        var blade = At(X(-1), -1)
            .Curve(X(-0.7f) + w * 0.25f, -0.8f, X(waist) + w * 1.1f, waist - 0.45f, X(waist) + w, waist)
            .Curve(X(waist) + w * 0.9f, waist + 0.35f, X(1) + w * 0.45f, 0.94f, X(1), 0.97f)
            .Curve(X(1) - w * 0.45f, 0.94f, X(waist) - w * 0.9f, waist + 0.35f, X(waist) - w, waist)
            .Curve(X(waist) - w * 1.1f, waist - 0.45f, X(-0.7f) - w * 0.25f, -0.8f, X(-1), -1).Close();
        var part = sketch.Fill(Role.Body, blade);
        part.Line(At(X(1), 1).Through((X(0.5f), 0.5f), (X(0), 0), (X(-0.4f), -0.4f), (X(-0.78f), -0.78f)).Open());
        for (var vein = 0; vein < 3; vein++)
        {
            var y = 0.56f - 0.44f * vein;
            part.Line(At(X(y), y).Bend(X(y) + w * 0.5f, y - steep * 0.4f, X(y) + w * 1.2f, y - steep - 0.16f).Open());
            part.Line(At(X(y), y).Bend(X(y) - w * 0.5f, y - steep * 0.4f, X(y) - w * 1.2f, y - steep - 0.16f).Open());
        }
    }

    private static void Mushroom(Sketch sketch, ShapeFactors s)
    {
        float w = s.Between("cap", 0.54, 0.8), dome = s.Between("dome", 0.5, 0.85), h = s.Between("stem", 0.5, 0.85);
        float b = s.Between("bulb", 0.15, 0.3), spot = s.Between("spots", 0.085, 0.15);
        sketch.Fill(Role.Light, At(-b * 0.72f, -0.1f)
            .Curve(-b * 0.7f, h * 0.4f, -b * 1.25f, h * 0.7f, -b * 1.2f, h - 0.08f)
            .Curve(-b * 1.1f, h + 0.06f, b * 1.1f, h + 0.06f, b * 1.2f, h - 0.08f)
            .Curve(b * 1.25f, h * 0.7f, b * 0.7f, h * 0.4f, b * 0.72f, -0.1f).Close());
        sketch.Fill(Role.Light, At(-b * 0.75f, 0.1f).To(b * 0.75f, 0.1f).Bend(b * 1.1f, 0.2f, b * 1.5f, 0.3f)
            .Bend(0, 0.42f, -b * 1.5f, 0.3f).Bend(-b * 1.1f, 0.2f, -b * 0.75f, 0.1f).Close());
        sketch.Fill(Role.Body, At(-w, 0.02f).Curve(-w, -dome * 0.7f, -w * 0.55f, -dome, 0, -dome)
            .Curve(w * 0.55f, -dome, w, -dome * 0.7f, w, 0.02f).Bend(w, 0.13f, w * 0.86f, 0.12f)
            .Bend(0, 0.3f, -w * 0.86f, 0.12f).Bend(-w, 0.13f, -w, 0.02f).Close())
            .Patch(Role.Light, Oval(-w * 0.52f, -dome * 0.3f, spot, spot * 0.92f))
            .Patch(Role.Light, Oval(w * 0.06f, -dome * 0.62f, spot * 1.15f, spot * 0.95f))
            .Patch(Role.Light, Oval(w * 0.62f, -dome * 0.22f, spot * 0.95f, spot * 0.92f))
            .Patch(Role.Light, Oval(w * 0.08f, -0.02f, spot * 0.85f, spot * 0.72f));
    }

    private static void Butterfly(Sketch sketch, ShapeFactors s)
    {
        float u = s.Between("upper", 0.68, 0.95), l = s.Between("lower", 0.46, 0.76),
            spread = s.Between("spread", 0.75, 0.28);
        float mark = s.Between("marks", 0.09, 0.17), b = s.Between("body", 0.055, 0.1);
        for (var side = -1; side <= 1; side += 2)
        {
            sketch.Fill(Role.Accent, At(0, 0.02f)
                .Curve(side * l * 0.5f, -0.04f, side * l * 1.15f, 0.12f, side * l, 0.42f)
                .Curve(side * l * 0.9f, 0.72f, side * l * 0.5f, 0.92f, side * l * 0.36f, 0.72f)
                .Curve(side * l * 0.2f, 0.5f, side * 0.02f, 0.36f, 0, 0.3f).Close())
                .Patch(Role.Light, Oval(side * l * 0.62f, 0.42f, mark * 0.8f, mark * 0.8f));
            sketch.Fill(Role.Body, At(0, -0.12f)
                .Curve(side * u * 0.2f, -0.3f - spread * 0.3f, side * u * 0.55f, -0.45f - spread * 0.55f,
                    side * u * 0.96f, -0.3f - spread * 0.42f)
                .Curve(side * u * 1.12f, -0.24f - spread * 0.32f, side * u * 1.02f, 0.02f, side * u * 0.74f, 0.1f)
                .Curve(side * u * 0.5f, 0.18f, side * u * 0.2f, 0.14f, 0, 0.1f).Close())
                .Patch(Role.Light, Oval(side * u * 0.7f, -0.18f - spread * 0.24f, mark, mark))
                .Line(At(0, 0).Bend(side * u * 0.3f, -0.12f, side * u * 0.52f, -0.36f - spread * 0.5f).Open());
            sketch.Fill(Role.Dark, Tube(At(side * 0.02f, -0.3f).Bend(side * 0.04f, -0.52f, side * 0.2f, -0.62f)
                .Open(), 0.04f));
        }
        sketch.Fill(Role.Dark, At(0, -0.4f).Curve(b * 1.6f, -0.4f, b * 1.3f, -0.1f, b, 0.1f)
            .Curve(b, 0.4f, b * 0.4f, 0.55f, 0, 0.58f)
            .Curve(-b * 0.4f, 0.55f, -b, 0.4f, -b, 0.1f).Curve(-b * 1.3f, -0.1f, -b * 1.6f, -0.4f, 0, -0.4f).Close());
    }
}
