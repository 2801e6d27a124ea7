using System.Text.Json.Serialization;
using static Unpaired.Worlds.Factor;

namespace Unpaired.Worlds;

/// <summary>
/// What a picture of the streets world shows: where everything is and what it is painted with. Says nothing about
/// light and weather. In metres, so one content can be drawn in any size and aspect.
/// </summary>
public sealed record StreetContent
{
    /// <summary>Where we stand and look.</summary>
    public required StreetView View { get; init; }

    /// <summary>The road and its pavements.</summary>
    public required StreetRoad Road { get; init; }

    /// <summary>The houses of both rows.</summary>
    public FactorList<StreetBuilding> Buildings { get; init; } = FactorList<StreetBuilding>.Empty;

    /// <summary>Trees on pavements and lawns.</summary>
    public FactorList<StreetTree> Trees { get; init; } = FactorList<StreetTree>.Empty;

    /// <summary>Street lamps.</summary>
    public FactorList<StreetLamp> Lamps { get; init; } = FactorList<StreetLamp>.Empty;

    /// <summary>What has a class and a box: cars, people, traffic lights. A box names its object by the place in this
    /// list.</summary>
    public FactorList<StreetObject> Objects { get; init; } = FactorList<StreetObject>.Empty;

    /// <summary>The same content if every factor is in its range.</summary>
    /// <exception cref="ArgumentException">A factor outside its range; names it.</exception>
    public StreetContent Validated()
    {
        View.Validate();
        Road.Validate();
        foreach (var building in Buildings)
            building.Validate();
        foreach (var tree in Trees)
            tree.Validate();
        foreach (var lamp in Lamps)
            lamp.Validate();
        foreach (var item in Objects)
            item.Validate();
        return this;
    }
}

/// <summary>The eye: it looks along the road, which starts below it.</summary>
public sealed record StreetView
{
    /// <summary>Height of the eye above the road in metres, 1 to 6.</summary>
    public double EyeHeight { get; init; } = 2;

    /// <summary>Place of the eye in metres to the right of the road's centre line, −6 to 6.</summary>
    public double Offset { get; init; } = 1.2;

    /// <summary>The horizon's distance from the frame's top as a part of its height, 0.2 to 0.8.</summary>
    public double Horizon { get; init; } = 0.46;

    /// <summary>Where the road's first direction meets the horizon, from the frame's left edge as a part of its
    /// width,
    /// 0.1 to 0.9.</summary>
    public double VanishingPoint { get; init; } = 0.5;

    /// <summary>Focal length as a part of the square root of width times height, 0.5 to 2; larger brings things
    /// nearer.</summary>
    public double Zoom { get; init; } = 1;

    internal void Validate()
    {
        Require("View", nameof(EyeHeight), EyeHeight, 1, 6);
        Require("View", nameof(Offset), Offset, -6, 6);
        Require("View", nameof(Horizon), Horizon, 0.2, 0.8);
        Require("View", nameof(VanishingPoint), VanishingPoint, 0.1, 0.9);
        Require("View", nameof(Zoom), Zoom, 0.5, 2);
    }
}

/// <summary>A road with one lane for each direction (traffic keeps to the right), and a pavement on both
/// sides.</summary>
public sealed record StreetRoad
{
    /// <summary>Bend in 1/metres, −0.02 to 0.02; above 0 to the right.</summary>
    public double Curvature { get; init; }

    /// <summary>Width of one lane in metres, 2.5 to 5.</summary>
    public double LaneWidth { get; init; } = 3.3;

    /// <summary>Width of the pavements in metres, 1 to 8.</summary>
    public double PavementWidth { get; init; } = 3;

    /// <summary>Whether there is a strip for parked cars on the left.</summary>
    public bool ParkingLeft { get; init; }

    /// <summary>Whether there is a strip for parked cars on the right.</summary>
    public bool ParkingRight { get; init; }

    /// <summary>Where the dashes of the centre line start, as a part of one dash and gap, 0 to 1.</summary>
    public double DashPhase { get; init; }

    /// <summary>Distance of a zebra crossing in metres, 4 to 60; null for none.</summary>
    public double? Crossing { get; init; }

    /// <summary>Which far skyline stands behind the road's end; any number gives its own.</summary>
    public int Skyline { get; init; }

    /// <summary>Where the pavement begins, in metres to the left of the centre line.</summary>
    [JsonIgnore]
    public double LeftEdge => LaneWidth + (ParkingLeft ? ParkingWidth : Gutter);

    /// <summary>Where the pavement begins, in metres to the right of the centre line.</summary>
    [JsonIgnore]
    public double RightEdge => LaneWidth + (ParkingRight ? ParkingWidth : Gutter);

    internal const double ParkingWidth = 2.3;
    private const double Gutter = 0.35;

    internal void Validate()
    {
        Require("Road", nameof(Curvature), Curvature, -0.02, 0.02);
        Require("Road", nameof(LaneWidth), LaneWidth, 2.5, 5);
        Require("Road", nameof(PavementWidth), PavementWidth, 1, 8);
        Require("Road", nameof(DashPhase), DashPhase, 0, 1);
        if (Crossing is { } distance)
            Require("Road", nameof(Crossing), distance, 4, 60);
    }
}
