using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Spiders, crabs and lobsters.</summary>
internal static class ArthropodPlans
{
    public static void Spider(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float abdomen = 0.36f * (float)q.Plump, y = 0.2f - 0.08f * p.Bend, headX = 0.3f,
            headY = y - 0.02f - 0.08f * p.Nod;
        float radius = 0.22f * (float)q.Head, rearX = -0.28f * (float)q.Length, rearY = y - 0.3f - 0.16f * p.Tail;
        Legs(f, q, coat, p, headX - 0.08f, y, far: true);
        var body = new Tube((rearX - 0.12f, rearY, abdomen * 0.8f), (rearX + 0.06f, rearY, abdomen),
            (headX - 0.26f, y, 0.1f),
            (headX - 0.05f, headY, radius * 0.8f));
        coat.Put(f.Add(body, coat.Main), body);
        f.Mark(SpeciesPoint.Body, rearX, rearY);
        f.Mark(SpeciesPoint.Tail, rearX - 0.12f - abdomen * 0.7f, rearY);
        Legs(f, q, coat, p, headX - 0.12f, y + 0.06f, far: false);
        InsectPlans.Heads(f, s, coat, p, headX, headY, radius);
    }

    public static void Crab(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float width = 0.44f * (float)q.Length, height = 0.26f * (float)q.Plump, legs = 0.4f * (float)q.Legs;
        float y = 0.2f - 0.08f * p.Bend, claws = 0.24f * (float)q.Crest;
        if (q.TailSize > 1.2) // a lobster's
            Lobster(f, coat, p, -width, y, (float)q.TailSize);
        for (var side = 1; side >= -1; side -= 2)
            for (var i = 0; i < 3; i++)
            {
                float root = side * width * (0.45f + 0.15f * i),
                    swing = 0.3f * p.Swing(i * 0.33f + (side > 0 ? 0.5f : 0));
                float kneeX = root + side * legs * (0.55f + 0.1f * i), kneeY = y - 0.08f + 0.1f * i - 0.16f * swing;
                float endX = kneeX + side * legs * (0.2f - 0.1f * i) + swing * 0.2f,
                    endY = Plans.Ground - 0.1f * (2 - i) + 0.1f * swing;
                f.Add(new Tube((root, y + 0.1f, 0.055f), (kneeX, kneeY + 0.06f, 0.055f), (endX, endY, 0.02f)),
                    side > 0 ? coat.Far : Coat.Mix(coat.Main, coat.Dark, 0.1f));
                if (side < 0 && i == 2)
                    f.Mark(SpeciesPoint.HindLimb, endX, endY);
            }
        for (var side = 1; side >= -1; side -= 2)
        {
            float raise = side > 0 ? p.Reach : 0.35f * p.Reach, angle = 0.35f - 1.25f * raise - 0.2f * p.Swing(0.2f);
            float elbowX = side * (width + 0.2f), elbowY = y + 0.06f + 0.14f * MathF.Sin(angle);
            float handX = elbowX + side * 0.05f, handY = elbowY - 0.12f - 0.3f * raise;
            f.Add(new Tube((side * width * 0.8f, y + 0.02f, 0.07f), (elbowX, elbowY, 0.065f), (handX, handY, 0.07f)),
                coat.Far);
            Claw(f, coat, p, handX, handY - 0.04f, side, claws * (side > 0 ? 1.1f : 0.95f));
            if (side > 0)
                f.Mark(SpeciesPoint.ForeLimb, handX, handY - claws);
        }
        f.Push(0, y, -8 * p.Nod, 1);
        var shell = f.Add(Pen.At(-width, -0.02f).Curve(-width, -height * 1.15f, -width * 0.4f, -height * 1.3f, 0,
            -height * 1.25f)
            .Curve(width * 0.4f, -height * 1.3f, width, -height * 1.15f, width, -0.02f)
            .Curve(width * 0.9f, height, width * 0.4f, height * 1.2f, 0, height * 1.2f)
            .Curve(-width * 0.4f, height * 1.2f, -width * 0.9f, height, -width, -0.02f).Close(), coat.Main);
        coat.Put(shell, new Tube((-width * 0.8f, 0, height), (0, 0, height * 1.2f), (width * 0.8f, 0, height)));
        f.Mark(SpeciesPoint.Body, 0, 0);
        f.Mark(SpeciesPoint.Head, 0, -height * 0.6f);
        f.Mark(SpeciesPoint.Tail, -width, 0.1f);
        f.Push(0, -height * 0.2f, 0, 0.28f);
        var face = new Face(f, coat, p);
        face.Mouth(-0.55f, 0.8f, 0.5f);
        for (var sign = 1; sign >= -1; sign -= 2)
            f.Add(face.Tube((sign * 0.55f, 0.5f, 0.4f, 0.12f), (sign * 0.62f, 1.35f, 0.5f, 0.13f)), coat.Main);
        for (var sign = 1; sign >= -1; sign -= 2) // on stalks both eyes are always seen
        {
            var (x, top) = face.At(sign * 0.62f, 1.45f, 0.5f);
            face.Eye(x, top, 0.33f * (float)q.Eyes, 0.36f * (float)q.Eyes, sign, coat.Main);
            if (sign < 0)
                f.Mark(SpeciesPoint.Eye, x, top);
        }
        f.Pop();
        f.Pop();
    }

