using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Beetles and winged insects.</summary>
internal static class InsectPlans
{
    public static void Beetle(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float length = 0.5f * (float)q.Length, height = 0.52f * (float)q.Plump, legs = 0.34f * (float)q.Legs;
        float y = Plans.Ground - legs * 0.72f, x = -0.16f;
        Legs(f, coat, p, x, y, length, legs, far: true);
        float headX = x + length + 0.1f, headY = y - 0.18f - 0.12f * p.Nod, radius = 0.21f * (float)q.Head;
        if (p.Reach > 0.12f) // wings under the raised case
            f.Add(Plans.Fin(x + 0.1f, y - height * 0.6f, MathF.PI + 0.15f + p.Reach * 0.5f, 0.72f, 0.26f, 0.2f),
                new SKColor(214, 228, 238));
        f.Add(new Tube((x - length * 0.7f, y - 0.08f, 0.14f), (x + length * 0.9f, y - 0.1f, 0.17f)), coat.Dark);
        f.Mark(SpeciesPoint.Body, x, y - height * 0.4f);
        f.Push(x + length * 0.75f, y, 26 * p.Reach, 1);
        float left = -length * 1.75f, right = length * 0.05f, arch = 0.16f * p.Bend;
        var dome = Pen.At(left, 0.02f).Curve(left - 0.02f, -height * 0.8f, left + length * 0.5f,
            -height * (1.08f + arch),
                (left + right) / 2, -height * (1.06f + arch))
            .Curve(right - length * 0.5f, -height * (1.04f + arch), right + 0.06f, -height * 0.66f, right + 0.03f,
            0.02f)
            .Bend((left + right) / 2, 0.1f, left, 0.02f).Close();
        var shell = f.Add(dome, coat.Main);
        var guide = new Tube((left + 0.06f, -height * 0.3f, height * 0.35f),
            ((left + right) / 2, -height * 0.5f, height * 0.56f),
            (right, -height * 0.34f, height * 0.35f));
        coat.Put(shell, guide);
        shell.On(Pen.At(left, -height * 0.02f - 0.03f).Bend((left + right) / 2, -0.02f, right + 0.1f, -0.06f)
            .Bend((left + right) / 2, 0.02f, left, -height * 0.02f).Close(), Coat.Mix(coat.Main, coat.Dark, 0.5f));
        f.Mark(SpeciesPoint.Tail, left, -0.05f);
        f.Pop();
        Jaws(f, q, coat, p, headX, headY, radius);
        Legs(f, coat, p, x, y, length, legs, far: false);
        Heads(f, s, coat, p, headX, headY, radius);
    }

    public static void Winged(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float span = 0.84f * (float)q.Crest, half = 0.34f * (float)q.Length, girth = 0.1f * (float)q.Plump;
        float droop = 0.16f * p.Bend - 0.12f * p.Tail;
        var beat = 0.2f + 0.8f * (0.5f + 0.5f * MathF.Sin(p.Phase + p.Reach * 1.2f)) * (0.4f + 0.6f * p.Step);
        beat = Math.Max(beat, p.Reach * 0.9f);
        (float X, float Y) root = (0.06f, 0.04f);
        Wings(f, q, coat, root.X + 0.06f, root.Y, span * 0.94f, beat, 0.75f, far: true);
        for (var i = 0; i < 3; i++)
            Plans.Leg(f, null, coat.Dark, null, 0.16f - 0.12f * i, 0.14f, 0.26f * (float)q.Legs,
                0.35f - 0.3f * i + 0.4f * p.Swing(i * 0.33f), 0.4f, 0.025f, 0.018f);
        f.Mark(SpeciesPoint.HindLimb, -0.1f, 0.36f);
        var body = new Tube((-half - 0.14f, 0.2f + droop, girth * 0.55f), (-half * 0.4f, 0.14f + droop * 0.4f, girth),
            (0.12f, 0.07f, girth * 0.95f), (0.3f, 0.0f, girth * 0.9f));
        var part = f.Add(body, coat.Main);
        // Wings carry the markings of butterflies, bodies those of bees and dragonflies.
        if (q.Snout == SnoutShape.None)
            coat.Put(part, body);
        f.Mark(SpeciesPoint.Tail, -half - 0.14f, 0.2f + droop);
        f.Mark(SpeciesPoint.Body, 0.05f, 0.08f);
        Wings(f, q, coat, root.X, root.Y, span, beat, 0, far: false);
        Heads(f, s, coat, p, 0.4f, -0.06f - 0.1f * p.Nod, 0.2f * (float)q.Head);
    }

