namespace Unpaired.Worlds;

/// <summary>The factors of one written picture.</summary>
/// <param name="File">Its path inside the folder, with forward slashes.</param>
/// <param name="Content">What it shows.</param>
/// <param name="Style">How it looks; null for outlines.</param>
public sealed record ObjectsManifestEntry(string File, ObjectContent Content, ObjectStyle? Style);

/// <summary>The file factors.json beside written pictures: every factor of each of them.</summary>
public sealed record ObjectsManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = FactorsFile.Name;

    /// <summary>Which world drew the pictures; always "objects".</summary>
    public required string World { get; init; }

    /// <summary>How the pictures of each folder belong together, for people.</summary>
    public required string About { get; init; }

    /// <summary>Side of every picture in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>What all draws followed from.</summary>
    public required long Seed { get; init; }

    /// <summary>Pictures by folder: trainA, trainB, testA, testB, testTruth; in the order of their numbers.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<ObjectsManifestEntry>> Pictures { get; init; }

    /// <summary>Reads the file of a folder.</summary>
    /// <param name="folder">The folder that holds factors.json.</param>
    /// <exception cref="FileNotFoundException">No such file: nothing was written there, or not to the
    /// end.</exception>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static ObjectsManifest Load(string folder) => FactorsFile.Load<ObjectsManifest>(folder, "objects");

    /// <summary>Writes the file into a folder, whole or not at all.</summary>
    internal void Save(string folder) => FactorsFile.Save(folder, this);
}
