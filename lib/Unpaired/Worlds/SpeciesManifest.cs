namespace Unpaired.Worlds;

/// <summary>The factors of one written picture.</summary>
/// <param name="File">Its path inside the folder, with forward slashes.</param>
/// <param name="Species">The name of what it shows.</param>
/// <param name="Content">What that is doing, where and before what.</param>
/// <param name="Points">The points of its pose, in pixels.</param>
public sealed record SpeciesManifestEntry(
    string File, string Species, SpeciesContent Content, IReadOnlyList<SpeciesPlace> Points);

/// <summary>One written question with its answer.</summary>
/// <param name="Input">The picture to translate.</param>
/// <param name="Examples">Pictures of the species to translate it to.</param>
/// <param name="Truth">The true translation.</param>
public sealed record SpeciesManifestQuestion(
    SpeciesManifestEntry Input, IReadOnlyList<SpeciesManifestEntry> Examples, SpeciesManifestEntry Truth);

/// <summary>The file factors.json beside written pictures of species.</summary>
public sealed record SpeciesManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = FactorsFile.Name;

    /// <summary>Which world drew the pictures; always "species".</summary>
    public required string World { get; init; }

    /// <summary>How the pictures belong together, for people.</summary>
    public required string About { get; init; }

    /// <summary>Whose layout: Funit or Tunit.</summary>
    public required string Layout { get; init; }

    /// <summary>Side of every picture in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>What all draws followed from.</summary>
    public required long Seed { get; init; }

    /// <summary>Every species in the pictures, with palette, markings and proportions.</summary>
    public required IReadOnlyList<Species> Species { get; init; }

    /// <summary>Training pictures, by species and number.</summary>
    public required IReadOnlyList<SpeciesManifestEntry> Train { get; init; }

    /// <summary>Test pictures, by species and number.</summary>
    public required IReadOnlyList<SpeciesManifestEntry> Test { get; init; }

    /// <summary>Questions, in the order of their numbers.</summary>
    public required IReadOnlyList<SpeciesManifestQuestion> Questions { get; init; }

    /// <summary>Reads the file of a folder.</summary>
    /// <param name="folder">The folder that holds factors.json.</param>
    /// <exception cref="FileNotFoundException">No such file: nothing was written there, or not to the
    /// end.</exception>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static SpeciesManifest Load(string folder) => FactorsFile.Load<SpeciesManifest>(folder, "species");
}
