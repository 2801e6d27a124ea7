using static Unpaired.Worlds.BodyPlan;
using static Unpaired.Worlds.MarkingKind;

namespace Unpaired.Worlds.Creatures;

/// <summary>Every species: mammals and birds here, the others in <see cref="CatalogueOfOthers"/>.</summary>
internal static class Catalogue
{
    /// <summary>Names that are kept from training, at least one for most plans.</summary>
    private static readonly HashSet<string> Kept =
    [
        "leopard", "skunk", "rhinoceros", "kingfisher", "puffin", "angelfish", "garter-snake", "mimic-octopus",
        "swallowtail", "calico-crab", "harlequin-frog", "chameleon",
    ];

    public static IReadOnlyList<Species> All { get; } = [.. Mammals(), .. Birds(), .. CatalogueOfOthers.All()];

    public static bool IsKept(Species species) => Kept.Contains(species.Name);

    public static Species Make(
        string name, BodyPlan plan, SpeciesPalette palette, SpeciesProportions proportions,
        params Marking[] markings) =>
        new() { Name = name, Plan = plan, Palette = palette, Proportions = proportions, Markings = new(markings) };

    public static Marking On(MarkingKind kind, string colour, int count = 6, double size = 1) =>
        new(kind, colour, count, size);

    private static IEnumerable<Species> Mammals() =>
    [
        Make("tiger", Quadruped, new("#EE8A22", "#FFF4E2", "#FFF4E2", "#2A1B18", "#B7791F"),
            new() { Ears = EarShape.Round, Plump = 1.05, TailSize = 1.1 },
            On(Stripes, "#2A1B18", 7, 1.1)),
        Make("red-fox", Quadruped, new("#D9531E", "#FFF1E0", "#D9531E", "#33201C"),
            new() { Ears = EarShape.Pointed, EarSize = 1.25, Snout = SnoutShape.Long, Tail = TailShape.Bushy,
                TailSize = 1.25, Socks = true, Plump = 0.86, Limbs = 0.8 },
            On(Belly, "#FFF1E0", size: 0.8)),
        Make("zebra", Quadruped, new("#F7F4EE", "#4A4650", "#26222B", "#26222B"),
            new() { Ears = EarShape.Leaf, EarSize = 0.7, Snout = SnoutShape.Heavy, Legs = 1.15, Neck = 1.5,
                Horns = HornShape.Brush, Tail = TailShape.Tassel, Limbs = 0.85 },
            On(Bands, "#26222B", 8, 0.95), On(Stripes, "#26222B", 4, 0.7)),
        Make("giraffe", Quadruped, new("#F4C765", "#FBE7B6", "#A9632B", "#5A3318"),
            new() { Ears = EarShape.Leaf, Snout = SnoutShape.Heavy, SnoutSize = 0.9, Legs = 1.3, Neck = 2.6,
                Horns = HornShape.Knobs, Head = 0.8, Plump = 0.82, Length = 0.85, Limbs = 0.75,
                Tail = TailShape.Tassel },
            On(Patches, "#A9632B", 7, 1.05)),
        Make("cow", Quadruped, new("#FBFAF6", "#F3B7AE", "#E9DEC8", "#2C2730"),
            new() { Ears = EarShape.Leaf, Snout = SnoutShape.Heavy, Plump = 1.25, Horns = HornShape.Bull,
                HornSize = 0.6, Tail = TailShape.Tassel, Length = 1.08 },
            On(Patches, "#2C2730", 4, 1.3)),
        Make("elephant", Quadruped, new("#8D97A8", "#B9A6AE", "#FFFBEF", "#5B6272"),
            new() { Ears = EarShape.Fan, Snout = SnoutShape.Trunk, Plump = 1.4, Limbs = 1.65, Legs = 0.95, Neck = 0.6,
                Head = 1.05, Tail = TailShape.Tassel, TailSize = 0.7, Eyes = 0.75 }),
        Make("pig", Quadruped, new("#F6A9B4", "#F9C3C9", "#EE7F93", "#9C3F55"),
            new() { Ears = EarShape.Pointed, EarSize = 0.55, Snout = SnoutShape.Disc, Plump = 1.4, Legs = 0.72,
                Neck = 0.5, TailSize = 0.45 }),
        Make("panda", Quadruped, new("#FAF8F4", "#FAF8F4", "#24212A", "#24212A"),
            new() { Ears = EarShape.Round, Plump = 1.35, Limbs = 1.35, Legs = 0.85, Tail = TailShape.Short,
                Socks = true, Mask = "#24212A", Tips = "#24212A", Head = 1.15, Neck = 0.7 },
            On(Chest, "#24212A", size: 0.9)),
        Make("lion", Quadruped, new("#E3B15C", "#F6DDA6", "#8C4A1C", "#5B2C12"),
            new() { Ears = EarShape.Round, Horns = HornShape.Mane, Tail = TailShape.Tassel, TailSize = 1.25,
                Plump = 1.02, Tips = "#6E3815" }),
        Make("leopard", Quadruped, new("#F0BC4E", "#FFF2D6", "#FFF2D6", "#34241A", "#6E8B3D"),
            new() { Ears = EarShape.Round, Plump = 0.95, TailSize = 1.2, Limbs = 0.9 },
            On(Rosettes, "#3B2719", 7, 0.95)),
        Make("rabbit", Quadruped, new("#B9A18C", "#F4E9DE", "#F4E9DE", "#7A4E4E"),
            new() { Ears = EarShape.Long, EarSize = 1, Plump = 1.18, Legs = 0.66, Tail = TailShape.Short, Head = 1.05,
                Length = 0.86, Neck = 0.6 },
            On(Belly, "#F4E9DE")),
        Make("raccoon", Quadruped, new("#8A8792", "#EDEAE6", "#8A8792", "#26242C"),
            new() { Ears = EarShape.Pointed, EarSize = 0.6, Snout = SnoutShape.Long, SnoutSize = 0.6,
                Tail = TailShape.Ringed, TailSize = 1.25, Mask = "#26242C", Plump = 1.1, Legs = 0.8, Socks = true }),
        Make("deer", Quadruped, new("#B9743C", "#F8E6CC", "#7C5A3A", "#4A2C1A"),
            new() { Ears = EarShape.Leaf, Snout = SnoutShape.Long, SnoutSize = 0.8, Legs = 1.25, Neck = 1.45,
                Horns = HornShape.Antlers, Plump = 0.85, Limbs = 0.68, Tail = TailShape.Short, Head = 0.88 },
            On(Belly, "#F8E6CC", size: 0.7), On(Spots, "#FFF3DE", 6, 0.42)),
        Make("ram", Quadruped, new("#F1EADB", "#5A4A46", "#A58458", "#3A2E2C"),
            new() { Snout = SnoutShape.Heavy, SnoutSize = 0.9, Horns = HornShape.Curled, Plump = 1.45, Legs = 0.82,
                Limbs = 0.75, Tail = TailShape.Short, Socks = true, Neck = 0.8 },
            On(Speckles, "#D8CDB8", 6, 1.2)),
        Make("dalmatian", Quadruped, new("#FBFBFA", "#FFFFFF", "#FBFBFA", "#222027"),
            new() { Ears = EarShape.Floppy, Snout = SnoutShape.Long, SnoutSize = 0.85, Tips = "#222027", Plump = 0.86,
                Legs = 1.05, TailSize = 0.95, Limbs = 0.85 },
            On(Spots, "#222027", 6, 0.62)),
        Make("mouse", Quadruped, new("#A7A4B4", "#F2C6CB", "#F2C6CB", "#C2697B"),
            new() { Ears = EarShape.Round, EarSize = 1.7, Snout = SnoutShape.Long, SnoutSize = 0.7, Plump = 0.98,
                Legs = 0.5, Limbs = 0.65, Length = 0.8, TailSize = 1.05, Neck = 0.5, Head = 1.2 }),
        Make("skunk", Quadruped, new("#2B2933", "#F6F4F0", "#F6F4F0", "#141218", "#7A4A2A"),
            new() { Ears = EarShape.Round, EarSize = 0.6, Snout = SnoutShape.Long, SnoutSize = 0.6,
                Tail = TailShape.Bushy, TailSize = 1.6, Plump = 0.98, Legs = 0.7, Tips = "#F6F4F0" },
            On(Saddle, "#F6F4F0", size: 0.75)),
        Make("rhinoceros", Quadruped, new("#7F8580", "#989C94", "#F0E7CE", "#54574F"),
            new() { Ears = EarShape.Pointed, EarSize = 0.45, Snout = SnoutShape.Heavy, SnoutSize = 1.15,
                Horns = HornShape.Nose, HornSize = 1.4, Plump = 1.38, Limbs = 1.5, Legs = 0.78, Neck = 0.7,
                TailSize = 0.6, Tail = TailShape.Tassel, Eyes = 0.75 },
            On(Bands, "#6A706B", 3, 0.2)),
    ];

