using System.Reflection;

namespace Unpaired.Display;

/// <summary>The MIME types this library writes.</summary>
public static class MimeTypes
{
    /// <summary>HTML, a fragment.</summary>
    public const string Html = "text/html";

    /// <summary>Markdown.</summary>
    public const string Markdown = "text/markdown";

    /// <summary>Text without markup; for pictures and charts, their text alternative.</summary>
    public const string Plain = "text/plain";

    /// <summary>PNG, base64.</summary>
    public const string Png = "image/png";

    /// <summary>SVG, as text.</summary>
    public const string Svg = "image/svg+xml";

    /// <summary>A Plotly figure: a JSON object with <c>data</c>, <c>layout</c> and <c>config</c>.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";
}

/// <summary>
/// Anything a notebook can show. The last expression of a cell shows it; so does <see cref="Show.Output"/>. Hosts find
/// the formatters through a convention attribute, which derived types inherit.
/// </summary>
[TypeFormatterSource(typeof(RichOutputFormatterSource))]
public abstract class RichOutput
{
    static RichOutput() => ForeignHosts.Connect();

    /// <summary>One sentence that says what is shown; never empty.</summary>
    public abstract string Text { get; }

    /// <summary>The forms that go into one output, best first, as hosts read them off the attribute.</summary>
    public IReadOnlyList<string> PreferredMimeTypes =>
        GetType().GetCustomAttribute<TypeFormatterSourceAttribute>()!.PreferredMimeTypes;

    /// <summary>This object in one MIME type: text, or base64 for PNG.</summary>
    /// <returns>Null if there is no such form.</returns>
    public abstract string? Render(string mimeType);

    /// <summary>
    /// Throws if this cannot be drawn as its author wrote it. Called before a host gets it: what fails inside a host is
    /// not the author's fault and is passed over.
    /// </summary>
    internal virtual void Check()
    {
    }

    /// <summary>All preferred forms: MIME type to text (base64 for PNG).</summary>
    public IReadOnlyDictionary<string, string> ToBundle()
    {
        var bundle = new Dictionary<string, string>();
        foreach (var mimeType in PreferredMimeTypes)
        {
            if (Render(mimeType) is { } content)
                bundle[mimeType] = content;
        }
        return bundle;
    }

    /// <summary>The text alternative.</summary>
    public override string ToString() => Text;

    /// <summary>Refuses an empty text alternative.</summary>
    /// <exception cref="ArgumentException">Empty or blank.</exception>
    internal static string Required(string? text, string parameter, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new ArgumentException(
                $"{what} needs a text alternative: one sentence on what is shown and what to see in it; got none.",
                parameter);
        return text.Trim();
    }
}