    /// <summary>The heads of insects and spiders: ball, feelers, large eyes, mouth.</summary>
    public static void Heads(Figure f, Species s, Coat coat, Pose p, float x, float y, float radius)
    {
        f.Mark(SpeciesPoint.Head, x, y);
        f.Push(x, y, -16 * p.Nod, radius);
        var face = new Face(f, coat, p);
        HeadGear.Behind(f, face, coat, s.Proportions);
        var ball = f.Add(Oval(0, 0, 1, 0.94f), coat.Mask ?? coat.Under);
        if (coat.Tips is { } tips)
            ball.On(Pen.Box(-1.2f, -1.2f, 1.2f, -0.35f, 0), tips);
        face.Mouth(-0.42f, 0.82f, 0.5f);
        face.Eyes(0.46f, 0.2f, 0.76f, 0.36f * (float)s.Proportions.Eyes, coat.Mask ?? coat.Under);
        f.Pop();
    }

    private static void Jaws(Figure f, SpeciesProportions q, Coat coat, Pose p, float x, float y, float radius)
    {
        if (q.Horns is HornShape.Bull or HornShape.Feelers or HornShape.None)
            return;
        var spread = 0.3f + 0.5f * p.Mouth;
        for (var sign = 1; sign >= -1; sign -= 2)
            f.Add(new Tube((x + radius * 0.6f, y + sign * radius * 0.3f, 0.06f),
                (x + radius * 1.5f, y + sign * radius * (0.5f + spread) - 0.02f, 0.055f),
                (x + radius * 2.3f, y + sign * radius * spread * 0.5f - 0.04f, 0.02f)), coat.Accent);
    }

    private static void Legs(Figure f, Coat coat, Pose p, float x, float y, float length, float legs, bool far)
    {
        var colour = far ? Coat.Shaded(coat.Accent) : coat.Accent;
        for (var i = 0; i < 3; i++)
        {
            var root = x + length * (0.75f - 0.72f * i) + (far ? 0.07f : 0);
            var raise = !far && i == 0 ? 1.1f * p.Reach : 0;
            var foot = Plans.Leg(f, null, colour, null, root, y - 0.06f, legs,
                0.45f * (1 - i) + 0.55f * p.Swing(i * 0.5f + (far ? 0.5f : 0)) + raise, (i == 2 ? -0.5f : 0.5f), 0.05f,
                0.035f);
            if (!far && i == 0)
                f.Mark(SpeciesPoint.ForeLimb, foot);
            if (!far && i == 2)
                f.Mark(SpeciesPoint.HindLimb, foot);
        }
    }

    private static void Wings(Figure f, SpeciesProportions q, Coat coat, float x, float y, float span, float beat,
        float turn,
        bool far)
    {
        var isMembrane = q.Snout == SnoutShape.None;
        var colour = far ? Coat.Shaded(coat.Accent) : coat.Accent;
        var count = isMembrane ? 2 : 1;
        // Raised wings stand up; lowered ones reach to the back.
        float angle = -2.05f + turn * (0.35f + 0.5f * (1 - beat)) + (1 - beat) * -0.6f;
        if (isMembrane)
        {
            for (var i = 0; i < count; i++)
                f.Add(Plans.Fin(x - 0.1f * i, y, angle - 0.42f * i, span * (1 - 0.12f * i), span * 0.26f, 0.1f), colour)
                    .On(Plans.Fin(x - 0.1f * i, y, angle - 0.42f * i, span * (0.7f - 0.1f * i), span * 0.1f, 0.1f),
                        coat.Tips ?? SKColors.White.WithAlpha(90));
            f.Mark(SpeciesPoint.ForeLimb, x + MathF.Cos(angle) * span, y + MathF.Sin(angle) * span);
            return;
        }
        var width = 0.55f + 0.45f * beat;
        for (var lower = 1; lower >= 0; lower--)
        {
            f.Push(x, y, (angle - 0.95f * lower) * 180 / MathF.PI + 90, span * (lower == 1 ? 0.8f : 1));
            var wing = lower == 1
                ? Pen.At(0, 0).Curve(-0.5f * width, -0.1f, -0.62f * width, -0.7f, -0.22f * width, -0.9f)
                    .Curve(0.2f * width, -1.05f, 0.5f * width, -0.5f, 0, 0).Close()
                : Pen.At(0, 0).Curve(-0.55f * width, -0.3f, -0.6f * width, -0.9f, -0.1f * width, -1.12f)
                    .Curve(0.4f * width, -1.2f, 0.75f * width, -0.75f, 0, 0).Close();
            var part = f.Add(wing, colour);
            coat.Put(part, new Tube((0, -0.1f, 0.28f), (0, -0.55f, 0.45f), (0, -1.05f, 0.4f)), countershade: true);
            if (lower == 0)
                f.Mark(SpeciesPoint.ForeLimb, 0, -1.05f);
            f.Pop();
        }
    }
}
