using Unpaired.Data;
using Unpaired.Display;

namespace Unpaired.Worlds;

/// <summary>Letters of new typefaces, made from a few given ones, beside the true letters.</summary>
public static class GlyphSheet
{
    /// <summary>A row of contents, then three rows for each typeface: given, made, true.</summary>
    /// <param name="world">Who draws the letters.</param>
    /// <param name="source">The typeface of the content letters.</param>
    /// <param name="targets">The new typefaces; at least one.</param>
    /// <param name="given">The letters that are shown of each.</param>
    /// <param name="wanted">The letters to make; as a rule none that is given.</param>
    /// <param name="translate">A content letter and the given letters of the target to the letter made.</param>
    /// <exception cref="ArgumentException">No typeface, or a letter that the world does not have.</exception>
    public static PictureGrid Draw(
        GlyphWorld world, GlyphFace source, IReadOnlyList<GlyphFace> targets, string given, string wanted,
        Func<Picture, IReadOnlyList<Picture>, Picture> translate)
    {
        if (targets.Count == 0) throw new ArgumentException("Expected at least one typeface; got none.", nameof(targets));
        List<Picture> Row(string text, GlyphFace face) => [.. text.Select(letter => world.Render($"{letter}", face))];
        var contents = Row(wanted, source);
        List<IEnumerable<Picture?>> rows = [contents];
        List<string> labels = ["content"];
        foreach (var face in targets)
        {
            var known = Row(given, face);
            rows.AddRange([known, contents.Select(content => translate(content, known)).ToList(), Row(wanted, face)]);
            labels.AddRange(["given", "made", "truth"]);
        }
        return new PictureGrid(rows, $"Above, the letters {wanted} in {source.Name}. Below, for each of "
            + $"{string.Join(", ", targets.Select(face => face.Name))}: the given letters {given}, the wanted letters as made "
            + "from them, and the true ones.")
        {
            Title = string.Join(", ", targets.Select(face => face.Name)),
            RowLabels = labels,
            CellPixels = 64,
        };
    }
}
