using System.Text.Json.Serialization;

namespace Unpaired.Worlds;

/// <summary>How a creature is built: what it has for limbs, and where.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BodyPlan>))]
public enum BodyPlan
{
    /// <summary>A mammal on four legs.</summary>
    Quadruped,

    /// <summary>Two legs, two wings, a beak.</summary>
    Bird,

    /// <summary>Fins and an upright tail fin.</summary>
    Fish,

    /// <summary>A long body without limbs.</summary>
    Snake,

    /// <summary>A mantle and eight arms.</summary>
    Octopod,

    /// <summary>Hard wing cases and six legs.</summary>
    Beetle,

    /// <summary>Wide wings on a thin body.</summary>
    WingedInsect,

    /// <summary>Two body parts and eight long legs.</summary>
    Spider,

    /// <summary>A broad carapace with claws.</summary>
    Crab,

    /// <summary>A domed shell with head and legs beneath.</summary>
    Turtle,

    /// <summary>Folded hind legs and eyes on top of a wide mouth.</summary>
    Frog,

    /// <summary>A low body on short legs, with a long tail.</summary>
    Lizard,

    /// <summary>A coiled shell on a foot, eyes on stalks.</summary>
    Snail,

    /// <summary>Flippers and a level tail fin.</summary>
    Whale,

    /// <summary>A row of round segments.</summary>
    Caterpillar,

    /// <summary>Two strong hind legs, two small arms and a heavy tail.</summary>
    Biped,

    /// <summary>A bell with hanging threads.</summary>
    Jellyfish,
}

/// <summary>What a marking looks like.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MarkingKind>))]
public enum MarkingKind
{
    /// <summary>Round spots in rows.</summary>
    Spots,

    /// <summary>Spots with a pale middle.</summary>
    Rosettes,

    /// <summary>Wedges from the back down.</summary>
    Stripes,

    /// <summary>Belts all round.</summary>
    Bands,

    /// <summary>A few large irregular patches.</summary>
    Patches,

    /// <summary>Lines along the body.</summary>
    Lines,

    /// <summary>A back of another colour.</summary>
    Saddle,

    /// <summary>A belly of another colour.</summary>
    Belly,

    /// <summary>A colour that fades from the back down.</summary>
    Fade,

    /// <summary>Lozenges in a row.</summary>
    Diamonds,

    /// <summary>Many small dots.</summary>
    Speckles,

    /// <summary>A hind part of another colour.</summary>
    Rump,

    /// <summary>A fore part of another colour.</summary>
    Chest,
}

/// <summary>One layer of markings on the body.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="Colour">#RRGGBB.</param>
/// <param name="Count">How many along the body, for kinds that are counted.</param>
/// <param name="Size">Width or extent against the kind's usual one.</param>
public sealed record Marking(MarkingKind Kind, string Colour, int Count = 6, double Size = 1);

/// <summary>The colours of a species, each #RRGGBB.</summary>
/// <param name="Coat">Most of the body.</param>
/// <param name="Under">Muzzle, inner sides and pale parts.</param>
/// <param name="Accent">Beak, feet, horns, fins or wings.</param>
/// <param name="Dark">Nose, claws, tips.</param>
/// <param name="Eye">The iris.</param>
public sealed record SpeciesPalette(
    string Coat, string Under, string Accent, string Dark = "#2B2230", string Eye = "#2A1C16");

/// <summary>
/// What a class of the species world looks like, whatever it is doing: plan, palette, markings and proportions. Says
/// nothing about pose, place or background.
/// </summary>
public sealed record Species
{
    /// <summary>One lower-case word, or two with a hyphen: also the name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>How it is built.</summary>
    public required BodyPlan Plan { get; init; }

    /// <summary>Its colours.</summary>
    public required SpeciesPalette Palette { get; init; }

    /// <summary>Its markings, the lowest layer first.</summary>
    public FactorList<Marking> Markings { get; init; } = FactorList<Marking>.Empty;

    /// <summary>Its proportions and what it has on head and tail.</summary>
    public SpeciesProportions Proportions { get; init; } = new();

    /// <inheritdoc/>
    public override string ToString() => Name;
}
