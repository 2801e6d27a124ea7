using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>One walking person.</summary>
internal sealed class PersonPainter
{
    private const float Height = 1.78f;
    private const float Hip = 0.86f;
    private const float Shoulder = 1.42f;

    private readonly StreetCanvas street;
    private readonly StreetLight light;
    private readonly StreetPerson person;
    private readonly SKPoint foot;
    private readonly float scale;
    private readonly float depth;
    private readonly float lamps;

    private PersonPainter(StreetCanvas street, StreetPerson person)
    {
        this.street = street;
        this.person = person;
        light = street.Light;
        depth = (float)person.Depth;
        foot = street.Camera.Point((float)person.X, 0, depth);
        scale = street.Camera.Scale(depth) * (float)person.Size;
        lamps = 0.9f * light.LampsAt((float)person.X, depth);
    }

    public static void Draw(StreetCanvas street, StreetPerson person) => new PersonPainter(street, person).Draw();

    /// <summary>Metres to our right of the feet, and above them.</summary>
    private SKPoint At(float right, float up) => new(foot.X + right * scale, foot.Y - up * scale);

    private SKColor Shade(Vector3 albedo, float sun = 0.6f) => light.Shade(albedo, sun, depth, lamps);

    private void Draw()
    {
        var turn = person.Facing switch { StreetFacing.Left => -1f, StreetFacing.Right => 1f, _ => 0f };
        var swing = MathF.Sin(2 * MathF.PI * (float)person.Step);
        street.Shadow(0.4f, foot, 0.42f * scale, 0.42f * scale * Math.Min(0.5f, street.Camera.Eye / depth));
        var coat = Rgb.Linear(person.Coat);
        var legs = Rgb.Linear(person.Legs);
        var skin = Rgb.Linear(new Oklch(0.48 + 0.34 * person.Skin, 0.065, 55));
        if (turn == 0)
            DrawFromFrontOrBack(swing, coat, legs, skin);
        else
            DrawFromSide(turn, swing, coat, legs, skin);
        DrawHead(turn, skin);
    }

    private void DrawFromSide(float turn, float swing, Vector3 coat, Vector3 legs, Vector3 skin)
    {
        Arm(-swing, 0.72f);
        Leg(-swing, 0.75f);
        Leg(swing, 1);
        var hem = person.LongCoat ? 0.5f : Hip - 0.06f;
        var flare = person.LongCoat ? 0.24f : 0.15f;
        street.FillRounded(Shade(coat), 0.08f * scale, At(-0.13f, Shoulder), At(0.13f, Shoulder), At(flare - 0.02f,
            hem),
            At(-flare + 0.02f, hem));
        Arm(swing, 0.86f);

        void Leg(float angle, float shade)
        {
            var knee = (X: turn * (0.2f * angle + 0.03f), Up: 0.45f);
            var ankle = (X: turn * 0.42f * angle, Up: 0.07f + 0.05f * Math.Max(0, -angle));
            var colour = Shade(legs * shade);
            street.Line(colour, 0.17f * scale, At(0, Hip), At(knee.X, knee.Up), At(ankle.X, ankle.Up));
            street.Line(Shade(legs * 0.35f), 0.1f * scale, At(ankle.X, ankle.Up - 0.01f),
                At(ankle.X + turn * 0.13f, ankle.Up - 0.02f));
        }

        void Arm(float angle, float shade)
        {
            var hand = (X: -turn * 0.3f * angle + turn * 0.05f, Up: 0.87f);
            street.Line(Shade(coat * shade), 0.13f * scale, At(0, Shoulder - 0.06f),
                At(-turn * 0.15f * angle - turn * 0.02f, 1.13f), At(hand.X, hand.Up));
            street.Oval(Shade(skin * shade), At(hand.X, hand.Up).X, At(hand.X, hand.Up).Y, 0.065f * scale,
                0.065f * scale);
        }
    }

    private void DrawFromFrontOrBack(float swing, Vector3 coat, Vector3 legs, Vector3 skin)
    {
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
        {
            // The leg behind is lifted: its foot is higher in the picture.
            var lift = 0.11f * Math.Max(0, side * swing);
            var colour = Shade(legs * (lift > 0.03f ? 0.75f : 1));
            street.Line(colour, 0.18f * scale, At(side * 0.1f, Hip), At(side * 0.11f, 0.45f + lift * 0.4f),
                At(side * 0.1f, 0.09f + lift));
            street.Line(Shade(legs * 0.35f), 0.12f * scale, At(side * 0.1f, 0.06f + lift), At(side * 0.12f,
                0.05f + lift));
            var up = 0.88f + 0.06f * side * swing;
            street.Line(Shade(coat * 0.82f), 0.13f * scale, At(side * 0.22f, Shoulder - 0.06f), At(side * 0.29f,
                1.14f),
                At(side * 0.28f, up));
            street.Oval(Shade(skin), At(side * 0.28f, up).X, At(side * 0.28f, up).Y, 0.065f * scale, 0.065f * scale);
        }
        var hem = person.LongCoat ? 0.5f : Hip - 0.08f;
        var flare = person.LongCoat ? 0.27f : 0.18f;
        street.FillRounded(Shade(coat), 0.08f * scale, At(-0.2f, Shoulder), At(0.2f, Shoulder), At(flare, hem),
            At(-flare, hem));
    }

    private void DrawHead(float turn, Vector3 skin)
    {
        var hair = Rgb.Linear(new Oklch(0.2 + 0.5 * person.Hair, 0.03 + 0.07 * person.Hair, 65));
        var middle = At(turn * 0.03f, Height - 0.15f);
        street.Line(Shade(skin * 0.8f), 0.11f * scale, At(0, Shoulder), At(turn * 0.02f, Height - 0.2f));
        street.Oval(Shade(skin, 0.7f), middle.X, middle.Y, 0.135f * scale, 0.16f * scale);
        if (person.Facing == StreetFacing.Away)
        {
            street.Oval(Shade(hair), middle.X, middle.Y - 0.02f * scale, 0.14f * scale, 0.15f * scale);
            return;
        }
        // A cap of hair: the head's upper part, moved away from the face.
        var cap = At(turn * -0.02f, Height - 0.07f);
        street.Oval(Shade(hair), cap.X, cap.Y, 0.145f * scale, 0.1f * scale);
        if (turn != 0)
            street.Oval(Shade(hair), cap.X - turn * 0.06f * scale, cap.Y + 0.07f * scale, 0.08f * scale,
                0.11f * scale);
    }
}
