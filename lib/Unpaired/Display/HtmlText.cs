using System.Net;

namespace Unpaired.Display;

/// <summary>Pieces of HTML that several displays share. Colours come from the page, so that dark themes work.</summary>
internal static class HtmlText
{
    /// <summary>Text made safe for an element or an attribute in double quotes.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A picture with its text alternative and, below it, the same sentence.</summary>
    public static string Figure(EncodedImage image, string alt, string? caption = null) =>
        $"<figure style=\"margin:0.5em 0;max-width:{Math.Max(image.Width, 480)}px\">{Image(image, alt)}"
        + $"<figcaption style=\"{CaptionStyle}\">{Escape(caption ?? alt)}</figcaption></figure>";

    /// <summary>A picture with its text alternative.</summary>
    public static string Image(EncodedImage image, string alt) =>
        $"<img alt=\"{Escape(alt)}\" width=\"{image.Width}\" height=\"{image.Height}\" "
        + $"style=\"max-width:100%;height:auto\" src=\"{image.DataUri}\">";

    /// <summary>For labels of controls: as the text around them, whatever a host's style sheet makes of them (Jupyter
    /// Notebook's gives each a line of its own).</summary>
    public const string OwnText = "display:inline;padding:0;color:inherit;font:inherit;";

    /// <summary>Small text below a figure or table.</summary>
    public const string CaptionStyle = "font-size:0.9em;line-height:1.4;margin-top:0.3em;text-align:left";
}
