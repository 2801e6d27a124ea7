namespace Unpaired.Worlds;

/// <summary>One typeface in a font file: a class of the glyph world.</summary>
/// <param name="Name">Lower-case words with hyphens, unlike any other face's: also the name of its folder.</param>
/// <param name="Family">What it is split by: the family's name without words for weight, width or optical
/// size.</param>
/// <param name="Style">Weight, width and slant in words.</param>
/// <param name="File">The font file.</param>
/// <param name="Index">Its place in the file; 0 unless the file is a collection.</param>
public sealed record GlyphFace(string Name, string Family, string Style, string File, int Index);

/// <summary>A font file or face that cannot be a class, and why.</summary>
/// <param name="File">The font file.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record GlyphLeftOut(string File, string Reason);

/// <summary>Faces to train with, and faces of other families.</summary>
/// <param name="Seen">To train with.</param>
/// <param name="Unseen">Kept from training.</param>
public sealed record GlyphSplit(IReadOnlyList<GlyphFace> Seen, IReadOnlyList<GlyphFace> Unseen);

/// <summary>There is no typeface to draw with.</summary>
public sealed class NoTypefaceException : Exception
{
    /// <summary>What to install, on Debian and Ubuntu.</summary>
    public const string Advice = "On Debian or Ubuntu: apt-get install fonts-dejavu fonts-liberation2 fonts-urw-base35 "
        + "fonts-freefont-ttf fonts-noto-core. Elsewhere name a folder of TTF or OTF files: --fonts FOLDER.";

    /// <summary>Says what was missed, where, and what to do.</summary>
    public NoTypefaceException(string message)
        : base($"{message} {Advice}")
    {
    }
}
