using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Snakes, caterpillars and snails.</summary>
internal static class CrawlerPlans
{
    public static void Snake(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float girth = 0.115f * (float)q.Plump, wave = 0.1f + 0.13f * p.Step, ground = Plans.Ground - 0.16f;
        var nodes = new (float, float, float)[9];
        for (var i = 0; i < 7; i++)
        {
            var x = -0.84f + 0.19f * i;
            var fade = MathF.Min(1, 0.35f + 0.2f * i);
            nodes[i] = (x, ground - 0.02f - 0.16f * p.Bend * MathF.Sin(MathF.PI * i / 6)
                - wave * fade * MathF.Sin(p.Phase + i * 1.25f) - (i < 2 ? 0.18f * p.Tail * (2 - i) : 0),
                i == 0 ? 0.025f : girth * (0.55f + 0.45f * MathF.Min(1, i / 2.5f)));
        }
        float headX = 0.56f, headY = -0.18f - 0.2f * p.Nod - 0.12f * p.Reach, radius = 0.19f * (float)q.Head;
        nodes[7] = (0.47f + 0.05f * p.Nod, (ground + headY) / 2, girth * 1.02f);
        nodes[8] = (headX - 0.1f, headY + 0.02f, girth * 0.92f);
        var body = new Tube(nodes);
        if (q.Crest > 1) // a cobra's hood
            f.Add(new Tube((0.46f, headY + 0.42f, 0.1f), (headX - 0.1f, headY + 0.2f, 0.2f * (float)q.Crest),
                (headX - 0.04f, headY - 0.02f, 0.15f)), coat.Accent);
        coat.Put(f.Add(body, coat.Main), body);
        f.Mark(SpeciesPoint.Body, body.At(0.45f, 0));
        f.Mark(SpeciesPoint.Tail, body.At(0, 0));
        f.Mark(SpeciesPoint.HindLimb, body.At(0.3f, 1));
        f.Mark(SpeciesPoint.ForeLimb, body.At(0.75f, 1));
        if (p.Mouth > 0.25f)
        {
            var tip = 0.12f + 0.2f * p.Mouth;
            f.Add(new Tube((headX + radius * 0.6f, headY + 0.05f, 0.018f),
                (headX + radius + tip, headY + 0.1f, 0.016f)),
                new SKColor(205, 40, 60), FigureEdge.Fine);
        }
        Head.Draw(f, s, coat, p, headX, headY, radius);
    }

    public static void Caterpillar(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        var girth = 0.2f * (float)q.Plump;
        var count = 6;
        var fur = q.Crest;
        for (var i = 0; i < count; i++)
        {
            var t = (float)i / (count - 1);
            float x = -0.66f + 0.98f * t, hump = (0.12f + 0.26f * Math.Max(0, p.Bend) + 0.16f * p.Step)
                * MathF.Sin(MathF.PI * t)
                * (0.6f + 0.4f * MathF.Sin(p.Phase + t * 3));
            float y = Plans.Ground - girth * 0.95f - hump - (i == 0 ? 0.16f * Math.Max(0, p.Tail) : 0)
                - (i == 5 ? 0.12f + 0.1f * p.Nod + 0.08f * p.Reach : 0)
                - (i == 4 ? 0.04f : 0);
            var radius = girth * (i == 0 ? 0.8f : 1);
            var leg = Plans.Leg(f, null, coat.Accent, null, x, y + radius * 0.6f, girth * 0.75f,
                0.5f * p.Swing(i * 0.2f) + (i == 5 ? 1.0f * p.Reach : 0), 0, 0.05f, 0.045f);
            if (fur > 1)
                f.Add(Bristles(x, y, radius, (float)fur), coat.Tips ?? coat.Dark, FigureEdge.None);
            var segment = new Tube((x - radius * 0.2f, y, radius), (x + radius * 0.2f, y, radius));
            var part = f.Add(segment, i % 2 == 0 || coat.Mask is null ? coat.Main : coat.Mask.Value);
            coat.Put(part, segment, 0.4f);
            if (i == 0)
                f.Mark(SpeciesPoint.Tail, x - radius, y);
            if (i == 1)
                f.Mark(SpeciesPoint.HindLimb, leg);
            if (i == 3)
                f.Mark(SpeciesPoint.Body, x, y);
            if (i == 5)
            {
                f.Mark(SpeciesPoint.ForeLimb, leg);
                InsectHead(f, s, coat, p, x + 0.24f, y - 0.1f - 0.1f * p.Nod, 0.22f * (float)q.Head);
            }
        }
    }

