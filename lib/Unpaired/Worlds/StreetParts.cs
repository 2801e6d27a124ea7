using System.Text.Json.Serialization;
using static Unpaired.Worlds.Factor;

namespace Unpaired.Worlds;

/// <summary>A surface's own colour in OKLCH, before any light falls on it.</summary>
/// <param name="Hue">Degrees, 0 to 360: 29 red, 110 yellow, 142 green, 264 blue.</param>
/// <param name="Lightness">0 black to 1 white.</param>
/// <param name="Chroma">0 grey to 0.3 vivid; lowered where the screen has no such colour.</param>
public sealed record StreetColour(double Hue, double Lightness, double Chroma)
{
    internal void Validate(string owner)
    {
        Require(owner, nameof(Hue), Hue, 0, 360);
        Require(owner, nameof(Lightness), Lightness, 0, 1);
        Require(owner, nameof(Chroma), Chroma, 0, 0.3);
    }
}

/// <summary>What a house ends with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetRoof>))]
public enum StreetRoof
{
    /// <summary>A flat roof behind a cornice.</summary>
    Flat,

    /// <summary>A pitched roof, its eaves along the street.</summary>
    Pitched,

    /// <summary>A gable that faces the street.</summary>
    Gable,
}

/// <summary>A house of a row; its front follows the pavement.</summary>
public sealed record StreetBuilding
{
    /// <summary>Whether it stands on the road's right.</summary>
    public required bool OnRight { get; init; }

    /// <summary>Distance of its near end along the road in metres, −30 to 300.</summary>
    public required double Start { get; init; }

    /// <summary>Length of its front in metres, 3 to 60.</summary>
    public required double Width { get; init; }

    /// <summary>Height of the front in metres without the roof, 2.5 to 60.</summary>
    public required double Height { get; init; }

    /// <summary>Distance of the front from the pavement in metres, 0 to 10.</summary>
    public double SetBack { get; init; }

    /// <summary>What the front is painted with.</summary>
    public required StreetColour Wall { get; init; }

    /// <summary>Hue of roof tiles and awnings in degrees, 0 to 360.</summary>
    public double TrimHue { get; init; } = 40;

    /// <summary>What it ends with.</summary>
    public StreetRoof Roof { get; init; }

    /// <summary>Whether the ground floor is a shop with large windows.</summary>
    public bool Shop { get; init; }

    /// <summary>Which windows are lit first when it gets dark; any number gives its own order.</summary>
    public int Tenants { get; init; }

    internal void Validate()
    {
        Require("Building", nameof(Start), Start, -30, 300);
        Require("Building", nameof(Width), Width, 3, 60);
        Require("Building", nameof(Height), Height, 2.5, 60);
        Require("Building", nameof(SetBack), SetBack, 0, 10);
        Require("Building", nameof(TrimHue), TrimHue, 0, 360);
        RequireDefined("Building", Roof);
        Wall.Validate("Building");
    }
}

/// <summary>How a tree grows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetTreeShape>))]
public enum StreetTreeShape
{
    /// <summary>A round crown on a trunk.</summary>
    Round,

    /// <summary>A slender crown from near the ground, like a poplar's.</summary>
    Slender,
}

/// <summary>A tree.</summary>
public sealed record StreetTree
{
    /// <summary>Metres to the right of the road's centre line, −60 to 60.</summary>
    public required double X { get; init; }

    /// <summary>Distance in metres, 3 to 200.</summary>
    public required double Depth { get; init; }

    /// <summary>Height in metres, 1 to 20.</summary>
    public required double Height { get; init; }

    /// <summary>How it grows.</summary>
    public StreetTreeShape Shape { get; init; }

    /// <summary>Hue of its leaves in degrees, 0 to 360: 140 green, 60 autumn.</summary>
    public double Hue { get; init; } = 135;

    internal void Validate()
    {
        Require("Tree", nameof(X), X, -60, 60);
        Require("Tree", nameof(Depth), Depth, 3, 200);
        Require("Tree", nameof(Height), Height, 1, 20);
        Require("Tree", nameof(Hue), Hue, 0, 360);
        RequireDefined("Tree", Shape);
    }
}

/// <summary>A street lamp; its arm reaches over the road.</summary>
public sealed record StreetLamp
{
    /// <summary>Metres to the right of the road's centre line, −30 to 30.</summary>
    public required double X { get; init; }

    /// <summary>Distance in metres, 3 to 200.</summary>
    public required double Depth { get; init; }

    /// <summary>Height in metres, 2 to 12.</summary>
    public double Height { get; init; } = 5.2;

    internal void Validate()
    {
        Require("Lamp", nameof(X), X, -30, 30);
        Require("Lamp", nameof(Depth), Depth, 3, 200);
        Require("Lamp", nameof(Height), Height, 2, 12);
    }
}
