using static Unpaired.Worlds.BodyPlan;
using static Unpaired.Worlds.Creatures.Catalogue;
using static Unpaired.Worlds.MarkingKind;

namespace Unpaired.Worlds.Creatures;

/// <summary>The species that are neither quadrupeds nor birds.</summary>
internal static class CatalogueOfOthers
{
    public static IEnumerable<Species> All() => [.. Swimmers(), .. Crawlers(), .. ManyLegged(), .. Others()];

    private static IEnumerable<Species> Swimmers() =>
    [
        Make("clownfish", Fish, new("#F4701B", "#FFFFFF", "#F4701B", "#2A1A18"), new() { Plump = 0.95, Crest = 1 },
            On(Bands, "#2A1A18", 3, 0.92), On(Bands, "#FFFFFF", 3, 0.68)),
        Make("blue-tang", Fish, new("#1F5FE0", "#F5D327", "#F5D327", "#10154A"), new() { Plump = 1.12, Crest = 1.1, Length = 0.95 },
            On(Diamonds, "#10154A", 2, 1)),
        Make("goldfish", Fish, new("#F6A51C", "#FFE3A3", "#F46A1B", "#8A3A10"), new()
        { Plump = 1.25, Tail = TailShape.Streaming, TailSize = 1.5, Eyes = 1.35, Length = 0.8, Crest = 1.15 }, On(Belly, "#FFE3A3")),
        Make("pufferfish", Fish, new("#D8C25A", "#FBF6E4", "#C9A63A", "#6B5520"), new()
        { Plump = 1.5, Length = 0.82, TailSize = 0.7, Crest = 0.65, Horns = HornShape.Nose, HornSize = 0.9, Eyes = 1.3 },
            On(Belly, "#FBF6E4", size: 1.3), On(Speckles, "#6B5520", 5, 1.1)),
        Make("trout", Fish, new("#8FA88A", "#F2E7D4", "#C7785C", "#3A3A30"), new()
        { Plump = 0.66, Length = 1.15, Tail = TailShape.Forked, TailSize = 0.9, Crest = 0.8, Eyes = 0.85 },
            On(Fade, "#4E6B55", size: 1), On(Belly, "#F2E7D4", size: 0.7), On(Speckles, "#3A3A30", 6, 0.8)),
        Make("angelfish", Fish, new("#F8E26B", "#FFFFFF", "#2B2A33", "#2B2A33"), new()
        { Plump = 1.3, Length = 0.78, Crest = 1.75, TailSize = 0.9 }, On(Bands, "#2B2A33", 3, 0.8)),
        Make("orca", Whale, new("#23242E", "#FFFFFF", "#23242E", "#0F1016"), new() { Crest = 1.45, Mask = "#FFFFFF", Plump = 1.02 },
            On(Belly, "#FFFFFF", size: 1.05)),
        Make("blue-whale", Whale, new("#4F7FA8", "#C6DCE8", "#4F7FA8", "#24445F"), new()
        { Crest = 0.5, Plump = 1.28, Length = 1.06, Eyes = 0.7 }, On(Belly, "#C6DCE8", size: 1.2), On(Speckles, "#86ABC6", 4, 0.8)),
        Make("narwhal", Whale, new("#C3CBD6", "#F4F4F2", "#F3E3B8", "#5E6878"), new()
        { Crest = 0, Plump = 1.05, Horns = HornShape.Lance, Length = 0.92 }, On(Belly, "#F4F4F2"), On(Speckles, "#5E6878", 7, 1)),
        Make("octopus", Octopod, new("#D7433B", "#F7B7A6", "#D7433B", "#7A1F24"), new(), On(Speckles, "#A82A2E", 3, 1)),
        Make("blue-ringed-octopus", Octopod, new("#F2D26B", "#FFF3C4", "#F2D26B", "#8A6A1E"), new() { Head = 0.92, Limbs = 0.9 },
            On(Spots, "#1E66D8", 4, 1.15), On(Spots, "#F2D26B", 4, 0.55)),
        Make("squid", Octopod, new("#C79BD6", "#EBD6F2", "#A774BC", "#5E3B70"), new()
        { Length = 1.9, Crest = 1.35, Head = 0.85, Legs = 0.85, Limbs = 0.72 }, On(Speckles, "#8A55A3", 4, 0.8)),
        Make("mimic-octopus", Octopod, new("#F4EEE2", "#FFFFFF", "#F4EEE2", "#5A3524"), new() { Head = 0.9, Legs = 1.1, Limbs = 0.85 },
            On(Bands, "#6B3E28", 5, 1)),
        Make("moon-jelly", Jellyfish, new("#9CC4F0", "#D9ECFF", "#C3A6E8", "#4A5E9A"), new() { Plump = 1 }, On(Spots, "#7B8FE0", 3, 0.9)),
        Make("fire-jelly", Jellyfish, new("#E8566B", "#FFD27A", "#F6913A", "#7A1F3A"), new() { Plump = 0.84, Legs = 1.15 },
            On(Bands, "#B22B55", 5, 0.7)),
    ];

