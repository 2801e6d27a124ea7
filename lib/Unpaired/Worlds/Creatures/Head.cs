using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>The heads of mammals, birds, reptiles and frogs: ball, ears, horns, snout or beak, eyes.</summary>
internal static class Head
{
    private static readonly SKColor Throat = new(110, 26, 40);

    /// <summary>Draws a head.</summary>
    /// <param name="f">The figure.</param>
    /// <param name="s">The species.</param>
    /// <param name="coat">Its colours.</param>
    /// <param name="p">The pose.</param>
    /// <param name="x">Middle of the head.</param>
    /// <param name="y">Middle of the head.</param>
    /// <param name="radius">Of its ball.</param>
    public static void Draw(Figure f, Species s, Coat coat, Pose p, float x, float y, float radius)
    {
        f.Mark(SpeciesPoint.Head, x, y);
        f.Push(x, y, -16 * p.Nod, radius);
        var face = new Face(f, coat, p);
        var q = s.Proportions;
        if (q.Horns == HornShape.Mane)
            Mane(f, coat, (float)q.HornSize);
        HeadGear.Behind(f, face, coat, q);
        HeadGear.Ears(f, face, coat, q);
        var ball = f.Add(Oval(0, 0, 1, 0.96f), coat.Hood);
        Pattern(ball, face, s, coat);
        HeadGear.Front(f, face, coat, q);
        if (q.Snout >= SnoutShape.Cone && q.Snout != SnoutShape.None)
        {
            Eyes(face, coat, q);
            Beaks.Draw(f, face, coat, p, q);
        }
        else
        {
            if (q.Snout == SnoutShape.None)
                face.Mouth(-0.32f, 0.86f, 0.55f * (float)q.SnoutSize);
            else
                Snout(f, s, face, coat, p);
            Eyes(face, coat, q);
        }
        f.Pop();
    }

    private static void Eyes(Face face, Coat coat, SpeciesProportions q) =>
        face.Eyes(0.44f, 0.2f, 0.78f, 0.3f * (float)q.Eyes, coat.Mask ?? coat.Hood);

    /// <summary>Markings of the body go on over the head, and a mask round the eyes.</summary>
    private static void Pattern(FigurePart ball, Face face, Species s, Coat coat)
    {
        foreach (var marking in s.Markings)
        {
            var colour = SKColor.Parse(marking.Colour);
            if (marking.Kind is MarkingKind.Stripes)
                for (var i = -1; i <= 1; i++)
                {
                    var (x, y) = face.At(i * 0.36f, 1, 0.3f);
                    ball.On(Pen.At(x - 0.11f, y - 0.2f).To(x + 0.11f, y - 0.2f).To(x, y + 0.62f).Close(), colour);
                    var (cheekX, cheekY) = face.At(-0.95f, -0.1f + 0.35f * i, 0.1f);
                    ball.On(Pen.At(cheekX - 0.3f, cheekY - 0.09f).To(cheekX + 0.45f, cheekY)
                        .To(cheekX - 0.3f, cheekY + 0.09f).Close(), colour);
                }
            else if (marking.Kind is MarkingKind.Saddle or MarkingKind.Fade)
                ball.On(Pen.Box(-1.2f, -1.2f, 1.2f, -0.42f, 0), colour.WithAlpha((byte)(marking.Kind
                    == MarkingKind.Saddle ? 255 : 170)));
            else if (marking.Kind is MarkingKind.Spots or MarkingKind.Rosettes or MarkingKind.Speckles)
                foreach (var (side, up) in ((float, float)[])[(-0.3f, 0.8f), (0.3f, 0.76f), (-0.85f, 0.1f), (0, 0.62f)])
                {
                    var (x, y) = face.At(side, up, 0.35f);
                    ball.On(Oval(x, y, 0.14f, 0.12f), colour);
                }
            else if (marking.Kind is MarkingKind.Patches)
            {
                var (x, y) = face.At(-0.5f, 0.35f, 0.55f);
                ball.On(Oval(x, y, 0.5f, 0.56f), colour);
            }
        }
        if (coat.Mask is not { } mask)
            return;
        for (var sign = 1; sign >= -1; sign -= 2)
        {
            var (x, y) = face.At(sign * 0.5f, 0.12f, 0.7f);
            ball.On(Oval(x, y, 0.4f, 0.42f), mask);
        }
    }

