using System.Buffers.Binary;
using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>Whether a typeface can be a class: it has the characters, as outlines, and they are those
/// characters.</summary>
internal static class GlyphCheck
{
    private const int Pictorial = 5; // PANOSE family kind of symbol fonts

    private static readonly string[] SymbolWords =
    [
        "symbol", "dingbat", "emoji", "icon", "wingding", "webding", "awesome", "barcode", "braille", "music",
            "cursor", "math", "d050000",
        "marlett", "last resort", "lastresort", "fallback", "adobe blank", "opens___",
    ];

    /// <summary>Why not; null if it can.</summary>
    public static string? Objection(SKTypeface typeface, string characters)
    {
        var name = typeface.FamilyName.ToLowerInvariant();
        if (SymbolWords.FirstOrDefault(name.Contains) is { } word)
            return $"a font of symbols by its name ('{word}')";
        if (typeface.TryGetTableData(Tag("OS/2"), out var table) && table.Length > 32 && table[32] == Pictorial)
            return "a font of symbols by its PANOSE numbers";
        if (IsSymbolEncoded(typeface))
            return "a font of symbols by its character map";
        using var font = GlyphOutlines.Font(typeface);
        var seen = new HashSet<ushort>();
        foreach (var character in characters.EnumerateRunes())
        {
            var glyph = font.GetGlyph(character.Value);
            if (glyph == 0)
                return $"lacks '{character}'";
            if (!seen.Add(glyph))
                return $"'{character}' looks like another of the characters";
            using var path = font.GetGlyphPath(glyph);
            if (path is null || path.IsEmpty || path.Bounds is { Width: <= 0 } or { Height: <= 0 })
                return $"has no outline of '{character}'";
        }
        return Misshapen(font, characters);
    }

    /// <summary>Symbols at the places of letters: what must hold of every Latin letter that is wanted.</summary>
    private static string? Misshapen(SKFont font, string characters)
    {
        foreach (var (letter, contours) in ((char, int)[])[('O', 2), ('D', 2), ('B', 2), ('o', 2), ('i', 2)])
            if (characters.Contains(letter) && Contours(font, letter) < contours)
                return $"'{letter}' has not the shape of one";
        return null;
    }

    private static int Contours(SKFont font, char letter)
    {
        using var path = font.GetGlyphPath(font.GetGlyph(letter));
        using var iterator = path.CreateRawIterator();
        var points = new SKPoint[4];
        var count = 0;
        while (iterator.Next(points) is var verb && verb != SKPathVerb.Done)
            count += verb == SKPathVerb.Move ? 1 : 0;
        return count;
    }

    /// <summary>Windows' symbol encoding (platform 3, encoding 0) without any for Unicode.</summary>
    private static bool IsSymbolEncoded(SKTypeface typeface)
    {
        if (!typeface.TryGetTableData(Tag("cmap"), out var cmap) || cmap.Length < 4)
            return false;
        var count = BinaryPrimitives.ReadUInt16BigEndian(cmap.AsSpan(2));
        bool symbol = false, unicode = false;
        for (var i = 0; i < count && 4 + 8 * i + 4 <= cmap.Length; i++)
        {
            var platform = BinaryPrimitives.ReadUInt16BigEndian(cmap.AsSpan(4 + 8 * i));
            var encoding = BinaryPrimitives.ReadUInt16BigEndian(cmap.AsSpan(6 + 8 * i));
            symbol |= platform == 3 && encoding == 0;
            unicode |= platform == 0 || (platform == 3 && encoding is 1 or 10);
        }
        return symbol && !unicode;
    }

    private static uint Tag(string name) => (uint)((name[0] << 24) | (name[1] << 16) | (name[2] << 8) | name[3]);
}
