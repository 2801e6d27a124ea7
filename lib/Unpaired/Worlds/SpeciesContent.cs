using System.Text.Json.Serialization;
using static Unpaired.Worlds.Factor;

namespace Unpaired.Worlds;

/// <summary>
/// What a creature does, where and before what: all that a translation to another species must keep. The words mean
/// the same for every body plan, so that any content can be given to any species.
/// </summary>
public sealed record SpeciesContent
{
    /// <summary>Whether it looks to the left; else to the right.</summary>
    public bool FacesLeft { get; init; }

    /// <summary>Turn of the whole creature in degrees; above 0 its nose goes up.</summary>
    public double Pitch { get; init; }

    /// <summary>−1 walks away from the viewer, 0 is seen from the side, 1 comes nearer: shortens it and makes the
    /// nearer
    /// end larger.</summary>
    public double Approach { get; init; }

    /// <summary>Where it is in its step, wing beat or wave; from 0 to 1, which are the same.</summary>
    public double StridePhase { get; init; }

    /// <summary>How wide its limbs swing, 0 to 1.</summary>
    public double StrideSize { get; init; } = 0.5;

    /// <summary>Its back: −1 hollow to 1 arched.</summary>
    public double Bend { get; init; }

    /// <summary>Its tail: −1 hanging to 1 raised.</summary>
    public double Tail { get; init; }

    /// <summary>How far a fore limb, wing, claw or arm is raised, 0 to 1.</summary>
    public double Reach { get; init; }

    /// <summary>Its head: −1 lowered to 1 raised.</summary>
    public double HeadLift { get; init; }

    /// <summary>Its face: 0 in profile to 1 towards the viewer.</summary>
    public double HeadTurn { get; init; } = 0.5;

    /// <summary>Where it looks: −1 back to 1 ahead.</summary>
    public double GazeX { get; init; }

    /// <summary>Where it looks: −1 down to 1 up.</summary>
    public double GazeY { get; init; }

    /// <summary>0 shut to 1 wide open.</summary>
    public double EyesOpen { get; init; } = 0.9;

    /// <summary>0 shut to 1 wide open.</summary>
    public double MouthOpen { get; init; }

    /// <summary>Its brows: −1 angry to 1 worried.</summary>
    public double Mood { get; init; }

    /// <summary>Diameter of the circle that it moves in, as a part of the frame; 0.4 to 1.</summary>
    public double Size { get; init; } = 0.9;

    /// <summary>Place in the free space beside that circle: −1 at the left edge to 1 at the right.</summary>
    public double PositionX { get; init; }

    /// <summary>Place in the free space above and below: −1 at the top to 1 at the bottom.</summary>
    public double PositionY { get; init; }

    /// <summary>What is behind it.</summary>
    public SpeciesScene Scene { get; init; } = new();

    /// <summary>The same content if every factor is in its range.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public SpeciesContent Validated()
    {
        Check(nameof(Pitch), Pitch, -180, 180);
        Check(nameof(StridePhase), StridePhase, 0, 1);
        Check(nameof(StrideSize), StrideSize, 0, 1);
        Check(nameof(Reach), Reach, 0, 1);
        Check(nameof(HeadTurn), HeadTurn, 0, 1);
        Check(nameof(EyesOpen), EyesOpen, 0, 1);
        Check(nameof(MouthOpen), MouthOpen, 0, 1);
        Check(nameof(Size), Size, 0.4, 1);
        foreach (var (name, value) in Signed())
            Check(name, value, -1, 1);
        Scene.Validate();
        return this;

        static void Check(string name, double value, double low, double high) =>
            Require("A creature", name, value, low, high);
    }

    private IEnumerable<(string Name, double Value)> Signed() =>
    [
        (nameof(Approach), Approach), (nameof(Bend), Bend), (nameof(Tail), Tail), (nameof(HeadLift), HeadLift),
        (nameof(GazeX), GazeX), (nameof(GazeY), GazeY), (nameof(Mood), Mood),
        (nameof(PositionX), PositionX), (nameof(PositionY), PositionY),
    ];
}

/// <summary>What soft shapes a background has.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SceneMotif>))]
public enum SceneMotif
{
    /// <summary>None.</summary>
    Plain,

    /// <summary>Hills on the horizon.</summary>
    Hills,

    /// <summary>Tall blades.</summary>
    Reeds,

    /// <summary>Round lights.</summary>
    Discs,

    /// <summary>Long clouds.</summary>
    Clouds,

    /// <summary>No scene at all: one pale grey everywhere, whatever the other factors are.</summary>
    Studio,
}

/// <summary>A background: part of the content, never of a species.</summary>
public sealed record SpeciesScene
{
    /// <summary>Hue of the upper part, degrees of OKLCH.</summary>
    public double SkyHue { get; init; } = 230;

    /// <summary>0 to 1.</summary>
    public double SkyLightness { get; init; } = 0.7;

    /// <summary>Hue of the lower part, degrees of OKLCH.</summary>
    public double GroundHue { get; init; } = 130;

    /// <summary>0 to 1.</summary>
    public double GroundLightness { get; init; } = 0.5;

    /// <summary>Where the ground begins, as a part of the height from the top; 0.3 to 1.</summary>
    public double Horizon { get; init; } = 0.7;

    /// <summary>Its soft shapes.</summary>
    public SceneMotif Motif { get; init; }

    /// <summary>Where they are, 0 to 1.</summary>
    public double MotifPhase { get; init; }

    /// <summary>Throws unless every factor is in its range.</summary>
    internal void Validate()
    {
        Require("A scene", nameof(SkyHue), SkyHue, 0, 360);
        Require("A scene", nameof(SkyLightness), SkyLightness, 0, 1);
        Require("A scene", nameof(GroundHue), GroundHue, 0, 360);
        Require("A scene", nameof(GroundLightness), GroundLightness, 0, 1);
        Require("A scene", nameof(Horizon), Horizon, 0.3, 1);
        RequireDefined("A scene", Motif);
        Require("A scene", nameof(MotifPhase), MotifPhase, 0, 1);
    }
}