    private static IEnumerable<Species> Crawlers() =>
    [
        Make("coral-snake", Snake, new("#D92525", "#D92525", "#D92525", "#1C1A20"), new() { Snout = SnoutShape.None },
            On(Bands, "#F6E24B", 8, 1.5), On(Bands, "#1C1A20", 8, 0.9)),
        Make("python", Snake, new("#C9A66B", "#EAD6A8", "#C9A66B", "#4A3320"), new() { Plump = 1.35, Snout = SnoutShape.None, Head = 1.1 },
            On(Diamonds, "#5E3F24", 9, 1.1)),
        Make("tree-snake", Snake, new("#53B83A", "#E4F29A", "#53B83A", "#1F5A22", "#D7A51E"), new() { Plump = 0.9, Snout = SnoutShape.None, Eyes = 1.15 },
            On(Belly, "#E4F29A", size: 0.95)),
        Make("cobra", Snake, new("#5B4632", "#D9C39A", "#7A5C3D", "#2C2018"), new() { Crest = 1.25, Snout = SnoutShape.None, Plump = 1.05 },
            On(Belly, "#D9C39A", size: 0.9), On(Bands, "#3C2C1E", 9, 0.35)),
        Make("garter-snake", Snake, new("#2E4A4E", "#F4DD62", "#2E4A4E", "#16282B"), new() { Plump = 0.98, Snout = SnoutShape.None },
            On(Lines, "#F4DD62", 3, 0.8)),
        Make("green-caterpillar", Caterpillar, new("#7CC23A", "#B8E27A", "#3E7A22", "#244A16"), new() { Horns = HornShape.Feelers, HornSize = 0.7 },
            On(Spots, "#F4E04B", 2, 0.8)),
        Make("monarch-caterpillar", Caterpillar, new("#F6E04A", "#F6F1DA", "#1E1C22", "#1E1C22"), new()
        { Horns = HornShape.Feelers, HornSize = 1.1, Plump = 0.92, Tips = "#1E1C22" }, On(Bands, "#1E1C22", 5, 0.9), On(Bands, "#F6F1DA", 5, 0.3)),
        Make("woolly-bear", Caterpillar, new("#B4622A", "#2A2326", "#2A2326", "#2A2326"), new()
        { Plump = 0.98, Crest = 1.5, Horns = HornShape.None, Tips = "#8A4518" }, On(Speckles, "#7C3D16", 4, 0.8)),
        Make("garden-snail", Snail, new("#B0713A", "#D9C29A", "#6E4220", "#4A3A24"), new()),
        Make("rose-snail", Snail, new("#F2A7B8", "#B7A0C6", "#FFF2E0", "#6A4A78"), new() { Length = 1.2, Plump = 1.02 }, On(Bands, "#D2607F", 4, 0.6)),
        Make("green-turtle", Turtle, new("#4F7A3A", "#A9C77A", "#35592A", "#22381C"), new() { Crest = 1.2, Plump = 0.86, Legs = 1.1 }),
        Make("box-tortoise", Turtle, new("#4A3526", "#C4A368", "#E3B04A", "#2A1D14"), new() { Crest = 1.2, Plump = 1.18, Tips = "#7A5A34" }),
        Make("red-eared-slider", Turtle, new("#3E6E6A", "#86B86A", "#F0D24A", "#1E3A38"), new() { Plump = 0.78, Mask = "#D8342B" },
            On(Lines, "#F0D24A", 4, 0.5)),
        Make("crocodile", Lizard, new("#5F7A3E", "#C9C98A", "#46602E", "#2B3A1C", "#D8B12A"), new()
        { Snout = SnoutShape.Long, SnoutSize = 1.5, Plump = 1.15, Crest = 1.15, Head = 0.95, TailSize = 1.05 }, On(Belly, "#C9C98A", size: 0.9)),
        Make("gecko", Lizard, new("#F5B54A", "#FFF1CC", "#F5B54A", "#4A2A18"), new()
        { Snout = SnoutShape.Short, Plump = 0.95, TailSize = 0.95, Eyes = 1.3, Head = 1.1 }, On(Bands, "#5A3220", 6, 0.8)),
        Make("salamander", Lizard, new("#22212A", "#22212A", "#F3D12B", "#111116"), new()
        { Snout = SnoutShape.None, Plump = 1.05, Head = 1.1, Limbs = 1.15 }, On(Patches, "#F3D12B", 8, 0.85)),
        Make("iguana", Lizard, new("#3FA66B", "#BFE3A0", "#E58A2B", "#1C5236"), new()
        { Snout = SnoutShape.Short, SnoutSize = 1.6, Crest = 2.1, Tips = "#E58A2B", TailSize = 1.1 }, On(Bands, "#2B7D50", 5, 0.5)),
        Make("chameleon", Lizard, new("#69C24B", "#D8F0A0", "#E9D23A", "#2A6A2A"), new()
        {
            Snout = SnoutShape.Short, SnoutSize = 1.2, Tail = TailShape.Streaming, TailSize = 0.9, Legs = 1.35, Limbs = 0.85, Eyes = 1.5, Crest = 1.25,
            Plump = 1.12, Horns = HornShape.Comb, Tips = "#2F8FB8",
        }, On(Stripes, "#2F8FB8", 5, 0.9)),
    ];

