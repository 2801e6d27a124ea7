using Unpaired.Data;

namespace Unpaired.Display;

/// <summary>
/// Tells a notebook host how to show a type, by convention: .NET Interactive and this repository's engine look for an
/// attribute of exactly this simple name, so the library needs no reference to either.
/// </summary>
/// <param name="formatterSourceType">A type with a parameterless constructor and <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>Read by the host through reflection.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>Decides what a host is told to prefer.</summary>
    public ContentKind Content { get; init; }

    /// <summary>Read by the host through reflection; all of these go into one output, in this order.</summary>
    public string[] PreferredMimeTypes => Preferred.MimeTypesOf(Content);
}

/// <summary>What <see cref="TypeFormatterSourceAttribute"/> points to: one formatter a MIME type.</summary>
internal sealed class RichOutputFormatterSource
{
    /// <summary>Called by the host through reflection.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        new[]
        {
            MimeTypes.Html, MimeTypes.Markdown, MimeTypes.Plotly, MimeTypes.Png, MimeTypes.Svg, MimeTypes.Plain,
        }.Select(mime => new RichOutputFormatter(mime));
}

/// <summary>Writes a <see cref="RichOutput"/>, or a bare picture, in one MIME type.</summary>
internal sealed class RichOutputFormatter(string mimeType)
{
    /// <summary>Read by the host through reflection.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Called by the host through reflection.</summary>
    /// <returns>False, with nothing written, if the value has no such form.</returns>
    public bool Format(object value, TextWriter writer)
    {
        var output = value is Picture picture ? new PictureFigure(picture, $"{picture}.") : value as RichOutput;
        if (output?.Render(MimeType) is not { } text)
            return false;
        writer.Write(text);
        return true;
    }
}