    private static IEnumerable<Species> Birds() =>
    [
        Make("robin", Bird, new("#7D6146", "#E8DCC8", "#6B5138", "#3D2B1E"),
            new() { Snout = SnoutShape.Cone, SnoutSize = 0.8, Mask = "#E4571B", Wings = "#6B5138", Plump = 1.1 },
            On(Chest, "#E4571B", size: 1.25), On(Rump, "#7D6146", size: 0.5)),
        Make("parrot", Bird, new("#DE2B2B", "#FFFFFF", "#F4C11F", "#1F4FB8"),
            new() { Snout = SnoutShape.Hook, SnoutSize = 1.15, Tail = TailShape.Streaming, TailSize = 1.5,
                Mask = "#FFFFFF", Wings = "#F4C11F", Tips = "#2563C9", Length = 0.7, Head = 1.1 }),
        Make("toucan", Bird, new("#23222B", "#FFFFFF", "#F79A1E", "#111116"),
            new() { Snout = SnoutShape.Banana, Tips = "#C92B2B", Mask = "#FFF6D8", Length = 0.75, TailSize = 1.1,
                Plump = 1.02 },
            On(Chest, "#FFF6D8", size: 0.95)),
        Make("flamingo", Bird, new("#F78FA7", "#FFD9E1", "#F2637F", "#2A2028"),
            new() { Snout = SnoutShape.Hook, SnoutSize = 1.05, Legs = 2.5, Neck = 3.1, Plump = 0.84, Head = 0.72,
                Tail = TailShape.Short, Tips = "#2A2028", Wings = "#F2637F", Limbs = 0.8, Crest = 0.85 }),
        Make("owl", Bird, new("#8A6644", "#EBD9B8", "#D9A441", "#4A321F", "#E8A317"),
            new() { Snout = SnoutShape.Hook, SnoutSize = 0.45, Ears = EarShape.Tuft, EarSize = 1.1, Length = 0.35,
                Plump = 1.22, Head = 1.5, Eyes = 1.45, Mask = "#EBD9B8", Wings = "#6E4E32", Legs = 0.6,
                TailSize = 0.8 },
            On(Speckles, "#4A321F", 5, 1.3)),
        Make("penguin", Bird, new("#2A2D3C", "#FFFFFF", "#F5A623", "#15161E"),
            new() { Snout = SnoutShape.Cone, Length = 0.2, Plump = 1.22, Legs = 0.4, Limbs = 1.7,
                Tail = TailShape.Short, Head = 1.08 },
            On(Belly, "#FFFFFF", size: 1.6)),
        Make("mallard", Bird, new("#B9A48C", "#FFFFFF", "#F2B01E", "#3A2A44"),
            new() { Snout = SnoutShape.Bill, Legs = 0.6, Limbs = 1.2, Plump = 1.1, Length = 1.2, Hood = "#137A52",
                Wings = "#8C7A68", Neck = 1.3 },
            On(Chest, "#6B3D22", size: 0.75)),
        Make("rooster", Bird, new("#B5451E", "#F2C14E", "#F2B824", "#14342B"),
            new() { Snout = SnoutShape.Cone, Horns = HornShape.Comb, HornSize = 1.25, Tips = "#D81E2C",
                Tail = TailShape.Fan, TailSize = 1.1, Plump = 1.12, Legs = 1.15, Neck = 1.25, Hood = "#E08A2E" },
            On(Chest, "#F2A93B", size: 0.8), On(Rump, "#14342B", size: 0.8)),
        Make("peacock", Bird, new("#1450B8", "#FFFFFF", "#8C8F6A", "#0B2C66"),
            new() { Snout = SnoutShape.Cone, SnoutSize = 0.8, Horns = HornShape.Crest, HornSize = 0.8,
                Tail = TailShape.Fan, TailSize = 1.75, Tips = "#1E9E78", Legs = 1.25, Neck = 1.9, Head = 0.85,
                Plump = 0.92, Wings = "#7A6A52" }),
        Make("kingfisher", Bird, new("#1388C7", "#FFFFFF", "#3B3A42", "#0A4F86"),
            new() { Snout = SnoutShape.Spear, SnoutSize = 0.95, Length = 0.65, Tail = TailShape.Short, Head = 1.2,
                Legs = 0.7, Wings = "#0A4F86" },
            On(Belly, "#F08A24", size: 1.45)),
        Make("puffin", Bird, new("#1E2029", "#FFFFFF", "#F0642B", "#101117"),
            new() { Snout = SnoutShape.Banana, SnoutSize = 0.62, Length = 0.4, Plump = 1.14, Legs = 0.55, Limbs = 1.5,
                Tail = TailShape.Short, Mask = "#F7F7F4", Tips = "#E7B23C", Head = 1.1 },
            On(Belly, "#F7F7F4", size: 1.5)),
    ];
}
