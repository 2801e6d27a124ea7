using System.Text.Json.Serialization;

namespace Unpaired.Worlds;

/// <summary>The ears of a species.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EarShape>))]
public enum EarShape
{
    /// <summary>None to be seen.</summary>
    None,

    /// <summary>A triangle.</summary>
    Pointed,

    /// <summary>A disc.</summary>
    Round,

    /// <summary>A hare's.</summary>
    Long,

    /// <summary>Hanging.</summary>
    Floppy,

    /// <summary>An elephant's.</summary>
    Fan,

    /// <summary>A leaf to the side, as of cattle and deer.</summary>
    Leaf,

    /// <summary>A tuft of feathers or hair.</summary>
    Tuft,
}

/// <summary>What stands out of a face.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SnoutShape>))]
public enum SnoutShape
{
    /// <summary>A small muzzle, as a cat's.</summary>
    Short,

    /// <summary>A tapered one, as a fox's.</summary>
    Long,

    /// <summary>A heavy one, as a horse's.</summary>
    Heavy,

    /// <summary>A disc, as a pig's.</summary>
    Disc,

    /// <summary>A trunk.</summary>
    Trunk,

    /// <summary>A short cone, as a finch's.</summary>
    Cone,

    /// <summary>A hooked beak.</summary>
    Hook,

    /// <summary>A long straight beak.</summary>
    Spear,

    /// <summary>A flat bill.</summary>
    Bill,

    /// <summary>A deep long beak, as a toucan's.</summary>
    Banana,

    /// <summary>Only a mouth.</summary>
    None,
}

/// <summary>The tail of a species.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TailShape>))]
public enum TailShape
{
    /// <summary>A stub.</summary>
    Short,

    /// <summary>Thin and long.</summary>
    Thin,

    /// <summary>Thick with a tip of another colour.</summary>
    Bushy,

    /// <summary>Thin with a tassel.</summary>
    Tassel,

    /// <summary>Belted.</summary>
    Ringed,

    /// <summary>Long hair, as a horse's; long feathers on birds.</summary>
    Streaming,

    /// <summary>Spread like a fan.</summary>
    Fan,

    /// <summary>Forked.</summary>
    Forked,
}

/// <summary>What grows on a head.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HornShape>))]
public enum HornShape
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A pair bent upwards.</summary>
    Bull,

    /// <summary>A pair rolled backwards.</summary>
    Curled,

    /// <summary>Branched.</summary>
    Antlers,

    /// <summary>Knobs, as a giraffe's.</summary>
    Knobs,

    /// <summary>One on the nose.</summary>
    Nose,

    /// <summary>Feelers.</summary>
    Feelers,

    /// <summary>A feather crest.</summary>
    Crest,

    /// <summary>A fleshy comb.</summary>
    Comb,

    /// <summary>A beard of hair round the face, as a lion's.</summary>
    Mane,

    /// <summary>Upright hair along the neck, as a zebra's.</summary>
    Brush,

    /// <summary>A spiral lance.</summary>
    Lance,
}

/// <summary>Proportions of a species; 1 is the plan's usual size.</summary>
public sealed record SpeciesProportions
{
    /// <summary>Girth of the body.</summary>
    public double Plump { get; init; } = 1;

    /// <summary>Length of the body.</summary>
    public double Length { get; init; } = 1;

    /// <summary>Length of legs or arms.</summary>
    public double Legs { get; init; } = 1;

    /// <summary>Thickness of legs or arms.</summary>
    public double Limbs { get; init; } = 1;

    /// <summary>Length of the neck.</summary>
    public double Neck { get; init; } = 1;

    /// <summary>Size of the head.</summary>
    public double Head { get; init; } = 1;

    /// <summary>Size of the eyes.</summary>
    public double Eyes { get; init; } = 1;

    /// <summary>What stands out of the face.</summary>
    public SnoutShape Snout { get; init; } = SnoutShape.Short;

    /// <summary>Its size.</summary>
    public double SnoutSize { get; init; } = 1;

    /// <summary>The ears.</summary>
    public EarShape Ears { get; init; } = EarShape.None;

    /// <summary>Their size.</summary>
    public double EarSize { get; init; } = 1;

    /// <summary>The tail.</summary>
    public TailShape Tail { get; init; } = TailShape.Thin;

    /// <summary>Its length.</summary>
    public double TailSize { get; init; } = 1;

    /// <summary>What grows on the head.</summary>
    public HornShape Horns { get; init; } = HornShape.None;

    /// <summary>Its size.</summary>
    public double HornSize { get; init; } = 1;

    /// <summary>Fins, wings, back spines, claws or shell: whatever the plan has there.</summary>
    public double Crest { get; init; } = 1;

    /// <summary>Whether legs and tail end in the dark colour.</summary>
    public bool Socks { get; init; }

    /// <summary>#RRGGBB of a mask round the eyes; null for none.</summary>
    public string? Mask { get; init; }

    /// <summary>#RRGGBB of the head; null as the coat.</summary>
    public string? Hood { get; init; }

    /// <summary>#RRGGBB of a bird's wings; null as the coat.</summary>
    public string? Wings { get; init; }

    /// <summary>#RRGGBB of ears, horns' tips or fins' edges where they differ; null where they do not.</summary>
    public string? Tips { get; init; }
}
