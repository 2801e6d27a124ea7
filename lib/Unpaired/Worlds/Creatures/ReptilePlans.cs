using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Turtles, lizards and frogs.</summary>
internal static class ReptilePlans
{
    public static void Turtle(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float length = 0.52f * (float)q.Length, height = 0.5f * (float)q.Plump, legs = 0.34f * (float)q.Legs;
        float y = Plans.Ground - legs * 0.75f, x = -0.12f, thick = 0.1f * (float)q.Limbs;
        SKColor skin = coat.Under, far = Coat.Shaded(coat.Under);
        var tail = new Tube((x - length + 0.06f, y - 0.06f, 0.07f),
            (x - length - 0.2f * (float)q.TailSize, y - 0.02f - 0.2f * p.Tail, 0.02f));
        f.Add(tail, skin);
        f.Mark(SpeciesPoint.Tail, tail.Tip);
        Plans.Leg(f, null, far, null, x - length * 0.5f, y - 0.08f, legs, 0.6f * p.Swing(0) - 0.1f, 0, thick,
            thick * 0.9f);
        Plans.Leg(f, null, far, null, x + length * 0.72f, y - 0.08f, legs, 0.6f * p.Swing(0.5f) + 0.1f, 0, thick,
            thick * 0.9f);
        float headX = x + length + 0.2f, headY = y - 0.26f - 0.17f * p.Nod, radius = 0.21f * (float)q.Head;
        f.Add(new Tube((x + length * 0.7f, y - 0.1f, 0.13f), (headX - 0.05f, headY + 0.04f, radius * 0.6f)), skin);
        f.Push(x, y - 0.04f, -7 * p.Bend, 1);
        var shell = f.Add(Pen.At(-length * 1.06f, 0.06f).Curve(-length, -height * 0.75f, -length * 0.5f,
            -height * 1.12f, 0, -height * 1.12f)
            .Curve(length * 0.5f, -height * 1.12f, length, -height * 0.75f, length * 1.06f, 0.06f)
            .Bend(0, 0.16f, -length * 1.06f, 0.06f).Close(), coat.Main);
        coat.Put(shell, new Tube((-length, -height * 0.25f, height * 0.4f), (0, -height * 0.5f, height * 0.62f),
            (length, -height * 0.25f, height * 0.4f)));
        if (q.Crest > 1)
            for (var i = -1; i <= 1; i++) // scutes
                shell.On(Polygon(0.03f, (i * length * 0.56f - 0.13f, -height * 0.28f),
                    (i * length * 0.56f - 0.15f, -height * 0.6f),
                    (i * length * 0.56f, -height * 0.82f), (i * length * 0.56f + 0.15f, -height * 0.6f),
                    (i * length * 0.56f + 0.13f, -height * 0.28f), (i * length * 0.56f, -height * 0.16f)), coat.Accent);
        shell.On(Pen.At(-length * 1.2f, -0.07f).Bend(0, 0.03f, length * 1.2f, -0.07f).To(length * 1.2f, 0.2f)
            .To(-length * 1.2f, 0.2f).Close(), coat.Tips ?? coat.Accent);
        f.Mark(SpeciesPoint.Body, 0, -height * 0.45f);
        f.Pop();
        f.Mark(SpeciesPoint.HindLimb, Plans.Leg(f, null, skin, null, x - length * 0.66f, y - 0.02f, legs,
            0.6f * p.Swing(0.5f) - 0.15f, 0, thick * 1.1f, thick));
        f.Mark(SpeciesPoint.ForeLimb, Plans.Leg(f, null, skin, null, x + length * 0.6f, y - 0.02f,
            legs * (1 + 0.3f * p.Reach),
            0.6f * p.Swing(0) + 0.2f + 0.95f * p.Reach, 0, thick * 1.1f, thick));
        HeadOf(f, s, coat, p, headX, headY, radius, skin);
    }

