using System.Text.Json.Serialization;

namespace Unpaired.Worlds;

/// <summary>A point of the pose that every species has in its own way.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SpeciesPoint>))]
public enum SpeciesPoint
{
    /// <summary>Middle of the head.</summary>
    Head,

    /// <summary>The nearer eye.</summary>
    Eye,

    /// <summary>The mouth, or the tip of snout or beak.</summary>
    Mouth,

    /// <summary>Middle of the body.</summary>
    Body,

    /// <summary>End of the nearest fore limb, wing, fin, claw or arm.</summary>
    ForeLimb,

    /// <summary>End of the nearest hind limb; the rear of the belly where there is none.</summary>
    HindLimb,

    /// <summary>End of the tail, or the rear end.</summary>
    Tail,
}
