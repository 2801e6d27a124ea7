using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Beaks and bills that open.</summary>
internal static class Beaks
{
    public static void Draw(Figure f, Face face, Coat coat, Pose p, SpeciesProportions q)
    {
        var size = (float)q.SnoutSize;
        var (length, width, height, drop) = q.Snout switch
        {
            SnoutShape.Hook => (0.55f * size, 0.3f, 0.14f + 0.26f * size, 0.42f * size),
            SnoutShape.Spear => (1.25f * size, 0.2f, 0.2f, 0.05f),
            SnoutShape.Bill => (0.75f * size, 0.42f, 0.16f, 0.1f),
            SnoutShape.Banana => (1.35f * size, 0.3f, 0.5f, 0.32f),
            _ => (0.5f * size, 0.26f, 0.28f, 0.06f),
        };
        var open = 0.55f * p.Mouth;
        var (x, y) = face.At(0, -0.14f - drop, 0.9f + length);
        f.Mark(SpeciesPoint.Mouth, x, y);
        f.Add(face.Solid((-width * 0.8f, -0.18f, 0.78f), (width * 0.8f, -0.18f, 0.78f), (0, -0.34f - open * 0.4f, 0.8f),
            (0, -0.3f - drop * 0.6f - open * length, 0.85f + length * 0.8f)), Coat.Shaded(coat.Accent));
        if (q.Snout == SnoutShape.Bill)
        {
            f.Add(face.Tube((0, -0.1f, 0.8f, 0.26f), (0, -0.18f, 0.85f + length * 0.5f, 0.15f),
                (0, -0.16f, 0.9f + length, 0.2f)), coat.Accent);
            return;
        }
        SKPath upper;
        if (q.Snout is SnoutShape.Hook or SnoutShape.Banana)
        {
            var bend = face.Tube((0, -0.06f, 0.78f, height * 0.72f),
                (0, -0.04f, 0.84f + length * 0.45f, height * 0.62f),
                (0, -0.1f - drop * 0.5f, 0.9f + length * 0.85f, height * 0.36f),
                (0, -0.2f - drop, 0.88f + length * 0.95f, 0.03f));
            upper = bend.Outline();
        }
        else
        {
            upper = face.Solid((-width, -0.08f, 0.78f), (width, -0.08f, 0.78f), (0, height * 0.6f - 0.02f, 0.82f),
                (0, -0.26f, 0.86f), (0, -0.14f - drop, 0.9f + length));
        }
        var part = f.Add(upper, coat.Accent);
        if (coat.Tips is { } tips)
        {
            var (tipX, tipY) = face.At(0, -0.14f - drop, 0.9f + length);
            part.On(Oval(tipX, tipY, 0.42f, 0.42f), tips);
        }
    }
}
