using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Mammals on four legs, and creatures that stand on two with a heavy tail.</summary>
internal static class QuadrupedPlan
{
    public static void Draw(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float plump = (float)q.Plump, half = 0.4f * (float)q.Length, legs = 0.46f * (float)q.Legs;
        float thick = 0.1f * (float)q.Limbs, bodyY = Plans.Ground - legs - 0.1f * plump;
        float rear = -half - 0.06f, front = half - 0.1f, shoulder = 0.02f * p.Nod;
        SKColor? sock = q.Socks ? coat.Dark : null, farSock = q.Socks ? Coat.Shaded(coat.Dark) : null;
        Tail(f, q, coat, p, rear - 0.1f, bodyY - 0.1f * plump);
        var swing = 0.62f;
        Plans.Leg(f, null, coat.Far, farSock, rear + 0.12f, bodyY + 0.06f, legs + 0.06f, swing * p.Swing(0), -0.12f,
            thick * 1.15f, thick * 0.8f);
        Plans.Leg(f, null, coat.Far, farSock, front + 0.06f, bodyY + 0.06f, legs + 0.06f, swing * p.Swing(0.5f), 0.08f,
            thick, thick * 0.8f);
        var (headX, headY, headRadius) = Neck(f, s, coat, p, front, bodyY - 0.06f * plump + shoulder);
        var raise = 1.25f * p.Reach;
        var hind = Plans.Leg(f, coat, coat.Main, sock, rear, bodyY + 0.08f, legs + 0.04f,
            swing * p.Swing(0.5f), -0.14f, thick * 1.4f, thick * 0.85f);
        var fore = Plans.Leg(f, coat, coat.Main, sock, front - 0.03f, bodyY + 0.08f, legs + 0.04f,
            swing * p.Swing(0) * (1 - p.Reach) + raise, 0.08f + 0.5f * p.Reach, thick * 1.25f, thick * 0.85f);
        f.Mark(SpeciesPoint.HindLimb, hind);
        f.Mark(SpeciesPoint.ForeLimb, fore);
        var arch = -0.13f * p.Bend;
        var body = new Tube((rear, bodyY + 0.01f, 0.2f * plump), (rear * 0.4f, bodyY + arch * 0.8f, 0.205f * plump),
            (front * 0.4f, bodyY + arch * 0.8f, 0.225f * plump), (front, bodyY - 0.01f + shoulder, 0.235f * plump));
        coat.Put(f.Add(body, coat.Main), body);
        f.Mark(SpeciesPoint.Body, body.At(0.5f, 0));
        Plans.Join(f, hind, coat);
        Plans.Join(f, fore, coat);
        Head.Draw(f, s, coat, p, headX, headY, headRadius);
    }

    public static void DrawBiped(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float plump = (float)q.Plump, legs = 0.62f * (float)q.Legs, thick = 0.13f * (float)q.Limbs;
        float hipX = -0.1f, hipY = Plans.Ground - legs + 0.06f, tail = 0.85f * (float)q.TailSize;
        var angle = 0.1f + 0.65f * p.Tail;
        var tube = new Tube((hipX, hipY - 0.02f, 0.22f * plump),
            (hipX - 0.35f * tail, hipY + 0.05f - 0.2f * angle, 0.13f),
            (hipX - 0.72f * tail, hipY + 0.1f - 0.55f * angle * tail, 0.07f),
            (hipX - tail, hipY + 0.06f - angle * tail, 0.03f));
        coat.Put(f.Add(tube, coat.Main), tube, 0.8f);
        f.Mark(SpeciesPoint.Tail, tube.Tip);
        Plans.Leg(f, null, coat.Far, null, hipX + 0.08f, hipY, legs, 0.15f + 0.6f * p.Swing(0), 0.42f, thick * 1.35f,
            thick * 0.62f);
        float chestX = 0.16f + 0.06f * p.Nod, chestY = hipY - 0.4f - 0.08f * p.Bend;
        Plans.Leg(f, null, coat.Far, null, chestX + 0.04f, chestY + 0.02f, 0.3f * (float)q.Neck,
            0.7f + p.Swing(0.25f) * 0.5f,
            -0.5f, 0.06f, 0.045f);
        var headRadius = 0.23f * (float)q.Head;
        float headX = chestX + 0.2f, headY = chestY - 0.26f - 0.1f * p.Nod;
        var body = new Tube((hipX, hipY, 0.25f * plump),
            ((hipX + chestX) / 2 - 0.06f * p.Bend, (hipY + chestY) / 2, 0.23f * plump),
            (chestX, chestY, 0.16f), (headX - 0.04f, headY, headRadius * 0.7f));
        coat.Put(f.Add(body, coat.Main), body);
        f.Mark(SpeciesPoint.Body, body.At(0.3f, 0));
        var foot = Plans.Leg(f, coat, coat.Main, null, hipX - 0.02f, hipY + 0.02f, legs, 0.15f + 0.6f * p.Swing(0.5f),
            0.42f,
            thick * 1.5f, thick * 0.65f);
        f.Add(new Tube((foot.X, foot.Y, 0.06f), (foot.X + 0.2f, foot.Y + 0.01f, 0.05f)), coat.Accent);
        f.Mark(SpeciesPoint.HindLimb, foot);
        f.Mark(SpeciesPoint.ForeLimb, Plans.Leg(f, null, coat.Main, null, chestX, chestY + 0.06f, 0.32f * (float)q.Neck,
            0.5f + p.Swing(0.75f) * 0.5f + 1.3f * p.Reach, -0.5f, 0.07f, 0.05f));
        if (q.Crest > 1)
            Spines(f, body, coat.Accent, 7, 0.09f * (float)q.Crest);
        Head.Draw(f, s, coat, p, headX, headY, headRadius);
    }

