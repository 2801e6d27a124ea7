using SkiaSharp;

namespace Unpaired.Display;

/// <summary>
/// Colours that people with colour-blindness can tell apart (Okabe and Ito 2008), and with each a dash pattern and a
/// marker, so that nothing is said by colour alone. The yellow is left out: it cannot be seen on white.
/// </summary>
internal static class Palette
{
    private static readonly string[] Colors =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash"];

    private static readonly string[] Markers =
        ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "x"];

    /// <summary>Number of different colours.</summary>
    public static int Count => Colors.Length;

    /// <summary>As #RRGGBB.</summary>
    public static string Color(int index) => Colors[index % Colors.Length];

    /// <summary>For drawing.</summary>
    public static SKColor Skia(int index) => SKColor.Parse(Color(index));

    /// <summary>Plotly's name of the dash pattern.</summary>
    public static string Dash(int index) => Dashes[index % Dashes.Length];

    /// <summary>Plotly's name of the marker.</summary>
    public static string Marker(int index) => Markers[index % Markers.Length];
}