    public static void Snail(Figure f, Species s, Coat coat, Pose p)
    {
        var q = s.Proportions;
        float size = 0.42f * (float)q.Plump, ground = Plans.Ground, shellX = -0.14f + 0.03f * p.Bend;
        float headX = 0.5f + 0.05f * p.Step * MathF.Sin(p.Phase), headY = 0.22f - 0.16f * p.Nod - 0.08f * p.Reach;
        var stretch = 0.06f * p.Swing(0);
        var foot = new Tube((-0.78f - stretch, ground - 0.05f - 0.14f * Math.Max(0, p.Tail), 0.035f),
            (-0.4f, ground - 0.1f, 0.1f),
            (0.1f, ground - 0.12f, 0.13f), (0.42f, (ground + headY) / 2 + 0.1f, 0.13f),
            (headX, headY, 0.16f * (float)q.Head));
        f.Add(foot, coat.Under).On(foot.Band(0, 0.75f, 0.3f, 1.4f), Coat.Mix(coat.Under, coat.Dark, 0.25f));
        f.Mark(SpeciesPoint.Tail, foot.At(0, 0));
        f.Mark(SpeciesPoint.HindLimb, foot.At(0.3f, 1));
        f.Mark(SpeciesPoint.ForeLimb, foot.At(0.6f, 1));
        f.Push(shellX, ground - 0.12f - size * 0.72f, -8 * p.Bend + 5 * p.Swing(0.25f), size);
        f.Mark(SpeciesPoint.Body, 0, 0);
        var isTall = q.Length > 1;
        var shell = isTall
            ? f.Add(Pen.At(0.75f, 0.75f).Curve(1.05f, 0.2f, 0.7f, -0.35f, 0.2f, -0.55f).To(-1.0f, -1.15f)
                .To(-0.75f, 0.1f).Curve(-0.7f, 0.75f, 0.2f, 1.05f, 0.75f, 0.75f).Close(), coat.Main)
            : f.Add(Oval(0, -0.08f, 0.98f, 0.94f), coat.Main);
        if (isTall)
            coat.Put(shell, new Tube((-1.0f, -1.1f, 0.1f), (-0.3f, -0.2f, 0.7f), (0.5f, 0.4f, 0.75f)));
        else
            coat.Put(shell, new Tube((-0.8f, 0, 0.7f), (0, -0.08f, 0.94f), (0.8f, 0, 0.7f)));
        f.Add(Spiral(isTall ? 0.2f : 0, isTall ? 0.1f : -0.05f, isTall ? 0.6f : 0.8f), coat.Accent, FigureEdge.None);
        f.Pop();
        f.Mark(SpeciesPoint.Head, headX, headY);
        f.Push(headX, headY, -12 * p.Nod, 0.2f * (float)q.Head);
        var face = new Face(f, coat, p);
        face.Mouth(-0.2f, 0.7f, 0.4f);
        for (var sign = 1; sign >= -1; sign -= 2)
        {
            var (x, y) = face.At(sign * 0.65f + 0.1f, 1.5f + 0.2f * p.GazeY, 0.4f);
            f.Add(face.Tube((sign * 0.4f, 0.4f, 0.3f, 0.15f), (sign * 0.6f, 1.1f, 0.35f, 0.13f),
                (sign * 0.65f + 0.05f, 1.45f, 0.4f, 0.14f)),
                coat.Under);
            face.Eye(x, y, 0.36f * (float)q.Eyes, 0.38f * (float)q.Eyes, sign, coat.Under);
            if (sign < 0)
                f.Mark(SpeciesPoint.Eye, x, y);
        }
        f.Pop();
    }

    private static void InsectHead(Figure f, Species s, Coat coat, Pose p, float x, float y, float radius) =>
        InsectPlans.Heads(f, s, coat, p, x, y, radius);

    private static SKPath Bristles(float x, float y, float radius, float length)
    {
        var pen = Pen.At(x - radius, y);
        for (var i = 0; i <= 8; i++)
        {
            var (sine, cosine) = MathF.SinCos(-MathF.PI + MathF.PI * i / 8);
            var reach = radius * (1.05f + 0.38f * length);
            pen.To(x + cosine * reach, y + sine * reach);
            (sine, cosine) = MathF.SinCos(-MathF.PI + MathF.PI * (i + 0.5f) / 8);
            pen.To(x + cosine * radius, y + sine * radius);
        }
        return pen.Close();
    }

    private static SKPath Spiral(float x, float y, float size)
    {
        var nodes = new (float, float, float)[9];
        for (var i = 0; i < nodes.Length; i++)
        {
            var (sine, cosine) = MathF.SinCos(1.1f - i * 1.25f);
            var reach = size * (1 - i * 0.108f);
            nodes[i] = (x + cosine * reach, y + sine * reach, 0.075f - 0.003f * i);
        }
        return new Tube(nodes).Outline();
    }
}
