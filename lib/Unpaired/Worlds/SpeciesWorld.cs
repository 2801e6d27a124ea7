using System.Collections.Immutable;
using SkiaSharp;
using Unpaired.Data;
using Unpaired.Worlds.Creatures;

namespace Unpaired.Worlds;

/// <summary>
/// The species world: creatures of many body plans, each of which can take any pose, with the true translation of every
/// picture to every species. Holds no state: all members may be called from many threads.
/// </summary>
/// <remarks>The problem of FUNIT (Liu et al. 2019, section 3) and TUNIT (Baek et al. 2021) with the answer
/// known.</remarks>
public sealed class SpeciesWorld
{
    /// <summary>A world of square pictures.</summary>
    /// <param name="size">Side in pixels, 32 to 512.</param>
    /// <exception cref="ArgumentException">A side outside that range.</exception>
    public SpeciesWorld(int size = 64)
    {
        if (size is < 32 or > 512)
            throw new ArgumentException($"Expected a size of 32 to 512 pixels; got {size}.", nameof(size));
        Size = size;
    }

    /// <summary>Side of every picture in pixels.</summary>
    public int Size { get; }

    /// <summary>Whether creatures are sampled before one pale grey instead of scenes: an easier world for short
    /// demonstrations, in which all that a picture shows is the creature.</summary>
    public bool Studio { get; init; }

    /// <summary>What the pictures are called: <c>species</c>, or <c>species-studio</c>.</summary>
    public string Name => Studio ? "species-studio" : "species";

    /// <summary>All species, in the order of their plans.</summary>
    public static ImmutableArray<Species> All { get; } = [.. Catalogue.All];

    /// <summary>The species to train with.</summary>
    public static ImmutableArray<Species> Seen { get; } = [.. Catalogue.All.Where(s => !Catalogue.IsKept(s))];

    /// <summary>The species that are kept from training: each has a body plan that was seen, and looks that were
    /// not.</summary>
    public static ImmutableArray<Species> Unseen { get; } = [.. Catalogue.All.Where(Catalogue.IsKept)];

    /// <summary>Ten seen species of ten body plans, unlike in every respect: what TUNIT is to find without
    /// labels.</summary>
    public static ImmutableArray<Species> Ten { get; } =
    [
        Find("tiger"), Find("penguin"), Find("clownfish"), Find("octopus"), Find("ladybird"), Find("morpho"),
        Find("green-turtle"), Find("poison-frog"), Find("coral-snake"), Find("garden-spider"),
    ];

    /// <summary>A species by its name.</summary>
    /// <exception cref="ArgumentException">No such species; the message names near ones.</exception>
    public static Species Find(string name) =>
        Catalogue.All.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"Expected the name of a species; got '{name}'. There are: "
            + $"{string.Join(", ", Catalogue.All.Select(s => s.Name))}.", nameof(name));

    /// <summary>Any content: pose, view, expression, place and background are drawn evenly and apart from each
    /// other.</summary>
    /// <param name="random">Where the draws come from; <see cref="SplitMixRandom"/> gives the same on every
    /// machine.</param>
    public SpeciesContent SampleContent(Random random) => new()
    {
        FacesLeft = random.Next(2) == 1,
        Pitch = random.Between(-20, 20),
        Approach = random.Between(-1, 1),
        StridePhase = random.Between(0, 1),
        StrideSize = random.Between(0.1, 1),
        Bend = random.Between(-1, 1),
        Tail = random.Between(-1, 1),
        Reach = random.Chance(0.4) ? random.Between(0.3, 1) : 0,
        HeadLift = random.Between(-1, 1),
        HeadTurn = random.Between(0, 1),
        GazeX = random.Between(-1, 1),
        GazeY = random.Between(-1, 1),
        EyesOpen = random.Chance(0.12) ? 0 : random.Between(0.55, 1),
        MouthOpen = random.Chance(0.5) ? random.Between(0.35, 1) : 0,
        Mood = random.Between(-1, 1),
        Size = random.Between(0.66, 0.96),
        PositionX = random.Between(-1, 1),
        PositionY = random.Between(-1, 1),
        Scene = Studio ? new SpeciesScene { Motif = SceneMotif.Studio } : SampleOutdoors(random),
    };

    /// <summary>A creature in a content: for any two species the truths of each other's pictures.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public Picture Render(SpeciesContent content, Species species)
    {
        using var painter = new CreaturePainter(content.Validated(), species, Size);
        return SkiaPicture.Draw(Size, Size, canvas =>
        {
            ScenePainter.Draw(canvas, content.Scene, Size);
            painter.DrawColoured(canvas);
        });
    }

    /// <summary>The background without a creature.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public Picture RenderScene(SpeciesContent content)
    {
        var scene = content.Validated().Scene;
        return SkiaPicture.Draw(Size, Size, canvas => ScenePainter.Draw(canvas, scene, Size));
    }

    /// <summary>Where the creature is: white inside, its lines included; black outside; grey where a pixel is
    /// shared.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public Picture RenderMask(SpeciesContent content, Species species)
    {
        using var painter = new CreaturePainter(content.Validated(), species, Size);
        return SkiaPicture.Draw(Size, Size, canvas =>
        {
            canvas.Clear(SKColors.Black);
            painter.DrawMask(canvas);
        });
    }

    /// <summary>Where the points of the pose are, in pixels from the upper left corner, in the order of
    /// <see cref="SpeciesPoint"/>.</summary>
    /// <exception cref="ArgumentException">A factor outside its range.</exception>
    public IReadOnlyList<SpeciesPlace> Points(SpeciesContent content, Species species)
    {
        using var painter = new CreaturePainter(content.Validated(), species, Size);
        return [.. painter.Points().Select((at, i) => new SpeciesPlace((SpeciesPoint)i, at.X, at.Y))];
    }

    private static readonly SceneMotif[] OutdoorMotifs =
        [SceneMotif.Plain, SceneMotif.Hills, SceneMotif.Reeds, SceneMotif.Discs, SceneMotif.Clouds];

    private static SpeciesScene SampleOutdoors(Random random) => new()
    {
        SkyHue = random.Between(0, 359.9),
        SkyLightness = random.Between(0, 1),
        GroundHue = random.Between(0, 359.9),
        GroundLightness = random.Between(0, 1),
        Horizon = random.Between(0.5, 0.9),
        Motif = random.Pick(OutdoorMotifs),
        MotifPhase = random.Between(0, 1),
    };
}

/// <summary>Where a point of a pose is.</summary>
/// <param name="Point">Which one.</param>
/// <param name="X">Pixels from the left edge.</param>
/// <param name="Y">Pixels from the top edge.</param>
public readonly record struct SpeciesPlace(SpeciesPoint Point, double X, double Y);
