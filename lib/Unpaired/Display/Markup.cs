namespace Unpaired.Display;

/// <summary>A fragment of HTML, with the text that stands for it where HTML is not shown.</summary>
public sealed class HtmlOutput : RichOutput
{
    private readonly string html;

    /// <summary>Shows HTML as it is: escape what comes from elsewhere.</summary>
    /// <param name="html">The fragment.</param>
    /// <param name="text">What it says, for consoles and for readers without HTML.</param>
    /// <exception cref="ArgumentException">An empty <paramref name="text"/>.</exception>
    public HtmlOutput(string html, string text)
    {
        this.html = html;
        Text = Required(text, nameof(text), "HTML");
    }

    /// <inheritdoc/>
    public override string Text { get; }

    /// <inheritdoc/>
    public override string? Render(string mimeType) => mimeType switch
    {
        MimeTypes.Html => html,
        MimeTypes.Plain => Text,
        _ => null,
    };
}

/// <summary>Markdown; its own source is readable where it is not drawn.</summary>
[TypeFormatterSource(typeof(RichOutputFormatterSource), Content = ContentKind.Markdown)]
public sealed class MarkdownOutput : RichOutput
{
    /// <summary>Shows Markdown.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public MarkdownOutput(string markdown) => Text = Required(markdown, nameof(markdown), "Markdown");

    /// <inheritdoc/>
    public override string Text { get; }

    /// <inheritdoc/>
    public override string? Render(string mimeType) =>
        mimeType is MimeTypes.Markdown or MimeTypes.Plain ? Text : null;
}
