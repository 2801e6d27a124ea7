using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Birds: perching, wading, swimming and upright ones, by their proportions.</summary>
internal static class BirdPlan
{
    public static void Draw(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float plump = (float)q.Plump, legs = 0.26f * (float)q.Legs, length = (float)q.Length;
        // Length below 1 means that the body stands upright, as an owl's or a penguin's.
        float tilt = 0.45f + 1.1f * Math.Clamp(1 - length, 0, 1) + 0.12f * p.Nod,
            half = 0.24f * Math.Max(length, 0.95f);
        var (sine, cosine) = MathF.SinCos(tilt);
        float bodyY = Plans.Ground - legs - 0.26f * plump, bodyX = -0.06f;
        (float X, float Y) rear = (bodyX - cosine * half, bodyY + sine * half),
            front = (bodyX + cosine * half, bodyY - sine * half);
        Tail(f, q, coat, p, rear.X, rear.Y, tilt);
        Wing(f, q, coat, p, bodyX + 0.07f, bodyY - 0.1f, tilt, far: true);
        float thick = 0.04f * (float)q.Limbs;
        for (var near = 0; near < 2; near++)
        {
            float hip = bodyX - 0.04f + 0.08f * near, swing = 0.55f * p.Swing(near * 0.5f);
            var colour = near == 0 ? Coat.Shaded(coat.Accent) : coat.Accent;
            var foot = Plans.Leg(f, null, colour, null, hip, bodyY + 0.16f * plump, legs + 0.12f * plump, swing, -0.1f,
                thick * 1.2f, thick);
            f.Add(new Tube((foot.X - 0.03f, foot.Y, thick), (foot.X + 0.11f, foot.Y + 0.01f, thick * 0.9f)), colour);
            f.Mark(SpeciesPoint.HindLimb, foot);
        }
        var radius = 0.215f * (float)q.Head;
        var reach = 0.06f + 0.24f * (float)q.Neck - 0.1f;
        var lift = 1.05f + 0.42f * p.Nod;
        float headX = front.X + 0.05f + MathF.Cos(lift) * reach, headY = front.Y - 0.05f - MathF.Sin(lift) * reach;
        if (q.Neck > 1.2)
        {
            var neck = new Tube((front.X - 0.08f, front.Y + 0.02f, 0.13f * plump),
                (front.X + 0.1f + 0.06f * (float)q.Neck, front.Y - reach * 0.35f, 0.075f),
                (headX - 0.06f, headY + reach * 0.25f, 0.065f), (headX, headY, radius * 0.6f));
            coat.Put(f.Add(neck, coat.Hood), neck, 0.4f, countershade: false);
        }
        var body = new Tube((rear.X, rear.Y, 0.15f * plump),
            (bodyX + 0.01f, bodyY + 0.02f - 0.05f * p.Bend, 0.26f * plump),
            (front.X, front.Y, 0.2f * plump));
        coat.Put(f.Add(body, coat.Main), body);
        f.Mark(SpeciesPoint.Body, bodyX, bodyY);
        Wing(f, q, coat, p, bodyX + 0.02f, bodyY - 0.08f, tilt, far: false);
        Head.Draw(f, s, coat, p, headX, headY, radius);
    }

    private static void Tail(Figure f, SpeciesProportions q, Coat coat, Pose p, float x, float y, float tilt)
    {
        var angle = MathF.PI - tilt * 0.75f + 0.55f * p.Tail;
        var length = 0.36f * (float)q.TailSize;
        var colour = coat.Tips ?? coat.Accent;
        float tipX = x + MathF.Cos(angle) * length, tipY = y + MathF.Sin(angle) * length;
        f.Mark(SpeciesPoint.Tail, tipX, tipY);
        switch (q.Tail)
        {
            case TailShape.Fan:
                f.Add(Plans.Fan(x + 0.05f, y, angle + 0.25f, length * 1.5f, 1.9f, 7), colour);
                break;
            case TailShape.Forked:
                f.Add(Plans.Fin(x, y, angle + 0.2f, length * 1.2f, 0.14f, 0.2f), colour);
                f.Add(Plans.Fin(x, y, angle - 0.2f, length * 1.2f, 0.14f, -0.2f), colour);
                break;
            case TailShape.Streaming:
                f.Add(new Tube((x, y, 0.1f), ((x + tipX) / 2, (y + tipY) / 2 - 0.03f, 0.08f), (tipX, tipY, 0.03f)),
                    colour);
                break;
            case TailShape.Short:
                f.Add(Plans.Fin(x + 0.05f, y, angle, length * 0.6f, 0.2f, 0), coat.Main);
                break;
            default:
                f.Add(Plans.Fan(x + 0.06f, y, angle, length, 0.5f, 2), coat.Main)
                    .On(Oval(tipX, tipY, length * 0.38f, length * 0.38f), coat.Tips ?? coat.Dark);
                break;
        }
    }

    private static void Wing(Figure f, SpeciesProportions q, Coat coat, Pose p, float x, float y, float tilt, bool far)
    {
        // Folded along the back; raised, it turns up and spreads.
        var beat = p.Reach * (1 + 0.25f * MathF.Sin(p.Phase)) + 0.1f * p.Swing(0.25f);
        var angle = MathF.PI - tilt * 0.9f + Math.Clamp(beat, 0, 1.2f) * 1.7f + (far ? 0.3f : 0);
        var length = (0.42f + 0.16f * p.Reach) * (float)q.Crest;
        if (far && p.Reach < 0.15f)
            return;
        var colour = coat.Wings;
        var wing = Plans.Fin(x + 0.08f, y, angle, length, 0.3f + 0.06f * p.Reach, 0.12f);
        float tipX = x + 0.08f + MathF.Cos(angle) * length, tipY = y + MathF.Sin(angle) * length;
        f.Add(wing, far ? Coat.Shaded(colour) : colour)
            .On(Oval(tipX, tipY, length * 0.42f, length * 0.42f), Coat.Mix(colour, coat.Dark, 0.6f));
        if (!far)
            f.Mark(SpeciesPoint.ForeLimb, tipX, tipY);
    }
}