    private static void Mane(Figure f, Coat coat, float size)
    {
        var corners = new (float, float)[26];
        for (var i = 0; i < corners.Length; i++)
        {
            var (sine, cosine) = MathF.SinCos(MathF.Tau * i / corners.Length);
            var reach = size * (i % 2 == 0 ? 1.62f : 1.38f);
            corners[i] = (cosine * reach - 0.12f, sine * reach);
        }
        f.Add(Polygon(0.1f, corners), coat.Accent);
    }

    private static void Snout(Figure f, Species s, Face face, Coat coat, Pose p)
    {
        var q = s.Proportions;
        var size = (float)q.SnoutSize;
        var (length, width, tip) = q.Snout switch
        {
            SnoutShape.Long => (0.62f * size, 0.44f, 0.22f),
            SnoutShape.Heavy => (0.55f * size, 0.5f, 0.42f),
            SnoutShape.Disc => (0.36f * size, 0.44f, 0.38f),
            SnoutShape.Trunk => (0.3f, 0.5f, 0.32f),
            _ => (0.16f * size, 0.46f, 0.36f),
        };
        // Reptiles have no muzzle of another colour, and no nose.
        var isReptile = s.Plan == BodyPlan.Lizard || (s.Plan == BodyPlan.Biped && q.Snout == SnoutShape.Heavy);
        var colour = q.Snout == SnoutShape.Trunk || isReptile ? coat.Hood : coat.Under;
        var open = 0.5f * p.Mouth;
        // Behind the snout: the open mouth, and the jaw that sinks.
        f.Add(face.Tube((0, -0.46f, 0.5f, width * 0.7f), (0, -0.5f - open * 0.5f, 0.8f + length * 0.7f, tip * 0.8f)),
            Throat, FigureEdge.Fine);
        f.Add(face.Tube((0, -0.52f - open * 0.5f, 0.4f, width * 0.55f),
            (0, -0.56f - open, 0.66f + length * 0.7f, tip * 0.72f)), colour);
        if (q.Snout == SnoutShape.Trunk)
        {
            Trunk(f, face, coat, p, size);
            return;
        }
        f.Add(face.Tube((0, -0.24f, 0.62f, width), (0, -0.3f, 0.78f + length, tip)), colour);
        var (noseX, noseY) = face.At(0, -0.2f, 0.86f + length + tip * 0.6f);
        f.Mark(SpeciesPoint.Mouth, noseX, noseY);
        if (q.Snout == SnoutShape.Disc)
        {
            var nose = f.Add(Oval(noseX, noseY + 0.06f, 0.22f + 0.14f * MathF.Cos(p.Yaw), 0.34f), coat.Accent);
            nose.On(Oval(noseX - 0.11f, noseY + 0.06f, 0.06f, 0.11f), coat.Dark);
            nose.On(Oval(noseX + 0.11f, noseY + 0.06f, 0.06f, 0.11f), coat.Dark);
        }
        else if (isReptile || q.Snout == SnoutShape.Heavy)
        {
            for (var sign = -1; sign <= 1; sign += 2)
            {
                var (x, y) = face.At(sign * 0.2f, -0.24f, 0.78f + length + tip * 0.7f);
                f.Add(Oval(x, y, 0.07f, 0.09f), coat.Dark, FigureEdge.None);
            }
        }
        else
        {
            f.Add(Oval(noseX, noseY, 0.19f, 0.15f), coat.Dark, FigureEdge.None);
        }
    }

    private static void Trunk(Figure f, Face face, Coat coat, Pose p, float size)
    {
        // Hangs; is lifted by the reach.
        var lift = p.Reach * 1.5f + 0.25f * p.Nod;
        var trunk = face.Tube((0, -0.1f, 0.6f, 0.42f), (0, -0.6f, 1.0f, 0.34f),
            (0, -1.2f * size + lift * 0.9f, 1.25f + 0.4f * p.Reach, 0.26f),
            (0, -1.7f * size + lift * 1.7f, 1.3f + 0.5f * p.Reach + 0.1f, 0.2f));
        f.Add(trunk, coat.Main);
        f.Mark(SpeciesPoint.Mouth, trunk.Tip);
        for (var sign = 1; sign >= -1; sign -= 2)
            f.Add(face.Tube((sign * 0.36f, -0.45f, 0.75f, 0.11f), (sign * 0.4f, -0.85f, 1.0f, 0.09f),
                (sign * 0.4f, -0.9f, 1.3f, 0.05f)), coat.Accent);
    }
}