    private static IEnumerable<Species> ManyLegged() =>
    [
        Make("ladybird", Beetle, new("#E0262B", "#26222A", "#26222A", "#26222A"), new() { Horns = HornShape.Feelers, HornSize = 0.7 },
            On(Spots, "#1C1820", 3, 0.85)),
        Make("stag-beetle", Beetle, new("#6A3A24", "#3A221A", "#4A2A1C", "#1E1210"), new()
        { Horns = HornShape.Lance, Length = 1.08, Plump = 0.74, Head = 1.05 }, On(Fade, "#3A1C12")),
        Make("rose-chafer", Beetle, new("#1E9E5A", "#0E5A3A", "#0E5A3A", "#083424"), new() { Horns = HornShape.Feelers, Plump = 0.92 },
            On(Lines, "#5BE0A0", 3, 0.4)),
        Make("potato-beetle", Beetle, new("#F6C945", "#E58A2B", "#8A4A1E", "#2A1A14"), new() { Horns = HornShape.Feelers, Plump = 0.96, Length = 0.95 },
            On(Lines, "#2A1A14", 5, 1)),
        Make("monarch", WingedInsect, new("#221E26", "#3A3440", "#F2841F", "#221E26"), new()
        { Horns = HornShape.Feelers, Snout = SnoutShape.Short }, On(Lines, "#221E26", 4, 0.55), On(Chest, "#221E26", size: 0.55)),
        Make("morpho", WingedInsect, new("#2A2430", "#4A4258", "#2E9BF0", "#141018"), new()
        { Horns = HornShape.Feelers, Snout = SnoutShape.Short, Crest = 1.06 }, On(Chest, "#161226", size: 0.75), On(Rump, "#7FD0FF", size: 0.8)),
        Make("bee", WingedInsect, new("#F4BE2A", "#F4BE2A", "#CFE4F2", "#241C1A"), new()
        { Horns = HornShape.Feelers, HornSize = 0.8, Snout = SnoutShape.None, Plump = 2.1, Crest = 0.85, Length = 1 }, On(Bands, "#241C1A", 4, 1)),
        Make("dragonfly", WingedInsect, new("#2FB3A0", "#2FB3A0", "#BFE9F2", "#12524A", "#B02A2A"), new()
        { Horns = HornShape.None, Snout = SnoutShape.None, Plump = 0.75, Length = 1.5, Crest = 1.08, Eyes = 1.3 }, On(Bands, "#12524A", 7, 0.7)),
        Make("swallowtail", WingedInsect, new("#2A262C", "#E8D9A0", "#F7E25A", "#1E1A20"), new()
        { Horns = HornShape.Feelers, Snout = SnoutShape.Short }, On(Bands, "#1E1A20", 4, 0.6), On(Chest, "#1E1A20", size: 0.4)),
        Make("black-widow", Spider, new("#221F28", "#221F28", "#221F28", "#0E0C12"), new() { Plump = 1.1, Limbs = 0.85, Legs = 1.1 },
            On(Diamonds, "#E0242B", 3, 0.8)),
        Make("tarantula", Spider, new("#6E4A3A", "#8A6250", "#F0A24A", "#2A1A14"), new() { Plump = 1, Limbs = 1.75, Head = 1.15, Socks = true }),
        Make("garden-spider", Spider, new("#E9D24A", "#C9C3B0", "#2A2620", "#2A2620"), new() { Plump = 1.2, Socks = true, Legs = 1.05 },
            On(Bands, "#2A2620", 7, 0.8)),
        Make("red-crab", Crab, new("#DE4A2A", "#F7C7A8", "#EE6A3A", "#6E1E14"), new() { Crest = 1.15 }, On(Speckles, "#B4321C", 4, 1)),
        Make("blue-crab", Crab, new("#3E78B8", "#CFE0EE", "#6FA8E0", "#1C3A60"), new() { Length = 1.15, Plump = 0.88, Crest = 0.95 },
            On(Belly, "#CFE0EE")),
        Make("lobster", Crab, new("#7A2436", "#D98A7A", "#A83246", "#3A0E18"), new() { Length = 0.8, TailSize = 1.6, Crest = 1.3, Legs = 0.8 },
            On(Bands, "#5E1828", 4, 0.3)),
        Make("calico-crab", Crab, new("#F3E9DA", "#FFFFFF", "#E9C9B0", "#7A3A3A"), new() { Plump = 1.15, Crest = 0.95 },
            On(Spots, "#B4404A", 4, 1)),
    ];

