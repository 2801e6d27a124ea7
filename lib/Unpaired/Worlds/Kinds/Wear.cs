using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Kinds;

/// <summary>Things to wear and to carry.</summary>
internal static class Wear
{
    public static readonly KindDefinition[] All =
    [
        new(ObjectKind.Sneaker, 16,
        [
            new("collar", "low shoe to high top"),
            new("toe", "flat to round toe"),
            new("sole", "thin to thick sole"),
            new("tongue", "short to long tongue"),
            new("instep", "flat to steep instep"),
        ], Sneaker),
        new(ObjectKind.Handbag, 14,
        [
            new("height", "flat to tall bag"),
            new("taper", "straight to narrow top"),
            new("flap", "short to long flap"),
            new("handle", "low to high handle"),
            new("round", "square to round bottom"),
        ], Handbag),
        new(ObjectKind.Umbrella, 22,
        [
            new("dome", "flat to high dome"),
            new("scallop", "straight to deeply scalloped edge"),
            new("pole", "short to long pole"),
            new("hook", "small to large hook"),
            new("ribs", "ribs near to far from the middle"),
        ], Umbrella),
    ];

    private static void Sneaker(Sketch sketch, ShapeFactors s)
    {
        float collar = s.Between("collar", 0.12, -0.34), toe = s.Between("toe", 0.62, 0.46),
            sole = s.Between("sole", 0.11, 0.22);
        float tongue = collar - s.Between("tongue", 0.06, 0.2), knee = s.Between("instep", 0.95, 0.72), y = 0.9f;
        // Upper: heel, collar with its dip, tongue, instep, toe.
        sketch.Fill(Role.Light, At(0.5f, collar + 0.1f).To(0.52f, tongue + 0.02f)
            .Bend(0.62f, tongue - 0.06f, 0.7f, tongue + 0.05f).To(knee + 0.02f, 0.44f).To(0.6f, 0.5f).Close());
        sketch.Fill(Role.Body, At(0.06f, y)
            .Curve(-0.04f, 0.6f, 0.06f, 0.3f, 0.02f, collar)
            .Bend(0.06f, collar - 0.06f, 0.13f, collar - 0.03f)
            .Bend(0.32f, collar + 0.16f, 0.54f, collar + 0.04f)
            .Curve(0.62f, 0.26f, knee, 0.42f, 1.14f, toe - 0.03f)
            .Curve(1.44f, toe - 0.03f, 1.62f, toe + 0.06f, 1.62f, y).Close())
            .Patch(Role.Light, At(1.2f, 1).Curve(1.18f, 0.8f, 1.24f, 0.62f, 1.36f, 0.3f)
                .To(1.8f, 0.3f).To(1.8f, 1).Close())
            .Patch(Role.Accent, At(-0.2f, 0.36f).Bend(0.34f, 0.5f, 0.36f, 1).To(-0.2f, 1).Close())
            .Line(At(0.52f, collar + 0.02f).Curve(0.5f, 0.42f, 0.74f, 0.62f, 1.22f, 0.64f).Open());
        // Laces across the instep.
        for (var lace = 0; lace < 3; lace++)
        {
            var t = 0.2f + 0.28f * lace;
            float x = 0.58f + (1.1f - 0.58f) * t * (0.75f + 0.25f * t),
                top = collar + (toe - collar) * (0.25f + 0.75f * t);
            sketch.Line(At(x + 0.04f, top - 0.02f).To(x - 0.1f, top + 0.15f).Open());
        }
        sketch.Fill(Role.Light, At(0.04f, y - 0.04f).To(1.56f, y - 0.04f)
            .Bend(1.7f, y - 0.06f, 1.68f, y + sole * 0.55f).Bend(1.64f, y + sole, 1.5f, y + sole)
            .To(0.1f, y + sole).Curve(-0.06f, y + sole, -0.06f, y - 0.04f, 0.04f, y - 0.04f).Close())
            .Patch(Role.Accent, Box(-0.3f, y + sole * 0.62f, 2f, y + sole + 0.1f, 0));
    }

    private static void Handbag(Sketch sketch, ShapeFactors s)
    {
        float h = s.Between("height", 0.72, 1.08), top = 0.62f - s.Between("taper", 0, 0.2),
            flap = s.Between("flap", 0.34, 0.66) * h;
        float handle = s.Between("handle", 0.3, 0.72), round = s.Between("round", 0.08, 0.3);
        sketch.Fill(Role.Accent, Tube(At(-top * 0.62f, 0.08f)
            .Curve(-top * 0.66f, -handle * 1.28f, top * 0.66f, -handle * 1.28f, top * 0.62f, 0.08f).Open(), 0.1f));
        sketch.Fill(Role.Body, Polygon(round, (-top, 0), (top, 0), (0.66f, h), (-0.66f, h)))
            .Line(At(-0.8f, h * 0.86f).To(0.8f, h * 0.86f).Open());
        sketch.Fill(Role.Accent, At(-top - 0.02f, 0.09f).Bend(-top, 0, -top + 0.1f, 0).To(top - 0.1f, 0)
            .Bend(top, 0, top + 0.02f, 0.09f)
            .Curve(top + 0.02f, flap * 0.75f, top * 0.5f, flap, 0, flap)
            .Curve(-top * 0.5f, flap, -top - 0.02f, flap * 0.75f, -top - 0.02f, 0.09f).Close());
        sketch.Fill(Role.Light, Box(-0.1f, flap - 0.1f, 0.1f, flap + 0.08f, 0.05f));
    }

    private static void Umbrella(Sketch sketch, ShapeFactors s)
    {
        float dome = s.Between("dome", 0.52, 0.92), scallop = s.Between("scallop", 0.03, 0.15),
            pole = s.Between("pole", 0.55, 0.95);
        float hook = s.Between("hook", 0.08, 0.17), rib = s.Between("ribs", 0.26, 0.42);
        sketch.Fill(Role.Accent, Tube(At(0, -0.1f).To(0, pole)
            .Curve(0, pole + hook * 1.5f, hook * 2, pole + hook * 1.5f, hook * 2, pole).Open(), 0.1f));
        sketch.Fill(Role.Accent, Box(-0.035f, -dome - 0.13f, 0.035f, -dome + 0.1f, 0.03f));
        var canopy = At(-0.9f, 0).Curve(-0.82f, -dome * 0.72f, -0.42f, -dome, 0, -dome)
            .Curve(0.42f, -dome, 0.82f, -dome * 0.72f, 0.9f, 0)
            .Bend((0.9f + rib) / 2, -scallop * 2, rib, 0).Bend(0, -scallop * 2, -rib, 0)
            .Bend(-(0.9f + rib) / 2, -scallop * 2, -0.9f, 0).Close();
        sketch.Fill(Role.Body, canopy)
            .Patch(Role.Accent, At(-rib, 0.02f)
            .Curve(-rib * 1.06f, -dome * 0.5f, -rib * 0.6f, -dome * 0.86f, 0, -dome - 0.01f)
                .Curve(rib * 0.6f, -dome * 0.86f, rib * 1.06f, -dome * 0.5f, rib, 0.02f).Close());
    }
}
