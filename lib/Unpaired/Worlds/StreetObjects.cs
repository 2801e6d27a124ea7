using System.Text.Json.Serialization;
using static Unpaired.Worlds.Factor;

namespace Unpaired.Worlds;

/// <summary>The classes of boxes, numbered as in the COCO data set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetClass>))]
public enum StreetClass
{
    /// <summary>COCO category 1.</summary>
    Person = 1,

    /// <summary>COCO category 3.</summary>
    Car = 3,

    /// <summary>COCO category 10.</summary>
    TrafficLight = 10,
}

/// <summary>Something with a class and a box.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "class")]
[JsonDerivedType(typeof(StreetCar), "car")]
[JsonDerivedType(typeof(StreetPerson), "person")]
[JsonDerivedType(typeof(StreetTrafficLight), "trafficLight")]
public abstract record StreetObject
{
    private protected StreetObject()
    {
    }

    /// <summary>Metres to the right of the road's centre line, −30 to 30.</summary>
    public required double X { get; init; }

    /// <summary>Distance of its nearest point along the road in metres, 3 to 150.</summary>
    public required double Depth { get; init; }

    /// <summary>Size as a multiple of the usual one, 0.5 to 1.5.</summary>
    public double Size { get; init; } = 1;

    /// <summary>What it is.</summary>
    [JsonIgnore]
    public abstract StreetClass Class { get; }

    internal virtual void Validate()
    {
        Require($"{Class}", nameof(X), X, -30, 30);
        Require($"{Class}", nameof(Depth), Depth, 3, 150);
        Require($"{Class}", nameof(Size), Size, 0.5, 1.5);
    }
}

/// <summary>How a car is built.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetCarBody>))]
public enum StreetCarBody
{
    /// <summary>Short, with a steep back.</summary>
    Hatchback,

    /// <summary>With a boot.</summary>
    Saloon,

    /// <summary>High, with a steep back.</summary>
    Suv,

    /// <summary>A delivery van.</summary>
    Van,
}

/// <summary>A car, standing or driving along the road.</summary>
public sealed record StreetCar : StreetObject
{
    /// <summary>How it is built.</summary>
    public StreetCarBody Body { get; init; }

    /// <summary>What it is painted with.</summary>
    public required StreetColour Paint { get; init; }

    /// <summary>Whether we see its front: it comes towards us.</summary>
    public bool Oncoming { get; init; }

    /// <summary>Whether it is parked: its lamps stay off.</summary>
    public bool Parked { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override StreetClass Class => StreetClass.Car;

    internal override void Validate()
    {
        base.Validate();
        RequireDefined("Car", Body);
        Paint.Validate("Car");
    }
}

/// <summary>Where somebody walks to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetFacing>))]
public enum StreetFacing
{
    /// <summary>To the left.</summary>
    Left,

    /// <summary>To the right.</summary>
    Right,

    /// <summary>Towards us.</summary>
    Towards,

    /// <summary>Away from us.</summary>
    Away,
}

/// <summary>A person who walks.</summary>
public sealed record StreetPerson : StreetObject
{
    /// <summary>Where to.</summary>
    public StreetFacing Facing { get; init; }

    /// <summary>Where in a double step, 0 to 1: 0 and 0.5 have the legs together, 0.25 and 0.75 widest
    /// apart.</summary>
    public double Step { get; init; } = 0.25;

    /// <summary>Whether the clothes reach the knees, as a coat or a dress does.</summary>
    public bool LongCoat { get; init; }

    /// <summary>What coat or jacket are coloured with.</summary>
    public required StreetColour Coat { get; init; }

    /// <summary>What the legs are clothed in.</summary>
    public required StreetColour Legs { get; init; }

    /// <summary>Lightness of the skin, 0 dark to 1 pale.</summary>
    public double Skin { get; init; } = 0.7;

    /// <summary>Lightness of the hair, 0 black to 1 blond.</summary>
    public double Hair { get; init; } = 0.3;

    /// <inheritdoc/>
    [JsonIgnore]
    public override StreetClass Class => StreetClass.Person;

    internal override void Validate()
    {
        base.Validate();
        Require("Person", nameof(Step), Step, 0, 1);
        Require("Person", nameof(Skin), Skin, 0, 1);
        Require("Person", nameof(Hair), Hair, 0, 1);
        RequireDefined("Person", Facing);
        Coat.Validate("Person");
        Legs.Validate("Person");
    }
}

/// <summary>What a traffic light says.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StreetSignal>))]
public enum StreetSignal
{
    /// <summary>Stop.</summary>
    Red,

    /// <summary>Wait.</summary>
    Amber,

    /// <summary>Go.</summary>
    Green,
}

/// <summary>A traffic light on a pole; its box holds both.</summary>
public sealed record StreetTrafficLight : StreetObject
{
    /// <summary>What it says.</summary>
    public StreetSignal Signal { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override StreetClass Class => StreetClass.TrafficLight;

    internal override void Validate()
    {
        base.Validate();
        RequireDefined("TrafficLight", Signal);
    }
}
