using System.Collections.Immutable;
using SkiaSharp;

namespace Unpaired.Worlds;

/// <summary>The typefaces of a machine or a folder that have all the characters wanted.</summary>
public sealed class GlyphFonts
{
    private static readonly string[] Extensions = [".ttf", ".otf", ".ttc", ".otc"];

    /// <summary>Words at the end of a family's name that tell members of one design apart.</summary>
    private static readonly HashSet<string> StyleWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thin", "Hairline", "ExtraLight", "UltraLight", "Extra", "Ultra", "Light", "Book", "Regular",
            "Medium", "Semi",
        "SemiBold", "Demi", "DemiBold", "Bold", "ExtraBold", "Black", "Heavy", "Italic", "Oblique", "Condensed",
        "SemiCondensed",
        "ExtraCondensed", "Narrow", "Compressed", "Extended", "Expanded", "Wide", "Display", "Text", "Caption",
        "Subhead", "Variable",
    };

    private GlyphFonts(ImmutableArray<GlyphFace> faces, ImmutableArray<GlyphLeftOut> leftOut, string characters) =>
        (Faces, LeftOut, Characters) = (faces, leftOut, characters);

    /// <summary>The faces, by name.</summary>
    public ImmutableArray<GlyphFace> Faces { get; }

    /// <summary>What was left out, by file.</summary>
    public ImmutableArray<GlyphLeftOut> LeftOut { get; }

    /// <summary>The characters that every face has.</summary>
    public string Characters { get; }

    /// <summary>Where this machine keeps fonts; only folders that exist.</summary>
    public static IReadOnlyList<string> SystemFolders
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            string[] folders = OperatingSystem.IsWindows()
                ? [Environment.GetFolderPath(Environment.SpecialFolder.Fonts),
                Path.Combine(local, "Microsoft", "Windows", "Fonts")]
                : OperatingSystem.IsMacOS()
                    ? ["/System/Library/Fonts", "/Library/Fonts", Path.Combine(home, "Library", "Fonts")]
                    : ["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(local, "fonts"),
                    Path.Combine(home, ".fonts")];
            return [.. folders.Distinct().Where(Directory.Exists)];
        }
    }

    /// <summary>Looks through folders and all folders inside.</summary>
    /// <param name="folders">Where to look, such as <see cref="SystemFolders"/>.</param>
    /// <param name="characters">What every face must have; letters, digits or any script.</param>
    /// <exception cref="DirectoryNotFoundException">A folder that is not there.</exception>
    /// <exception cref="ArgumentException">No characters, one twice, or a space.</exception>
    public static GlyphFonts Find(IEnumerable<string> folders, string characters = GlyphWorld.Letters)
    {
        GlyphWorld.RequireCharacters(characters);
        var faces = new List<GlyphFace>();
        var leftOut = new List<GlyphLeftOut>();
        var known = new HashSet<string>();
        foreach (var file in folders.SelectMany(FilesOf).Distinct())
        {
            var count = 0;
            for (; SKTypeface.FromFile(file, count) is { } typeface; count++)
            {
                using (typeface)
                {
                    var face = Describe(typeface, file, count);
                    if (GlyphCheck.Objection(typeface, characters) is { } objection)
                        leftOut.Add(new GlyphLeftOut(file, $"{face.Family} {face.Style}: {objection}"));
                    else if (!known.Add(face.Name))
                        leftOut.Add(new GlyphLeftOut(file, $"{face.Family} {face.Style}: the same as another file's"));
                    else
                        faces.Add(face);
                }
                if (!IsCollection(file))
                {
                    count++;
                    break;
                }
            }
            if (count == 0)
                leftOut.Add(new GlyphLeftOut(file, "not a font that can be read"));
        }
        return new GlyphFonts([.. faces.OrderBy(face => face.Name, StringComparer.Ordinal)], [.. leftOut], characters);
    }

    /// <summary>Splits by family: no design is on both sides.</summary>
    /// <param name="seed">Another seed, other families.</param>
    /// <param name="unseenShare">The part of the families that is kept from training, above 0 and below 1; at least one
    /// family is on either side.</param>
    /// <exception cref="NoTypefaceException">Fewer than two families.</exception>
    /// <exception cref="ArgumentException">Another share.</exception>
    public GlyphSplit Split(long seed = 1, double unseenShare = 0.2)
    {
        if (!(unseenShare is > 0 and < 1))
            throw new ArgumentException($"Expected a share above 0 and below 1; got {unseenShare}.",
                nameof(unseenShare));
        var families = Faces.Select(face => face.Family).Distinct().ToList();
        if (families.Count < 2)
            throw new NoTypefaceException("Expected typefaces of at least two families, one to train with and one to "
                + $"keep from training; found {families.Count}{string.Concat(families.Select(f => $" ({f})"))}.");
        var random = new SplitMixRandom(seed, 51);
        var order = families.Order(StringComparer.Ordinal).Select(family => (random.NextDouble(), family)).Order()
            .Select(pair => pair.family).ToList();
        var kept = order.Take(Math.Clamp((int)Math.Round(unseenShare * order.Count), 1, order.Count - 1)).ToHashSet();
        return new GlyphSplit([.. Faces.Where(f => !kept.Contains(f.Family))],
            [.. Faces.Where(f => kept.Contains(f.Family))]);
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{folder}': expected a folder of fonts; there is none.");
        return Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
            .Order(StringComparer.Ordinal);
    }

    private static bool IsCollection(string file) => file.EndsWith("c", StringComparison.OrdinalIgnoreCase);

    private static GlyphFace Describe(SKTypeface typeface, string file, int index)
    {
        var words = typeface.FamilyName.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries).ToList();
        var style = $"{Named((SKFontStyleWeight)typeface.FontWeight)} {Named((SKFontStyleWidth)typeface.FontWidth)} "
            + $"{typeface.FontSlant}";
        // Some families say their weight in their name already.
        var name = string.Join(' ', words.Concat(style.Split(' ').Where(word => word is not ("Normal" or "Upright")
            && !words.Contains(word, StringComparer.OrdinalIgnoreCase))));
        while (words.Count > 1 && StyleWords.Contains(words[^1]))
            words.RemoveAt(words.Count - 1);
        var slug = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return new GlyphFace(string.Join('-', slug.Split('-', StringSplitOptions.RemoveEmptyEntries)),
            string.Join(' ', words), style, file, index);

        static string Named<T>(T value) => $"{value}";
    }
}
