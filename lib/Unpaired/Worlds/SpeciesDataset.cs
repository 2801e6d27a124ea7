using System.Collections.Immutable;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>
/// Pictures of species, drawn when asked for: picture n of a species is the same on every call and every machine, and
/// whichever other species are in the set. By class for FUNIT (<see cref="IClassPictures"/>); in one row with the
/// classes
/// mixed evenly for TUNIT (<see cref="IPictureSource"/>). May be read from many threads.
/// </summary>
public sealed class SpeciesDataset : WorldDataset, IClassPictures
{
    private const long TrainingStream = 41;

    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, and how large.</param>
    /// <param name="species">The classes, in order; at least one, none twice.</param>
    /// <param name="picturesPerSpecies">How many of each; at least 1.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <exception cref="ArgumentException">No species, one twice, or a count below 1.</exception>
    public SpeciesDataset(SpeciesWorld world, IEnumerable<Species> species, int picturesPerSpecies, long seed)
        : this(world, species, picturesPerSpecies, seed, TrainingStream)
    {
    }

    /// <param name="world">Who draws.</param>
    /// <param name="species">The classes.</param>
    /// <param name="picturesPerSpecies">How many of each.</param>
    /// <param name="seed">Another seed, other pictures.</param>
    /// <param name="stream">Keeps sets apart.</param>
    internal SpeciesDataset(
        SpeciesWorld world, IEnumerable<Species> species, int picturesPerSpecies, long seed, long stream)
        : this(world, [.. species], picturesPerSpecies, seed, stream)
    {
    }

    private SpeciesDataset(
        SpeciesWorld world, ImmutableArray<Species> species, int picturesPerSpecies, long seed, long stream)
        : base(Total(species, picturesPerSpecies), seed, stream, 0)
    {
        (World, Species, PicturesPerSpecies, Stream) = (world, species, picturesPerSpecies, stream);
    }

    /// <summary>Who draws.</summary>
    public SpeciesWorld World { get; }

    /// <summary>The classes, in order.</summary>
    public ImmutableArray<Species> Species { get; }

    /// <summary>How many pictures of each.</summary>
    public int PicturesPerSpecies { get; }

    /// <inheritdoc/>
    public int ClassCount => Species.Length;

    private long Stream { get; }

    /// <summary>A picture of the row: species take turns.</summary>
    /// <param name="index">0 to Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another index.</exception>
    public override Picture this[int index] => this[Label(index), index / ClassCount];

    /// <summary>A picture of a species.</summary>
    /// <param name="classIndex">0 to ClassCount − 1.</param>
    /// <param name="index">0 to PicturesPerSpecies − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another class or index.</exception>
    public Picture this[int classIndex, int index] => World.Render(Content(classIndex, index), Species[classIndex]);

    /// <summary>The class of a picture of the row.</summary>
    /// <param name="index">0 to Count − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another index.</exception>
    public int Label(int index)
    {
        Require(index, Count);
        return index % ClassCount;
    }

    /// <summary>What a picture of a species shows.</summary>
    /// <param name="classIndex">0 to ClassCount − 1.</param>
    /// <param name="index">0 to PicturesPerSpecies − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another class or index.</exception>
    public SpeciesContent Content(int classIndex, int index)
    {
        Require(classIndex, ClassCount);
        Require(index, PicturesPerSpecies);
        return World.SampleContent(new SplitMixRandom(Seed, Stream, Key(Species[classIndex].Name), index));
    }

    /// <inheritdoc/>
    public string Name(int classIndex) => Species[classIndex].Name;

    /// <inheritdoc/>
    public override string NameOf(int index) =>
        $"species {World.Size} px, seed {Seed}, {Name(Label(index))} {index / ClassCount}";

    int IClassPictures.Count(int classIndex)
    {
        Require(classIndex, ClassCount);
        return PicturesPerSpecies;
    }

    /// <summary>A number for a name, the same everywhere (FNV-1a).</summary>
    private static long Key(string name)
    {
        var key = 0xCBF29CE484222325UL;
        foreach (var letter in name)
            key = (key ^ letter) * 0x100000001B3UL;
        return (long)key;
    }

    private static void Require(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
    }

    private static int Total(ImmutableArray<Species> species, int picturesPerSpecies)
    {
        if (species.Length == 0 || species.Select(s => s.Name).Distinct().Count() != species.Length)
            throw new ArgumentException($"Expected at least one species, none twice; got "
                + $"[{string.Join(", ", species.Select(s => s.Name))}].", nameof(species));
        return picturesPerSpecies < 1
            ? throw new ArgumentException($"Expected at least 1 picture of each species; got {picturesPerSpecies}.",
                nameof(picturesPerSpecies))
            : checked(species.Length * picturesPerSpecies);
    }
}
