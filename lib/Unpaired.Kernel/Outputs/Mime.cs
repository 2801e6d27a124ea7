namespace Unpaired.Kernel;

/// <summary>The MIME types of notebook outputs, and how each is stored.</summary>
public static class Mime
{
    /// <summary>text/plain, which every bundle should hold.</summary>
    public const string Text = "text/plain";

    /// <summary>text/html.</summary>
    public const string Html = "text/html";

    /// <summary>text/markdown.</summary>
    public const string Markdown = "text/markdown";

    /// <summary>image/png, as base64.</summary>
    public const string Png = "image/png";

    /// <summary>image/svg+xml, as text.</summary>
    public const string Svg = "image/svg+xml";

    /// <summary>application/javascript.</summary>
    public const string JavaScript = "application/javascript";

    /// <summary>A Plotly figure: an object with data and layout.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>Whether values of this type are JSON values rather than strings.</summary>
    public static bool IsJson(string mime) => mime == "application/json"
        || mime.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Whether values of this type are text, stored line by line.</summary>
    public static bool IsText(string mime) =>
        mime.StartsWith("text/", StringComparison.Ordinal) || mime is JavaScript or Svg or "application/xml";

    internal static IReadOnlyDictionary<string, string> Bundle(string mime, string value) =>
        new Dictionary<string, string> { [mime] = value };
}
