using SkiaSharp;
using static Unpaired.Worlds.Pen;

namespace Unpaired.Worlds.Creatures;

/// <summary>A drawn leg.</summary>
/// <param name="X">The foot.</param>
/// <param name="Y">The foot.</param>
/// <param name="Tube">The leg from hip to foot.</param>
/// <param name="Colour">Its colour.</param>
internal readonly record struct Limb(float X, float Y, Tube Tube, SKColor Colour);

/// <summary>Which code draws which body plan, and the limbs that plans share.</summary>
internal static class Plans
{
    /// <summary>How far below the middle of its circle a creature stands.</summary>
    public const float Ground = 0.68f;

    public static void Draw(Figure f, Species s, Coat coat, Pose p)
    {
        switch (s.Plan)
        {
            case BodyPlan.Quadruped:
                QuadrupedPlan.Draw(f, s, coat, p);
                break;
            case BodyPlan.Biped:
                QuadrupedPlan.DrawBiped(f, s, coat, p);
                break;
            case BodyPlan.Bird:
                BirdPlan.Draw(f, s, coat, p);
                break;
            case BodyPlan.Fish:
                SwimmerPlans.Fish(f, s, coat, p);
                break;
            case BodyPlan.Whale:
                SwimmerPlans.Whale(f, s, coat, p);
                break;
            case BodyPlan.Octopod:
                TentaclePlans.Octopod(f, s, coat, p);
                break;
            case BodyPlan.Jellyfish:
                TentaclePlans.Jellyfish(f, s, coat, p);
                break;
            case BodyPlan.Beetle:
                InsectPlans.Beetle(f, s, coat, p);
                break;
            case BodyPlan.WingedInsect:
                InsectPlans.Winged(f, s, coat, p);
                break;
            case BodyPlan.Spider:
                ArthropodPlans.Spider(f, s, coat, p);
                break;
            case BodyPlan.Crab:
                ArthropodPlans.Crab(f, s, coat, p);
                break;
            case BodyPlan.Snake:
                CrawlerPlans.Snake(f, s, coat, p);
                break;
            case BodyPlan.Caterpillar:
                CrawlerPlans.Caterpillar(f, s, coat, p);
                break;
            case BodyPlan.Snail:
                CrawlerPlans.Snail(f, s, coat, p);
                break;
            case BodyPlan.Turtle:
                ReptilePlans.Turtle(f, s, coat, p);
                break;
            case BodyPlan.Lizard:
                ReptilePlans.Lizard(f, s, coat, p);
                break;
            case BodyPlan.Frog:
                ReptilePlans.Frog(f, s, coat, p);
                break;
            default:
                throw new ArgumentException($"{s.Name}: no body plan {s.Plan}.");
        }
    }

    /// <summary>A leg with one joint, and a foot.</summary>
    /// <param name="f">The figure.</param>
    /// <param name="coat">For markings on it; null for none.</param>
    /// <param name="colour">Of the leg.</param>
    /// <param name="foot">Of the foot; null for none.</param>
    /// <param name="x">The hip.</param>
    /// <param name="y">The hip.</param>
    /// <param name="length">Of the whole leg.</param>
    /// <param name="swing">Radians from straight down; above 0 to the front.</param>
    /// <param name="bend">Of the joint, radians; above 0 the joint goes to the front.</param>
    /// <param name="top">Half the thickness at the hip.</param>
    /// <param name="bottom">Half the thickness at the foot.</param>
    /// <returns>The leg, and where the foot is.</returns>
    public static Limb Leg(Figure f, Coat? coat, SKColor colour, SKColor? foot, float x, float y,
        float length, float swing, float bend, float top, float bottom)
    {
        var (sine, cosine) = MathF.SinCos(swing + bend);
        float kneeX = x + sine * length * 0.5f, kneeY = y + cosine * length * 0.5f;
        (sine, cosine) = MathF.SinCos(swing - bend);
        float endX = kneeX + sine * length * 0.5f, endY = kneeY + cosine * length * 0.5f;
        var leg = new Tube((x, y, top), (kneeX, kneeY, (top + bottom) / 2), (endX, endY, bottom));
        var part = f.Add(leg, colour);
        if (foot is { } sock)
            part.On(leg.Band(0.66f, 1.1f), sock).On(Oval(endX, endY, bottom * 1.4f, bottom * 1.4f), sock);
        else
            coat?.Put(part, leg, 0.5f, countershade: false);
        return new Limb(endX, endY, leg, colour);
    }

    /// <summary>Joins a leg that was drawn behind a body to that body: its upper part once more, without
    /// contour.</summary>
    public static void Join(Figure f, Limb limb, Coat coat) => coat.Put(
        f.Add(limb.Tube.Band(-0.06f, 0.55f, -0.84f, 0.84f), limb.Colour, FigureEdge.Seam), limb.Tube, 0.5f,
        countershade: false);

    /// <summary>A fin, wing or leaf: pointed at its tip, from a root of some width.</summary>
    /// <param name="x">Middle of the root.</param>
    /// <param name="y">Middle of the root.</param>
    /// <param name="angle">Radians; 0 ahead, π/2 down.</param>
    /// <param name="length">Root to tip.</param>
    /// <param name="width">Greatest width.</param>
    /// <param name="sweep">How far the tip is bent to the back.</param>
    public static SKPath Fin(float x, float y, float angle, float length, float width, float sweep = 0.3f)
    {
        var (sine, cosine) = MathF.SinCos(angle);
        return At(Place(0, -0.5f)).Curve3(Place(0.45f, -0.62f), Place(0.8f, -0.3f), Place(1, sweep))
            .Curve3(Place(0.75f, 0.45f), Place(0.4f, 0.6f), Place(0, 0.5f)).Close();

        (float, float) Place(float along, float across) =>
            (x + cosine * along * length - sine * across * width, y + sine * along * length + cosine * across * width);
    }

    /// <summary>A fan of feathers or a tail fin, from a root.</summary>
    public static SKPath Fan(float x, float y, float angle, float length, float spread, int lobes, float notch = 0.12f)
    {
        var pen = Pen.At(x, y);
        for (var i = 0; i < lobes; i++)
        {
            float from = angle - spread / 2 + spread * i / lobes, to = from + spread / lobes, middle = (from + to) / 2;
            pen.To(x + MathF.Cos(from) * length * (1 - notch), y + MathF.Sin(from) * length * (1 - notch));
            pen.Bend(x + MathF.Cos(middle) * length * 1.14f, y + MathF.Sin(middle) * length * 1.14f,
                x + MathF.Cos(to) * length * (1 - notch), y + MathF.Sin(to) * length * (1 - notch));
        }
        return pen.Close();
    }

    private static Pen At((float X, float Y) at) => Pen.At(at.X, at.Y);

    private static Pen Curve3(this Pen pen, (float X, float Y) a, (float X, float Y) b, (float X, float Y) c) =>
        pen.Curve(a.X, a.Y, b.X, b.Y, c.X, c.Y);
}
