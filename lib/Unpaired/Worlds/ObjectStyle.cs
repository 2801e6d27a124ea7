using System.Text.Json.Serialization;
using static Unpaired.Worlds.Factor;

namespace Unpaired.Worlds;

/// <summary>What an object's surface is printed with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ObjectPattern>))]
public enum ObjectPattern
{
    /// <summary>One colour.</summary>
    Solid,

    /// <summary>A smooth change from the fill to the second colour.</summary>
    Gradient,

    /// <summary>Parallel stripes of the second colour.</summary>
    Stripes,

    /// <summary>Round dots of the second colour.</summary>
    Dots,

    /// <summary>A chess board of both colours.</summary>
    Checks,
}

/// <summary>
/// How a coloured picture of the objects world looks: fill, pattern and background. Says nothing about what it shows.
/// The second colour, accents and outlines follow from the fill.
/// </summary>
public sealed record ObjectStyle
{
    /// <summary>Hue of the fill in degrees of OKLCH, [0, 360): 29 red, 110 yellow, 142 green, 264 blue, 328
    /// pink.</summary>
    public required double Hue { get; init; }

    /// <summary>Lightness of the fill: 0 for the darkest fill, 1 for the lightest.</summary>
    public double Lightness { get; init; } = 0.5;

    /// <summary>Colourfulness of the fill: 0 for muted, 1 for vivid.</summary>
    public double Saturation { get; init; } = 0.7;

    /// <summary>What the surface is printed with.</summary>
    public ObjectPattern Pattern { get; init; }

    /// <summary>Coarseness of the pattern: 0 for stripes of about 1/8 of the frame, 1 for about 1/5.</summary>
    public double PatternScale { get; init; } = 0.3;

    /// <summary>Turn of the pattern against the object, in degrees, [0, 180).</summary>
    public double PatternAngle { get; init; }

    /// <summary>Hue of the background in degrees of OKLCH, [0, 360).</summary>
    public double BackgroundHue { get; init; } = 250;

    /// <summary>Lightness of the background: 0 for soft grey tones, 1 for nearly white.</summary>
    public double BackgroundLightness { get; init; } = 0.5;

    /// <summary>How much darker the background gets from top to bottom: −1 to 1; 0 is even.</summary>
    public double BackgroundGradient { get; init; }

    /// <summary>The same style if every factor is in its range.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public ObjectStyle Validated()
    {
        Require("Style", nameof(Hue), Hue, 0, 360);
        Require("Style", nameof(Lightness), Lightness, 0, 1);
        Require("Style", nameof(Saturation), Saturation, 0, 1);
        Require("Style", nameof(PatternScale), PatternScale, 0, 1);
        Require("Style", nameof(PatternAngle), PatternAngle, 0, 180);
        Require("Style", nameof(BackgroundHue), BackgroundHue, 0, 360);
        Require("Style", nameof(BackgroundLightness), BackgroundLightness, 0, 1);
        Require("Style", nameof(BackgroundGradient), BackgroundGradient, -1, 1);
        return Enum.IsDefined(Pattern) ? this : throw new ArgumentException($"No pattern {(int)Pattern}.");
    }
}
