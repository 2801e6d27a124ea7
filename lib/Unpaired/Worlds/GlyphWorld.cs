using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;
using Unpaired.Data;

namespace Unpaired.Worlds;

/// <summary>
/// The glyph world: characters in real typefaces, black on white. The class is the typeface, the content the
/// character; the
/// truth of a translation is the same character in the other face. All members may be called from many threads.
/// </summary>
/// <remarks>Few-shot font generation, what networks like FUNIT (Liu et al. 2019) are used for in practice.</remarks>
public sealed class GlyphWorld
{
    /// <summary>The Latin letters, capital and small.</summary>
    public const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly ConcurrentDictionary<GlyphFace, Lazy<GlyphOutlines>> outlines = new();

    /// <summary>A world of square pictures.</summary>
    /// <param name="size">Side in pixels, 16 to 512.</param>
    /// <param name="characters">What can be drawn; every face must have them.</param>
    /// <exception cref="ArgumentException">A side outside that range; no characters, one twice, or a space.</exception>
    public GlyphWorld(int size = 64, string characters = Letters)
    {
        if (size is < 16 or > 512)
            throw new ArgumentException($"Expected a size of 16 to 512 pixels; got {size}.", nameof(size));
        RequireCharacters(characters);
        Size = size;
        Text = characters;
        Characters = [.. characters.EnumerateRunes().Select(rune => rune.ToString())];
    }

    /// <summary>Side of every picture in pixels.</summary>
    public int Size { get; }

    /// <summary>The contents, in order, each one character (one or two UTF-16 units).</summary>
    public IReadOnlyList<string> Characters { get; }

    private string Text { get; }

    /// <summary>A character in a typeface, black on white. Capitals of all faces are equally high, on one
    /// baseline.</summary>
    /// <param name="character">One of <see cref="Characters"/>.</param>
    /// <param name="face">Of <see cref="GlyphFonts.Find"/>.</param>
    /// <exception cref="ArgumentException">Another character, or one that the face lacks.</exception>
    /// <exception cref="IOException">The font file cannot be read.</exception>
    public Picture Render(string character, GlyphFace face) => Draw(character, face, SKColors.White, SKColors.Black);

    /// <summary>Where the ink is: white inside, black outside.</summary>
    /// <inheritdoc cref="Render"/>
    public Picture RenderMask(string character, GlyphFace face) =>
        Draw(character, face, SKColors.Black, SKColors.White);

    /// <summary>Throws unless every character is one, once, and can be seen.</summary>
    internal static void RequireCharacters(string characters)
    {
        var runes = characters.EnumerateRunes().ToList();
        if (runes.Count == 0)
            throw new ArgumentException("Expected at least one character; got none.", nameof(characters));
        if (runes.Exists(rune => Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)))
            throw new ArgumentException("Expected characters that leave ink; one is a space.", nameof(characters));
        if (runes.CountBy(rune => rune).FirstOrDefault(pair => pair.Value > 1) is { Value: > 1 } twice)
            throw new ArgumentException($"Expected each character once; got '{twice.Key}' twice.", nameof(characters));
    }

    private Picture Draw(string character, GlyphFace face, SKColor paper, SKColor ink)
    {
        if (!Characters.Contains(character))
            throw new ArgumentException($"Expected one of the characters {Text}; got '{character}'.",
                nameof(character));
        var known = outlines.GetOrAdd(face,
            added => new Lazy<GlyphOutlines>(() => new GlyphOutlines(added, Text))).Value;
        using var path = known.Placed(character, Size);
        return SkiaPicture.Draw(Size, Size, canvas =>
        {
            canvas.Clear(paper);
            using var paint = new SKPaint { Color = ink, IsAntialias = true };
            canvas.DrawPath(path, paint);
        });
    }
}
