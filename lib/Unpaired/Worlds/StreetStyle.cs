using System.Text.Json.Serialization;
using static Unpaired.Worlds.Factor;

namespace Unpaired.Worlds;

/// <summary>The domains of the streets world.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetDomain>))]
public enum StreetDomain
{
    /// <summary>Daylight, with sun or clouds.</summary>
    Day,

    /// <summary>A clear night: lamps, lit windows, headlights.</summary>
    Night,

    /// <summary>A rainy day: grey light, wet ground, lights on.</summary>
    Rain,
}

/// <summary>
/// Light and weather of a picture of the streets world. Says nothing about what is where. Each factor acts in the
/// domains it names and is ignored in the others.
/// </summary>
public sealed record StreetStyle
{
    /// <summary>The domain.</summary>
    public required StreetDomain Domain { get; init; }

    /// <summary>Where the sun or the moon stands: −1 left, 1 right. All domains.</summary>
    public double LightSide { get; init; } = 0.5;

    /// <summary>Day: height of the sun, 0 just above the horizon (golden light, long shadows) to 1 at noon.</summary>
    public double SunHeight { get; init; } = 0.7;

    /// <summary>Day and rain: colour temperature of the daylight, 0 cool to 1 warm.</summary>
    public double Warmth { get; init; } = 0.5;

    /// <summary>Day: how much of the sky is clouded, 0 to 1.</summary>
    public double Cloudiness { get; init; } = 0.3;

    /// <summary>Night: hue of the sky in degrees of OKLCH, 200 teal to 320 purple.</summary>
    public double NightHue { get; init; } = 265;

    /// <summary>Night: how bright the sky still is, 0 midnight to 1 dusk.</summary>
    public double Dusk { get; init; } = 0.3;

    /// <summary>Night and rain: colour of the street lamps, 0 white to 1 amber.</summary>
    public double LampWarmth { get; init; } = 0.6;

    /// <summary>Night and rain: part of the windows that are lit, 0 to 1; half as many in rain.</summary>
    public double LitWindows { get; init; } = 0.5;

    /// <summary>Rain: 0 drizzle to 1 downpour.</summary>
    public double RainDensity { get; init; } = 0.5;

    /// <summary>Rain and night: how much the wet ground mirrors, 0 dry to 1.</summary>
    public double Wetness { get; init; }

    /// <summary>Which clouds, stars and drops; any number gives its own.</summary>
    public int Sky { get; init; }

    /// <summary>The same style if every factor is in its range.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public StreetStyle Validated()
    {
        RequireDefined("Style", Domain);
        Require("Style", nameof(LightSide), LightSide, -1, 1);
        Require("Style", nameof(SunHeight), SunHeight, 0, 1);
        Require("Style", nameof(Warmth), Warmth, 0, 1);
        Require("Style", nameof(Cloudiness), Cloudiness, 0, 1);
        Require("Style", nameof(NightHue), NightHue, 200, 320);
        Require("Style", nameof(Dusk), Dusk, 0, 1);
        Require("Style", nameof(LampWarmth), LampWarmth, 0, 1);
        Require("Style", nameof(LitWindows), LitWindows, 0, 1);
        Require("Style", nameof(RainDensity), RainDensity, 0, 1);
        Require("Style", nameof(Wetness), Wetness, 0, 1);
        return this;
    }
}