    private static IEnumerable<Species> Others() =>
    [
        Make("tree-frog", Frog, new("#59C13A", "#F4F2C0", "#F2802A", "#1F5A1E", "#C8201E"), new() { Socks = true, Limbs = 0.85, Eyes = 1.15 }),
        Make("poison-frog", Frog, new("#2A6FE0", "#2A6FE0", "#12204A", "#12163A"), new() { Limbs = 0.85, Head = 0.95 }, On(Spots, "#12163A", 4, 0.85)),
        Make("toad", Frog, new("#8C7A52", "#C9B98A", "#8C7A52", "#4A3E26", "#D8A52A"), new() { Plump = 1.2, Legs = 0.85, Limbs = 1.15 },
            On(Speckles, "#5E4F30", 4, 1.3)),
        Make("harlequin-frog", Frog, new("#F3CE2B", "#F3CE2B", "#1E1C22", "#1E1C22"), new() { Limbs = 0.8, Plump = 0.9, Head = 0.92 },
            On(Bands, "#1E1C22", 4, 0.9)),
        Make("kangaroo", Biped, new("#C4854E", "#F0D6B0", "#8A5A34", "#4A2E1C"), new()
        { Ears = EarShape.Long, EarSize = 0.66, Snout = SnoutShape.Long, SnoutSize = 0.8, Head = 0.92 }, On(Belly, "#F0D6B0", size: 1)),
        Make("tyrannosaur", Biped, new("#6E8A3A", "#D9D79A", "#4A6426", "#2E3F18", "#E0A01E"), new()
        { Snout = SnoutShape.Heavy, SnoutSize = 1.15, Head = 1.25, Plump = 1.1, Limbs = 1.2, Neck = 0.62, Crest = 1.1 },
            On(Belly, "#D9D79A", size: 0.9), On(Stripes, "#4A6426", 5, 0.9)),
    ];
}
