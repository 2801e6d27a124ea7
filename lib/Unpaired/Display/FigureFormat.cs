namespace Unpaired.Display;

/// <summary>How pictures go out. Set it before the first figure of a notebook.</summary>
public enum FigureFormat
{
    /// <summary>
    /// One copy, inside an HTML figure with text alternative and caption. Readers who hear the notebook are served, and
    /// so are JupyterLab and VS Code; viewers that clean HTML, such as GitHub's, may show the text only.
    /// </summary>
    Html,

    /// <summary>One copy, as PNG, which every viewer shows; the text alternative is in text/plain only.</summary>
    Image,

    /// <summary>Both, at twice the size.</summary>
    Both,
}

/// <summary>What a type consists of, which decides the forms it goes out in.</summary>
internal enum ContentKind
{
    /// <summary>Text, tables, progress.</summary>
    Html,

    /// <summary>Markdown.</summary>
    Markdown,

    /// <summary>Pixels.</summary>
    Figure,

    /// <summary>Data with axes.</summary>
    Chart,
}

/// <summary>Which forms each kind of content prefers, by setting and by host.</summary>
internal static class Preferred
{
    /// <summary>The MIME types that go into one output, best first.</summary>
    public static string[] MimeTypesOf(ContentKind kind) => MimeTypesOf(kind, ForeignHosts.IsInteractive);

    /// <summary>The same for a given host.</summary>
    public static string[] MimeTypesOf(ContentKind kind, bool isInteractive) => kind switch
    {
        ContentKind.Html => [MimeTypes.Html, MimeTypes.Plain],
        ContentKind.Markdown => [MimeTypes.Markdown, MimeTypes.Plain],
        // No HTML beside the JSON, because viewers without Plotly would prefer it to the PNG. .NET Interactive would
        // send the JSON object as a quoted string, so there a chart is a picture like any other.
        ContentKind.Chart when !isInteractive => [MimeTypes.Plotly, MimeTypes.Png, MimeTypes.Plain],
        _ => Show.Figures switch
        {
            FigureFormat.Html => [MimeTypes.Html, MimeTypes.Plain],
            FigureFormat.Image => [MimeTypes.Png, MimeTypes.Plain],
            _ => [MimeTypes.Html, MimeTypes.Png, MimeTypes.Plain],
        },
    };
}
