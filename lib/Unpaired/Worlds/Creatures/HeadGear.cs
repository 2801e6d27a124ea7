using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>Ears, horns, antlers, feelers, crests and combs, in the head's frame.</summary>
internal static class HeadGear
{
    /// <summary>Ears, the far one first.</summary>
    public static void Ears(Figure f, Face face, Coat coat, SpeciesProportions q)
    {
        if (q.Ears == EarShape.None)
            return;
        for (var sign = 1; sign >= -1; sign -= 2)
        {
            var colour = coat.Tips ?? coat.Main;
            Ear(f, face, q.Ears, (float)q.EarSize, sign, sign > 0 ? Coat.Shaded(colour) : colour, coat);
        }
    }

    /// <summary>What is behind the ball of the head.</summary>
    public static void Behind(Figure f, Face face, Coat coat, SpeciesProportions q)
    {
        var size = (float)q.HornSize;
        for (var sign = 1; sign >= -1; sign -= 2)
            switch (q.Horns)
            {
                case HornShape.Bull:
                    f.Add(face.Tube((sign * 0.5f, 0.7f, 0.1f, 0.17f),
                        (sign * (0.6f + 0.35f * size), 0.95f, 0.1f, 0.14f),
                        (sign * (0.65f + 0.45f * size), 0.9f + 0.6f * size, 0.25f, 0.04f)), coat.Accent);
                    break;
                case HornShape.Antlers:
                    Antler(f, face, coat.Accent, size, sign);
                    break;
                case HornShape.Knobs:
                    f.Add(face.Tube((sign * 0.3f, 0.8f, 0, 0.1f), (sign * 0.34f, 0.9f + 0.45f * size, 0, 0.1f)),
                        coat.Accent);
                    var (x, y) = face.At(sign * 0.34f, 0.95f + 0.5f * size, 0);
                    f.Add(Oval(x, y, 0.17f, 0.17f), coat.Dark);
                    break;
                case HornShape.Feelers:
                    f.Add(face.Tube((sign * 0.25f, 0.75f, 0.3f, 0.07f), (sign * 0.4f, 0.9f + 0.5f * size, 0.55f, 0.06f),
                        (sign * 0.6f, 0.9f + 0.85f * size, 0.95f, 0.06f)), coat.Dark);
                    var (tipX, tipY) = face.At(sign * 0.6f, 0.9f + 0.85f * size, 0.98f);
                    f.Add(Oval(tipX, tipY, 0.13f, 0.13f), coat.Accent);
                    break;
            }
        if (q.Horns == HornShape.Crest)
            for (var i = 0; i < 4; i++)
                f.Add(face.Tube((0, 0.6f, -0.1f, 0.16f), (0, 1.0f + 0.28f * size - 0.1f * i, -0.1f - 0.3f * i, 0.14f),
                    (0, 1.1f + 0.65f * size - 0.24f * i, -0.1f - 0.48f * i * size, 0.07f)), coat.Tips ?? coat.Accent);
        if (q.Horns == HornShape.Comb)
            for (var i = 0; i < 4; i++)
            {
                var (x, y) = face.At(0, 0.98f + 0.16f * MathF.Sin(i) * size, 0.45f - 0.32f * i);
                f.Add(Oval(x, y, 0.25f * size, 0.3f * size), coat.Tips ?? coat.Accent);
            }
    }

    /// <summary>What is before the ball of the head but behind the snout.</summary>
    public static void Front(Figure f, Face face, Coat coat, SpeciesProportions q)
    {
        var size = (float)q.HornSize;
        switch (q.Horns)
        {
            case HornShape.Nose:
                f.Add(face.Tube((0, 0.05f, 1.1f, 0.24f), (0, 0.5f, 1.35f, 0.15f),
                    (0, 0.6f + 0.5f * size, 1.45f, 0.03f)),
                    coat.Accent);
                break;
            case HornShape.Curled:
                for (var sign = 1; sign >= -1; sign -= 2)
                    if (sign < 0 || face.Depth(0.7f, 0) > -0.6f)
                        f.Add(face.Tube((sign * 0.5f, 0.75f, 0.1f, 0.2f), (sign * 0.85f, 0.75f, -0.45f * size, 0.21f),
                            (sign * 1.05f, 0.05f, -0.6f * size, 0.2f), (sign * 1.1f, -0.4f, -0.1f, 0.15f),
                            (sign * 1.1f, -0.1f, 0.25f, 0.06f)), coat.Accent);
                break;
        }
    }

