namespace Unpaired.Worlds;

/// <summary>The factors of one written picture of a street.</summary>
/// <param name="File">Its path inside the folder, with forward slashes.</param>
/// <param name="Content">What it shows.</param>
/// <param name="Style">Its light and weather.</param>
public sealed record StreetsManifestEntry(string File, StreetContent Content, StreetStyle Style);

/// <summary>The file factors.json beside written pictures of streets: every factor of each of them.</summary>
public sealed record StreetsManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = FactorsFile.Name;

    /// <summary>Which world drew the pictures; always "streets".</summary>
    public required string World { get; init; }

    /// <summary>How the pictures of each folder belong together, for people.</summary>
    public required string About { get; init; }

    /// <summary>Columns of every picture.</summary>
    public required int Width { get; init; }

    /// <summary>Rows of every picture.</summary>
    public required int Height { get; init; }

    /// <summary>What all draws followed from.</summary>
    public required long Seed { get; init; }

    /// <summary>The domain of trainA and testA.</summary>
    public required StreetDomain DomainA { get; init; }

    /// <summary>The domain of trainB, testB and testTruth.</summary>
    public required StreetDomain DomainB { get; init; }

    /// <summary>Pictures by folder: trainA, trainB, testA, testB, testTruth; in the order of their numbers.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<StreetsManifestEntry>> Pictures { get; init; }

    /// <summary>Reads the file of a folder.</summary>
    /// <param name="folder">The folder that holds factors.json.</param>
    /// <exception cref="FileNotFoundException">No such file: nothing was written there, or not to the
    /// end.</exception>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static StreetsManifest Load(string folder) => FactorsFile.Load<StreetsManifest>(folder, "streets");

    /// <summary>Writes the file into a folder, whole or not at all.</summary>
    internal void Save(string folder) => FactorsFile.Save(folder, this);
}