    /// <summary>Triangles along a back.</summary>
    public static void Spines(Figure f, Tube body, SKColor colour, int count, float height)
    {
        for (var i = 0; i < count; i++)
        {
            float from = (i + 0.1f) / count, to = (i + 0.95f) / count, middle = (from + to) / 2;
            var (left, right, top) = (body.At(from, -0.92f), body.At(to, -0.92f),
                body.At(middle, -1 - height / body.RadiusAt(middle)));
            f.Add(Pen.At(left.X, left.Y).To(top.X, top.Y).To(right.X, right.Y).Close(), colour);
        }
    }

    private static (float X, float Y, float Radius) Neck(Figure f, Species s, Coat coat, Pose p, float x, float y)
    {
        var q = s.Proportions;
        var length = 0.12f + 0.17f * (float)q.Neck;
        var angle = 0.72f + 0.12f * ((float)q.Neck - 1) + 0.5f * p.Nod;
        var (sine, cosine) = MathF.SinCos(angle);
        var radius = 0.235f * (float)q.Head;
        float headX = x + 0.1f + cosine * length, headY = y - 0.06f - sine * length;
        var neck = new Tube((x, y + 0.04f, 0.17f * (float)q.Plump), ((x + headX) / 2, (y + headY) / 2, 0.13f),
            (headX - 0.03f, headY + 0.02f, radius * 0.62f));
        if (q.Horns == HornShape.Brush)
        {
            var mane = new Tube(neck.At(0.1f, -0.95f) is var a ? (a.X, a.Y, 0.05f) : default,
                neck.At(0.6f, -1.1f) is var b ? (b.X, b.Y, 0.08f) : default,
                (headX - radius * 0.2f, headY - radius * 0.95f, 0.07f));
            f.Add(mane, coat.Tips ?? coat.Accent);
        }
        coat.Put(f.Add(neck, coat.Main), neck, 0.5f * (float)q.Neck, countershade: false);
        return (headX + radius * 0.15f, headY - radius * 0.1f, radius);
    }

    private static void Tail(Figure f, SpeciesProportions q, Coat coat, Pose p, float x, float y)
    {
        var angle = 0.15f + 1.05f * p.Tail;
        var curl = 0.7f * p.Tail + 0.25f * p.Swing(0.3f);
        var length = (float)q.TailSize * q.Tail switch
        {
            TailShape.Short => 0.12f,
            TailShape.Bushy => 0.44f,
            TailShape.Tassel or TailShape.Streaming => 0.4f,
            _ => 0.48f,
        };
        var (width, end) = q.Tail switch
        {
            TailShape.Short => (0.085f, 0.075f),
            TailShape.Bushy => (0.07f, 0.08f),
            TailShape.Streaming => (0.06f, 0.04f),
            TailShape.Ringed => (0.075f, 0.07f),
            _ => (0.045f, 0.035f),
        };
        float midX = x - MathF.Cos(angle) * length * 0.5f, midY = y - MathF.Sin(angle) * length * 0.5f;
        float endX = midX - MathF.Cos(angle + curl) * length * 0.5f,
            endY = midY - MathF.Sin(angle + curl) * length * 0.5f;
        var swell = q.Tail is TailShape.Bushy or TailShape.Streaming ? 2f : 1;
        var tail = new Tube((x + 0.12f, y, width), (midX, midY, width * swell), (endX, endY, end));
        var part = f.Add(tail, q.Tail == TailShape.Streaming ? coat.Tips ?? coat.Accent : coat.Main);
        f.Mark(SpeciesPoint.Tail, tail.Tip);
        switch (q.Tail)
        {
            case TailShape.Bushy:
                part.On(tail.Band(0.68f, 1.1f), coat.Tips ?? coat.Under)
                    .On(Oval(endX, endY, end * 1.6f, end * 1.6f), coat.Tips ?? coat.Under);
                break;
            case TailShape.Ringed:
                for (var i = 0; i < 4; i++)
                    part.On(tail.Band(0.22f + 0.22f * i, 0.33f + 0.22f * i), coat.Dark);
                break;
            case TailShape.Tassel:
                f.Add(Oval(endX, endY, 0.075f, 0.075f), coat.Tips ?? coat.Dark);
                break;
            case TailShape.Thin:
                coat.Put(part, tail, 0.7f, countershade: false);
                break;
        }
    }
}
