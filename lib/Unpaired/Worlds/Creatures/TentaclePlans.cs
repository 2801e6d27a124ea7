using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Octopuses, squids and jellyfish.</summary>
internal static class TentaclePlans
{
    public static void Octopod(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float size = 0.34f * (float)q.Head, arms = 0.62f * (float)q.Legs, thick = 0.085f * (float)q.Limbs;
        float lean = 0.16f * p.Nod, headX = 0.12f - 0.05f * lean, headY = -0.2f - 0.05f * p.Bend,
            rootY = headY + size * 0.75f;
        float top = headY - size * (0.35f + 0.55f * ((float)q.Length - 1)), back = headX - size * 0.35f - lean;
        for (var row = 0; row < 2; row++)
            for (var i = 0; i < 4; i++)
                Arm(f, coat, p, headX, rootY, (row == 0 ? i + 0.5f : i) - 1.6f, arms * (row == 0 ? 0.85f : 1), thick,
                    row == 0, i);
        if (q.Crest > 1) // a squid's fins
        {
            f.Add(Plans.Fin(back, top, 2.7f, 0.3f * (float)q.Crest, 0.3f), coat.Accent);
            f.Add(Plans.Fin(back, top, -0.6f, 0.3f * (float)q.Crest, 0.3f), coat.Accent);
        }
        var mantle = new Tube((headX, rootY, size * 0.72f), (headX - lean * 0.3f, headY, size * 0.86f),
            (back, top, size * (1.05f - 0.55f * ((float)q.Length - 1))));
        coat.Put(f.Add(mantle, coat.Main), mantle);
        f.Mark(SpeciesPoint.Body, mantle.At(0.6f, 0));
        f.Mark(SpeciesPoint.Tail, back, top - size);
        f.Mark(SpeciesPoint.Head, headX, headY);
        f.Push(headX, headY + size * 0.25f, -10 * p.Nod, size * 0.85f);
        var face = new Face(f, coat, p);
        face.Mouth(-0.42f, 0.75f, 0.4f);
        face.Eyes(0.5f, 0.12f, 0.7f, 0.33f * (float)q.Eyes, coat.Main);
        f.Pop();
    }

    public static void Jellyfish(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        var pulse = 1 + 0.14f * p.Swing(0);
        float width = 0.52f * (float)q.Plump * pulse, height = 0.5f / pulse, x = 0.06f, y = -0.2f - 0.08f * p.Bend;
        float threads = 0.7f * (float)q.Legs;
        for (var i = 0; i < 7; i++)
        {
            float root = x + (i - 3) * width * 0.29f, sway = 0.16f * MathF.Sin(p.Phase + i * 0.9f) - 0.16f * p.Tail;
            float raise = i == 6 ? p.Reach : 0;
            float end = threads * (i % 2 == 0 ? 1 : 0.8f);
            var thread = new Tube((root, y, 0.035f), (root + sway + raise * 0.2f, y + end * 0.45f * (1 - raise * 0.6f),
                0.04f),
                (root - sway * 0.7f + raise * 0.46f, y + end * (1 - 1.15f * raise), 0.02f));
            f.Add(thread, i % 2 == 0 ? coat.Accent : coat.Far);
            if (i == 0)
                f.Mark(SpeciesPoint.Tail, thread.Tip);
            if (i == 3)
                f.Mark(SpeciesPoint.HindLimb, thread.Tip);
            if (i == 6)
                f.Mark(SpeciesPoint.ForeLimb, thread.Tip);
        }
        f.Push(x, y, -14 * p.Nod, 1);
        var pen = Pen.At(-width, 0.08f).Curve(-width, -height * 0.95f, -width * 0.5f, -height * 1.25f, 0,
            -height * 1.25f)
            .Curve(width * 0.5f, -height * 1.25f, width, -height * 0.95f, width, 0.08f);
        for (var i = 0; i < 5; i++)
        {
            var right = width - 2 * width * i / 5;
            pen.Bend(right - width / 5, 0.24f, right - 2 * width / 5, 0.08f);
        }
        var bell = f.Add(pen.Close(), coat.Main);
        var guide = new Tube((-width * 0.8f, -0.16f, 0.3f), (0, -height * 0.5f, 0.5f), (width * 0.8f, -0.16f, 0.3f));
        coat.Put(bell, guide);
        bell.On(Box(-width * 1.1f, -0.02f, width * 1.1f, 0.3f, 0), coat.Under);
        f.Mark(SpeciesPoint.Body, 0, -0.2f);
        f.Mark(SpeciesPoint.Head, 0.1f, -0.25f);
        f.Pop();
        f.Push(x + 0.06f, y - 0.2f, -14 * p.Nod, 0.3f);
        var face = new Face(f, coat, p);
        face.Mouth(-0.4f, 0.75f, 0.4f);
        face.Eyes(0.5f, 0.1f, 0.75f, 0.32f * (float)q.Eyes, coat.Main);
        f.Pop();
    }

    private static void Arm(Figure f, Coat coat, Pose p, float x, float y, float place, float length, float thick,
        bool far,
        int number)
    {
        var isRaised = !far && number == 3;
        var wave = 0.3f * p.Step * MathF.Sin(p.Phase + number * 1.3f + (far ? 0.8f : 0));
        var raise = isRaised ? p.Reach : 0.25f * p.Reach * MathF.Max(0, place);
        var curl = 0.35f * p.Tail * (place < 0 ? 1 : -0.5f);
        float angle = MathF.PI / 2 - place * 0.5f - raise * 1.7f + wave * 0.5f;
        float midX = x + place * 0.12f + MathF.Cos(angle) * length * 0.5f, midY = y + MathF.Sin(angle) * length * 0.42f;
        float next = angle - 0.9f * Math.Sign(place + 0.01f) - raise * 0.8f + wave + curl;
        float endX = midX + MathF.Cos(next) * length * 0.42f, endY = midY + MathF.Sin(next) * length * 0.42f;
        var arm = new Tube((x + place * 0.1f, y - 0.02f, thick * 1.3f), (midX, midY, thick),
            (endX, endY, thick * 0.35f));
        var part = f.Add(arm, far ? coat.Far : coat.Main);
        if (!far)
        {
            part.On(arm.Band(0.1f, 1.1f, 0.35f * (place > 0 ? -1 : 1), 1.4f * (place > 0 ? -1 : 1)), coat.Under);
            coat.Put(part, arm, 0.5f, countershade: false);
        }
        if (isRaised)
            f.Mark(SpeciesPoint.ForeLimb, arm.Tip);
        if (!far && number == 0)
            f.Mark(SpeciesPoint.HindLimb, arm.Tip);
    }
}
