namespace Unpaired.Worlds;

/// <summary>The factors of one written picture.</summary>
/// <param name="File">Its path inside the folder, with forward slashes.</param>
/// <param name="Face">The name of the typeface.</param>
/// <param name="Character">What it shows.</param>
public sealed record GlyphManifestEntry(string File, string Face, string Character);

/// <summary>One written question with its answer.</summary>
/// <param name="Input">The picture to translate.</param>
/// <param name="Examples">Other characters in the typeface to translate it to.</param>
/// <param name="Truth">The true translation.</param>
public sealed record GlyphManifestQuestion(
    GlyphManifestEntry Input, IReadOnlyList<GlyphManifestEntry> Examples, GlyphManifestEntry Truth);

/// <summary>The file factors.json beside written pictures of characters.</summary>
public sealed record GlyphManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = FactorsFile.Name;

    /// <summary>Which world drew the pictures; always "glyphs".</summary>
    public required string World { get; init; }

    /// <summary>How the pictures belong together, for people.</summary>
    public required string About { get; init; }

    /// <summary>Side of every picture in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>What all draws followed from.</summary>
    public required long Seed { get; init; }

    /// <summary>The characters, in order.</summary>
    public required string Characters { get; init; }

    /// <summary>The faces to train with.</summary>
    public required IReadOnlyList<GlyphFace> Seen { get; init; }

    /// <summary>The faces kept from training.</summary>
    public required IReadOnlyList<GlyphFace> Unseen { get; init; }

    /// <summary>Fonts that were found and left out.</summary>
    public required IReadOnlyList<GlyphLeftOut> LeftOut { get; init; }

    /// <summary>Pictures in seen faces.</summary>
    public required IReadOnlyList<GlyphManifestEntry> Train { get; init; }

    /// <summary>Pictures in unseen faces.</summary>
    public required IReadOnlyList<GlyphManifestEntry> Test { get; init; }

    /// <summary>Questions, in the order of their numbers.</summary>
    public required IReadOnlyList<GlyphManifestQuestion> Questions { get; init; }

    /// <summary>Reads the file of a folder.</summary>
    /// <param name="folder">The folder that holds factors.json.</param>
    /// <exception cref="FileNotFoundException">No such file: nothing was written there, or not to the
    /// end.</exception>
    /// <exception cref="InvalidDataException">Not such a file.</exception>
    public static GlyphManifest Load(string folder) => FactorsFile.Load<GlyphManifest>(folder, "glyphs");
}
