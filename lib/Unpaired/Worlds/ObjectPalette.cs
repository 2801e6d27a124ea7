using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>Every colour of a style, all derived from its factors.</summary>
internal sealed class ObjectPalette
{
    public ObjectPalette(ObjectStyle style)
    {
        var lightness = 0.6 + 0.2 * style.Lightness + YellowLift(style.Hue);
        var chroma = 0.07 + 0.12 * style.Saturation;
        Body = new Oklch(lightness, chroma, style.Hue).ToColor();
        // The second colour leaves the fill by lightness: towards white, or away from it where white is near.
        var second = lightness > 0.73 ? lightness - 0.18 : lightness + 0.19;
        Second = new Oklch(second, chroma * 0.85, style.Hue + 35).ToColor();
        Far = new Oklch(second, chroma, style.Hue + 75).ToColor();
        Accent = new Oklch(lightness - 0.13, chroma * 0.9, style.Hue - 45).ToColor();
        Light = new Oklch(0.95, 0.035, style.Hue + 60).ToColor();
        Dark = new Oklch(0.38, 0.06, style.Hue - 20).ToColor();
        Line = new Oklch(0.31, 0.075, style.Hue).ToColor();

        var ground = 0.885 + 0.065 * style.BackgroundLightness;
        var slope = 0.025 * style.BackgroundGradient;
        var tint = 0.042 - 0.014 * style.BackgroundLightness;
        BackgroundTop = new Oklch(ground + slope, tint, style.BackgroundHue).ToColor();
        BackgroundBottom = new Oklch(ground - slope, tint, style.BackgroundHue).ToColor();
        Shadow = new Oklch(0.35, 0.04, style.BackgroundHue);
    }

    public SKColor Body { get; }

    public SKColor Second { get; }

    /// <summary>Where a gradient ends.</summary>
    public SKColor Far { get; }

    public SKColor Accent { get; }

    public SKColor Light { get; }

    public SKColor Dark { get; }

    public SKColor Line { get; }

    public SKColor BackgroundTop { get; }

    public SKColor BackgroundBottom { get; }

    public Oklch Shadow { get; }

    /// <summary>Dark yellow is brown: hues near yellow start lighter.</summary>
    private static double YellowLift(double hue) => 0.1 * Math.Exp(-Math.Pow((hue - 102) / 32, 2));

    public SKColor Of(Role role) => role switch
    {
        Role.Body => Body,
        Role.Accent => Accent,
        Role.Light => Light,
        _ => Dark,
    };
}
