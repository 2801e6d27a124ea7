using ScottPlot;
using SkiaSharp;

namespace Unpaired.Display;

/// <summary>
/// The font of all figures. It lies inside the library, so that text is legible on machines without any font.
/// </summary>
internal static class DisplayFonts
{
    /// <summary>A subset of Inter (SIL Open Font License), under a name of its own.</summary>
    public const string Family = "Unpaired Sans";

    private static readonly Lazy<SKTypeface> LazyRegular = new(() => Read("UnpairedSans-Regular.otf"));
    private static readonly Lazy<SKTypeface> LazySemiBold = new(() => Read("UnpairedSans-SemiBold.otf"));
    private static readonly Lazy<bool> LazyScottPlot = new(() =>
    {
        // First: another resolver would answer with a system font, which may not be there.
        Fonts.FontResolvers.Insert(0, new Resolver());
        Fonts.Default = Family;
        return true;
    });

    /// <summary>Weight 400.</summary>
    public static SKTypeface Regular => LazyRegular.Value;

    /// <summary>Weight 600.</summary>
    public static SKTypeface SemiBold => LazySemiBold.Value;

    /// <summary>Makes it ScottPlot's default font too, for charts drawn by hand in a notebook as well.</summary>
    public static void UseInScottPlot() => _ = LazyScottPlot.Value;

    private static SKTypeface Read(string name)
    {
        using var stream = typeof(DisplayFonts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library was built without its font '{name}'.");
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data)
            ?? throw new InvalidOperationException($"The font '{name}' inside the library cannot be read.");
    }

    private sealed class Resolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
            CreateTypeface(fontName, weight >= FontWeight.SemiBold, slant != FontSlant.Upright);

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
            fontName != Family ? null
            : Read(bold ? "UnpairedSans-SemiBold.otf" : "UnpairedSans-Regular.otf"); // ScottPlot may dispose its copy
    }
}
