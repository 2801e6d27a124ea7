using System.Numerics;
using SkiaSharp;

namespace Unpaired.Worlds.Streets;

/// <summary>The light of a style: turns a surface's own colour into that of a pixel. All sums are of linear
/// light.</summary>
internal sealed class StreetLight
{
    private readonly StreetLamp[] lamps;
    private Vector3 ambient;
    private Vector3 sun;
    private Vector3 haze;
    private float hazeLength;

    public StreetLight(StreetStyle style, StreetContent content)
    {
        Style = style;
        lamps = [.. content.Lamps];
        LampColour = Vector3.Lerp(new(1, 0.86f, 0.64f), new(1, 0.56f, 0.16f), (float)style.LampWarmth);
        switch (style.Domain)
        {
            case StreetDomain.Day:
                SetDay();
                break;
            case StreetDomain.Night:
                SetNight();
                break;
            default:
                SetRain();
                break;
        }
    }

    public StreetStyle Style { get; }

    public Vector3 SkyTop { get; private set; }

    public Vector3 SkyLow { get; private set; }

    /// <summary>Light of the street lamps.</summary>
    public Vector3 LampColour { get; }

    /// <summary>How strong street lamps are: 0 off.</summary>
    public float LampPower { get; private set; }

    /// <summary>How strong the lamps of cars are: 0 off.</summary>
    public float BeamPower { get; private set; }

    /// <summary>Part of the windows that are lit.</summary>
    public float LitShare { get; private set; }

    public float Wetness { get; private set; }

    public bool IsNight => Style.Domain == StreetDomain.Night;

    /// <summary>How much sun a wall gets.</summary>
    /// <param name="side">Where it faces: −1 left, 0 us, 1 right.</param>
    public float SunOn(float side) => Math.Clamp(0.42f + 0.5f * side * (float)Style.LightSide, 0, 1);

    /// <summary>Light of the street lamps at a place, 0 to about 1.</summary>
    public float LampsAt(float x, float depth)
    {
        if (LampPower == 0)
            return 0;
        var sum = 0f;
        foreach (var lamp in lamps)
        {
            var (dx, dz) = (x - (float)lamp.X * 0.75f, depth - (float)lamp.Depth);
            sum += 1 / (1 + (dx * dx + dz * dz) / 14);
        }
        return LampPower * Math.Min(sum, 1.1f);
    }

    /// <summary>The pixel of a surface.</summary>
    /// <param name="albedo">Its own colour, linear.</param>
    /// <param name="sunshine">How much sun it gets, 0 to 1.</param>
    /// <param name="depth">Its distance in metres: far things fade into the haze.</param>
    /// <param name="lamplight">What the street lamps add, 0 to about 1.</param>
    public SKColor Shade(Vector3 albedo, float sunshine, float depth, float lamplight = 0) =>
        Rgb.Encode(Haze(albedo * (ambient + sun * sunshine + LampColour * (0.75f * lamplight)), depth));

    /// <summary>The pixel of something that shines by itself.</summary>
    public SKColor Emit(Vector3 light, float depth) => Rgb.Encode(Haze(light, depth * 0.5f));

    private void SetDay()
    {
        var cloud = (float)Style.Cloudiness;
        var low = 1 - (float)Style.SunHeight;
        var warm = (float)Style.Warmth;
        var clear = Rgb.Linear(new Oklch(0.60 + 0.06 * Style.SunHeight, 0.125, 252 - 12 * warm));
        SkyTop = Vector3.Lerp(clear, Rgb.Linear(new Oklch(0.72, 0.03, 245)), 0.75f * cloud);
        var horizon = Vector3.Lerp(
            Rgb.Linear(new Oklch(0.91, 0.045, 225)), Rgb.Linear(new Oklch(0.87, 0.1, 62)), low * low);
        SkyLow = Vector3.Lerp(horizon, Rgb.Linear(new Oklch(0.88, 0.012, 240)), 0.6f * cloud);
        var golden = Math.Clamp(0.75f * low + 0.35f * warm - 0.2f, 0, 1);
        sun = Vector3.Lerp(new(1, 0.96f, 0.88f), new(1, 0.62f, 0.3f), golden) * (1.25f - 0.25f * low)
            * (1 - 0.8f * cloud);
        ambient = Vector3.Lerp(new(0.47f, 0.53f, 0.66f), new(0.72f, 0.72f, 0.75f), cloud)
            * Vector3.Lerp(Vector3.One, new(1.04f, 1, 0.94f), warm);
        haze = SkyLow;
        hazeLength = 170;
    }

    private void SetNight()
    {
        var dusk = (float)Style.Dusk;
        SkyTop = Rgb.Linear(new Oklch(0.17 + 0.1 * dusk, 0.06 + 0.03 * dusk, Style.NightHue));
        SkyLow = Rgb.Linear(new Oklch(0.31 + 0.14 * dusk, 0.075 + 0.03 * dusk, Style.NightHue + 18));
        ambient = Rgb.Linear(new Oklch(0.40 + 0.06 * dusk, 0.06, Style.NightHue)) * 1.15f;
        sun = new Vector3(0.035f, 0.04f, 0.06f); // the moon
        haze = SkyLow * 0.8f;
        hazeLength = 190;
        LampPower = 1;
        BeamPower = 1;
        LitShare = (float)Style.LitWindows;
        Wetness = (float)Style.Wetness;
    }

    private void SetRain()
    {
        var heavy = (float)Style.RainDensity;
        var warm = (float)Style.Warmth;
        var grey = new Oklch(0.70 - 0.09 * heavy, 0.018, 250 - 25 * warm);
        SkyTop = Rgb.Linear(grey with { Lightness = grey.Lightness - 0.1 });
        SkyLow = Rgb.Linear(grey with { Lightness = grey.Lightness + 0.07 });
        ambient = Vector3.Lerp(new(0.42f, 0.46f, 0.5f), new(0.47f, 0.46f, 0.45f), warm) * (1.05f - 0.3f * heavy);
        haze = SkyLow;
        hazeLength = 130 - 45 * heavy;
        LampPower = 0.3f;
        BeamPower = 0.6f;
        LitShare = 0.5f * (float)Style.LitWindows;
        Wetness = (float)Style.Wetness;
    }

    private Vector3 Haze(Vector3 light, float depth) =>
        Vector3.Lerp(haze, light, MathF.Exp(-depth / hazeLength));
}