    public static void Lizard(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float plump = (float)q.Plump, legs = 0.34f * (float)q.Legs, thick = 0.075f * (float)q.Limbs,
            tail = (float)q.TailSize;
        float y = Plans.Ground - legs * 0.6f - 0.08f, rear = -0.2f, front = 0.24f * (float)q.Length;
        var angle = 0.5f * p.Tail;
        var wag = 0.1f * p.Swing(0.1f);
        var radius = 0.2f * (float)q.Head;
        float headX = front + 0.26f, headY = y - 0.16f - 0.16f * p.Nod;
        Plans.Leg(f, null, coat.Far, null, rear + 0.08f, y + 0.02f, legs, 0.6f * p.Swing(0) - 0.2f, -0.5f, thick,
            thick * 0.75f);
        Plans.Leg(f, null, coat.Far, null, front + 0.04f, y + 0.02f, legs, 0.6f * p.Swing(0.5f) + 0.25f, 0.5f, thick,
            thick * 0.75f);
        var curl = q.Tail == TailShape.Streaming ? 0.5f : 0; // a chameleon's
        var body = new Tube((rear - 0.62f * tail + curl * 0.3f, y + 0.1f - 0.62f * angle - curl * 0.16f, 0.02f),
            (rear - 0.46f * tail, y + 0.12f - 0.42f * angle + wag + curl * 0.2f, 0.06f * plump),
            (rear - 0.2f * tail, y + 0.05f - 0.12f * angle - wag * 0.4f, 0.105f * plump), (rear, y, 0.155f * plump),
            ((rear + front) / 2, y - 0.13f * p.Bend, 0.18f * plump), (front, y - 0.03f, 0.16f * plump),
            (headX - 0.04f, headY + 0.03f, radius * 0.7f));
        if (q.Crest > 1)
            QuadrupedPlan.Spines(f, body, coat.Tips ?? coat.Accent, 11, 0.075f * (float)q.Crest);
        coat.Put(f.Add(body, coat.Main), body);
        f.Mark(SpeciesPoint.Tail, body.At(0, 0));
        f.Mark(SpeciesPoint.Body, body.At(0.62f, 0));
        f.Mark(SpeciesPoint.HindLimb, Plans.Leg(f, coat, coat.Main, q.Socks ? coat.Accent : null, rear, y + 0.05f, legs,
            0.6f * p.Swing(0.5f) - 0.25f, -0.55f, thick * 1.2f, thick * 0.8f));
        f.Mark(SpeciesPoint.ForeLimb, Plans.Leg(f, coat, coat.Main, q.Socks ? coat.Accent : null, front - 0.03f,
            y + 0.05f, legs,
            0.6f * p.Swing(0) + 0.2f + 1.2f * p.Reach, 0.55f, thick * 1.1f, thick * 0.8f));
        Head.Draw(f, s, coat, p, headX, headY, radius);
    }