    private static void Antler(Figure f, Face face, SKColor colour, float size, int sign)
    {
        f.Add(face.Tube((sign * 0.3f, 0.8f, 0, 0.1f), (sign * 0.55f, 1.2f, -0.1f, 0.09f),
            (sign * 0.62f, 0.95f + 0.9f * size, -0.15f, 0.05f)), colour);
        f.Add(face.Tube((sign * 0.48f, 1.05f, -0.05f, 0.08f), (sign * 0.62f, 1.2f + 0.2f * size, 0.5f, 0.05f)), colour);
        f.Add(face.Tube((sign * 0.58f, 1.35f, -0.1f, 0.08f), (sign * 0.95f, 1.3f + 0.45f * size, -0.35f, 0.05f)),
            colour);
    }

    private static void Ear(Figure f, Face face, EarShape shape, float size, int sign, SKColor colour, Coat coat)
    {
        switch (shape)
        {
            case EarShape.Pointed:
                f.Add(face.Solid((sign * 0.2f, 0.85f, 0.1f), (sign * 0.9f, 0.5f, -0.1f), (sign * 0.55f, 0.5f, 0.2f),
                    (sign * 0.72f, 0.75f + 0.75f * size, 0)), colour)
                    .On(face.Solid((sign * 0.36f, 0.8f, 0.15f), (sign * 0.76f, 0.6f, 0),
                    (sign * 0.7f, 0.6f + 0.62f * size, 0)),
                        coat.Under);
                break;
            case EarShape.Round:
                var (x, y) = face.At(sign * 0.72f, 0.72f, -0.05f);
                f.Add(Oval(x, y, 0.38f * size, 0.38f * size), colour)
                    .On(Oval(x, y, 0.2f * size, 0.2f * size), coat.Under);
                break;
            case EarShape.Long:
                f.Add(face.Tube((sign * 0.35f, 0.7f, 0, 0.2f), (sign * 0.5f, 1.2f * size + 0.2f, -0.15f, 0.27f),
                    (sign * 0.6f, 1.85f * size + 0.1f, -0.35f, 0.12f)), colour)
                    .On(face.Tube((sign * 0.4f, 0.8f, 0, 0.06f), (sign * 0.5f, 1.2f * size + 0.2f, -0.15f, 0.13f),
                        (sign * 0.58f, 1.7f * size, -0.3f, 0.05f)).Outline(), coat.Under);
                break;
            case EarShape.Floppy:
                f.Add(face.Tube((sign * 0.6f, 0.7f, -0.1f, 0.2f), (sign * 1.0f, 0.45f, -0.2f, 0.27f),
                    (sign * 1.12f, 0.45f - 0.75f * size, -0.1f, 0.22f)), colour);
                break;
            case EarShape.Fan:
                f.Add(face.Tube((sign * 0.75f, 0.35f, -0.2f, 0.45f * size), (sign * 1.2f, 0.2f, -0.75f, 0.66f * size),
                    (sign * 1.25f, -0.4f, -0.85f, 0.5f * size)), colour);
                break;
            case EarShape.Leaf:
                f.Add(face.Tube((sign * 0.6f, 0.6f, -0.1f, 0.13f), (sign * (0.75f + 0.3f * size), 0.72f, -0.3f, 0.22f),
                    (sign * (0.85f + 0.55f * size), 0.7f, -0.55f, 0.08f)), colour);
                break;
            default:
                f.Add(face.Solid((sign * 0.2f, 0.8f, 0.2f), (sign * 0.75f, 0.5f, 0.1f),
                    (sign * 0.8f, 0.8f + 0.55f * size, -0.1f)),
                    colour);
                break;
        }
    }
}
