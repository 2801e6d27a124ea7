using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Fish and whales.</summary>
internal static class SwimmerPlans
{
    public static void Fish(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float depth = 0.34f * (float)q.Plump, half = 0.5f * (float)q.Length, crest = (float)q.Crest;
        var wag = 0.16f * p.Swing(0) - 0.1f * p.Tail;
        var nose = -0.05f * p.Nod;
        var bend = -0.12f * p.Bend;
        float rootX = -half + 0.04f, rootY = wag * 0.8f;
        var edge = coat.Tips ?? coat.Accent;
        var fan = 0.38f * (float)q.TailSize;
        var tailAngle = MathF.PI + 1.1f * wag;
        if (q.Tail == TailShape.Forked)
        {
            f.Add(Plans.Fin(rootX + 0.04f, rootY, tailAngle + 0.62f, fan * 1.25f, 0.22f, 0.1f), edge);
            f.Add(Plans.Fin(rootX + 0.04f, rootY, tailAngle - 0.62f, fan * 1.25f, 0.22f, -0.1f), edge);
        }
        else
        {
            f.Add(Plans.Fan(rootX + 0.1f, rootY, tailAngle, fan * 1.2f, q.Tail == TailShape.Streaming ? 1.7f : 1.25f,
                3), edge);
        }
        f.Mark(SpeciesPoint.Tail, rootX - fan, rootY + wag * 0.6f);
        var lift = -0.9f * p.Reach;
        f.Add(Plans.Fin(-0.06f, bend - depth * 0.72f, -2.15f + 0.3f * p.Tail, 0.36f * crest, 0.52f, 0.2f), edge);
        f.Add(Plans.Fin(-0.12f, bend + depth * 0.72f, 2.1f - 0.3f * p.Tail, 0.26f * crest, 0.3f, -0.2f), edge);
        var body = new Tube((rootX - 0.04f, rootY, 0.08f), (-half * 0.45f, wag * 0.25f + bend * 0.7f, depth * 0.78f),
            (0.1f, bend, depth), (half * 0.66f, nose * 0.6f, depth * 0.72f), (half, nose, depth * 0.34f));
        var part = f.Add(body, coat.Main);
        coat.Put(part, body);
        f.Mark(SpeciesPoint.Body, body.At(0.5f, 0));
        f.Mark(SpeciesPoint.Head, half * 0.7f, nose);
        if (q.Horns == HornShape.Nose)
            QuadrupedPlan.Spines(f, body, coat.Accent, 6, 0.1f * (float)q.HornSize);
        var finAngle = 1.15f + 1.2f * lift + 1.2f + 0.45f * p.Swing(0.25f);
        f.Add(Plans.Fin(0.1f, bend + depth * 0.25f, finAngle, 0.3f * Math.Max(crest, 0.8f), 0.2f, 0.2f), edge);
        f.Mark(SpeciesPoint.ForeLimb, 0.1f + MathF.Cos(finAngle) * 0.3f,
            bend + depth * 0.25f + MathF.Sin(finAngle) * 0.3f);
        f.Mark(SpeciesPoint.HindLimb, -0.2f, bend + depth);
        Front(f, s, coat, p, half * 0.72f, nose * 0.7f, Math.Max(0.2f, depth * 0.72f), half);
    }

    public static void Whale(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float depth = 0.3f * (float)q.Plump, half = 0.56f * (float)q.Length, crest = (float)q.Crest;
        var beat = 0.2f * p.Swing(0) - 0.26f * p.Tail;
        float rootX = -half - 0.1f, rootY = beat, nose = -0.1f * p.Nod, bend = -0.12f * p.Bend;
        // The level tail fin is seen from the side and a little from above.
        var angle = MathF.PI + beat * 1.8f;
        f.Add(Plans.Fin(rootX + 0.08f, rootY, angle - 0.55f, 0.36f, 0.2f, -0.3f), coat.Main);
        f.Add(Plans.Fin(rootX + 0.08f, rootY, angle + 0.55f, 0.36f, 0.2f, 0.3f), coat.Main);
        f.Mark(SpeciesPoint.Tail, rootX - 0.2f, rootY);
        if (crest > 0)
            f.Add(Plans.Fin(-0.08f, bend - depth * 0.8f, -2.1f, 0.32f * crest, 0.3f, -0.25f), coat.Main);
        if (q.Horns == HornShape.Lance)
            f.Add(new Tube((half, nose - 0.02f, 0.045f), (half + 0.38f * (float)q.HornSize, nose - 0.16f, 0.012f)),
                coat.Accent);
        var finAngle = 1.9f - 1.5f * p.Reach + 0.4f * p.Swing(0.25f);
        f.Add(Plans.Fin(0.26f, depth * 0.4f, finAngle + 0.3f, 0.34f, 0.18f, 0.2f), coat.Far);
        var body = new Tube((rootX + 0.02f, rootY, 0.06f), (-half * 0.5f, beat * 0.35f + bend * 0.7f, depth * 0.62f),
            (0.04f, bend, depth), (half * 0.6f, nose * 0.5f, depth * 0.95f), (half * 0.96f, nose, depth * 0.6f));
        var part = f.Add(body, coat.Main);
        coat.Put(part, body);
        if (coat.Mask is { } mask) // a patch behind the eye
        {
            var (x, y) = body.At(0.82f, -0.35f);
            part.On(Oval(x, y, 0.13f, 0.075f), mask);
        }
        f.Mark(SpeciesPoint.Body, body.At(0.5f, 0));
        f.Mark(SpeciesPoint.HindLimb, -0.3f, depth * 0.7f);
        if (q.Snout == SnoutShape.Spear) // a dolphin's beak
            f.Add(new Tube((half * 0.95f, nose + 0.06f, 0.1f), (half + 0.24f, nose + 0.1f + 0.02f * p.Mouth, 0.055f)),
                coat.Main);
        f.Add(Plans.Fin(0.16f, bend + depth * 0.5f, finAngle, 0.36f, 0.2f, 0.2f),
            Coat.Mix(coat.Main, coat.Dark, 0.25f));
        f.Mark(SpeciesPoint.ForeLimb, 0.16f + MathF.Cos(finAngle) * 0.36f,
            bend + depth * 0.5f + MathF.Sin(finAngle) * 0.36f);
        f.Mark(SpeciesPoint.Head, half * 0.68f, nose * 0.7f);
        Front(f, s, coat, p, half * 0.68f, nose * 0.7f, Math.Max(0.2f, depth * 0.8f), half);
    }

    /// <summary>Eyes and mouth on the front of a body that is its own head.</summary>
    private static void Front(Figure f, Species s, Coat coat, Pose p, float x, float y, float radius, float half)
    {
        f.Push(x, y, -10 * p.Nod, radius);
        var face = new Face(f, coat, p);
        var front = (half - x) / radius;
        var (mouthX, mouthY) = (front * (0.62f + 0.3f * MathF.Sin(p.Yaw)), 0.34f);
        f.Mark(SpeciesPoint.Mouth, mouthX, mouthY);
        var open = 0.1f + 0.34f * p.Mouth;
        f.Add(Pen.At(mouthX + 0.3f, mouthY - 0.06f).Bend(mouthX - 0.1f, mouthY + 0.04f, mouthX - 0.46f, mouthY - 0.1f)
            .Bend(mouthX - 0.1f, mouthY + open * 1.7f, mouthX + 0.3f, mouthY - 0.06f).Close(), new(110, 26, 40),
            FigureEdge.Fine);
        face.Eyes(0.5f, 0.22f, 0.55f, 0.33f * (float)s.Proportions.Eyes, coat.Main);
        f.Pop();
    }
}
