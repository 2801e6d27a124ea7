using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Kinds;

/// <summary>Furniture, buildings and vehicles.</summary>
internal static class Things
{
    public static readonly KindDefinition[] All =
    [
        new(ObjectKind.Lamp, 12,
        [
            new("shade", "small to large shade"),
            new("taper", "cylinder to cone"),
            new("drum", "low to high shade"),
            new("belly", "slim to round foot"),
            new("stem", "short to long stem"),
        ], Lamp),
        new(ObjectKind.House, 8,
        [
            new("width", "narrow to wide"),
            new("roof", "flat to steep roof"),
            new("eaves", "short to long eaves"),
            new("door", "door left to middle"),
            new("chimney", "chimney near the ridge to near the edge"),
        ], House),
        new(ObjectKind.Car, 12,
        [
            new("cabin", "low to high cabin"),
            new("length", "short to long cabin"),
            new("bonnet", "round to flat bonnet"),
            new("wheels", "small to large wheels"),
            new("windscreen", "steep to sloping windscreen"),
        ], Car),
    ];

    private static void Lamp(Sketch sketch, ShapeFactors s)
    {
        float w = s.Between("shade", 0.46, 0.68), top = w * s.Between("taper", 0.9, 0.42),
            drum = s.Between("drum", 0.52, 0.82);
        float belly = s.Between("belly", 0.15, 0.36), stem = s.Between("stem", 0.06, 0.3), neck = drum + stem,
            foot = neck + 0.74f;
        sketch.Fill(Role.Dark, Box(-0.05f, drum - 0.1f, 0.05f, neck + 0.1f, 0.01f));
        sketch.Fill(Role.Accent, Turned((0.08f, neck), (belly, neck + 0.36f), (0.13f, foot - 0.07f), (0.13f, foot)))
            .Line(Ring(0.5f, neck + 0.3f, 0.04f));
        sketch.Fill(Role.Dark, Box(-0.3f, foot - 0.04f, 0.3f, foot + 0.07f, 0.05f));
        sketch.Fill(Role.Body, At(-top, 0).Bend(0, -0.09f, top, 0).To(w, drum).Bend(0, drum + 0.17f, -w, drum).Close())
            .Line(At(-1, drum - 0.12f).Bend(0, drum + 0.05f, 1, drum - 0.12f).Open())
            .Line(At(-1, 0.1f).Bend(0, 0.19f, 1, 0.1f).Open());
    }

    private static void House(Sketch sketch, ShapeFactors s)
    {
        float w = s.Between("width", 0.46, 0.72), roof = s.Between("roof", 0.38, 0.76),
            eaves = s.Between("eaves", 0.06, 0.2);
        float door = s.Between("door", -0.62, -0.05) * w, chimney = s.Between("chimney", 0.3, 0.66), h = 0.86f,
            e = w + eaves;
        var slope = roof * (1 - chimney);
        sketch.Fill(Role.Dark, Box(chimney * e - 0.1f, -slope - 0.26f, chimney * e + 0.1f, 0, 0.02f));
        sketch.Fill(Role.Body, At(-w, -0.04f).To(0, -roof).To(w, -0.04f).To(w, h).To(-w, h).Close())
            .Line(At(-1, h - 0.1f).To(1, h - 0.1f).Open());
        sketch.Fill(Role.Accent, Polygon(0.03f, (-e, 0.06f), (0, -roof - 0.02f), (e, 0.06f),
            (e - 0.1f, 0.16f), (0, -roof + 0.2f), (-e + 0.1f, 0.16f)));
        sketch.Fill(Role.Dark, At(door - 0.14f, h).To(door - 0.14f, h - 0.38f)
            .Curve(door - 0.14f, h - 0.56f, door + 0.14f, h - 0.56f, door + 0.14f, h - 0.38f)
            .To(door + 0.14f, h).Close());
        var window = (door + 0.14f + w) / 2;
        var half = Math.Min(0.17f, (w - door - 0.14f) / 2 - 0.06f);
        sketch.Fill(Role.Light, Box(window - half, h - 0.56f, window + half, h - 0.26f, 0.02f))
            .Line(At(window, 0).To(window, 1).Open()).Line(At(-1, h - 0.41f).To(1, h - 0.41f).Open());
        sketch.Fill(Role.Light, Oval(0, -roof * 0.3f + 0.06f, 0.11f, 0.11f));
    }

    private static void Car(Sketch sketch, ShapeFactors s)
    {
        float top = s.Between("cabin", -0.42, -0.66), c = s.Between("length", 0.72, 1.0),
            nose = s.Between("bonnet", -0.14, 0.06);
        float r = s.Between("wheels", 0.2, 0.28), rake = s.Between("windscreen", 0.14, 0.38), front = 0.42f,
            back = front - c - rake * 0.4f;
        float sill = -0.04f, floor = 0.5f;
        sketch.Fill(Role.Body, At(-0.98f, floor - 0.1f).Curve(-1.04f, 0.1f, -0.98f, 0.02f, -0.86f, 0)
            .To(back - rake * 0.3f, -0.04f).Curve(back - 0.02f, top, back, top, back + 0.22f, top)
            .To(front - rake, top).Curve(front - rake * 0.6f, top, front - 0.1f, -0.12f, front + 0.02f, sill)
            .Curve(0.72f, nose - 0.06f, 0.98f, nose + 0.08f, 1.02f, 0.24f).Bend(1.06f, floor, 0.94f, floor)
            .To(-0.88f, floor).Bend(-0.98f, floor, -0.98f, floor - 0.1f).Close())
            .Patch(Role.Accent, Box(-1.2f, floor - 0.15f, 1.2f, floor + 0.2f, 0));
        float roof = top + 0.12f, middle = (back + front - rake * 0.5f) / 2;
        sketch.Fill(Role.Light, At(back + 0.02f, sill).Curve(back + 0.07f, roof, back + 0.1f, roof, back + 0.22f, roof)
            .To(middle - 0.04f, roof).To(middle - 0.04f, sill).Close());
        sketch.Fill(Role.Light, At(middle + 0.04f, sill).To(middle + 0.04f, roof).To(front - rake - 0.02f, roof)
            .Curve(front - rake * 0.7f, roof, front - 0.22f, -0.14f, front - 0.12f, sill).Close());
        sketch.Line(At(middle, sill + 0.05f).To(middle, floor - 0.16f).Open());
        sketch.Fill(Role.Light, Oval(0.92f, 0.17f, 0.08f, 0.1f));
        foreach (var x in (ReadOnlySpan<float>)[-0.54f, 0.56f])
        {
            sketch.Fill(Role.Dark, Oval(x, floor, r, r));
            sketch.Fill(Role.Light, Oval(x, floor, r * 0.46f, r * 0.46f));
        }
    }
}