    public static void Frog(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float plump = (float)q.Plump, crouch = 0.12f * p.Bend, thick = 0.09f * (float)q.Limbs,
            jump = 0.5f * p.Step * (0.5f + 0.5f * MathF.Sin(p.Phase));
        float rearX = -0.34f, rearY = 0.34f - 0.16f * p.Tail * 0.5f, frontX = 0.1f, frontY = 0.02f - crouch,
            legs = (float)q.Legs;
        Hind(f, coat, coat.Far, rearX + 0.14f, rearY, jump, thick, legs, q.Socks);
        Plans.Leg(f, null, coat.Far, q.Socks ? Coat.Shaded(coat.Accent) : null, frontX + 0.12f, frontY + 0.14f, 0.5f,
            0.25f + 0.5f * p.Swing(0.5f), 0.3f,
            thick * 0.8f, thick * 0.6f);
        float headX = 0.28f, headY = -0.16f - crouch - 0.1f * p.Nod, radius = 0.33f * (float)q.Head;
        var body = new Tube((rearX, rearY, 0.2f * plump),
            ((rearX + frontX) / 2, (rearY + frontY) / 2 - 0.02f, 0.27f * plump),
            (frontX, frontY, 0.27f * plump), (headX - 0.06f, headY + 0.08f, radius * 0.72f));
        coat.Put(f.Add(body, coat.Main), body);
        f.Mark(SpeciesPoint.Body, body.At(0.4f, 0));
        f.Mark(SpeciesPoint.Tail, rearX - 0.2f * plump, rearY + 0.05f);
        f.Mark(SpeciesPoint.HindLimb, Hind(f, coat, coat.Main, rearX, rearY + 0.02f, jump, thick, legs, q.Socks));
        f.Mark(SpeciesPoint.ForeLimb, Plans.Leg(f, coat, coat.Main, q.Socks ? coat.Accent : null, frontX,
            frontY + 0.2f, 0.5f,
            0.15f + 0.5f * p.Swing(0) + 1.1f * p.Reach, 0.3f, thick * 0.9f, thick * 0.65f));
        f.Mark(SpeciesPoint.Head, headX, headY);
        f.Push(headX, headY, -14 * p.Nod, radius);
        var face = new Face(f, coat, p);
        // Each eye bulges above the head on a ball of its own.
        for (var sign = 1; sign >= -1; sign -= 2)
        {
            var (x, y) = face.At(sign * 0.58f, 0.66f, 0.3f);
            if (sign > 0)
                f.Add(Oval(x, y, 0.38f, 0.38f), coat.Far);
        }
        var ball = f.Add(Oval(0, 0.06f, 1.05f, 0.8f), coat.Main);
        coat.Put(ball, new Tube((-0.9f, 0, 0.6f), (0, 0.05f, 0.8f), (0.9f, 0, 0.6f)), 0.6f);
        ball.On(Pen.At(-1.3f, 0.42f).Bend(0, 0.62f, 1.3f, 0.42f).To(1.3f, 1.2f).To(-1.3f, 1.2f).Close(), coat.Under);
        face.Mouth(-0.3f, 0.62f, 0.66f);
        for (var sign = 1; sign >= -1; sign -= 2)
        {
            var (x, y) = face.At(sign * 0.58f, 0.66f, 0.3f);
            if (sign < 0)
                f.Add(Oval(x, y, 0.4f, 0.4f), coat.Main);
            face.Eye(x + 0.08f * MathF.Sin(p.Yaw), y - 0.04f, 0.29f * (float)q.Eyes, 0.3f * (float)q.Eyes, sign,
                coat.Main);
            if (sign < 0)
                f.Mark(SpeciesPoint.Eye, x, y);
        }
        f.Pop();
    }

    private static (float X, float Y) Hind(Figure f, Coat coat, SKColor colour, float x, float y, float jump,
        float thick, float legs, bool isTipped)
    {
        // Folded at rest; stretched to the back in a jump.
        float kneeX = x + (0.3f - 0.5f * jump) * legs, kneeY = y - 0.02f + 0.2f * jump;
        float heelX = x - (0.06f + 0.5f * jump) * legs, heelY = Plans.Ground - 0.12f + 0.02f * jump;
        float toeX = heelX + (0.34f - 0.6f * jump) * legs, toeY = Plans.Ground - 0.02f;
        var thigh = new Tube((x, y + 0.04f, thick * 1.5f), (kneeX, kneeY, thick * 1.1f));
        var shin = new Tube((kneeX, kneeY, thick), (heelX, heelY, thick * 0.75f));
        f.Add(new Tube((heelX, heelY, thick * 0.6f), (toeX, toeY, thick * 0.75f)), isTipped ? coat.Accent : colour);
        f.Add(shin, colour);
        var part = f.Add(thigh, colour);
        coat.Put(part, thigh, 0.4f, countershade: false);
        return (toeX, toeY);
    }

    /// <summary>A head in another colour than the coat: a turtle's shell is its coat.</summary>
    private static void HeadOf(Figure f, Species s, Coat coat, Pose p, float x, float y, float radius, SKColor skin)
    {
        f.Mark(SpeciesPoint.Head, x, y);
        f.Push(x, y, -16 * p.Nod, radius);
        var face = new Face(f, coat, p);
        var ball = f.Add(Oval(0, 0, 1, 0.92f), skin);
        if (coat.Mask is { } mask)
        {
            var (patchX, patchY) = face.At(-0.7f, 0.0f, 0.4f);
            ball.On(Oval(patchX - 0.3f, patchY, 0.42f, 0.26f), mask);
        }
        f.Add(face.Tube((0, -0.24f, 0.55f, 0.5f), (0, -0.2f, 0.92f, 0.34f)), skin);
        face.Mouth(-0.42f, 1.0f, 0.5f);
        face.Eyes(0.46f, 0.24f, 0.74f, 0.32f * (float)s.Proportions.Eyes, skin);
        f.Pop();
    }
}
