using System.Collections.Immutable;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>Every character of some typefaces, by face: what FUNIT trains with. May be read from many
/// threads.</summary>
public sealed class GlyphDataset : IClassPictures, IPictureSource
{
    /// <summary>Describes a set; nothing is drawn yet.</summary>
    /// <param name="world">Who draws, how large, and which characters.</param>
    /// <param name="faces">The classes, in order; at least one.</param>
    /// <exception cref="ArgumentException">No faces.</exception>
    public GlyphDataset(GlyphWorld world, IEnumerable<GlyphFace> faces)
    {
        (World, Faces) = (world, [.. faces]);
        if (Faces.IsEmpty)
            throw new ArgumentException("Expected at least one typeface; got none.", nameof(faces));
    }

    /// <summary>Who draws.</summary>
    public GlyphWorld World { get; }

    /// <summary>The classes, in order.</summary>
    public ImmutableArray<GlyphFace> Faces { get; }

    /// <inheritdoc/>
    public int ClassCount => Faces.Length;

    /// <summary>How many pictures in all.</summary>
    public int Count => Faces.Length * World.Characters.Count;

    /// <inheritdoc/>
    public Picture this[int classIndex, int index] => World.Render(World.Characters[index], Faces[classIndex]);

    /// <summary>A picture of the row: faces take turns.</summary>
    /// <param name="index">0 to Count − 1.</param>
    public Picture this[int index] => this[index % ClassCount, index / ClassCount];

    /// <inheritdoc/>
    public string Name(int classIndex) => Faces[classIndex].Name;

    /// <inheritdoc/>
    public string NameOf(int index) =>
        $"glyphs {World.Size} px, {Name(index % ClassCount)} '{World.Characters[index / ClassCount]}'";

    int IClassPictures.Count(int classIndex) => World.Characters.Count;
}