    private static void Lobster(Figure f, Coat coat, Pose p, float x, float y, float size)
    {
        var lift = 0.5f * p.Tail;
        float endX = x - 0.34f * size, endY = y + 0.1f - 0.5f * lift * size;
        f.Add(Plans.Fan(endX + 0.06f, endY, MathF.PI + lift, 0.26f, 1.6f, 5), coat.Accent);
        var tail = new Tube((x + 0.1f, y, 0.2f), (x - 0.12f * size, y + 0.02f - 0.1f * lift, 0.17f),
            (endX, endY, 0.1f));
        var part = f.Add(tail, coat.Main);
        for (var i = 0; i < 4; i++)
            part.On(tail.Band(0.2f + 0.2f * i, 0.24f + 0.2f * i), coat.Line);
    }

    private static void Claw(Figure f, Coat coat, Pose p, float x, float y, int side, float size)
    {
        var open = 18 + 26 * p.Mouth;
        f.Push(x, y, side * 18, size);
        for (var jaw = 1; jaw >= -1; jaw -= 2)
        {
            f.Push(0, -0.35f, jaw * open * 0.5f, 1);
            f.Add(Pen.At(-0.12f * jaw, 0.3f).Curve(jaw * 0.75f, 0.3f, jaw * 0.75f, -0.75f, jaw * 0.06f, -1.05f)
                .Bend(jaw * 0.2f, -0.4f, -0.1f * jaw, 0).Close(), coat.Accent);
            f.Pop();
        }
        f.Add(Oval(0, 0, 0.5f, 0.42f), coat.Accent);
        f.Pop();
    }

    private static void Legs(Figure f, SpeciesProportions q, Coat coat, Pose p, float x, float y, bool far)
    {
        float legs = 0.5f * (float)q.Legs, thick = 0.042f * (float)q.Limbs;
        var colour = far ? coat.Far : coat.Main;
        for (var i = 0; i < 4; i++)
        {
            float place = 1.5f - i, swing = 0.3f * p.Swing(i * 0.25f + (far ? 0.5f : 0));
            float raise = i == 0 && !far ? p.Reach : 0;
            float kneeX = x + legs * place * 0.66f + swing * 0.2f,
                kneeY = y - legs * (far ? 0.5f : 0.24f) - raise * 0.3f;
            float endX = kneeX + legs * place * 0.3f + swing * 0.4f + raise * 0.12f;
            float endY = Plans.Ground - (far ? 0.1f : 0) - raise * 0.9f;
            var leg = new Tube((x + place * 0.07f, y, thick), (x + (kneeX - x) * 0.7f, kneeY + legs * 0.14f, thick),
                (kneeX, kneeY + 0.04f, thick),
                ((kneeX + endX) / 2 + place * 0.03f, (kneeY + endY) / 2, thick * 0.85f), (endX, endY, thick * 0.5f));
            var part = f.Add(leg, colour);
            if (q.Socks)
                for (var k = 0; k < 3; k++)
                    part.On(leg.Band(0.35f + 0.22f * k, 0.45f + 0.22f * k), coat.Accent);
            if (!far && i == 0)
                f.Mark(SpeciesPoint.ForeLimb, endX, endY);
            if (!far && i == 3)
                f.Mark(SpeciesPoint.HindLimb, endX, endY);
        }
    }
}
